//! What is a secret, what is personal data, and how both are masked.
//!
//! Secrets are credentials: API keys, signatures, cookies, passwords. Personal data are names,
//! addresses, e-mail and IP addresses of members, and whatever a site stores about them in profile
//! fields and meta data. Both are masked in everything that leaves the program; a mask keeps the
//! type and, where a format asks for it, the form of what it hides, so that a redacted answer can
//! be judged again.

mod body;
mod curl;
mod curl_oauth;
mod curl_url;
mod exchange;
mod headers;
mod json;
mod labels;
mod mask;
mod names;
mod needles;
mod pairs;
mod plain;
mod redactor;
mod scan;
mod secret;
mod sentence;
mod shell;
mod spelling;
mod strict;
mod template;
mod text;
mod uri;
mod words;

pub(crate) use body::body;
pub use curl::RunTrust;
pub(crate) use curl::{CurlOptions, UNKNOWN_KEY, WRONG_SECRET, curl_with};
pub(crate) use exchange::exchange;

pub(crate) use json::json;
pub(crate) use mask::MASK;
pub(crate) use names::is_secret_header;
pub(crate) use names::is_secret_name;
pub(crate) use plain::{
    is_code, is_harmless, is_key, is_masked, is_route, shape_of_text, told, told_key, told_link,
    told_text,
};
pub use redactor::Redactor;
pub use secret::Secret;
pub(crate) use sentence::sentence;
pub(crate) use template::{Piece, pieces};
pub(crate) use text::{label, text};
pub(crate) use uri::{query_value, url};
