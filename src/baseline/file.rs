use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::base::Term;
use crate::input::{self, Misread};

/// What stands at the head of the file.
const HEAD: &str = "\
# Findings that do not fail `memberspec check --baseline`. `--baseline-update` sorts and rewrites this
# file; reason, owner and expires are yours.
";

/// The whole of a baseline: findings that somebody knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "memberspec.baseline.toml")]
pub(crate) struct Baseline {
    /// One entry for each finding, sorted by check, operation, place and fingerprint.
    pub(crate) accepted: Vec<Listed>,
}

/// A finding that does not fail a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    /// The id of the check.
    pub(crate) check: String,
    /// Method and path template, or `site`.
    pub(crate) operation: String,
    /// Where in the answer: `$[*].order_id`.
    #[serde(default)]
    pub(crate) place: String,
    /// The fingerprint, as reports print it.
    pub(crate) finding: String,
    /// The contract under which it was found: `observed` or `documented`.
    #[serde(default = "observed")]
    pub(crate) contract: String,
    /// Ids of the known departures that explain it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) departures: Vec<String>,
    /// The day on which it was written down: `2026-11-28`.
    #[serde(default)]
    pub(crate) first_seen: String,
    /// Why it may stay.
    #[serde(default)]
    pub(crate) reason: String,
    /// Who answers for it.
    #[serde(default)]
    pub(crate) owner: String,
    /// The last day on which it may stay, as `2027-01-31`; empty for no end.
    #[serde(default)]
    #[schemars(regex(pattern = r"^(\d{4}-\d{2}-\d{2})?$"))]
    pub(crate) expires: String,
}

fn observed() -> String {
    "observed".to_owned()
}

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Misfit {
    /// It is not TOML, or of another form.
    #[error(transparent)]
    Misread(#[from] Misread),
    /// One of two entries would hide the other.
    #[error("the finding {0} is listed more than once; keep one entry")]
    Repeated(String),
    /// Nobody can tell how long it may stay.
    #[error("the entry of {0} has an `expires` that is no date such as 2027-01-31")]
    Undated(String),
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it is no baseline.
    pub(crate) fn read(text: &str) -> Result<Self, Misfit> {
        let baseline: Self = input::toml(text)?;
        let mut seen = BTreeSet::new();
        for entry in &baseline.accepted {
            if Term::of(&entry.expires, Date::MIN) == Term::Undated {
                return Err(Misfit::Undated(entry.finding.clone()));
            }
            // Under another contract the same finding is another entry.
            if !seen.insert((&entry.finding, &entry.contract)) {
                return Err(Misfit::Repeated(entry.finding.clone()));
            }
        }
        Ok(baseline)
    }

    /// The fingerprints that it lists under a contract.
    pub(crate) fn listed(&self, contract: &str) -> BTreeSet<String> {
        let entries = self.accepted.iter().filter(|it| it.contract == contract);
        entries.map(|it| it.finding.clone()).collect()
    }

    /// The text of the file: each entry a table of its own, so that two branches that add different
    /// findings can be merged.
    ///
    /// # Errors
    ///
    /// What the format says.
    pub(crate) fn written(&self) -> Result<String, toml::ser::Error> {
        Ok(match self.accepted.is_empty() {
            true => HEAD.to_owned(),
            false => format!("{HEAD}\n{}", toml::to_string(self)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_finding_and_a_day_that_is_none_are_refused() {
        let entry = |expires: &str| {
            format!(
                "[[accepted]]\ncheck = \"schema\"\noperation = \"site\"\nfinding = \"ab\"\n\
                 expires = \"{expires}\"\n"
            )
        };
        let read = Baseline::read(&entry("2027-01-31")).unwrap();
        assert_eq!(Baseline::read(&read.written().unwrap()), Ok(read));
        assert_eq!(
            Baseline::read(&entry("soon")),
            Err(Misfit::Undated("ab".to_owned()))
        );
        let twice = entry("").repeat(2);
        assert_eq!(
            Baseline::read(&twice),
            Err(Misfit::Repeated("ab".to_owned()))
        );
    }
}
