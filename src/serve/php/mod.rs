//! What PHP itself does to a request and to a response: query strings, `wp_json_encode`,
//! `urlencode`.

mod encode;
mod json;
mod query;
mod serialize;
mod strtotime;

pub(super) use encode::{rawurlencode, urlencode};
pub(super) use json::encode_json;
pub(super) use query::{parse_str, to_query};
pub(super) use serialize::stored_text;
pub(super) use strtotime::strtotime;
