//! Runs as SARIF, for code scanning: one run of the tool with one result for each finding of each
//! site. Code scanning reads at most 20 runs of a file, and closes an alert when its result is gone:
//! so each site has alerts of its own, which end when that site is mended.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::run::{Finding, Run, Runs};
use crate::finding::{Level, Rule, Verdict};
use crate::report::sarif::{
    self, Automation, Component, Found, Invocation, Location, Logical, Message, Notification,
    Physical, RuleOf, Suppression, Taxon, TaxonOf, Taxonomy, Tool,
};
use crate::report::{sides, wrap};

/// What the taxonomy of known departures is called.
const CATALOGUE: &str = "known departures";

/// Writes the report. What does not count is a suppressed result; known departures and what was not
/// exercised are notifications, since each result becomes an alert that somebody has to close.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn write(
    runs: &impl Runs,
    rules: &[&'static Rule],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut beside = Beside::default();
    runs.each(&mut |name, run| {
        beside.add(name, run);
        Ok(())
    })?;
    for part in runs.missing_parts() {
        let text = format!("no report of part {part}: merge the reports of every part");
        beside.is_whole = false;
        beside
            .notifications
            .push(Notification::new(Level::Error, text).of_kind("part-missing"));
    }
    let taxa: Vec<Taxon<'_>> = (beside.departures.iter())
        .map(|id| Taxon {
            id,
            short_description: Message::new(format!("The known departure `{id}`.")),
            full_description: Message::new(format!("`memberspec deviations {id}` explains it.")),
        })
        .collect();
    let taxonomy = Taxonomy {
        name: CATALOGUE,
        short_description: Message::new("Known departures of sites from the documentation."),
        is_comprehensive: false,
        taxa,
    };
    let run = sarif::Run {
        tool: Tool::new(rules.iter().map(|it| rule(it)).collect()),
        // The category of code scanning: results of `diff` do not close those of `check`.
        automation_details: Some(Automation {
            id: "memberspec-check/",
        }),
        taxonomies: (!taxonomy.taxa.is_empty())
            .then_some(taxonomy)
            .into_iter()
            .collect(),
        invocations: [Invocation {
            execution_successful: beside.is_whole,
            tool_configuration_notifications: Vec::new(),
            tool_execution_notifications: beside.notifications,
        }],
        results: Results { runs, rules },
    };
    sarif::write(&run, out)
}

/// What is reported beside the results.
struct Beside {
    is_whole: bool,
    departures: std::collections::BTreeSet<String>,
    notifications: Vec<Notification<'static>>,
}

impl Default for Beside {
    fn default() -> Self {
        Self {
            is_whole: true,
            departures: Default::default(),
            notifications: Vec::new(),
        }
    }
}

impl Beside {
    fn add(&mut self, name: &str, run: &Run) {
        self.is_whole &=
            matches!(run.verdict, Verdict::Conforms | Verdict::Fails) && run.incomplete.is_empty();
        for reason in &run.incomplete {
            self.note(Level::Error, &reason.id, name, &reason.text);
        }
        for known in &run.known {
            let text = format!(
                "known departure, not counted: {}, {}×",
                known.title, known.times
            );
            self.note(Level::Info, &known.id, name, &text);
        }
        for gap in &run.unexercised {
            let text = format!("not exercised: {}: {}", gap.what, gap.reason);
            self.note(Level::Info, "not-exercised", name, &text);
        }
        for entry in run.baseline.iter().flat_map(|it| &it.told) {
            // These fail a strict run, whatever the results say.
            let (level, says) = match entry.state.as_str() {
                "expired" => (run.strict, "has expired"),
                "vanished" => (run.strict, "lists a finding that is gone"),
                _ => continue,
            };
            let level = if level { Level::Error } else { Level::Warning };
            let text = format!(
                "an entry of the baseline {says}: {} at {}, {}",
                entry.check, entry.operation, entry.place
            );
            self.note(level, &format!("baseline-{}", entry.state), name, &text);
        }
        for finding in &run.findings {
            self.departures.extend(finding.known_as.iter().cloned());
        }
    }

    fn note(&mut self, level: Level, id: &str, name: &str, text: &str) {
        let text = format!("{name}: {text}");
        self.notifications
            .push(Notification::new(level, text).of_kind(id));
    }
}

/// The findings of all runs, written one after another.
struct Results<'r, R: Runs> {
    runs: &'r R,
    rules: &'r [&'static Rule],
}

