use super::contrast::{Aspect, Compared, Who};
use super::described::Resource;

/// The row about the dialect in which sites describe themselves.
pub(super) const DIALECT: &str = "options-schema-is-not-json-schema";

/// Properties that no site describes, though every response has them (`docs/observed.md#7`).
const NEVER_DESCRIBED: [&str; 4] = [
    "$.customer_data",
    "$.plan_name",
    "$.profile_fields[*].name",
    "$._links",
];

/// Statuses that the document knows beyond those that a site names.
const WORDPRESS_OWN: [&str; 2] = ["trash", "auto-draft"];

/// The row of the catalogue that knows of a disagreement about a property of responses.
pub(super) fn property(
    resource: Resource,
    path: &str,
    aspect: Aspect,
    who: Who,
    compared: &Compared<'_>,
) -> Option<&'static str> {
    match aspect {
        Aspect::Presence => {
            (who.is_of_words() && NEVER_DESCRIBED.contains(&path)).then_some(DIALECT)
        }
        Aspect::ReadOnly if path == "$.meta_data[*].id" => {
            who.is_of_words().then_some("meta-id-ignored-on-write")
        }
        Aspect::Format if matches!(who, Who::All | Who::Values) || !who.is_of_words() => (resource
            == Resource::Plan
            && ["$.date_created_gmt", "$.date_modified_gmt"].contains(&path))
        .then_some("draft-plan-invalid-gmt-date"),
        // The dialect has no null and no word for a date without an offset.
        Aspect::Null | Aspect::Format => who.is_of_words().then_some(DIALECT),
        // Plans cannot be written at all, and only their id is marked so.
        Aspect::ReadOnly if resource == Resource::Plan => who.is_of_words().then_some(DIALECT),
        Aspect::Enum if path == "$.status" && resource == Resource::Member => {
            statuses(compared, who)
        }
        _ => None,
    }
}

/// Responses show what the Trash holds, and the free trial needs Subscriptions.
fn statuses(compared: &Compared<'_>, who: Who) -> Option<&'static str> {
    let document = compared.document?.options.as_ref()?;
    let site = compared.site?.options.as_ref()?;
    if matches!(who, Who::DocumentAndValues | Who::All) || !site.is_subset(document) {
        return None;
    }
    let missing: Vec<&str> = document.difference(site).map(String::as_str).collect();
    let beyond = |known: &[&str]| missing.iter().all(|status| known.contains(status));
    if beyond(&WORDPRESS_OWN) {
        Some("trashed-membership-readable")
    } else {
        beyond(&["trash", "auto-draft", "free_trial"])
            .then_some("subscriptions-off-changes-memberships")
    }
}

/// The row of the catalogue that knows of a disagreement about an argument.
pub(super) fn argument(
    route: &str,
    is_body: bool,
    path: &str,
    aspect: Aspect,
    compared: &Compared<'_>,
) -> Option<&'static str> {
    if route == "/members/batch" {
        // A batch is described as a single member.
        return Some(DIALECT);
    }
    match aspect {
        Aspect::Presence
            if compared
                .document
                .is_some_and(|statement| statement.undeclared) =>
        {
            Some(if route.starts_with("/plans") {
                "undeclared-plan-parameters"
            } else {
                "undeclared-member-parameters"
            })
        }
        Aspect::Presence if is_body && path == "$.meta_data[*].id" => {
            Some("meta-id-ignored-on-write")
        }
        Aspect::Null if is_body => Some("null-in-writes-ignored"),
        Aspect::Enum if path == "$.status" => {
            let (document, site) = (
                compared.document?.options.as_ref()?,
                compared.site?.options.as_ref()?,
            );
            let missing: Vec<&String> = document.difference(site).collect();
            (missing == ["free_trial"] && site.is_subset(document))
                .then_some("subscriptions-off-changes-memberships")
        }
        _ => None,
    }
}
