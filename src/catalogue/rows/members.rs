//! Properties of a user membership.

use serde_json::Value;

use crate::catalogue::traffic::{entries, is_version, members, text};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{Api, Interpreted};

pub(in crate::catalogue) static PLAN_NAME_UNDOCUMENTED: Deviation = Deviation {
    id: "plan-name-undocumented",
    title: "Memberships have `plan_name`",
    kind: Kind::Omission,
    documented: "The property is not listed.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "The plan's name as a string; null if the plan was deleted.",
    evidence: "docs/observed.md#5, #14.5",
    since: Some("1.24.0"),
    until: None,
    trigger: None,
    advice: "Use it for display; treat it as nullable, and as absent before release 1.23.",
    signs: &[
        Sign::member(|member| member.get("plan_name").is_some()),
        Sign::departure("undocumented-property", "$.plan_name", ""),
        Sign::departure("undocumented-property", "$.previous.plan_name", ""),
    ],
    shown: InDocuments::At(&[Concern::answered(
        &["property-added", "required-property-added"],
        "$.plan_name",
    )]),
};

pub(in crate::catalogue) static CUSTOMER_DATA_UNDOCUMENTED: Deviation = Deviation {
    id: "customer-data-undocumented",
    title: "Memberships have `customer_data`, which may hold personal data",
    kind: Kind::Omission,
    documented: "The property is not listed.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "An empty array; with the undeclared parameter `customer_data=1` an object with \
         first and last name, e-mail address, address, phone, biography and avatar. From release \
         1.27.3 on only the members directory fills it.",
    evidence: "docs/observed.md#5, #14.5, #14.25",
    since: Some("1.24.0"),
    until: None,
    trigger: None,
    advice: "Declare it as array or object. Do not request it unless you may process personal \
         data.",
    signs: &[
        Sign::member(|member| member.get("customer_data").is_some()),
        Sign::departure("undocumented-property", "$.customer_data", ""),
        Sign::departure("undocumented-property", "$.previous.customer_data", ""),
    ],
    shown: InDocuments::At(&[
        Concern::answered(
            &["property-added", "required-property-added"],
            "$.customer_data",
        ),
        Concern::part(&["parameter-added"], "", "query parameter customer_data"),
    ]),
};

pub(in crate::catalogue) static CUSTOMER_ID_ZERO: Deviation = Deviation {
    id: "customer-id-zero",
    title: "A membership can have no owner",
    kind: Kind::Contradiction,
    documented: "`customer_id` is required and identifies the owner.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "A create with 0 succeeds (200) and creates a membership without an owner, with \
               `\"customer_id\": 0`.",
    evidence: "docs/observed.md#8, #14.24",
    since: None,
    until: None,
    trigger: None,
    advice: "Check the id in your code before you create; skip customer 0 when you read.",
    signs: &[
        Sign::member(shows_ownerless_member),
        Sign::departure("schema", "$.customer_id", ""),
    ],
    shown: InDocuments::At(&[
        Concern::answered(&["minimum-changed"], "$.customer_id"),
        Concern::written(&["minimum-changed"], "$.customer_id"),
    ]),
};

pub(in crate::catalogue) static VIEW_URL_WITHOUT_SECTION: Deviation = Deviation {
    id: "view-url-without-section",
    title: "`view_url` contains a section only if the plan has one",
    kind: Kind::Contradiction,
    documented: "The example ends in `/my-membership-content/`.",
    source: Source::page("v3-create", "Create a User Membership"),
    observed: "`…/members-area/{plan_id}/`, with a section only if the plan has sections; \
         `…/members-area/` if the plan was deleted; an empty string on a site without an account \
         page.",
    evidence: "docs/observed.md#5, #14.16",
    since: None,
    until: None,
    trigger: None,
    advice: "Treat it as an opaque URL that may be empty; do not extract the plan's id from it.",
    signs: &[Sign::member(shows_plain_view_url)],
    shown: InDocuments::At(&[Concern::answered(&["format-changed"], "$.view_url")]),
};

pub(in crate::catalogue) static V2_MEMBERS_CARRY_V3_PROPERTIES: Deviation = Deviation {
    id: "v2-members-carry-v3-properties",
    title: "v2 memberships have the properties of v3",
    kind: Kind::Contradiction,
    documented: "The v2 structure has no `view_url` and no `profile_fields`.",
    source: Source::page("v2", "Data Structure"),
    observed: "The bodies of v2, v3 and v4 are identical, except for the version in the links.",
    evidence: "docs/observed.md#2, #14.3",
    since: None,
    until: None,
    trigger: None,
    advice: "Use one model for all versions.",
    signs: &[
        Sign::Sighting(|seen| {
            is_version(seen, Api::V2)
                && members(seen)
                    .iter()
                    .any(|item| item.get("view_url").is_some())
        }),
        Sign::departure("undocumented-property", "$.view_url", ""),
        Sign::departure("undocumented-property", "$.profile_fields", ""),
        Sign::departure("undocumented-property", "$.previous.view_url", ""),
    ],
    shown: InDocuments::At(&[
        Concern::answered(&["property-added", "required-property-added"], "$.view_url")
            .of("GET */v2/*"),
        Concern::answered(
            &["property-added", "required-property-added"],
            "$.profile_fields",
        )
        .of("GET */v2/*"),
    ]),
};

