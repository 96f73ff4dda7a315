use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::change::Change;
use super::walk::Day;
use crate::base::Term;

/// The file that is read from the current directory where none is named.
pub const APPROVALS: &str = "memberspec.approved.toml";

/// The whole of `memberspec.approved.toml`: breaking changes that somebody answers for.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "memberspec.approved.toml")]
pub struct Approvals {
    /// One entry for each change.
    pub approved: Vec<Approval>,
}

/// A change that may pass.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The change's hash, as reports print it. It follows from what was edited and where, never
    /// from the words of a report.
    pub change: String,
    /// Where it is, for readers: `GET /members response 200 $.items`.
    pub location: String,
    /// Why it may pass.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it may pass, as `2026-12-31`.
    pub expires: String,
}

/// An approval that fails a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StaleApproval {
    /// No such change was found: the entry has done its work.
    #[error("the approval {change} ({location}) no longer matches a change; remove it")]
    Unused {
        /// The hash.
        change: String,
        /// Its location.
        location: String,
    },
    /// It may pass no longer.
    #[error("the approval {change} ({location}) of {owner} expired on {expires}")]
    Expired {
        /// The hash.
        change: String,
        /// Its location.
        location: String,
        /// Who answers for it.
        owner: String,
        /// The last day.
        expires: String,
    },
    /// The same change is approved more than once: one of the entries would hide the other.
    #[error("the change {change} ({location}) is approved more than once; keep one entry")]
    Repeated {
        /// The hash.
        change: String,
        /// Its location.
        location: String,
    },
    /// Nobody can tell how long it may pass.
    #[error(
        "the approval {change} ({location}) expires on \"{expires}\", which is not a valid \
             date"
    )]
    Undated {
        /// The hash.
        change: String,
        /// Its location.
        location: String,
        /// What is written there.
        expires: String,
    },
}

impl Approvals {
    /// Marks the changes that may pass, and says which approvals are stale.
    pub fn apply(&self, changes: &mut [Change], today: Day) -> Vec<StaleApproval> {
        let mut by_hash: BTreeMap<&str, (&Approval, bool)> = BTreeMap::new();
        let mut stale = Vec::new();
        for approval in &self.approved {
            if by_hash
                .insert(&approval.change, (approval, false))
                .is_some()
            {
                stale.push(StaleApproval::Repeated {
                    change: approval.change.clone(),
                    location: approval.location.clone(),
                });
            }
        }
        for change in changes {
            if let Some((approval, used)) = by_hash.get_mut(change.hash.as_str()) {
                *used = true;
                let in_force = Term::of(&approval.expires, today.0) == Term::Holds;
                change.approved = in_force.then(|| (*approval).clone());
            }
        }
        let ended = by_hash.into_values().filter_map(|(approval, used)| {
            let (change, location) = (approval.change.clone(), approval.location.clone());
            match Term::of(&approval.expires, today.0) {
                _ if !used => Some(StaleApproval::Unused { change, location }),
                Term::Open | Term::Undated => Some(StaleApproval::Undated {
                    change,
                    location,
                    expires: approval.expires.clone(),
                }),
                Term::Ended => Some(StaleApproval::Expired {
                    change,
                    location,
                    owner: approval.owner.clone(),
                    expires: approval.expires.clone(),
                }),
                Term::Holds => None,
            }
        });
        stale.extend(ended);
        stale
    }
}

impl Approval {
    /// An approval of a change.
    #[must_use]
    pub fn of(change: &Change, reason: &str, owner: &str, expires: Date) -> Self {
        let operation = (change.operations.first()).map_or("the document", |name| &**name);
        Self {
            change: change.hash.clone(),
            location: format!("{operation} {}", change.place)
                .trim_end()
                .to_owned(),
            reason: reason.to_owned(),
            owner: owner.to_owned(),
            expires: expires.to_string(),
        }
    }
}

/// Characters of a hash that are shown.
const SHOWN: usize = 16;

/// A hash of parts, each told apart from the next.
pub(super) fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let hex: String = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    hex.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::load::Document;
    use crate::diff::{Comparison, Options};

    fn compared(description: &str) -> Comparison {
        let document = |text: String| Document::from_text("a.yaml", &text).unwrap();
        let old = "openapi: 3.1.0\npaths:\n  /a:\n    get: {responses: {}}\n";
        let new = format!("openapi: 3.1.0\ninfo: {{description: {description}}}\npaths: {{}}\n");
        let options = Options {
            today: Day(jiff::civil::date(2026, 11, 21)),
        };
        Comparison::of(&document(old.to_owned()), &document(new), options)
    }

    fn approval(change: &str, expires: &str) -> Approvals {
        Approvals {
            approved: vec![Approval {
                change: change.to_owned(),
                location: "GET /a".to_owned(),
                reason: "nobody calls it".to_owned(),
                owner: "someone".to_owned(),
                expires: expires.to_owned(),
            }],
        }
    }

    #[test]
    fn an_approval_holds_until_its_day_and_not_for_other_changes() {
        let today = Day(jiff::civil::date(2026, 11, 21));
        let mut changes = compared("one").changes;
        let hash = changes[0].hash.clone();
        assert_eq!(hash, compared("two").changes[0].hash);
        assert!(
            approval(&hash, "2026-11-21")
                .apply(&mut changes, today)
                .is_empty()
        );
        assert!(changes[0].approved.is_some());
        let stale = approval(&hash, "2026-11-20").apply(&mut changes, today);
        assert!(matches!(stale[..], [StaleApproval::Expired { .. }]));
        assert!(changes[0].approved.is_none());
        let stale = approval("0123456789abcdef", "2026-12-31").apply(&mut changes, today);
        assert!(matches!(stale[..], [StaleApproval::Unused { .. }]));
    }
}
