//! Dates: formats, pairs, and what moves them.

use jiff::civil::DateTime;
use serde_json::Value;

use crate::catalogue::traffic::{has_value, instant, is_null, members, plans, text, written};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::Interpreted;

/// Rules of `diff` that speak of how a text is spelled.
const FORM: &[&str] = &["format-changed", "pattern-changed"];

pub(in crate::catalogue) static DATES_WITHOUT_OFFSET: Deviation = Deviation {
    id: "dates-without-offset",
    title: "Dates have no UTC offset",
    kind: Kind::Contradiction,
    documented: "Every date is in Atom format; the examples, both local and UTC, end in `+00:00`.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "`YYYY-MM-DDTHH:MM:SS` without offset, `Z` or fraction, in v2, v3 and v4, both local \
               and `_gmt`. Only the four `subscription_access_*_date*` dates of plans have an \
               offset.",
    evidence: "docs/observed.md#5, #6, #14.2",
    since: Some("1.19.1"),
    until: None,
    trigger: None,
    advice: "Parse as a date-time without zone. Read the `_gmt` value of each pair as UTC and \
             ignore the local one; never let a library assume the machine's time zone.",
    signs: &[
        Sign::item(shows_date_without_offset),
        Sign::departure("date-format", "", "date-without-offset"),
    ],
    shown: InDocuments::At(&[
        Concern::answered(FORM, "$.date_*"),
        Concern::answered(FORM, "$.start_date*"),
        Concern::answered(FORM, "$.end_date*"),
        Concern::answered(FORM, "$.paused_date*"),
        Concern::answered(FORM, "$.cancelled_date*"),
        Concern::answered(FORM, "$.access_*_date*"),
    ]),
};

pub(in crate::catalogue) static SUBSCRIPTION_DATES_FALSE_OFFSET: Deviation = Deviation {
    id: "subscription-dates-false-offset",
    title: "Local subscription dates of plans are marked as UTC",
    kind: Kind::Fault,
    documented: "The local and the `_gmt` variant of a subscription access date are the same \
                 instant.",
    source: Source::page("v3-plan", "Data Structure"),
    observed: "The four `subscription_access_start_date*` and `subscription_access_end_date*` \
         values end in `+00:00`, including the two local ones, which hold site time: read \
         literally they are wrong by the site's offset.",
    evidence: "docs/observed.md#6, #14.2",
    since: None,
    until: None,
    trigger: Some(
        "a plan whose `subscription_access_length_type` is `fixed`, on a site whose \
         time zone is not UTC",
    ),
    advice: "Use only the `_gmt` variants of these four, and remove the offset before comparing \
         them with any other date of the API.",
    signs: &[
        Sign::plan(shows_false_offset),
        Sign::fault(
            "date-format",
            "$.subscription_access_*",
            shows_subscription_dates,
        ),
        Sign::fault(
            "date-pair",
            "$.subscription_access_*",
            shows_subscription_dates,
        ),
    ],
    shown: InDocuments::At(&[Concern::answered(
        &["pattern-changed", "property-added"],
        "$.subscription_access_*_date*",
    )]),
};

pub(in crate::catalogue) static DRAFT_PLAN_INVALID_GMT_DATE: Deviation = Deviation {
    id: "draft-plan-invalid-gmt-date",
    title: "A plan that was never published has an impossible UTC date",
    kind: Kind::Fault,
    documented: "`date_created_gmt` and `date_modified_gmt` hold the times of creation and \
                 modification in UTC.",
    source: Source::page("v3-plan", "Data Structure"),
    observed: "Both are `-0001-11-30T00:00:00` while the plan is a draft that was never published; \
         the local pair is correct.",
    evidence: "docs/observed.md#6, #14.27",
    since: None,
    until: None,
    trigger: Some("reading a plan in status `draft` that was never published"),
    advice: "Treat a year below 1 as unset and use the local date. Many parsers reject \
             the value or read it as the year 1 BC.",
    signs: &[
        Sign::plan(has_impossible_date),
        Sign::fault("schema", "$.date_created_gmt", shows_impossible_date),
        Sign::fault("schema", "$.date_modified_gmt", shows_impossible_date),
        Sign::fault_by(
            "date-format",
            "$.date_created_gmt",
            "date-before-year-1",
            shows_impossible_date,
        ),
        Sign::fault_by(
            "date-format",
            "$.date_modified_gmt",
            "date-before-year-1",
            shows_impossible_date,
        ),
        Sign::fault("date-pair", "$.date_*", shows_impossible_date),
    ],
    shown: InDocuments::At(&[
        Concern::answered(&["pattern-changed"], "$.date_created_gmt").of("GET */plans*"),
        Concern::answered(&["pattern-changed"], "$.date_modified_gmt"),
    ]),
};

