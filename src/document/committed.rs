use super::Edition;
use crate::interpret::Api;

/// Where a document is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Path below `openapi/`, with `/` between its parts.
    pub path: &'static str,
    /// The version that it describes.
    pub api: Api,
    /// The contract that it states.
    pub edition: Edition,
}

/// The documents that are kept in the repository, the one that most people want first.
pub(crate) const FILES: [Kept; 5] = [
    kept("openapi.yaml", Api::V3, Edition::Observed),
    kept("v2.yaml", Api::V2, Edition::Observed),
    kept("v4.yaml", Api::V4, Edition::Observed),
    kept("documented/v2.yaml", Api::V2, Edition::Documented),
    kept("documented/v3.yaml", Api::V3, Edition::Documented),
];

const fn kept(path: &'static str, api: Api, edition: Edition) -> Kept {
    Kept { path, api, edition }
}
