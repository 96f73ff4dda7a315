//! Real traffic with one thing changed: each change is found, as one finding, by the check that
//! should speak. Needs recordings.
#![expect(clippy::print_stderr, reason = "a test that is skipped says so aloud")]

use std::path::PathBuf;

use serde_json::{Value, json};

use super::tests::closing;
use super::*;
use crate::exchange::Body;
use crate::finding::{Class, Finding};
use crate::har;

/// One change to one recorded response.
struct Mutation {
    name: &'static str,
    /// The label of the exchange that is changed.
    label: &'static str,
    change: fn(&mut Exchange),
    /// The check that must speak, and nothing else.
    found_by: &'static str,
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a number arrives as a string",
        label: "0051_q__",
        change: |it| {
            in_body(it, |body| {
                body[2]["customer_id"] = json!("47");
            });
        },
        found_by: "schema",
    },
    Mutation {
        name: "a required key is gone",
        label: "0051_q__",
        change: |it| {
            in_body(it, |body| {
                body[0].as_object_mut().unwrap().shift_remove("plan_id");
            });
        },
        found_by: "schema",
    },
    Mutation {
        name: "a status that nobody knows",
        label: "0051_q__",
        change: |it| {
            in_body(it, |body| {
                body[1]["status"] = json!("frozen");
            });
        },
        found_by: "schema",
    },
    Mutation {
        name: "a key that nobody declared",
        label: "0051_q__",
        change: |it| {
            in_body(it, |body| {
                body[1]["internal_note"] = json!("x");
            });
        },
        found_by: "undocumented-property",
    },
    Mutation {
        name: "a UTC date that is an hour off",
        label: "0015_member_paused_unlimited",
        change: |it| {
            in_body(it, |body| {
                body["paused_date_gmt"] = json!("2026-11-10T22:20:36");
            });
        },
        found_by: "date-pair",
    },
    Mutation {
        name: "a date with an offset",
        label: "0015_member_paused_unlimited",
        change: |it| {
            in_body(it, |body| {
                body["start_date_gmt"] = json!("2026-11-10T23:20:36+00:00");
            });
        },
        found_by: "date-format",
    },
    Mutation {
        name: "a total that is one too great",
        label: "0096_q__per_page_100_",
        change: |it| it.response.headers.set("X-WP-Total", "61"),
        found_by: "paging-headers",
    },
    Mutation {
        name: "a page size that is ignored",
        label: "0143_q__per_page_2_",
        change: |it| {
            in_body(it, |body| {
                let rows = body.as_array_mut().unwrap();
                let mut again = rows[0].clone();
                again["id"] = json!(9_999);
                again["_links"]["self"][0]["href"] =
                    json!("https://shop.example/wp-json/wc/v3/memberships/plans/9999");
                rows.push(again);
            });
        },
        found_by: "page-size",
    },
    Mutation {
        name: "no way to the next page",
        label: "0051_q__",
        change: |it| it.response.headers.remove("Link"),
        found_by: "link-header",
    },
    Mutation {
        name: "a link to another shop",
        label: "0009_member_active_plain",
        change: |it| {
            in_body(it, |body| {
                body["_links"]["customer"][0]["href"] =
                    json!("https://evil.example/wp-json/wc/v3/customers/2");
            });
        },
        found_by: "item-links",
    },
    Mutation {
        name: "a filter that leaks",
        label: "0053_q__status_active_",
        change: |it| {
            in_body(it, |body| {
                body[3]["status"] = json!("paused");
            });
        },
        found_by: "filter-sound",
    },
    Mutation {
        name: "a PHP warning in front",
        label: "0051_q__",
        change: |it| {
            let body = String::from_utf8(it.response.body.bytes().to_vec()).unwrap();
            it.response.body =
                format!("<br />\n<b>Warning</b>: Undefined index in a.php on line 3\n{body}")
                    .as_str()
                    .into();
        },
        found_by: "json-body",
    },
    Mutation {
        name: "a transfer that broke off",
        label: "0051_q__",
        change: |it| {
            let got = it.response.body.bytes().to_vec().into();
            it.response.body = Body::Cut {
                got,
                why: "the connection closed".into(),
            };
        },
        found_by: "json-body",
    },
    Mutation {
        name: "JSON that calls itself HTML",
        label: "0051_q__",
        change: |it| {
            it.response
                .headers
                .set("Content-Type", "text/html; charset=UTF-8");
        },
        found_by: "content-type",
    },
    Mutation {
        name: "a refusal that became a server error",
        label: "0094_q__per_page_0_",
        change: |it| it.response.status = 500,
        found_by: "status-documented",
    },
    Mutation {
        name: "an error code of somebody else",
        label: "0202_get_404",
        change: |it| {
            in_body(it, |body| {
                body["code"] = json!("not_found");
            });
        },
        found_by: "error-code",
    },
    Mutation {
        name: "an error whose inner status differs",
        label: "0202_get_404",
        change: |it| {
            in_body(it, |body| {
                body["data"]["status"] = json!(400);
            });
        },
        found_by: "error-envelope",
    },
    Mutation {
        name: "an error that travels as a success",
        label: "0202_get_404",
        change: |it| it.response.status = 200,
        found_by: "error-envelope",
    },
    Mutation {
        name: "a list that answers a stranger",
        label: "0181_noauth_plans",
        change: |it| {
            it.response.status = 200;
            it.response.body = "[]".into();
            it.response.headers.set("X-WP-Total", "0");
            it.response.headers.set("X-WP-TotalPages", "0");
        },
        found_by: "authentication-required",
    },
    Mutation {
        name: "an item that differs from its row",
        label: "0639_GET_members",
        change: |it| {
            in_body(it, |body| {
                body[0]["plan_name"] = json!("Silver");
            });
        },
        found_by: "row-equals-item",
    },
];

