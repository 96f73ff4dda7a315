//! Handwritten outcomes, for the tests of every report.

use crate::finding::{
    Also, Case, Cause, Class, Disagreement, Example, Excerpt, Fact, Finding, Incomplete,
    JudgedRelease, Known, Latency, Level, Location, Outcome, Reason, Rule, RuleTally,
    SelfDescription, Subject, SubjectKind, Tally, Unexercised, UsedProfile,
};

static SCHEMA: Rule = rule(
    "schema",
    Level::Error,
    Class::Shape,
    "answers fit their schema",
);
static TOTALS: Rule = rule(
    "paging-headers",
    Level::Error,
    Class::Paging,
    "paging headers are there and agree with the rows",
);
static UNDOCUMENTED: Rule = rule(
    "undocumented-property",
    Level::Warning,
    Class::Shape,
    "answers hold no property that the contract does not know",
);
static NEVER_SEEN: Rule = rule(
    "never-seen",
    Level::Info,
    Class::Shape,
    "every declared property was seen at least once",
);

const fn rule(id: &'static str, level: Level, class: Class, title: &'static str) -> Rule {
    Rule {
        id,
        level,
        class,
        title,
        unit: "rows",
        what: "What is judged.",
        why: "Why it matters.",
        example: "An example.",
        remedy: "What to do.",
    }
}

const MEMBERS: &str = "GET /wc/v3/memberships/members";
const MEMBER: &str = "GET /wc/v3/memberships/members/{id}";
const PLANS: &str = "GET /wc/v3/memberships/plans";

pub(crate) fn wrong_type() -> Finding {
    Finding {
        rule: &SCHEMA,
        level: Level::Error,
        operation: MEMBERS.to_owned(),
        location: Location::Json("$[*].order_id".to_owned()),
        cause: Cause::new("sample", Vec::new(), "integer or null", "string"),
        source: Some("#/components/schemas/UserMembership/properties/order_id".to_owned()),
        known_as: Vec::new(),
        counts: true,
        accepted: None,
        tally: Tally {
            bad: 10,
            judged: 10,
            exchanges: 1,
        },
        evidence: vec![],
        confirmation: None,
        example: Example {
            exchange: 4,
            label: Some("members, first page".to_owned()),
            request: "GET https://shop.example/wp-json/wc/v3/memberships/members?per_page=10"
                .to_owned(),
            curl: "curl -sS -u \"$WC_KEY:$WC_SECRET\" \
                   'https://shop.example/wp-json/wc/v3/memberships/members?per_page=10'"
                .to_owned(),
            at: "$[0].order_id".to_owned(),
            row: Some(19),
            value: Some("\"47\"".to_owned()),
            facts: Vec::new(),
            excerpt: Some(Excerpt {
                lines: vec![
                    "    \"status\": \"active\",".to_owned(),
                    "    \"order_id\": \"47\",".to_owned(),
                    "    \"product_id\": 55,".to_owned(),
                ],
                marked: 1,
                column: 16,
                width: 4,
            }),
            open: None,
        },
        also: vec![Also {
            rule: &SCHEMA,
            operation: MEMBER.to_owned(),
            location: Location::Json("$.order_id".to_owned()),
            cause: Cause::new("sample", Vec::new(), "integer or null", "string"),
            tally: Tally {
                bad: 3,
                judged: 25,
                exchanges: 3,
            },
            exchange: 12,
            is_peer: true,
        }],
    }
}

pub(crate) fn wrong_total() -> Finding {
    Finding {
        rule: &TOTALS,
        level: Level::Error,
        operation: MEMBERS.to_owned(),
        location: Location::Header("X-WP-Total".to_owned()),
        cause: Cause::new("sample", Vec::new(), "60, the rows of all pages", "59"),
        source: Some("docs/observed.md#4".to_owned()),
        known_as: Vec::new(),
        counts: true,
        accepted: None,
        tally: Tally {
            bad: 1,
            judged: 6,
            exchanges: 1,
        },
        evidence: vec![],
        confirmation: None,
        example: Example {
            exchange: 9,
            label: None,
            request: "GET https://shop.example/wp-json/wc/v3/memberships/members?page=6".to_owned(),
            curl: "curl -sS -u \"$WC_KEY:$WC_SECRET\" \
                   'https://shop.example/wp-json/wc/v3/memberships/members?page=6'"
                .to_owned(),
            at: "header X-WP-Total".to_owned(),
            row: None,
            value: Some("59".to_owned()),
            facts: vec![
                Fact {
                    label: "the total".to_owned(),
                    exchange: Some(9),
                    at: "header X-WP-Total".to_owned(),
                    value: "59".to_owned(),
                    open: None,
                },
                Fact {
                    label: "rows of all pages".to_owned(),
                    exchange: None,
                    at: String::new(),
                    value: "60".to_owned(),
                    open: None,
                },
            ],
            excerpt: None,
            open: None,
        },
        also: Vec::new(),
    }
}

