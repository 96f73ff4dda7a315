//! Meta data entries of memberships and plans.

use serde_json::Value;

use crate::catalogue::traffic::{entries, has_value, is_null, text, written};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::Interpreted;

pub(in crate::catalogue) static META_VALUES_ARE_TEXT: Deviation = Deviation {
    id: "meta-values-are-text",
    title: "Meta data is always an array of string values",
    kind: Kind::Contradiction,
    documented: "An array or an object, whose values may be boolean, integer or string.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "Always an array of `{id, key, value}` with a value that is a string or null: true \
         is `\"1\"`, false `\"\"`, 7 `\"7\"`, arrays are strings in PHP's serialization format. \
         Keys may repeat, and keys that start with `_` are included.",
    evidence: "docs/observed.md#5, #14.14",
    since: None,
    until: None,
    trigger: None,
    advice: "Convert values in your code; store JSON strings if you need structure. Handle \
             repeated keys if you turn the entries into a map.",
    signs: &[
        Sign::item(|item| !entries(item, "meta_data").is_empty()),
        Sign::departure("schema", "$.meta_data[*].value", ""),
        Sign::departure("schema", "$.previous.meta_data[*].value", ""),
    ],
    shown: InDocuments::At(&[
        Concern::answered(&["alternatives-changed"], "$.meta_data[*].value"),
        Concern::written(
            &["alternative-added", "alternative-removed"],
            "$.meta_data[*].value",
        ),
    ]),
};

pub(in crate::catalogue) static META_ID_IGNORED_ON_WRITE: Deviation = Deviation {
    id: "meta-id-ignored-on-write",
    title: "The `id` of a meta entry is ignored in a write",
    kind: Kind::Contradiction,
    documented: "An item has an id, a key and a value.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "Entries are matched by key alone. An id with a new key adds a second entry; an \
         entry cannot be renamed or deleted, and the value null stores null.",
    evidence: "docs/observed.md#9, #14.14",
    since: None,
    until: None,
    trigger: None,
    advice: "Write by key; clear a value with `\"\"`; an entry cannot be removed.",
    signs: &[Sign::Sighting(sends_meta_id)],
    shown: InDocuments::At(&[Concern::written(&["property-removed"], "$.meta_data[*].id")]),
};

pub(in crate::catalogue) static META_ENTRY_CANNOT_BE_DELETED: Deviation = Deviation {
    id: "meta-entry-cannot-be-deleted",
    title: "A meta entry cannot be deleted through the API",
    kind: Kind::Omission,
    documented: "Removing an entry is not documented.",
    source: Source::SILENT,
    observed: "The value null is stored as null; an empty list changes nothing.",
    evidence: "docs/observed.md#9",
    since: None,
    until: None,
    trigger: None,
    advice: "Agree on a value that means \"removed\", and skip entries with null.",
    signs: &[Sign::Sighting(sends_null_meta)],
    shown: InDocuments::At(&[Concern::written(
        &["alternative-added", "property-became-optional"],
        "$.meta_data[*].value",
    )]),
};

pub(in crate::catalogue) static META_WITHOUT_KEY_IS_404: Deviation = Deviation {
    id: "meta-without-key-is-404",
    title: "A meta entry without a key returns 404",
    kind: Kind::Fault,
    documented: "The error is not documented.",
    source: Source::SILENT,
    observed: "404 `woocommerce_rest_wc_user_membership_invalid_meta_data`, as if the membership \
         did not exist; 400 would be correct.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: Some("an item of `meta_data` without `key`, or with an empty one"),
    advice: "Read the error code before you conclude from a 404 that a membership is gone.",
    signs: &[Sign::Sighting(refuses_meta_with_404)],
    shown: InDocuments::At(&[Concern::written(
        &["min-length-changed"],
        "$.meta_data[*].key",
    )]),
};

pub(in crate::catalogue) static META_OVERWRITES_INTERNAL_KEYS: Deviation = Deviation {
    id: "meta-overwrites-internal-keys",
    title: "Meta data can overwrite the plugin's own fields",
    kind: Kind::Fault,
    documented: "Any WordPress post meta may be set.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "Keys such as `_start_date` are written directly: the membership's start changes, \
               without validation and without the side effects of a regular update.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: Some(
        "an item of `meta_data` whose key is one of the plugin's own (`_start_date`, \
         `_end_date`, …)",
    ),
    advice: "Never forward keys that start with `_` from untrusted input.",
    signs: &[Sign::Sighting(sends_internal_meta)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "request body*", "$.meta_data[*].key")],
    ),
};

pub(in crate::catalogue) static META_LOSES_BACKSLASHES: Deviation = Deviation {
    id: "meta-loses-backslashes",
    title: "Backslashes in meta values are stripped",
    kind: Kind::Fault,
    documented: "This is not documented.",
    source: Source::SILENT,
    observed: "`back\\slash` is returned as `backslash`, which breaks JSON strings with escapes.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: Some("a meta value that contains a backslash"),
    advice: "Encode such values, for example as base64.",
    signs: &[Sign::Sighting(loses_backslash)],
    shown: InDocuments::Nowhere(
        Unwritten::Value,
        &[Concern::about("", "request body*", "$.meta_data[*].value")],
    ),
};

/// The entries of `meta_data` that a successful create or update sent.
fn sent_entries<'a>(seen: &'a Interpreted<'_>) -> &'a [Value] {
    written(seen).map_or(&[], |(sent, _)| entries(sent, "meta_data"))
}

fn sends_meta_id(seen: &Interpreted<'_>) -> bool {
    sent_entries(seen)
        .iter()
        .any(|entry| has_value(entry, "id"))
}

fn sends_null_meta(seen: &Interpreted<'_>) -> bool {
    sent_entries(seen)
        .iter()
        .any(|entry| is_null(entry, "value"))
}

fn refuses_meta_with_404(seen: &Interpreted<'_>) -> bool {
    seen.status() == 404
        && seen.error_code() == Some("woocommerce_rest_wc_user_membership_invalid_meta_data")
}

fn sends_internal_meta(seen: &Interpreted<'_>) -> bool {
    const INTERNAL: [&str; 6] = [
        "_start_date",
        "_end_date",
        "_paused_date",
        "_cancelled_date",
        "_product_id",
        "_order_id",
    ];
    sent_entries(seen)
        .iter()
        .any(|entry| text(entry, "key").is_some_and(|key| INTERNAL.contains(&key)))
}

fn loses_backslash(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, member)| {
        entries(sent, "meta_data").iter().any(|entry| {
            let (key, value) = (text(entry, "key"), text(entry, "value"));
            value.is_some_and(|value| value.contains('\\'))
                && entries(member, "meta_data")
                    .iter()
                    .any(|stored| text(stored, "key") == key && text(stored, "value") != value)
        })
    })
}
