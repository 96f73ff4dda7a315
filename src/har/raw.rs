//! The parts of a HAR entry that an exchange needs, borrowed from the entry's bytes. Recorders
//! leave out, null and rename much, so nothing but the braces is required here.

use serde::Deserialize;

use super::fields::Fields;
use super::lenient::{RawText, Text, Whole};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEntry<'a> {
    #[serde(borrow, default)]
    pub(super) started_date_time: Text<'a>,
    #[serde(borrow, default)]
    pub(super) comment: Text<'a>,
    #[serde(borrow, default, rename = "_role")]
    pub(super) role: Text<'a>,
    /// Chrome's word for what was requested; it marks preflights.
    #[serde(borrow, default, rename = "_resourceType")]
    pub(super) resource_type: Text<'a>,
    /// Chrome's and Safari's words for a response that the browser had kept.
    #[serde(borrow, default, rename = "_fromCache")]
    pub(super) from_cache: Text<'a>,
    #[serde(borrow, default, rename = "_fetchType")]
    pub(super) fetch_type: Text<'a>,
    #[serde(borrow, default)]
    pub(super) request: Option<RawRequest<'a>>,
    #[serde(borrow, default)]
    pub(super) response: Option<RawResponse<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRequest<'a> {
    #[serde(borrow, default)]
    pub(super) method: Text<'a>,
    #[serde(borrow, default)]
    pub(super) url: Text<'a>,
    #[serde(default)]
    pub(super) headers: Fields,
    #[serde(borrow, default)]
    pub(super) query_string: Option<Vec<RawPair<'a>>>,
    #[serde(borrow, default)]
    pub(super) post_data: Option<RawPostData<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawPostData<'a> {
    #[serde(borrow, default)]
    pub(super) mime_type: Text<'a>,
    #[serde(borrow, default)]
    pub(super) text: Option<RawText<'a>>,
    #[serde(borrow, default)]
    pub(super) params: Option<Vec<RawPair<'a>>>,
    #[serde(borrow, default, alias = "_encoding")]
    pub(super) encoding: Text<'a>,
    #[serde(borrow, default, rename = "_file")]
    pub(super) file: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawResponse<'a> {
    #[serde(default)]
    pub(super) status: Whole,
    #[serde(default)]
    pub(super) headers: Fields,
    #[serde(borrow, default)]
    pub(super) content: Option<RawContent<'a>>,
    #[serde(default)]
    pub(super) body_size: Whole,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawContent<'a> {
    #[serde(default)]
    pub(super) size: Whole,
    #[serde(borrow, default)]
    pub(super) text: Option<RawText<'a>>,
    #[serde(borrow, default)]
    pub(super) encoding: Text<'a>,
    /// The file beside the recording that holds the body (Playwright).
    #[serde(borrow, default, rename = "_file")]
    pub(super) file: Text<'a>,
    /// Our own field: why the body is cut.
    #[serde(borrow, default, rename = "_cut")]
    pub(super) cut: Text<'a>,
}

/// A header field or a form parameter.
#[derive(Deserialize)]
pub(super) struct RawPair<'a> {
    #[serde(borrow, default, alias = "key")]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) value: Text<'a>,
}