fn extra_property() -> Finding {
    Finding {
        rule: &UNDOCUMENTED,
        level: Level::Warning,
        operation: MEMBER.to_owned(),
        location: Location::Json("$.loyalty | points, 100%".to_owned()),
        cause: Cause::new("sample", Vec::new(), "no such property", "integer"),
        source: None,
        known_as: Vec::new(),
        counts: true,
        accepted: None,
        tally: Tally {
            bad: 2,
            judged: 25,
            exchanges: 2,
        },
        evidence: vec![],
        confirmation: None,
        example: Example {
            exchange: 12,
            label: None,
            request: "GET https://shop.example/wp-json/wc/v3/memberships/members/38".to_owned(),
            curl: "curl -sS -u \"$WC_KEY:$WC_SECRET\" \
                   'https://shop.example/wp-json/wc/v3/memberships/members/38'"
                .to_owned(),
            at: "$.loyalty | points, 100%".to_owned(),
            row: Some(38),
            value: Some("120".to_owned()),
            facts: Vec::new(),
            excerpt: None,
            open: None,
        },
        also: Vec::new(),
    }
}

fn never_seen() -> Finding {
    Finding {
        rule: &NEVER_SEEN,
        level: Level::Info,
        operation: PLANS.to_owned(),
        location: Location::Json("$[*].subscription_access_length".to_owned()),
        cause: Cause::new("sample", Vec::new(), "a value at least once", "null only"),
        source: None,
        known_as: Vec::new(),
        counts: true,
        accepted: None,
        tally: Tally {
            bad: 14,
            judged: 14,
            exchanges: 1,
        },
        evidence: vec![],
        confirmation: None,
        example: Example {
            exchange: 20,
            label: None,
            request: "GET https://shop.example/wp-json/wc/v3/memberships/plans".to_owned(),
            curl: "curl -sS -u \"$WC_KEY:$WC_SECRET\" \
                   'https://shop.example/wp-json/wc/v3/memberships/plans'"
                .to_owned(),
            at: "$[0].subscription_access_length".to_owned(),
            row: Some(20),
            value: None,
            facts: Vec::new(),
            excerpt: None,
            open: None,
        },
        also: Vec::new(),
    }
}

fn known_date() -> Finding {
    let mut finding = wrong_type();
    finding.location = Location::Json("$[*].date_created".to_owned());
    finding.cause.expected =
        "a date in Atom format with an offset, as every example of the documentation \
                        shows it, local and UTC alike"
            .to_owned();
    finding.cause.found = "a date without offset".to_owned();
    finding.known_as = vec!["dates-without-offset"];
    finding.source = Some("docs/documentation.md#v3-membership, Data Structure".to_owned());
    finding.example.value = Some("\"2026-11-20T18:20:37\"".to_owned());
    finding.example.at = "$[0].date_created".to_owned();
    finding.example.excerpt = Some(Excerpt {
        lines: vec!["    \"date_created\": \"2026-11-20T18:20:37\",".to_owned()],
        marked: 0,
        column: 20,
        width: 21,
    });
    finding
}

fn known(id: &'static str, title: &'static str, times: u64, operations: &[&str]) -> Known {
    Known {
        id,
        title,
        times,
        operations: operations.iter().map(|&name| name.to_owned()).collect(),
        example: None,
    }
}

fn case(operation: &str, rule: &'static Rule, judged: u64) -> Case {
    Case {
        operation: operation.to_owned(),
        rule,
        judged,
    }
}

/// A run in which all is well: known departures, something unexercised, nothing that counts.
pub(crate) fn conforming() -> Outcome {
    Outcome {
        subject: Subject {
            name: "v3-read.har".to_owned(),
            kind: SubjectKind::Recording,
            apis: vec!["v3".to_owned()],
        },
        contract: "observed",
        extension: None,
        strict: false,
        profile: None,
        exchanges: 341,
        compared: 0,
        release: None,
        skipped: vec![
            ("other traffic".to_owned(), 12),
            ("no response recorded".to_owned(), 1),
        ],
        rules: tallies(&[]),
        cases: vec![
            case(MEMBERS, &TOTALS, 6),
            case(MEMBERS, &SCHEMA, 60),
            case(MEMBER, &SCHEMA, 25),
        ],
        operations: vec![
            (MEMBERS.to_owned(), 6),
            (MEMBER.to_owned(), 25),
            (PLANS.to_owned(), 0),
        ],
        findings: Vec::new(),
        known: vec![
            known(
                "dates-without-offset",
                "Dates have no UTC offset",
                660,
                &[MEMBERS, MEMBER],
            ),
            known(
                "per-page-default-10",
                "The default page size is 10 on every site",
                3,
                &[MEMBERS],
            ),
        ],
        unexercised: vec![Unexercised {
            what: "status-date".to_owned(),
            reason: "no paused membership on this site".to_owned(),
        }],
        notes: vec!["Only GET, HEAD and OPTIONS were sent.".to_owned()],
        incomplete: Vec::new(),
        described: None,
        latency: Vec::new(),
        baseline: None,
        notified: None,
    }
}