pub(in crate::catalogue) static DATE_CREATED_KEEPS_OLD_ZONE: Deviation = Deviation {
    id: "date-created-keeps-old-zone",
    title: "`date_created` does not follow a change of the site's time zone",
    kind: Kind::Omission,
    documented: "The effect of a change of the time zone on local dates is not documented.",
    source: Source::SILENT,
    observed: "`date_created` is stored in local time and does not change; the start, end, pause \
         and cancellation dates are computed from UTC and move. After a change the two kinds have \
         different offsets.",
    evidence: "docs/observed.md#5",
    since: None,
    until: None,
    trigger: None,
    advice: "Take instants from the `_gmt` fields; do not derive the site's offset from \
         `date_created`.",
    signs: &[Sign::departure("date-pair", "$.date_created*", "")],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "response*", "$.date_created")],
    ),
};

pub(in crate::catalogue) static START_DATE_CAN_BE_NULL: Deviation = Deviation {
    id: "start-date-can-be-null",
    title: "`start_date` can be null",
    kind: Kind::Contradiction,
    documented: "`start_date` and `start_date_gmt` are always a date.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "Both are null if the membership has no stored start, for example after an import \
               without it.",
    evidence: "docs/observed.md#5",
    since: None,
    until: None,
    trigger: None,
    advice: "Declare both as nullable; fall back to `date_created_gmt` only for display.",
    signs: &[
        Sign::member(shows_null_start),
        Sign::departure("schema", "$.start_date*", "null"),
    ],
    shown: InDocuments::At(&[Concern::answered(&["nullable-changed"], "$.start_date*")]),
};

pub(in crate::catalogue) static END_DATE_MOVES_WHILE_PAUSED_DATE: Deviation = Deviation {
    id: "end-date-moves-while-paused-date",
    title: "`end_date` moves with the clock while a `paused_date` exists",
    kind: Kind::Omission,
    documented: "`end_date` is when the membership ends; that it is computed is not documented.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "While `paused_date` is set, the value is the stored end plus the time since the \
         pause, so two reads a second apart differ. This continues after a change to any status \
         except `active` and `free_trial`: an expired membership then has an end in the future \
         that keeps moving.",
    evidence: "docs/observed.md#5, #14.13",
    since: None,
    until: None,
    trigger: None,
    advice: "Do not compare or cache `end_date` while `paused_date` is set, and do not conclude \
         from it that an expired membership is active: read `status`.",
    signs: &[
        Sign::member(has_paused_end),
        Sign::fault("row-equals-item", "$.end_date*", shows_paused_end),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "response*", "$.end_date*")],
    ),
};

pub(in crate::catalogue) static ACCESS_LENGTH_RELATIVE_TO_NOW: Deviation = Deviation {
    id: "access-length-relative-to-now",
    title: "`access_length` in months or years changes from day to day",
    kind: Kind::Omission,
    documented: "`access_length` is the length in seconds that a new membership will have.",
    source: Source::page("v3-plan", "Data Structure"),
    observed: "A length set in months or years is converted relative to the current time: three \
         months are 7948800 seconds today and another number next month. For a plan with fixed \
         dates it is end minus start.",
    evidence: "docs/observed.md#6, #14.26",
    since: None,
    until: None,
    trigger: None,
    advice: "Show it as an estimate; compute a real end from a created membership's \
         `end_date_gmt`, never by adding `access_length`.",
    signs: &[],
    shown: InDocuments::Nowhere(
        Unwritten::Value,
        &[Concern::about("", "response*", "$.access_length")],
    ),
};

pub(in crate::catalogue) static DATES_READ_BY_STRTOTIME: Deviation = Deviation {
    id: "dates-read-by-strtotime",
    title: "Written dates are parsed by PHP's strtotime",
    kind: Kind::Omission,
    documented: "Dates in a write are of type datetime; the format is not named.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "Anything that `strtotime` understands is accepted: an offset or `Z` is converted to \
         UTC, `2026-01-02` and `next friday` work, 30 February becomes 2 March, fractions are \
         dropped. A JSON number, a numeric string, month 13 and the first second of 1970 return \
         400.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: None,
    advice: "Send `YYYY-MM-DDTHH:MM:SS` in UTC and validate the calendar yourself; the site \
             silently corrects impossible days.",
    signs: &[Sign::Sighting(sends_loose_date)],
    shown: InDocuments::At(&[Concern::written(&["format-changed"], "$.*_date_gmt")]),
};

