//! Variants of a document for tools that cannot read all of OpenAPI 3.1.

use clap::ValueEnum;
use serde_json::Value;

/// For which tools a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Profile {
    /// The whole document.
    Full,
    /// Without `webhooks`: some generators write code from them that does not compile.
    NoWebhooks,
    /// As OpenAPI 3.0.
    #[value(name = "3.0")]
    V3_0,
}

/// The document in a profile.
#[must_use]
pub fn apply(document: &Value, profile: Profile) -> Value {
    let mut document = document.clone();
    match profile {
        Profile::Full => {}
        Profile::NoWebhooks | Profile::V3_0 => without_webhooks(&mut document),
    }
    document
}

fn without_webhooks(document: &mut Value) {
    if let Some(object) = document.as_object_mut() {
        object.shift_remove("webhooks");
    }
}