/// A site that says other things of itself than the document and its responses.
fn described() -> SelfDescription {
    SelfDescription {
        compared: 412,
        agree: 370,
        known: 38,
        unknown: 4,
        first: vec![
            Disagreement {
                what: "members loyalty_points".to_owned(),
                aspect: "there",
                document: "no".to_owned(),
                site: "no".to_owned(),
                seen: "yes".to_owned(),
                who: "the responses".to_owned(),
            },
            Disagreement {
                what: "GET members per_page".to_owned(),
                aspect: "limits",
                document: "1..100".to_owned(),
                site: "1..200".to_owned(),
                seen: String::new(),
                who: "document and self-description".to_owned(),
            },
        ],
        command: "memberspec learn --compare https://shop.example".to_owned(),
    }
}

/// Findings of every level and shape, known departures, a run that stopped early.
pub(crate) fn failing() -> Outcome {
    let shown = vec![never_seen(), extra_property(), wrong_total(), wrong_type()];
    Outcome {
        subject: Subject {
            name: "https://shop.example".to_owned(),
            kind: SubjectKind::Site,
            apis: vec!["v2".to_owned(), "v3".to_owned()],
        },
        profile: Some(UsedProfile {
            name: "hourly".to_owned(),
            scope: "quick".to_owned(),
        }),
        rules: tallies(&shown),
        cases: vec![
            case(MEMBERS, &TOTALS, 6),
            case(MEMBERS, &SCHEMA, 10),
            case(MEMBER, &SCHEMA, 25),
            case(MEMBER, &UNDOCUMENTED, 25),
            case(PLANS, &NEVER_SEEN, 14),
        ],
        operations: vec![
            (MEMBERS.to_owned(), 6),
            (MEMBER.to_owned(), 25),
            (PLANS.to_owned(), 1),
        ],
        findings: shown,
        exchanges: 32,
        compared: 4,
        release: Some(JudgedRelease {
            judged_by: "1.24.0".to_owned(),
            named: Some("1.24.0".to_owned()),
            by: "system-status",
            text: "judged as 1.24.0, which the system status names".to_owned(),
        }),
        skipped: Vec::new(),
        described: Some(described()),
        latency: vec![Latency {
            operation: "GET /wc/v3/memberships/members".into(),
            responses: 12,
            total: std::time::Duration::from_millis(1250),
            median: std::time::Duration::from_millis(90),
            slowest: std::time::Duration::from_millis(310),
        }],
        baseline: None,
        notified: None,
        incomplete: vec![spent()],
        ..conforming()
    }
}

fn spent() -> Incomplete {
    Incomplete::new(
        Reason::RequestBudget,
        "the request budget of 40 is used up; raise --max-requests to continue",
    )
}

/// A run in which nothing was found, and not everything was judged.
pub(crate) fn incomplete() -> Outcome {
    Outcome {
        incomplete: vec![
            Incomplete::new(
                Reason::CredentialsMissing,
                "no credentials: only what is public was judged",
            ),
            spent(),
        ],
        ..conforming()
    }
}

/// A run against the documentation: every finding is a known departure, and counts.
pub(crate) fn documented() -> Outcome {
    Outcome {
        contract: "documented",
        extension: None,
        strict: true,
        findings: vec![known_date()],
        known: Vec::new(),
        rules: tallies(&[known_date()]),
        notes: Vec::new(),
        ..conforming()
    }
}

/// A recording without traffic of this API.
pub(crate) fn empty() -> Outcome {
    Outcome {
        exchanges: 0,
        skipped: vec![("other traffic".to_owned(), 204)],
        cases: Vec::new(),
        operations: Vec::new(),
        rules: Vec::new(),
        known: Vec::new(),
        unexercised: Vec::new(),
        notes: Vec::new(),
        ..conforming()
    }
}

fn tallies(findings: &[Finding]) -> Vec<RuleTally> {
    let tally = |rule: &'static Rule, judged| RuleTally {
        rule,
        judged,
        findings: (findings.iter())
            .filter(|it| it.counts && it.rule.id == rule.id)
            .count() as u64,
    };
    vec![
        tally(&NEVER_SEEN, 0),
        tally(&TOTALS, 6),
        tally(&SCHEMA, 85),
        tally(&UNDOCUMENTED, 85),
    ]
}
