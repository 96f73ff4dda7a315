//! The report as JUnit XML: one suite per operation, one case per check that judged something
//! there, so that the history of a single check can be followed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{headline, sides, verdict, wrap};
use crate::finding::{EntryState, Finding, Outcome, Verdict};

/// Writes the report. No time, no random id: the same outcome gives the same bytes.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new(format!(
        "memberspec: {} contract, {}",
        outcome.contract,
        verdict::subject(outcome)
    ));
    report.add_test_suites(suites(outcome));
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

fn suites(outcome: &Outcome) -> Vec<TestSuite> {
    // Rule ids by operation; findings are in it even if their check did not count what it judged.
    let mut cases: BTreeMap<&str, BTreeMap<&str, Vec<&Finding>>> = BTreeMap::new();
    for (operation, _) in &outcome.operations {
        cases.entry(operation).or_default();
    }
    for case in &outcome.cases {
        cases
            .entry(&case.operation)
            .or_default()
            .entry(case.rule.id)
            .or_default();
    }
    for finding in &outcome.findings {
        cases
            .entry(&finding.operation)
            .or_default()
            .entry(finding.rule.id)
            .or_default()
            .push(finding);
    }
    let mut same: Same<'_> = BTreeMap::new();
    for finding in &outcome.findings {
        for also in &finding.also {
            let case = (also.operation.as_str(), also.rule.id);
            cases.entry(case.0).or_default().entry(case.1).or_default();
            same.entry(case).or_insert(finding);
        }
    }
    let mut suites: Vec<TestSuite> = cases
        .into_iter()
        .map(|(operation, rules)| suite(outcome, operation, rules, &same))
        .collect();
    for suite in &mut suites {
        describe(outcome, suite);
    }
    if !outcome.unexercised.is_empty() {
        let mut suite = TestSuite::new("not exercised");
        suite.add_test_cases(outcome.unexercised.iter().map(|gap| {
            let mut status = TestCaseStatus::skipped();
            status.set_message(gap.reason.as_str());
            case(&gap.what, "not exercised", status)
        }));
        suites.push(suite);
    }
    suites.extend(baseline(outcome));
    suites.extend(completeness(outcome));
    suites
}

/// Gives the suite of an operation its time and its properties. Checks judge the same responses
/// together, so that a case has no time of its own.
fn describe(outcome: &Outcome, suite: &mut TestSuite) {
    let release = outcome.release.as_ref();
    let exchanges = (outcome.operations.iter())
        .find(|(operation, _)| suite.name.as_str() == operation)
        .map_or(0, |(_, exchanges)| *exchanges);
    let profile = outcome.profile.as_ref().map(ToString::to_string);
    suite.add_properties([
        ("subject", outcome.subject.name.as_str()),
        ("api", &outcome.subject.apis.join(", ")),
        ("contract", outcome.contract),
        ("profile", profile.as_deref().unwrap_or_default()),
        ("release", release.map_or("", |it| it.judged_by.as_str())),
        ("verdict", outcome.verdict().as_str()),
        ("exchanges", &exchanges.to_string()),
    ]);
    let latency = (outcome.latency.iter()).find(|it| suite.name.as_str() == it.operation);
    if let Some(latency) = latency {
        suite.set_time(latency.total);
        suite.add_properties([
            ("median_ms", latency.median.as_millis().to_string().as_str()),
            ("slowest_ms", &latency.slowest.as_millis().to_string()),
        ]);
    }
}

/// What keeps a run from being complete is an error of its own, so that no CI server shows it green.
fn completeness(outcome: &Outcome) -> Option<TestSuite> {
    let error = |id: &str, text: &str| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(id);
        status.set_message(text);
        case(id, "completeness of the run", status)
    };
    let mut cases: Vec<TestCase> = (outcome.incomplete.iter())
        .map(|it| error(it.reason.id(), &it.text))
        .collect();
    if outcome.verdict() == Verdict::NothingJudged {
        cases.push(error(
            Verdict::NothingJudged.as_str(),
            &verdict::sentence(outcome),
        ));
    }
    let mut suite = TestSuite::new("completeness of the run");
    suite.add_test_cases(cases);
    (!suite.test_cases.is_empty()).then_some(suite)
}

/// The entries of the baseline to look at: failures only where they fail the run.
fn baseline(outcome: &Outcome) -> Option<TestSuite> {
    let mut suite = TestSuite::new("baseline");
    let told = outcome.baseline.iter().flat_map(|it| &it.told);
    suite.add_test_cases(told.map(|entry| {
        let fails = outcome.strict && !matches!(entry.state, EntryState::NotJudged(_));
        let mut status = if fails {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        } else {
            TestCaseStatus::skipped()
        };
        status.set_type(entry.state.id());
        status.set_message(format!("{} {}", entry.subject(), entry.matter()));
        case(&entry.fingerprint, "baseline", status)
    }));
    (!suite.test_cases.is_empty()).then_some(suite)
}

