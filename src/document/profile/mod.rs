//! Variants of a document for tools that cannot read all of OpenAPI 3.1.

pub(super) mod prune;
mod schema_3_0;
mod v3_0;

use clap::ValueEnum;
use serde_json::Value;

/// For which tools a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub(crate) enum Profile {
    /// The whole document.
    Full,
    /// Without `webhooks`: some generators write code from them that does not compile.
    NoWebhooks,
    /// As OpenAPI 3.0.3, which has no webhooks; and without OPTIONS operations, from which
    /// progenitor, the main reader of 3.0, writes code that does not compile.
    #[value(name = "3.0")]
    V3_0,
}

/// The document in a profile.
#[must_use]
pub(crate) fn apply(document: &Value, profile: Profile) -> Value {
    let mut document = document.clone();
    match profile {
        Profile::Full => {}
        Profile::NoWebhooks => {
            remove_webhooks(&mut document);
            prune::unused(&mut document);
        }
        Profile::V3_0 => {
            remove_webhooks(&mut document);
            remove_options(&mut document);
            v3_0::convert(&mut document);
            prune::unused(&mut document);
        }
    }
    document
}

fn remove_webhooks(document: &mut Value) {
    if let Some(object) = document.as_object_mut() {
        object.shift_remove("webhooks");
    }
}

fn remove_options(document: &mut Value) {
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.shift_remove("options");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Edition, openapi};
    use crate::interpret::Api;

    fn document(profile: Profile) -> Value {
        apply(&openapi(Api::V3, Edition::Observed).unwrap(), profile)
    }

    #[test]
    fn without_webhooks_nothing_of_them_is_left() {
        let document = document(Profile::NoWebhooks);
        let text = document.to_string();
        assert!(!text.contains("X-WC-Webhook-Signature"));
        assert!(
            document["components"]["schemas"]
                .get("DeletedPayload")
                .is_none()
        );
        // Still the previous state in the answer to a delete.
        assert!(
            document["components"]["schemas"]
                .get("UserMembershipPayload")
                .is_some()
        );
        let tags = document["tags"].as_array().unwrap();
        assert!(tags.iter().all(|tag| tag["name"] != "Webhooks"));
    }

    #[test]
    fn the_3_0_profile_holds_nothing_that_is_new_in_3_1() {
        let document = document(Profile::V3_0);
        assert_eq!(document["openapi"], "3.0.3");
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let text = schema.to_string();
            for new in ["\"null\"", "\"const\"", "\"examples\""] {
                assert!(!text.contains(new), "{name} holds {new}");
            }
        }
        let members = &document["paths"]["/wc/v3/memberships/members"];
        assert!(members.get("get").is_some() && members.get("options").is_none());
    }
}
