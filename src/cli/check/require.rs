use super::Error;
use crate::finding::{Incomplete, Outcome, Reason};
use crate::judge::Selection;

/// What a run must have judged at least: `--require`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Requirement {
    /// This check has judged something.
    Check(&'static str),
    /// So many percent of the checks of the run have judged something.
    Percent(u8),
}

impl Requirement {
    /// Reads `page-walk` or `80%`.
    pub(super) fn of(text: &str, selection: &Selection) -> Result<Self, Error> {
        let refused = || Error::Requirement(crate::redact::text(text));
        if let Some(number) = text.strip_suffix('%') {
            let percent = number.trim().parse().ok().filter(|percent| *percent <= 100);
            return percent.map(Self::Percent).ok_or_else(refused);
        }
        let mut ids = selection.entries().map(|entry| entry.rule.id);
        ids.find(|id| *id == text)
            .map(Self::Check)
            .ok_or_else(refused)
    }

    /// Why the outcome does not meet it; none where it does.
    pub(super) fn unmet(self, outcome: &Outcome) -> Option<Incomplete> {
        let idle: Vec<&str> = (outcome.rules.iter())
            .filter(|tally| tally.judged == 0)
            .map(|tally| tally.rule.id)
            .collect();
        let all = outcome.rules.len();
        let text = match self {
            Self::Check(id) => {
                let mut tallies = outcome.rules.iter();
                if tallies.any(|tally| tally.rule.id == id && tally.judged > 0) {
                    return None;
                }
                format!("--require {id}: the check had no data")
            }
            Self::Percent(percent) => {
                let busy = all - idle.len();
                if all > 0 && busy * 100 >= usize::from(percent) * all {
                    return None;
                }
                format!(
                    "--require {percent}%: only {busy} of {all} checks had data; no data for {}",
                    idle.join(", ")
                )
            }
        };
        Some(Incomplete::new(Reason::RequirementNotMet, text))
    }
}