/// Cases whose findings were folded into one of another operation or check.
type Same<'a> = BTreeMap<(&'a str, &'a str), &'a Finding>;

fn suite(
    outcome: &Outcome,
    operation: &str,
    rules: BTreeMap<&str, Vec<&Finding>>,
    same: &Same<'_>,
) -> TestSuite {
    let mut suite = TestSuite::new(operation);
    if rules.is_empty() {
        let mut status = TestCaseStatus::skipped();
        status.set_message("no exchange of this operation");
        suite.add_test_case(case("any answer", operation, status));
    }
    for (rule, findings) in rules {
        let (failing, other): (Vec<&Finding>, Vec<&Finding>) = findings
            .into_iter()
            .partition(|finding| outcome.is_failing(finding));
        let status = match same.get(&(operation, rule)) {
            Some(cause) if failing.is_empty() && outcome.is_failing(cause) => same_cause(cause),
            _ => status(&failing),
        };
        let mut case = case(rule, operation, status);
        if !other.is_empty() {
            case.set_system_out(text(&other));
        }
        suite.add_test_case(case);
    }
    let known: Vec<String> = outcome
        .known
        .iter()
        .filter(|known| known.operations.iter().any(|name| name == operation))
        .map(|known| format!("known departure {}: {}", known.id, known.title))
        .collect();
    if !known.is_empty() {
        suite.set_system_out(known.join("\n"));
    }
    suite
}

fn case(name: &str, operation: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(operation);
    case
}

/// A case that shows what a finding of another case tells.
fn same_cause(finding: &Finding) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let (rule, operation) = (finding.rule.id, &finding.operation);
    status.set_type(rule);
    status.set_message(format!("the same cause as {rule} at {operation}"));
    status
}

fn status(failing: &[&Finding]) -> TestCaseStatus {
    let Some(first) = failing.first() else {
        return TestCaseStatus::success();
    };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let more = match failing.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    status.set_type(first.rule.id);
    status.set_message(format!("{}{more}", headline::line(first)));
    status.set_description(text(failing));
    status
}

fn text(findings: &[&Finding]) -> String {
    let findings: Vec<String> = findings
        .iter()
        .map(|finding| {
            let mut lines = vec![format!("{}: {}", finding.level, headline::line(finding))];
            lines.extend(sides::lines(&finding.example.facts, wrap::WIDTH));
            lines.extend(finding.source.iter().map(|at| format!("contract: {at}")));
            if !finding.known_as.is_empty() {
                lines.push(format!("known as: {}", finding.known_as.join(", ")));
            }
            let accepted = finding.accepted.iter();
            lines.extend(accepted.map(|it| format!("known: {}", it.words())));
            let also = finding.also.iter();
            lines.extend(also.map(|it| format!("also seen by: {}", sides::also(it))));
            lines.push(format!("repeat: {}", finding.example.curl));
            lines.push(format!("fingerprint: {}", finding.fingerprint()));
            lines.join("\n")
        })
        .collect();
    findings.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn written(outcome: &Outcome) -> String {
        let mut bytes = Vec::new();
        write(outcome, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn operations_are_suites_and_checks_are_cases() {
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("report-junit-failing", written(&sample::failing())) });
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_markup_is_escaped() {
        let mut outcome = sample::failing();
        outcome.findings[3].cause.found = "\u{0}<b>&\u{1b}[31m".to_owned();
        let text = written(&outcome);
        assert!(
            text.chars()
                .all(|character| !character.is_control() || character == '\n')
        );
        assert!(
            text.contains("integer or null expected, &lt;b&gt;&amp; found"),
            "{text}"
        );
    }

    #[test]
    fn what_was_not_judged_is_an_error_and_no_failure() {
        let incomplete = written(&sample::incomplete());
        assert_eq!(incomplete.matches("<failure").count(), 0);
        assert_eq!(incomplete.matches("<error").count(), 2);
        assert!(incomplete.contains("type=\"credentials-missing\""));
        assert_eq!(written(&sample::empty()).matches("<error").count(), 1);
        assert_eq!(written(&sample::conforming()).matches("<error").count(), 0);
    }

    #[test]
    fn only_what_fails_the_run_is_a_failure() {
        let failures = |outcome: &Outcome| written(outcome).matches("<failure").count();
        assert_eq!(failures(&sample::conforming()), 0);
        assert_eq!(failures(&sample::failing()), 3);
        let mut strict = sample::failing();
        strict.strict = true;
        assert_eq!(failures(&strict), 4);
    }
}
