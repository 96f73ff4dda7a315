use crate::base::plural;
use crate::finding::{Finding, Incomplete, Level, Outcome, SubjectKind, Verdict};

/// `3 errors and 1 warning`, `nothing`.
pub(super) fn counted(outcome: &Outcome) -> String {
    let counts: Vec<String> = [Level::Error, Level::Warning, Level::Info]
        .into_iter()
        .filter_map(|level| match outcome.count(level) {
            0 => None,
            count => Some(format!("{count} {}", noun(level, count))),
        })
        .collect();
    match counts.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

pub(super) fn noun(level: Level, count: usize) -> &'static str {
    match (level, count) {
        (Level::Error, 1) => "error",
        (Level::Error, _) => "errors",
        (Level::Warning, 1) => "warning",
        (Level::Warning, _) => "warnings",
        (Level::Info, 1) => "remark",
        (Level::Info, _) => "remarks",
    }
}

/// `https://shop.example (v2, v3)`.
pub(super) fn subject(outcome: &Outcome) -> String {
    let apis = outcome.subject.apis.join(", ");
    if apis.is_empty() {
        outcome.subject.name.clone()
    } else {
        format!("{} ({apis})", outcome.subject.name)
    }
}

/// The verdict as one sentence.
pub(super) fn sentence(outcome: &Outcome) -> String {
    let subject = subject(outcome);
    let contract = outcome.contract;
    match outcome.verdict() {
        Verdict::Conforms => {
            let found = match counted(outcome).as_str() {
                "nothing" => "no findings".to_owned(),
                found => format!("{found}, none of which fails the run"),
            };
            format!("{subject} conforms to the {contract} contract: {found}.")
        }
        Verdict::Fails => {
            let also = match outcome.incomplete.as_slice() {
                [] => String::new(),
                reasons => format!(" The run is also incomplete: {}.", first_of(reasons)),
            };
            let stale: usize = (outcome.baseline.iter().filter(|_| outcome.strict))
                .map(|it| it.stale().count())
                .sum();
            let stale = match stale {
                0 => String::new(),
                1 => "1 entry of the baseline is out of date".to_owned(),
                count => format!("{count} entries of the baseline are out of date"),
            };
            let has_findings = outcome.findings.iter().any(|finding| finding.counts);
            let found = match stale.as_str() {
                "" => counted(outcome),
                _ if has_findings => format!("{}, and {stale}", counted(outcome)),
                _ => stale,
            };
            format!("{subject} does not conform to the {contract} contract: {found}.{also}")
        }
        Verdict::Incomplete => format!(
            "{subject} was not judged completely: {}.",
            first_of(&outcome.incomplete)
        ),
        Verdict::NothingJudged => {
            let why = match outcome.exchanges {
                0 => "contains no exchange of this API",
                _ => "has no data for the selected checks",
            };
            format!("Nothing was judged: {subject} {why}.")
        }
    }
}

/// The first reason, and how many more there are.
fn first_of(reasons: &[Incomplete]) -> String {
    match reasons {
        [] => String::new(),
        [one] => one.text.trim_end_matches('.').to_owned(),
        [first, more @ ..] => format!("{first} (and {})", plural(more.len() as u64, "more reason")),
    }
}

/// What a person should do now, in order.
pub(super) fn advice(outcome: &Outcome) -> Vec<Step> {
    let counting: Vec<&Finding> = super::arrange::by_operation(outcome)
        .into_iter()
        .flat_map(|group| group.findings)
        .filter(|finding| finding.counts)
        .collect();
    let mut steps = Vec::new();
    if let Some(unknown) = counting.iter().find(|finding| finding.known_as.is_empty()) {
        steps.push(Step {
            command: format!("memberspec explain {}", unknown.rule.id),
            purpose: "what the worst finding means".to_owned(),
        });
    }
    if let Some(id) = counting.iter().flat_map(|finding| &finding.known_as).next() {
        steps.push(Step {
            command: format!("memberspec deviations {id}"),
            purpose: "how to code against a known departure".to_owned(),
        });
    } else if outcome.verdict() == Verdict::Conforms {
        let (command, purpose) = match outcome.subject.kind {
            SubjectKind::Reference => (
                "memberspec check https://shop.example",
                "check your own site",
            ),
            _ => (
                "memberspec deviations",
                "where sites differ from the documentation, with advice for clients",
            ),
        };
        steps.push(Step {
            command: command.to_owned(),
            purpose: purpose.to_owned(),
        });
    }
    if outcome.verdict() == Verdict::NothingJudged {
        let (command, purpose) = match outcome.subject.kind {
            SubjectKind::Recording => (
                "memberspec check --help",
                "which traffic is judged: requests below /wp-json/wc/vN/memberships",
            ),
            SubjectKind::Receiver => (
                "memberspec listen --help",
                "requirements: an active webhook, and a delivery URL that the site can reach",
            ),
            SubjectKind::Proxy => (
                "memberspec proxy --help",
                "the client has to call the address of the proxy, below /wp-json/wc/vN/memberships",
            ),
            SubjectKind::Site | SubjectKind::Reference => {
                ("memberspec check --help", "how to name a site and its key")
            }
        };
        steps.push(Step {
            command: command.to_owned(),
            purpose: purpose.to_owned(),
        });
    }
    steps
}

/// A command to type next.
pub(super) struct Step {
    pub(super) command: String,
    pub(super) purpose: String,
}
