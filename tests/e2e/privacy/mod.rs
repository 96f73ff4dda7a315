//! What a site, a recording, a document or an argument says reaches no output unless it is
//! harmless, and drives neither a terminal nor a CI runner.

mod injection;
mod live;
mod material;
mod values;
