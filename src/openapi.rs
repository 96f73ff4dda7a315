//! The OpenAPI 3.1 documents of the API: of each version, as documented and as observed, of each
//! release of the plugin.
//!
//! ```
//! use memberspec::openapi::{self, Api, Edition, Release};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let document = openapi::document(Api::V3, Edition::Observed, Release::MEASURED)
//!     .ok_or("that release has no v3")?;
//! assert_eq!(document["openapi"], "3.1.0");
//! assert!(document["paths"]["/wc/v3/memberships/members"]["get"].is_object());
//!
//! let yaml = openapi::to_yaml(&document)?;
//! assert!(yaml.starts_with("openapi: "));
//!
//! // v3 came with 1.12.
//! let old: Release = "1.11.0".parse()?;
//! assert!(openapi::document(Api::V3, Edition::Observed, old).is_none());
//! # Ok(())
//! # }
//! ```

use serde_json::Value;

pub use crate::base::{Api, NoRelease, Release};
pub use crate::document::{Edition, Overlay, OverlayError, WriteError, to_json, to_yaml};

/// The OpenAPI document of a version of the API for a release of the plugin; none where there is
/// none: the release does not have that version, or no public documentation speaks of it.
#[must_use]
pub fn document(api: Api, edition: Edition, release: Release) -> Option<Value> {
    if release == Release::MEASURED {
        return crate::document::openapi(api, edition);
    }
    crate::document::openapi_of(api, edition, release)
}
