//! What each release changed for clients, oldest first: the facts of `docs/releases.md` as data.

use super::{Basis, Call, Part};
use crate::base::Release;
use crate::catalogue::Concern;
use crate::exchange::Method;
use crate::finding::Level;

/// Something that a release changed for clients.
#[derive(Debug)]
pub(crate) struct ReleaseChange {
    /// Kebab-case and stable.
    pub(crate) id: &'static str,
    /// The first release that is known to behave so.
    pub(crate) since: Release,
    /// Whom it concerns: an error breaks clients, a warning changes what a call does or returns in
    /// some case, an info adds something or repairs it.
    pub(crate) level: Level,
    /// How it is known.
    pub(crate) basis: Basis,
    /// One line.
    pub(crate) title: &'static str,
    /// What was before.
    pub(crate) before: &'static str,
    /// What is since.
    pub(crate) after: &'static str,
    /// What a client does about it.
    pub(crate) advice: &'static str,
    /// The anchor in `docs/releases.md`.
    pub(crate) anchor: &'static str,
    /// The calls that it concerns; none where no call shows it.
    pub(crate) calls: &'static [Call],
    /// What a program that depends on it names.
    pub(crate) names: &'static [&'static str],
    /// The change that brought what this one takes away: nobody who did not have it misses it.
    pub(crate) ends: Option<&'static str>,
    /// How it shows where the documents of two releases are compared.
    pub(crate) shown: &'static [Concern],
}

impl ReleaseChange {
    /// Whether an upgrade from one release to another brings it.
    #[must_use]
    pub(crate) fn is_between(&self, from: Release, to: Release) -> bool {
        from < self.since && self.since <= to
    }

    /// Whether a change between two documents is this one.
    #[must_use]
    pub(crate) fn explains(&self, rule: &str, operations: &[impl AsRef<str>], place: &str) -> bool {
        (self.shown.iter()).any(|concern| concern.explains(rule, operations, place))
    }
}

/// Rules of `diff` that say how a text is spelled.
const FORM: &[&str] = &["format-changed", "pattern-changed", "schema-changed"];

/// Rules of `diff` that say which properties there are.
const PRESENCE: &[&str] = &["property-added", "required-changed"];

/// The dates of memberships and plans that lost their offset.
const DATES: &[&str] = &[
    "date_created",
    "date_created_gmt",
    "start_date",
    "start_date_gmt",
    "end_date",
    "end_date_gmt",
    "paused_date",
    "paused_date_gmt",
    "cancelled_date",
    "cancelled_date_gmt",
    "date_modified",
    "date_modified_gmt",
    "access_start_date",
    "access_start_date_gmt",
    "access_end_date",
    "access_end_date_gmt",
];