fn in_body(exchange: &mut Exchange, change: impl FnOnce(&mut Value)) {
    let mut body: Value = serde_json::from_slice(exchange.response.body.bytes()).unwrap();
    change(&mut body);
    exchange.response.body = body.to_string().as_str().into();
}

fn recording(name: &str) -> Option<Vec<Exchange>> {
    let Some(folder) = std::env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: MEMBERSPEC_RECORDINGS is not set, so no real traffic was judged");
        return None;
    };
    let path = folder.join(name);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!(
            "SKIPPED: {} is not there, so no real traffic was judged",
            path.display()
        );
        return None;
    };
    let entries = har::Reader::new(file).map(|entry| entry.unwrap().into_exchange().unwrap());
    Some(entries.collect())
}

fn findings(edition: Edition, exchanges: &[Exchange]) -> Vec<Finding> {
    let mut judge = Judge::new(Options {
        edition,
        ..Options::default()
    });
    for exchange in exchanges {
        judge.see(exchange);
    }
    judge.finish(closing()).findings
}

/// The findings on what the site returned. The recorded requests probe it: they are wrong on purpose.
fn of_site(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|it| it.rule.class != Class::Requests);
    findings
}

fn lines(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|it| {
            format!(
                "{} · {} · {} · {} expected, {} found",
                it.rule.id, it.operation, it.location, it.cause.expected, it.cause.found
            )
        })
        .collect()
}

#[test]
fn real_traffic_of_a_healthy_site_has_no_finding_and_many_known_departures() {
    let mut known: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    for name in ["v2-read.har", "v3-read.har", "v3-write.har"] {
        let Some(exchanges) = recording(name) else {
            return;
        };
        let mut judge = Judge::new(Options::default());
        for exchange in &exchanges {
            judge.see(exchange);
        }
        let outcome = judge.finish(closing());
        assert!(!outcome.fails(), "{name}: {:#?}", lines(&outcome.findings));
        assert_eq!(lines(&of_site(outcome.findings)), [""; 0], "{name}");
        known.extend(outcome.known.iter().map(|known| known.id));
    }
    assert!(
        known.len() >= 60,
        "{} departures seen: {known:?}",
        known.len()
    );
}

#[test]
fn real_traffic_is_judged_the_same_after_it_was_redacted() {
    for name in ["v2-read.har", "v3-read.har", "v3-write.har"] {
        let Some(exchanges) = recording(name) else {
            return;
        };
        let masked: Vec<Exchange> = exchanges.iter().map(crate::redact::exchange).collect();
        for edition in [Edition::Observed, Edition::Documented] {
            let told = |exchanges: &[Exchange]| {
                let mut told = lines(&findings(edition, exchanges));
                // What became of a meta value cannot be told once it is masked.
                told.retain(|line| !line.contains("Backslashes in meta values"));
                // Nor what only the message of an error says.
                told.retain(|line| !line.contains("A key with the wrong permission"));
                told.sort();
                told
            };
            assert_eq!(told(&masked), told(&exchanges), "{name} {edition:?}");
        }
    }
}

#[test]
fn each_change_to_real_traffic_is_found_once_by_the_check_that_should_speak() {
    let Some(exchanges) = recording("v3-read.har") else {
        return;
    };
    for mutation in MUTATIONS {
        let mut changed = exchanges.clone();
        let target = changed
            .iter_mut()
            .find(|exchange| exchange.label.as_deref() == Some(mutation.label))
            .unwrap_or_else(|| panic!("no exchange is labelled {}", mutation.label));
        (mutation.change)(target);
        let found = of_site(findings(Edition::Observed, &changed));
        let ids: Vec<&str> = found.iter().map(|finding| finding.rule.id).collect();
        assert_eq!(
            ids,
            [mutation.found_by],
            "{}: {:#?}",
            mutation.name,
            lines(&found)
        );
    }
}

#[test]
fn under_the_documented_contract_every_finding_on_real_traffic_leads_to_the_catalogue() {
    for name in ["v2-read.har", "v3-read.har", "v3-write.har"] {
        let Some(exchanges) = recording(name) else {
            return;
        };
        let found = of_site(findings(Edition::Documented, &exchanges));
        assert!(
            found
                .iter()
                .any(|it| it.level == crate::finding::Level::Error),
            "{name}"
        );
        let unexplained: Vec<Finding> = found
            .into_iter()
            .filter(|finding| finding.known_as.is_empty())
            .collect();
        assert_eq!(lines(&unexplained), [""; 0], "{name}");
    }
}