impl<R: Runs> Serialize for Results<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        let written = self.runs.each(&mut |name, run| {
            for finding in &run.findings {
                let result = result(name, finding, self.rules);
                let written = sequence.serialize_element(&result);
                written.map_err(|error| io::Error::other(error.to_string()))?;
            }
            Ok(())
        });
        written.map_err(S::Error::custom)?;
        sequence.end()
    }
}

fn rule(rule: &'static Rule) -> RuleOf {
    RuleOf {
        id: rule.id,
        short_description: Message::new(rule.title),
        full_description: Message::new(format!("{} {}", rule.what, rule.why)),
        help: Message::new(rule.remedy),
    }
}

fn result<'r>(site: &str, finding: &'r Finding, rules: &[&'static Rule]) -> Found<'r> {
    let (operation, place) = (&finding.operation, finding.place());
    let mut lines = vec![format!("{site}: {operation}: {}", finding.message)];
    lines.extend(sides::lines(&finding.example.facts, wrap::WIDTH));
    lines.push(finding.example.curl.clone());
    let snippet = (finding.example.excerpt.as_ref()).map(|it| it.lines.join("\n"));
    Found {
        rule_id: &finding.check,
        rule_index: rules.iter().position(|rule| rule.id == finding.check),
        level: sarif::level(finding.level),
        message: Message::new(lines.join("\n")),
        locations: vec![Location {
            // A response has lines only where some of its body is shown; code scanning wants one.
            physical_location: Physical::new(uri(&finding.example.request), 1, snippet),
            logical_locations: vec![Logical {
                fully_qualified_name: format!("{site} {operation} {place}"),
            }],
            message: None,
        }],
        related_locations: Vec::new(),
        partial_fingerprints: fingerprints(site, finding),
        taxa: (finding.known_as.iter())
            .map(|id| TaxonOf {
                id,
                tool_component: Component { name: CATALOGUE },
            })
            .collect(),
        suppressions: (finding.excuse().into_iter())
            .map(Suppression::external)
            .collect(),
    }
}

/// The fingerprint of the finding, and the only one that GitHub's code scanning reads: the same from
/// run to run, and another for each site.
fn fingerprints<'r>(site: &str, finding: &'r Finding) -> BTreeMap<&'static str, Cow<'r, str>> {
    let digest = Sha256::digest(format!("{site}\0{}", finding.fingerprint));
    let hash: String = digest
        .iter()
        .take(8)
        .map(|it| format!("{it:02x}"))
        .collect();
    BTreeMap::from([
        ("finding/v1", finding.fingerprint.as_str().into()),
        ("primaryLocationLineHash", format!("{hash}:1").into()),
    ])
}

/// The address of the response without the query, which differs from run to run.
fn uri(request: &str) -> String {
    let url = request.split_once(' ').map_or(request, |(_, url)| url);
    let parsed = url::Url::parse(url).ok();
    let is_web = |url: &url::Url| matches!(url.scheme(), "http" | "https");
    match parsed.filter(is_web) {
        Some(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.to_string()
        }
        None => sarif::file(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn findings_are_results_and_the_rest_is_beside_them() {
        let mut run = Run::of(&sample::failing()).unwrap();
        run.findings[0].counts = false;
        let mut bytes = Vec::new();
        write(&run, &[], &mut bytes).unwrap();
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
            filters => vec![(env!("CARGO_PKG_VERSION"), "[version]")],
        }, { insta::assert_snapshot!("report-sarif-failing", String::from_utf8(bytes).unwrap()) });
    }

    #[test]
    fn each_site_has_alerts_of_its_own() {
        let run = Run::of(&sample::failing()).unwrap();
        let hash = |site| fingerprints(site, &run.findings[0]);
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
        assert_eq!(hash("a")["finding/v1"], hash("b")["finding/v1"]);
    }

    #[test]
    fn an_incomplete_run_is_no_success() {
        let mut bytes = Vec::new();
        write(&Run::of(&sample::incomplete()).unwrap(), &[], &mut bytes).unwrap();
        let log: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
        assert!(
            notes
                .iter()
                .any(|it| it["descriptor"]["id"] == "credentials-missing")
        );
    }

    #[test]
    fn a_location_is_a_uri_whatever_a_report_says() {
        assert_eq!(
            uri("GET https://shop.example/wp-json/wc/v3/a b?per_page=<redacted>"),
            "https://shop.example/wp-json/wc/v3/a%20b"
        );
        assert_eq!(uri("GET javascript:alert(1)"), "javascript%3Aalert%281%29");
        assert_eq!(uri(""), "");
    }
}
