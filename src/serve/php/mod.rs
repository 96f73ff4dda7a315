//! What PHP itself does to a request and to an answer: query strings, `wp_json_encode`, `urlencode`.

mod encode;
mod json;
mod query;

pub(super) use encode::{rawurlencode, urlencode};
pub(super) use json::encode_json;
pub(super) use query::{parse_str, to_query};
