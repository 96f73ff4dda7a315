use std::fmt;

use clap::ValueEnum;
use serde_json::Value;

use super::{documented, observed};
use crate::base::Release;
use crate::interpret::Api;

/// Which contract a document states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Edition {
    /// What the public documentation promises, and nothing else.
    Documented,
    /// What current releases of the plugin answer.
    Observed,
}

impl Edition {
    /// Both, in the order in which people meet them.
    pub const ALL: [Self; 2] = [Self::Documented, Self::Observed];

    /// `documented` or `observed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The full OpenAPI 3.1 document of an API version, or `None` where there is none: no public
/// documentation speaks of v4.
#[must_use]
pub(crate) fn openapi(api: Api, edition: Edition) -> Option<Value> {
    match edition {
        Edition::Observed => observed::document(api, Release::MEASURED),
        Edition::Documented => documented::document(api),
    }
}
