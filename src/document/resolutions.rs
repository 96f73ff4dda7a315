use serde_json::{Value, json};

use crate::interpret::Api;

/// How a contradiction or a gap inside the documentation is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A word that is misspelled in one place and right in others is read as the right one.
    Spelling,
    /// Where an example and a table name or shape a property differently, the example is right:
    /// it was copied from a site.
    ExampleShapes,
    /// A property is promised always when a table lists it without a condition and no example
    /// leaves it out.
    AlwaysPresent,
    /// Where words say more than a type, the words are right.
    WordsOverType,
    /// What either a table or an example allows is allowed.
    Union,
    /// What v3 takes over from v2 without saying so is promised as v2 has it.
    Inherited,
    /// What is not documented stays open: any value, any status.
    LeftOpen,
    /// What looks like a slip but changes what is promised is taken at its word.
    AtItsWord,
}

impl Rule {
    /// The rule in words.
    #[must_use]
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Spelling => {
                "A word that is misspelled in one place and correct in others is read as the right \
                 one."
            }
            Self::ExampleShapes => {
                "Where an example and a table name or shape a property differently, the example \
                 is right."
            }
            Self::AlwaysPresent => {
                "A property is promised always when a table lists it without a condition and no \
                 example leaves it out."
            }
            Self::WordsOverType => "Where words say more than a type, the words are right.",
            Self::Union => "What either a table or an example allows is allowed.",
            Self::Inherited => {
                "What v3 takes over from v2 without saying so is promised as v2 has it."
            }
            Self::LeftOpen => "What is not documented stays open: any value, any status.",
            Self::AtItsWord => {
                "What looks like a slip but changes what is promised is taken at its word."
            }
        }
    }
}

/// One contradiction or gap inside the documentation, and how it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resolution {
    /// Kebab-case and stable.
    pub id: &'static str,
    /// The versions whose documented contract it shapes.
    pub apis: &'static [Api],
    /// The pages of the documentation that speak of it.
    pub pages: &'static [&'static str],
    /// What contradicts what, or what is missing.
    pub conflict: &'static str,
    /// The rule that decides it.
    pub rule: Rule,
    /// What the documented contract says now.
    pub decision: &'static str,
}

const V2: &[Api] = &[Api::V2];
const V3: &[Api] = &[Api::V3];
const BOTH: &[Api] = &[Api::V2, Api::V3];

