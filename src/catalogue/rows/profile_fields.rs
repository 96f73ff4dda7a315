//! Profile fields of a member.

use serde_json::Value;

use crate::catalogue::traffic::{
    entries, has_value, is_create, is_critical_error, is_update, text, written,
};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::Interpreted;

pub(in crate::catalogue) static PROFILE_FIELDS_ALWAYS_ARRAY: Deviation = Deviation {
    id: "profile-fields-always-array",
    title: "`profile_fields` is always an array",
    kind: Kind::Contradiction,
    documented: "An array or an object.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "Always an array, empty if none is set; a write with an object returns 400. The \
         fields belong to the user, so all memberships of the user show them, filtered by plan.",
    evidence: "docs/observed.md#5, #8, #14.15",
    since: Some("1.19.0"),
    until: None,
    trigger: None,
    advice: "Model it as an array, and write it as an array.",
    signs: &[
        Sign::member(shows_profile_fields),
        Sign::Sighting(refuses_profile_object),
    ],
    shown: InDocuments::At(&[
        Concern::answered(
            &["property-became-required", "required-property-added"],
            "$.profile_fields",
        ),
        Concern::written(
            &["property-added", "required-property-added"],
            "$.profile_fields",
        ),
    ]),
};

pub(in crate::catalogue) static PROFILE_FIELD_NAME_UNDOCUMENTED: Deviation = Deviation {
    id: "profile-field-name-undocumented",
    title: "Profile fields have a display `name`",
    kind: Kind::Omission,
    documented: "A field has a slug and a value.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "`{name, slug, value}`; the self-description omits `name`, too.",
    evidence: "docs/observed.md#5, #7, #14.5",
    since: Some("1.24.0"),
    until: None,
    trigger: None,
    advice: "Use `slug` as the key; `name` is a label and can change.",
    signs: &[
        Sign::member(shows_profile_field_name),
        Sign::departure("undocumented-property", "$.profile_fields[*].name", ""),
        Sign::departure(
            "undocumented-property",
            "$.previous.profile_fields[*].name",
            "",
        ),
    ],
    shown: InDocuments::At(&[Concern::answered(
        &["property-added", "required-property-added"],
        "$.profile_fields[*].name",
    )]),
};

pub(in crate::catalogue) static PROFILE_FIELD_NUMBERS_BECOME_TEXT: Deviation = Deviation {
    id: "profile-field-numbers-become-text",
    title: "Numbers in profile fields are returned as strings",
    kind: Kind::Contradiction,
    documented: "A value may be an integer or a float.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "42 and 1.5 sent to a text field are returned as `\"42\"` and `\"1.5\"`; the only \
         integers are attachment ids of file fields. Other wrong types are converted as well: \
         `\"maybe\"` to false, `\"go\"` to `[\"go\"]`; HTML is stripped.",
    evidence: "docs/observed.md#5, #8, #14.15",
    since: None,
    until: None,
    trigger: None,
    advice: "Send the type of the field, and read the value back.",
    signs: &[Sign::Sighting(turns_number_into_text)],
    shown: InDocuments::At(&[Concern::answered(
        &["alternatives-changed", "items-changed"],
        "$.profile_fields[*].value",
    )]),
};

pub(in crate::catalogue) static PROFILE_FIELD_REFUSED_IS_500: Deviation = Deviation {
    id: "profile-field-refused-is-500",
    title: "An invalid profile field causes a server error",
    kind: Kind::Fault,
    documented: "The error for an invalid profile field is not documented.",
    source: Source::SILENT,
    observed: "500 `internal_server_error` with WordPress's page for critical errors; 400 would be \
               correct.",
    evidence: "docs/observed.md#8, #14.19",
    since: Some("1.19.0"),
    until: None,
    trigger: Some(
        "`profile_fields` with an option that the field does not offer, or with a field \
         of another plan",
    ),
    advice: "Check slug, plan and options against `OPTIONS /members` and your own settings before \
         you write; do not retry this 500.",
    signs: &[
        Sign::Sighting(fails_on_profile_field),
        Sign::fault("status-documented", "", fails_on_profile_field),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "",
            "request body*",
            "$.profile_fields[*].value",
        )],
    ),
};