pub(in crate::catalogue) static NO_RULE_ACROSS_DATES: Deviation = Deviation {
    id: "no-rule-across-dates",
    title: "Dates are not compared with one another",
    kind: Kind::Omission,
    documented: "Whether the end may be before the start is not documented.",
    source: Source::SILENT,
    observed: "An end before the start and an end in the past are accepted, and the status stays \
         `active`.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: None,
    advice: "Check start, end and status yourself before you write, and do not interpret `active` \
             as \"not ended yet\".",
    signs: &[Sign::member(shows_end_before_start)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "request body*", "$.end_date_gmt")],
    ),
};

pub(in crate::catalogue) static FIXED_PLAN_CUTS_DATES_TO_MIDNIGHT: Deviation = Deviation {
    id: "fixed-plan-cuts-dates-to-midnight",
    title: "Plans with fixed dates truncate written dates to midnight",
    kind: Kind::Omission,
    documented: "A written start or end is stored as sent.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "For a plan with fixed access dates both are truncated to midnight in the site's \
               time zone, so the returned UTC value differs from the one sent.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: None,
    advice: "For such plans send the UTC instant of the site's midnight, or read the dates from \
             the response.",
    signs: &[Sign::Sighting(shows_cut_to_midnight)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("", "request body*", "$.start_date_gmt"),
            Concern::about("", "request body*", "$.end_date_gmt"),
        ],
    ),
};

const PAIRED: [&str; 10] = [
    "date_created",
    "date_created_gmt",
    "date_modified_gmt",
    "start_date",
    "start_date_gmt",
    "end_date_gmt",
    "paused_date_gmt",
    "cancelled_date_gmt",
    "access_start_date_gmt",
    "access_end_date_gmt",
];

fn shows_date_without_offset(item: &Value) -> bool {
    PAIRED
        .iter()
        .any(|key| text(item, key).is_some_and(|date| date.len() == "YYYY-MM-DDTHH:MM:SS".len()))
}

fn shows_subscription_dates(seen: &Interpreted<'_>) -> bool {
    plans(seen).iter().any(|plan| {
        has_value(plan, "subscription_access_start_date")
            || has_value(plan, "subscription_access_end_date")
    })
}

fn shows_false_offset(plan: &Value) -> bool {
    [
        "subscription_access_start_date",
        "subscription_access_end_date",
    ]
    .iter()
    .any(|key| {
        let local = text(plan, key);
        local.is_some_and(|date| date.ends_with("+00:00"))
            && local != text(plan, &format!("{key}_gmt"))
    })
}

fn shows_impossible_date(seen: &Interpreted<'_>) -> bool {
    plans(seen).into_iter().any(has_impossible_date)
}

fn has_impossible_date(plan: &Value) -> bool {
    // A plan that was published has its dates: there it is a fault that `date-format` finds.
    text(plan, "status") != Some("publish")
        && ["date_created_gmt", "date_modified_gmt"]
            .iter()
            .any(|key| text(plan, key).is_some_and(|date| date.starts_with("-0001")))
}

fn shows_null_start(member: &Value) -> bool {
    is_null(member, "start_date")
}

fn shows_paused_end(seen: &Interpreted<'_>) -> bool {
    members(seen).into_iter().any(has_paused_end)
}

fn has_paused_end(member: &Value) -> bool {
    has_value(member, "paused_date") && has_value(member, "end_date")
}

fn sends_loose_date(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, _)| {
        WRITTEN_DATES
            .iter()
            .filter_map(|key| text(sent, key))
            .any(|date| !date.is_empty() && !is_plain(date))
    })
}

const WRITTEN_DATES: [&str; 4] = [
    "start_date_gmt",
    "end_date_gmt",
    "paused_date_gmt",
    "cancelled_date_gmt",
];

/// Whether it is exactly what the API answers: a day that exists, `T`, a time, nothing more.
fn is_plain(date: &str) -> bool {
    date.len() == "YYYY-MM-DDTHH:MM:SS".len()
        && date.as_bytes().get(10) == Some(&b'T')
        && date.parse::<DateTime>().is_ok()
}

fn shows_end_before_start(member: &Value) -> bool {
    instant(member, "end_date_gmt")
        .zip(instant(member, "start_date_gmt"))
        .is_some_and(|(end, start)| end < start)
}

fn shows_cut_to_midnight(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, member)| {
        ["start_date", "end_date"].iter().any(|key| {
            let in_utc = format!("{key}_gmt");
            let cut = text(member, key).is_some_and(|date| date.ends_with("T00:00:00"));
            let asked = instant(sent, &in_utc);
            cut && asked.is_some() && asked != instant(member, &in_utc)
        })
    })
}
