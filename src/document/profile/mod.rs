//! Variants of a document for tools that cannot read all of OpenAPI 3.1.

mod prune;
mod schema_3_0;
mod v3_0;

use clap::ValueEnum;
use serde_json::Value;

/// For which tools a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Profile {
    /// The whole document.
    Full,
    /// Without `webhooks`: some generators write code from them that does not compile.
    NoWebhooks,
    /// As OpenAPI 3.0.3, which has no webhooks either.
    #[value(name = "3.0")]
    V3_0,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Full, Self::NoWebhooks, Self::V3_0];

    /// `full`, `no-webhooks` or `3.0`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NoWebhooks => "no-webhooks",
            Self::V3_0 => "3.0",
        }
    }
}

/// The document in a profile.
#[must_use]
pub fn apply(document: &Value, profile: Profile) -> Value {
    let mut document = document.clone();
    match profile {
        Profile::Full => {}
        Profile::NoWebhooks => without_webhooks(&mut document),
        Profile::V3_0 => {
            without_webhooks(&mut document);
            v3_0::convert(&mut document);
        }
    }
    document
}

/// Takes the webhooks out, and with them the components and tags that nothing else uses.
fn without_webhooks(document: &mut Value) {
    let had_webhooks = document
        .as_object_mut()
        .is_some_and(|object| object.shift_remove("webhooks").is_some());
    if had_webhooks {
        prune::unused(document);
    }
}