/// All changes, by release.
pub(crate) const HISTORY: &[ReleaseChange] = &[
    ReleaseChange {
        id: "webhook-payload-version",
        since: Release::new(1, 12, 0),
        level: Level::Warning,
        basis: Basis::Changelog,
        title: "Webhook payloads follow the API version of the webhook",
        before: "The payload has one form, whatever version the webhook names.",
        after: "The payload has the form of the version that the webhook names; a correction came \
                with 1.13.1.",
        advice: "Set the API version of each webhook explicitly, and read its payload as a \
                 response of that version.",
        anchor: "webhooks",
        calls: &[],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "v3-added",
        since: Release::new(1, 12, 0),
        level: Level::Info,
        basis: Basis::Docblock,
        title: "Version v3 of the API",
        before: "Only v2 exists.",
        after: "v3 exists beside v2.",
        advice: "Nothing; v2 remains.",
        anchor: "routes",
        calls: &[],
        names: &["wc/v3/memberships"],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "orderby-obeyed",
        since: Release::new(1, 12, 2),
        level: Level::Warning,
        basis: Basis::Run,
        title: "`orderby` takes effect",
        before: "`orderby` is ignored.",
        after: "Lists are sorted by `orderby`; the default is the newest first.",
        advice: "Remove `orderby` where you do not need it; a client that relied on the default \
                 order while sending it gets another order.",
        anchor: "parameters",
        calls: &[Call {
            methods: &[],
            routes: &["/members", "/plans"],
            part: Part::Query("orderby", &[]),
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "customer-filter-repaired",
        since: Release::new(1, 12, 3),
        level: Level::Info,
        basis: Basis::Run,
        title: "The `customer` filter works on PHP 8",
        before: "Every value is a 500 on PHP 8, and is ignored on PHP 7.",
        after: "The filter finds the memberships of the customer.",
        advice: "Remove workarounds that list all memberships and filter them in the client.",
        anchor: "parameters",
        calls: &[Call {
            methods: &[],
            routes: &["/members"],
            part: Part::Query("customer", &[]),
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "plan-filter-refuses-lists",
        since: Release::new(1, 12, 4),
        level: Level::Error,
        basis: Basis::Run,
        title: "The `plan` filter refuses lists in v2 and v3",
        before: "`plan[]=22` is 200.",
        after: "`plan[]=22` is 400: the parameter is one string.",
        advice: "Send one plan per request, as `plan=22`; only v4 takes a list.",
        anchor: "parameters",
        calls: &[Call {
            methods: &[],
            routes: &["/members"],
            part: Part::QueryList("plan"),
        }],
        names: &["plan[]"],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "customer-zero-lists-nobody",
        since: Release::new(1, 13, 0),
        level: Level::Warning,
        basis: Basis::Run,
        title: "`customer=0` and `customer=-1` list nobody",
        before: "These values list every membership.",
        after: "These values list nobody.",
        advice: "Omit `customer` to list all memberships.",
        anchor: "parameters",
        calls: &[Call {
            methods: &[],
            routes: &["/members"],
            part: Part::Query("customer", &["0", "-1"]),
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "writes-added",
        since: Release::new(1, 13, 0),
        level: Level::Info,
        basis: Basis::Run,
        title: "Memberships can be created, updated and deleted, also as a batch",
        before: "The members routes accept only GET.",
        after: "POST, PUT, PATCH and DELETE are accepted for memberships; plans stay read-only.",
        advice: "Nothing; requests that read do not change.",
        anchor: "routes",
        calls: &[],
        names: &[],
        ends: None,
        shown: &[
            Concern::operation("*/members*"),
            Concern::part(&["operation-added"], "*/members*", ""),
        ],
    },
    ReleaseChange {
        id: "view-url-in-edit-context",
        since: Release::new(1, 13, 0),
        level: Level::Info,
        basis: Basis::Run,
        title: "`view_url` is returned with `context=edit` too",
        before: "`view_url` is missing with `context=edit`.",
        after: "`view_url` is returned in every context.",
        advice: "Nothing.",
        anchor: "memberships",
        calls: &[Call {
            methods: &[],
            routes: &[],
            part: Part::Query("context", &[]),
        }],
        names: &["view_url"],
        ends: None,
        shown: &[Concern::answered(PRESENCE, "$.view_url")],
    },
    ReleaseChange {
        id: "readonly-declared",
        since: Release::new(1, 13, 0),
        level: Level::Info,
        basis: Basis::Run,
        title: "The self-description declares `readonly`",
        before: "OPTIONS says of no property that it is read-only.",
        after: "OPTIONS declares `readonly`.",
        advice: "Nothing.",
        anchor: "parameters",
        calls: &[Call {
            methods: &[Method::Options],
            routes: &[],
            part: Part::Whole,
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "create-keeps-status-dates-empty",
        since: Release::new(1, 13, 1),
        level: Level::Warning,
        basis: Basis::Run,
        title: "A create as paused or cancelled no longer sets the date of the status",
        before: "`paused_date` or `cancelled_date` is set to the current time, even if another is \
                 given.",
        after: "The date is what the request gives, else null.",
        advice: "Send `paused_date_gmt` or `cancelled_date_gmt` with the status if you need the \
                 date.",
        anchor: "writes",
        calls: &[Call {
            methods: &[Method::Post],
            routes: &["/members", "/members/batch"],
            part: Part::Sent("status", &["paused", "cancelled"]),
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "profile-fields-added",
        since: Release::new(1, 19, 0),
        level: Level::Info,
        basis: Basis::Changelog,
        title: "Profile fields",
        before: "Memberships have no `profile_fields`.",
        after: "Memberships return `profile_fields`, and requests may set them.",
        advice: "Accept the property; a client that refuses unknown properties must be updated \
                 first.",
        anchor: "memberships",
        calls: &[],
        names: &["profile_fields"],
        ends: None,
        shown: &[
            Concern::answered(PRESENCE, "$.profile_fields*"),
            Concern::written(PRESENCE, "$.profile_fields*"),
            Concern::written(PRESENCE, "$.*.profile_fields*"),
        ],
    },
    ReleaseChange {
        id: "dates-lose-offset",
        since: Release::new(1, 19, 1),
        level: Level::Error,
        basis: Basis::Changelog,
        title: "Dates lose their offset",
        before: "Every date ends in `+00:00`, also the local ones: `2024-01-31T12:00:00+00:00`.",
        after: "No date has an offset: `2024-01-31T12:00:00`. Only the `subscription_access_*` \
                dates of plans keep it.",
        advice: "Read the `_gmt` dates as UTC and accept both forms before the upgrade; never let \
                 a library assume the time zone of the machine.",
        anchor: "memberships",
        calls: &[Call {
            methods: &[],
            routes: &[],
            part: Part::Returned(DATES),
        }],
        names: DATES,
        ends: None,
        shown: &[
            Concern::answered(FORM, "*date*"),
            Concern::written(FORM, "*date*").of("webhook *"),
        ],
    },
    ReleaseChange {
        id: "delete-activates-delayed",
        since: Release::new(1, 22, 11),
        level: Level::Warning,
        basis: Basis::Run,
        title: "Deleting a delayed membership activates it first",
        before: "The membership is deleted as it is (last measured in 1.17.4).",
        after: "A note, its metadata and a login token of the member remain (first measured in \
                1.22.11).",
        advice: "Set the status to `cancelled` before you delete a membership with the status \
                 `delayed`.",
        anchor: "writes",
        calls: &[
            Call {
                methods: &[Method::Delete],
                routes: &["/members/{id}"],
                part: Part::Whole,
            },
            Call {
                methods: &[Method::Post, Method::Put, Method::Patch],
                routes: &["/members/batch"],
                part: Part::Sent("delete", &[]),
            },
        ],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "v4-added",
        since: Release::new(1, 23, 0),
        level: Level::Info,
        basis: Basis::Docblock,
        title: "Version v4 of the API",
        before: "Only v2 and v3 exist.",
        after: "v4 exists beside v2 and v3; its filters `plan` and `status` are lists, and it \
                searches in the data of users.",
        advice: "Nothing; v2 and v3 remain.",
        anchor: "routes",
        calls: &[],
        names: &["wc/v4/memberships"],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "names-added",
        since: Release::new(1, 24, 0),
        level: Level::Info,
        basis: Basis::Code,
        title: "Names of plans and profile fields, and `customer_data`",
        before: "Memberships have no `plan_name` and no `customer_data`; profile fields have no \
                 `name`.",
        after: "All three are returned, in every version of the API; `customer_data` is `[]` \
                unless it is requested. They came with 1.23.0 or 1.24.0.",
        advice: "Accept the properties; a client that refuses unknown properties must be updated \
                 first.",
        anchor: "memberships",
        calls: &[],
        names: &["plan_name", "customer_data"],
        ends: None,
        shown: &[
            Concern::answered(PRESENCE, "$.plan_name"),
            Concern::answered(PRESENCE, "$.customer_data*"),
            Concern::answered(PRESENCE, "*.name"),
        ],
    },
    ReleaseChange {
        id: "customer-data-by-includes",
        since: Release::new(1, 24, 0),
        level: Level::Info,
        basis: Basis::Code,
        title: "`_includes=customer_data` fills `customer_data`",
        before: "The argument is not read.",
        after: "The argument fills `customer_data` of memberships.",
        advice: "Nothing; 1.26.0 removes the argument again.",
        anchor: "parameters",
        calls: &[],
        names: &["_includes"],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "includes-removed",
        since: Release::new(1, 26, 0),
        level: Level::Error,
        basis: Basis::Code,
        title: "`_includes=customer_data` is no longer read",
        before: "`_includes=customer_data` fills `customer_data`.",
        after: "The argument is ignored and `customer_data` stays `[]`. The change came with \
                1.25.2 or 1.26.0.",
        advice: "Send the argument `customer_data`, or request the customers from \
                 `/wc/v3/customers`.",
        anchor: "parameters",
        calls: &[Call {
            methods: &[],
            routes: &[],
            part: Part::Query("_includes", &[]),
        }],
        names: &["_includes"],
        ends: Some("customer-data-by-includes"),
        shown: &[],
    },
    ReleaseChange {
        id: "customer-data-argument-added",
        since: Release::new(1, 26, 0),
        level: Level::Info,
        basis: Basis::Code,
        title: "The argument `customer_data` fills `customer_data`",
        before: "The argument is not read.",
        after: "The argument fills `customer_data` of memberships. It came with 1.25.2 or 1.26.0 \
                and is removed in 1.27.3.",
        advice: "Nothing.",
        anchor: "parameters",
        calls: &[],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "free-trial-clears-end",
        since: Release::new(1, 26, 9),
        level: Level::Warning,
        basis: Basis::Run,
        title: "A change from `paused` to `free_trial` clears the end",
        before: "`end_date` remains (last measured in 1.26.7).",
        after: "`end_date` is null.",
        advice: "Send `end_date_gmt` with the change if the membership must end.",
        anchor: "writes",
        calls: &[Call {
            methods: &[Method::Post, Method::Put, Method::Patch],
            routes: &["/members/{id}", "/members/batch"],
            part: Part::Sent("status", &["free_trial"]),
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "update-shows-new-plan",
        since: Release::new(1, 27, 2),
        level: Level::Warning,
        basis: Basis::Run,
        title: "The response to a change of plan shows the new plan",
        before: "The response has the `view_url` and the `plan_name` of the previous plan.",
        after: "The response has those of the new plan.",
        advice: "Remove the additional GET after a change of plan when no older site remains.",
        anchor: "writes",
        calls: &[Call {
            methods: &[Method::Post, Method::Put, Method::Patch],
            routes: &["/members/{id}", "/members/batch"],
            part: Part::Sent("plan_id", &[]),
        }],
        names: &[],
        ends: None,
        shown: &[],
    },
    ReleaseChange {
        id: "customer-data-argument-removed",
        since: Release::new(1, 27, 3),
        level: Level::Error,
        basis: Basis::Changelog,
        title: "The argument `customer_data` is removed",
        before: "`customer_data` in the query fills the property.",
        after: "The argument is not read; the property is filled only in the directory.",
        advice: "Request the customers from `/wc/v3/customers`.",
        anchor: "memberships",
        calls: &[Call {
            methods: &[],
            routes: &[],
            part: Part::Query("customer_data", &[]),
        }],
        names: &["customer_data"],
        ends: Some("customer-data-argument-added"),
        shown: &[Concern::part(
            &["parameter-removed"],
            "",
            "query parameter customer_data",
        )],
    },
    ReleaseChange {
        id: "directory-added",
        since: Release::new(1, 27, 3),
        level: Level::Info,
        basis: Basis::Docblock,
        title: "A directory of members",
        before: "There is no `/members/directory`.",
        after: "GET `/members/directory` lists members for the block of the same name.",
        advice: "Nothing.",
        anchor: "directory",
        calls: &[],
        names: &["members/directory"],
        ends: None,
        shown: &[Concern::operation("*/members/directory")],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_in_the_order_of_releases_and_have_ids_of_their_own() {
        let releases: Vec<Release> = HISTORY.iter().map(|change| change.since).collect();
        assert!(releases.is_sorted());
        let mut ids: Vec<&str> = HISTORY.iter().map(|change| change.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), HISTORY.len());
        let is_known = |id: &str| HISTORY.iter().any(|change| change.id == id);
        assert!(
            HISTORY
                .iter()
                .filter_map(|change| change.ends)
                .all(is_known)
        );
    }

    #[test]
    fn every_change_names_a_known_release_and_an_anchor_of_the_page() {
        let page = include_str!("../../docs/releases.md");
        for change in HISTORY {
            let is_known = crate::releases::KNOWN
                .iter()
                .any(|known| known.release == change.since);
            assert!(is_known, "{}: {}", change.id, change.since);
            let anchor = format!("<a id=\"{}\">", change.anchor);
            assert!(page.contains(&anchor), "{}: {anchor}", change.id);
        }
    }
}