pub(in crate::catalogue) static DOCUMENTED_NAMES_MISSPELT: Deviation = Deviation {
    id: "documented-names-misspelt",
    title: "The documentation misspells properties",
    kind: Kind::Contradiction,
    documented: "`subcription_id` and `links` on memberships, `subcription_access_length` and \
         `links` on plans; the plan examples omit the length.",
    source: Source::page("v2", "Data Structure"),
    observed: "`subscription_id`, `subscription_access_length` and `_links`.",
    evidence: "docs/observed.md#14.4",
    since: None,
    until: None,
    trigger: None,
    advice: "Use the names that sites return; a model generated from the documentation always \
             reads null.",
    signs: &[Sign::item(shows_right_spelling)],
    shown: InDocuments::Nowhere(
        Unwritten::Resolved,
        &[
            Concern::about("", "response*", "$.subscription_id"),
            Concern::about("", "response*", "$.subscription_access_length"),
            Concern::about("* */members*", "response*", "$._links"),
            Concern::about("* */plans*", "response*", "$._links"),
        ],
    ),
};

pub(in crate::catalogue) static SUBSCRIPTIONS_OFF_CHANGES_MEMBERSHIPS: Deviation = Deviation {
    id: "subscriptions-off-changes-memberships",
    title: "Deactivating Subscriptions changes more than `subscription_id`",
    kind: Kind::Omission,
    documented: "`subscription_id` exists only while Subscriptions is active.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "Also removed: the status `free_trial` (such memberships become paused), the \
         subscription link, the filter (`subscription=50` then lists everything) and the write \
         arguments. Internal entries such as `_subscription_id` and `_has_installment_plan` appear \
         in `meta_data`.",
    evidence: "docs/observed.md#12",
    since: None,
    until: None,
    trigger: None,
    advice: "Check that `subscription_id` is present before you filter by it.",
    signs: &[Sign::member(shows_subscription_meta)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("", "response*", "$.subscription_id"),
            Concern::about("GET */members", "query parameter subscription", ""),
        ],
    ),
};

fn shows_ownerless_member(member: &Value) -> bool {
    member.get("customer_id").and_then(Value::as_i64) == Some(0)
}

fn shows_plain_view_url(member: &Value) -> bool {
    let plan = member.get("plan_id").map(Value::to_string);
    text(member, "view_url")
        .zip(plan)
        .is_some_and(|(url, plan)| {
            url.trim_end_matches('/').ends_with(&format!("/{plan}")) || url.is_empty()
        })
}

fn shows_right_spelling(item: &Value) -> bool {
    item.get("subscription_id").is_some() || item.get("subscription_access_length").is_some()
}

fn shows_subscription_meta(member: &Value) -> bool {
    member.get("subscription_id").is_none()
        && entries(member, "meta_data").iter().any(|entry| {
            text(entry, "key").is_some_and(|key| {
                key.starts_with("_subscription") || key == "_has_installment_plan"
            })
        })
}

pub(in crate::catalogue) static VIEW_URL_MISSING_FOR_EDITING: Deviation = Deviation {
    id: "view-url-missing-for-editing",
    title: "Up to 1.12.4 `context=edit` omits `view_url`",
    kind: Kind::Omission,
    documented: "Memberships have `view_url`.",
    source: Source::page("v2", "Data Structure"),
    observed: "With `context=edit` the key is missing; since 1.13.0 it is present in both contexts.",
    evidence: "docs/releases.md#memberships",
    since: Some("1.11.2"),
    until: Some("1.13.0"),
    trigger: None,
    advice: "Read memberships without `context`.",
    signs: &[
        Sign::fault("row-equals-item", "$.view_url", is_for_editing),
        Sign::departure_when("schema", "$.view_url", is_for_editing),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Value,
        &[Concern::about("", "response*", "$.view_url")],
    ),
};

pub(in crate::catalogue) static PROFILE_FIELDS_CAME_LATER: Deviation = Deviation {
    id: "profile-fields-came-later",
    title: "Releases before 1.19 have no `profile_fields`",
    kind: Kind::Contradiction,
    documented: "Memberships have `profile_fields`.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "The key is missing, in every version of the API.",
    evidence: "docs/releases.md#memberships",
    since: Some("1.11.2"),
    until: Some("1.19.0"),
    trigger: None,
    advice: "Treat a missing `profile_fields` as an empty list.",
    signs: &[
        Sign::departure("never-seen", "$.profile_fields", ""),
        Sign::departure("schema", "$.profile_fields", ""),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Value,
        &[Concern::about(
            "GET */members/{id}",
            "response*",
            "$.profile_fields",
        )],
    ),
};

fn is_for_editing(seen: &Interpreted<'_>) -> bool {
    seen.query.get("context") == Some("edit")
}
