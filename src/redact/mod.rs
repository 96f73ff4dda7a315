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
mod shell;
mod spelling;
mod strict;
mod text;
mod uri;
mod words;

pub use body::body;
pub use curl::{RunTrust, Trust, UNKNOWN_KEY, WRONG_SECRET, curl, curl_trusting};
pub use exchange::exchange;
pub use headers::{header, headers};
pub use json::{is_personal, json};
pub use mask::MASK;
pub use names::{is_personal_name, is_secret_header, is_secret_name};
pub use plain::{
    is_code, is_harmless, is_key, is_route, shape, shape_of_text, told, told_key, told_link,
    told_text,
};
pub use redactor::Redactor;
pub use secret::Secret;
pub use text::{label, text};
pub use uri::{query_value, url};