const RESOLUTIONS: &[Resolution] = &[
    Resolution {
        id: "subscription-id-spelling",
        apis: V2,
        pages: &[
            "docs/documentation.md#v3-membership",
            "docs/documentation.md#v2",
        ],
        conflict: "The table of v2 says `subcription_id`, that of v3 `subscription_id`.",
        rule: Rule::Spelling,
        decision: "`subscription_id`.",
    },
    Resolution {
        id: "subscription-access-length-spelling",
        apis: V3,
        pages: &["docs/documentation.md#v3-plan"],
        conflict: "The table of plans says `subcription_access_length` beside \
                   `subscription_access_length_type`.",
        rule: Rule::Spelling,
        decision: "`subscription_access_length`.",
    },
    Resolution {
        id: "links-name",
        apis: V2,
        pages: &["docs/documentation.md#v2"],
        conflict: "The tables of v2 say `links`, all examples `_links`.",
        rule: Rule::ExampleShapes,
        decision: "`_links`.",
    },
    Resolution {
        id: "links-shape",
        apis: BOTH,
        pages: &[
            "docs/documentation.md#v3-create",
            "docs/documentation.md#v3-membership",
            "docs/documentation.md#v2",
            "docs/documentation.md#v3-plan",
        ],
        conflict: "The tables call the links an array, the examples show an object of lists by \
                   relation.",
        rule: Rule::ExampleShapes,
        decision: "An object of lists; for plans of v3, which have no example, as in v2.",
    },
    Resolution {
        id: "request-urls",
        apis: BOTH,
        pages: &[
            "docs/documentation.md#v3-create",
            "docs/documentation.md#v2",
        ],
        conflict: "Requests go to `/api/wc/…`; discovery and the links in the examples say \
                   `/wp-json/wc/…`.",
        rule: Rule::ExampleShapes,
        decision: "`/wp-json/wc/…`.",
    },
    Resolution {
        id: "list-or-object",
        apis: V3,
        pages: &[
            "docs/documentation.md#v3-create",
            "docs/documentation.md#v3-membership",
        ],
        conflict: "`meta_data` and `profile_fields` are typed as array or object, and described \
                   as lists of items; the example shows a list.",
        rule: Rule::WordsOverType,
        decision: "A list.",
    },
    Resolution {
        id: "profile-fields-missing-in-example",
        apis: V3,
        pages: &[
            "docs/documentation.md#v3-create",
            "docs/documentation.md#v3-membership",
        ],
        conflict: "The table lists `profile_fields`, the example of a create has none.",
        rule: Rule::AlwaysPresent,
        decision: "Declared, not promised always.",
    },
    Resolution {
        id: "access-length-type-missing-in-example",
        apis: V2,
        pages: &["docs/documentation.md#v2"],
        conflict: "The table lists `access_length_type`, the examples of plans have none.",
        rule: Rule::AlwaysPresent,
        decision: "Declared, not promised always.",
    },
    Resolution {
        id: "subscription-properties-missing-in-example",
        apis: V2,
        pages: &["docs/documentation.md#v2"],
        conflict: "The tables list `subscription_id`, `is_subscription_plan` and \
                   `is_subscription_installment_plan` as existing only with Subscriptions; no \
                   example has them.",
        rule: Rule::AlwaysPresent,
        decision: "Declared, not promised always.",
    },
    Resolution {
        id: "empty-end-dates",
        apis: V2,
        pages: &["docs/documentation.md#v2"],
        conflict: "`access_end_date` and `access_end_date_gmt` are dates in the table, where a \
                   plan without one counts from now, and empty text in the examples.",
        rule: Rule::Union,
        decision: "A date or empty text.",
    },
    Resolution {
        id: "start-date-footnote",
        apis: V3,
        pages: &["docs/documentation.md#v3-plan"],
        conflict: "A footnote says that `access_start_date_gmt` needs Subscriptions; \
                   `access_start_date` has no such footnote.",
        rule: Rule::AtItsWord,
        decision: "Declared with `x-requires: subscriptions`, not promised always.",
    },
    Resolution {
        id: "cancelled-date-read-only",
        apis: V3,
        pages: &["docs/documentation.md#v3-membership"],
        conflict: "All dates in the site's time are marked as read-only except `cancelled_date`.",
        rule: Rule::AtItsWord,
        decision: "`cancelled_date` is not read-only.",
    },
    Resolution {
        id: "plan-dates-format",
        apis: V3,
        pages: &["docs/documentation.md#v3-plan"],
        conflict: "Some dates of plans are said to be in Atom format, others only `datetime`.",
        rule: Rule::WordsOverType,
        decision: "Atom format (`date-time`) for all of them.",
    },
    Resolution {
        id: "v3-reads",
        apis: V3,
        pages: &[
            "docs/documentation.md#v3-membership",
            "docs/documentation.md#v2",
            "docs/documentation.md#v3-plan",
        ],
        conflict: "v3 describes its resources and a create; how they are read and listed is said \
                   of v2 only.",
        rule: Rule::Inherited,
        decision: "The routes and parameters of v2 below `/wc/v3`.",
    },
    Resolution {
        id: "v3-plan-example",
        apis: V3,
        pages: &["docs/documentation.md#v2", "docs/documentation.md#v3-plan"],
        conflict: "Plans have an example in v2 only, and their properties differ between the \
                   versions.",
        rule: Rule::Inherited,
        decision: "Links as in v2, all other properties as in the table of v3.",
    },
    Resolution {
        id: "status-of-create",
        apis: V3,
        pages: &["docs/documentation.md#v3-create"],
        conflict: "The status code of a create is not documented.",
        rule: Rule::LeftOpen,
        decision: "Any 2xx.",
    },
    Resolution {
        id: "errors",
        apis: BOTH,
        pages: &["docs/documentation.md#v2"],
        conflict: "The documentation includes a page of errors that is not part of it.",
        rule: Rule::LeftOpen,
        decision: "Any 4xx, of any shape.",
    },
    Resolution {
        id: "values-of-statuses",
        apis: BOTH,
        pages: &[
            "docs/documentation.md#v3-create",
            "docs/documentation.md#v3-membership",
            "docs/documentation.md#v2",
            "docs/documentation.md#v3-plan",
        ],
        conflict: "Statuses and access methods are not listed.",
        rule: Rule::LeftOpen,
        decision: "Any text.",
    },
    Resolution {
        id: "page-size",
        apis: BOTH,
        pages: &["docs/documentation.md#v2"],
        conflict: "The default of `per_page` is said to be `null` and a setting of WordPress.",
        rule: Rule::LeftOpen,
        decision: "No default, no bounds.",
    },
    Resolution {
        id: "discovery-body",
        apis: BOTH,
        pages: &["docs/documentation.md#v2"],
        conflict: "Discovery is said to list all routes with their methods; the format is not \
                   documented.",
        rule: Rule::LeftOpen,
        decision: "Any object.",
    },
];

/// Those of one version as the document lists them.
pub(super) fn listed(api: Api) -> Value {
    RESOLUTIONS
        .iter()
        .filter(|resolution| resolution.apis.contains(&api))
        .map(|resolution| {
            json!({
                "id": resolution.id,
                "conflict": resolution.conflict,
                "rule": resolution.rule.text(),
                "decision": resolution.decision,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_every_rule_decides_something() {
        let ids: BTreeSet<&str> = RESOLUTIONS.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), RESOLUTIONS.len());
        let rules: BTreeSet<&str> = RESOLUTIONS.iter().map(|row| row.rule.text()).collect();
        assert_eq!(rules.len(), 8);
    }
}
