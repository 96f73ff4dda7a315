use super::Rule;
use crate::diff::schema::Direction;

/// What clients do about changes whose remedy is the author's: by the rule's id.
const CLIENT: &[(&str, &str)] = &[
    ("server-removed", "Call another of the servers."),
    (
        "server-variable-value-removed",
        "Use another of the values.",
    ),
    (
        "security-tightened",
        "Request the credentials and scopes that are now required.",
    ),
    (
        "security-scheme-changed",
        "Send credentials as the new scheme requires.",
    ),
    (
        "parameter-removed-before-sunset",
        "Stop sending it, earlier than announced.",
    ),
    ("required-parameter-added", "Send it with every call."),
    ("parameter-became-required", "Send it with every call."),
    (
        "parameter-serialization-changed",
        "Write its values in the new form.",
    ),
    (
        "parameter-default-added",
        "Send it if the default differs from the earlier behavior.",
    ),
    ("parameter-moved", "Send it in its new location."),
    ("required-body-added", "Send a body with every call."),
    ("body-became-required", "Send a body with every call."),
    (
        "encoding-changed",
        "Encode the parts of the body in the new way.",
    ),
    (
        "operation-removed",
        "Stop calling it; look for its replacement.",
    ),
    (
        "operation-removed-before-sunset",
        "Stop calling it, earlier than announced.",
    ),
    (
        "operation-id-changed",
        "Generate clients again; the name of the method changes.",
    ),
    (
        "webhook-removed",
        "Do not wait for it any longer; poll instead.",
    ),
    (
        "callback-removed",
        "Do not wait for it any longer; poll instead.",
    ),
    ("sunset-removed", "Plan for the earlier date."),
    ("sunset-brought-forward", "Migrate by the new date."),
    ("stability-decreased", "Expect changes without notice."),
    ("success-status-removed", "Treat every 2xx as success."),
    (
        "response-media-type-generalized",
        "Check `Content-Type` before reading a body.",
    ),
    ("required-header-removed", "Do not rely on the header."),
    ("optional-header-removed", "Do not rely on the header."),
    ("header-became-optional", "Handle its absence."),
    (
        "header-serialization-changed",
        "Read its values in the new form.",
    ),
    ("link-removed", "Build the URL yourself."),
    ("property-withheld", "Stop relying on it."),
    ("content-encoding-changed", "Decode it in the new way."),
    (
        "content-encoding-declared",
        "Check whether it is sent in the declared encoding.",
    ),
    ("extensible-enum-value-removed", "Stop sending the value."),
    (
        "discriminator-changed",
        "Distinguish the forms in the new way.",
    ),
];

/// Rules whose remedy is the client's already.
const REMEDY: &[&str] = &[
    "enum-value-added",
    "enum-removed",
    "property-removed",
    "property-added",
    "property-became-optional",
    "alternative-added",
    "alternatives-changed",
    "nullable-changed",
    "schema-changed",
];

/// What a client must do about a change of a rule. `None` where the rule's remedy says it.
/// `is_shown` tells whether a counter-example proves the change.
pub(in crate::diff) fn for_client(
    rule: &'static Rule,
    direction: Option<Direction>,
    is_shown: bool,
) -> Option<&'static str> {
    let told = CLIENT.iter().find(|(id, _)| *id == rule.id);
    match (told, direction, is_shown) {
        (Some((_, words)), ..) => Some(words),
        _ if REMEDY.contains(&rule.id) => None,
        (None, Some(Direction::Request), true) => {
            Some("Stop sending values such as the counter-example.")
        }
        (None, Some(Direction::Response), true) => Some(
            "Handle responses such as the \
                                                         counter-example.",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CLIENT;
    use crate::diff::rules::find;

    #[test]
    fn every_entry_is_of_a_rule_and_stands_once() {
        let mut seen = BTreeSet::new();
        for id in super::REMEDY {
            assert!(find(id).is_some() && seen.insert(id), "{id}");
        }
        for (id, words) in CLIENT {
            assert!(find(id).is_some(), "{id}");
            assert!(seen.insert(id) && words.ends_with('.'), "{id}");
        }
    }
}