pub(in crate::catalogue) static CREATE_FAILS_BUT_MEMBER_REMAINS: Deviation = Deviation {
    id: "create-fails-but-member-remains",
    title: "A create that fails because of a profile field leaves the membership behind",
    kind: Kind::Fault,
    documented: "A failed create creates nothing.",
    source: Source::SILENT,
    observed: "The membership is stored before the profile fields are processed: after the 500 it \
               exists, and a retry is rejected as a duplicate (400).",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: Some("`POST /members` with a profile field whose option or plan is not allowed"),
    advice: "After such a 500, look for the membership by customer and plan before you retry; \
             update or delete it.",
    signs: &[Sign::Sighting(fails_on_profile_field_at_create)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "POST */members",
            "request body*",
            "$.profile_fields",
        )],
    ),
};

pub(in crate::catalogue) static UNKNOWN_ATTACHMENT_ANSWERS_200: Deviation = Deviation {
    id: "unknown-attachment-answers-200",
    title: "An unknown attachment returns 200 with an error in the body",
    kind: Kind::Fault,
    documented: "Errors are indicated by their status code.",
    source: Source::SILENT,
    observed: "HTTP 200 with `{code, message, data}` and `data.status` 0; nothing is created or \
         changed.",
    evidence: "docs/observed.md#8, #14.19",
    since: None,
    until: None,
    trigger: Some("a file profile field whose value is not the id of an attachment"),
    advice: "After every write, check that the body has `id`; a body with `code` is an error, \
             whatever the status.",
    signs: &[
        Sign::Sighting(hides_error_in_success),
        Sign::fault("schema", "", hides_error_in_success),
        Sign::fault("error-envelope", "", hides_error_in_success),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "",
            "request body*",
            "$.profile_fields[*].value",
        )],
    ),
};

fn shows_profile_fields(member: &Value) -> bool {
    member.get("profile_fields").is_some_and(Value::is_array)
}

fn refuses_profile_object(seen: &Interpreted<'_>) -> bool {
    seen.status() == 400 && sent_fields(seen).is_some_and(Value::is_object)
}

/// What a create or an update sends as `profile_fields`.
fn sent_fields<'a>(seen: &'a Interpreted<'_>) -> Option<&'a Value> {
    (is_create(seen) || is_update(seen))
        .then(|| seen.sent.as_ref()?.get("profile_fields"))
        .flatten()
}

fn shows_profile_field_name(member: &Value) -> bool {
    entries(member, "profile_fields")
        .iter()
        .any(|field| field.get("name").is_some())
}

fn turns_number_into_text(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, member)| {
        entries(sent, "profile_fields")
            .iter()
            .filter(|field| field.get("value").is_some_and(Value::is_number))
            .filter_map(|field| text(field, "slug"))
            .any(|slug| {
                entries(member, "profile_fields").iter().any(|field| {
                    text(field, "slug") == Some(slug) && text(field, "value").is_some()
                })
            })
    })
}

fn fails_on_profile_field(seen: &Interpreted<'_>) -> bool {
    let fields = sent_fields(seen).and_then(Value::as_array);
    is_critical_error(seen)
        && fields.is_some_and(|fields| {
            fields
                .iter()
                .any(|field| text(field, "slug").is_some() && has_value(field, "value"))
        })
}

fn fails_on_profile_field_at_create(seen: &Interpreted<'_>) -> bool {
    is_create(seen) && fails_on_profile_field(seen)
}

fn hides_error_in_success(seen: &Interpreted<'_>) -> bool {
    let number = seen
        .json()
        .and_then(|body| body.pointer("/data/status")?.as_i64());
    seen.is_success() && seen.error_code().is_some() && number == Some(0)
}
