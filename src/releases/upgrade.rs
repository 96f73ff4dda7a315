use serde::Serialize;

use super::{HISTORY, KNOWN, Line, ReleaseChange};
use crate::base::{Api, Release};
use crate::diff::report::sentence;
use crate::diff::schema::Direction;
use crate::diff::{Comparison, Verdict};
use crate::exchange::Exchange;
use crate::finding::Level;
use crate::interpret::Interpreted;

/// What an upgrade changes for the clients of one version of the API.
#[derive(Debug)]
pub(crate) struct Upgrade {
    /// The release before.
    pub(crate) from: Release,
    /// The release after.
    pub(crate) to: Release,
    /// The version of the API.
    pub(crate) api: Api,
    /// What the releases in between change, the breaking first.
    pub(crate) steps: Vec<Step>,
    /// What the two documents show besides.
    pub(crate) others: Vec<Other>,
    /// Recorded calls that were looked at, and how many of them are of this version of the API.
    pub(crate) calls: Option<(u64, u64)>,
    /// Files of code that were read, and how many were not.
    pub(crate) files: Option<(usize, usize)>,
}

/// One change of a release.
#[derive(Debug)]
pub(crate) struct Step {
    /// What it is.
    pub(crate) change: &'static ReleaseChange,
    /// What the documents of the two releases prove it with.
    pub(crate) proof: Option<Proof>,
    /// Recorded calls that it concerns.
    hit: u64,
    /// Lines of code that name it, where code was given.
    pub(crate) lines: Vec<Line>,
    /// Lines beyond those.
    pub(crate) more: usize,
}

/// A breaking change between the documents that no change of a release explains.
#[derive(Debug, Serialize)]
pub(crate) struct Other {
    /// The operations, as the documents name them.
    pub(crate) operations: Vec<String>,
    /// Where in them.
    pub(crate) place: String,
    /// What happened.
    pub(crate) what: String,
    /// A value that proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) proof: Option<Proof>,
}

/// A value that is good on one side and bad on the other.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Proof {
    /// The value as JSON, or in words where it is large.
    pub(crate) value: String,
    /// Who sends it.
    #[serde(skip)]
    direction: Option<Direction>,
}

impl Proof {
    /// The proof as a sentence without a full stop.
    #[must_use]
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.value, sentence(self.direction))
    }
}

impl Upgrade {
    /// Puts together what is known of the releases in between and what their documents show.
    #[must_use]
    pub(crate) fn new(from: Release, to: Release, api: Api, comparison: &Comparison) -> Self {
        let between = |change: &&ReleaseChange| change.is_between(from, to);
        let is_between = |id: &str| HISTORY.iter().filter(between).any(|change| change.id == id);
        // What came and went in between, nobody had before and nobody has after.
        let is_ended =
            |id: &str| (HISTORY.iter().filter(between)).any(|change| change.ends == Some(id));
        let mut steps: Vec<Step> = (HISTORY.iter().filter(between))
            .filter(|change| !change.ends.is_some_and(is_between) && !is_ended(change.id))
            .map(|change| Step {
                change,
                proof: None,
                hit: 0,
                lines: Vec::new(),
                more: 0,
            })
            .collect();
        let mut others = Vec::new();
        for change in comparison
            .changes
            .iter()
            .filter(|it| it.level == Level::Error)
        {
            let proof = match &change.verdict {
                Verdict::Witnessed {
                    described, value, ..
                } => Some(Proof {
                    value: described.clone().unwrap_or_else(|| value.to_string()),
                    direction: change.direction,
                }),
                _ => None,
            };
            let operations: Vec<String> =
                change.operations.iter().map(ToString::to_string).collect();
            let explained = steps.iter_mut().find(|step| {
                step.change
                    .explains(change.rule.id, &operations, &change.place)
            });
            match explained {
                Some(step) => {
                    step.proof = step.proof.take().or(proof);
                }
                None => others.push(Other {
                    operations,
                    place: change.place.clone(),
                    what: change.what.clone(),
                    proof,
                }),
            }
        }
        steps.sort_by_key(|step| std::cmp::Reverse(step.change.level));
        Self {
            from,
            to,
            api,
            steps,
            others,
            calls: None,
            files: None,
        }
    }

    /// Looks at a recorded call.
    pub(crate) fn see(&mut self, exchange: &Exchange) {
        let (calls, of_api) = self.calls.get_or_insert_default();
        *calls += 1;
        let seen = Interpreted::new(usize::try_from(*calls).unwrap_or(usize::MAX), exchange);
        if seen
            .address
            .as_ref()
            .is_none_or(|address| address.api != self.api)
        {
            return;
        }
        *of_api += 1;
        for step in &mut self.steps {
            let is_hit = step.change.calls.iter().any(|call| call.is(&seen));
            step.hit += u64::from(is_hit);
        }
    }

    /// Whether all that was given was of use: recorded calls of this version of the API, and files of
    /// code.
    #[must_use]
    pub(crate) fn is_whole(&self) -> bool {
        self.calls.is_none_or(|(_, of_api)| of_api > 0)
            && self.files.is_none_or(|(read, _)| read > 0)
    }

    /// How many recorded calls a change concerns; `None` where no calls were given, or where calls do
    /// not show it.
    #[must_use]
    pub(crate) fn hit(&self, step: &Step) -> Option<u64> {
        (self.calls.is_some() && !step.change.calls.is_empty()).then_some(step.hit)
    }

    /// How many changes have that level; those that no release explains are errors.
    #[must_use]
    pub(crate) fn count(&self, level: Level) -> usize {
        let steps = self.steps.iter().filter(|step| step.change.level == level);
        let others = if level == Level::Error {
            self.others.len()
        } else {
            0
        };
        steps.count() + others
    }

    /// What readers must know of what the two releases are known by.
    #[must_use]
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for release in [self.from, self.to] {
            if KNOWN.iter().any(|known| known.release == release) {
                continue;
            }
            let before = KNOWN.iter().rev().find(|known| known.release < release);
            notes.push(match before {
                Some(known) => format!(
                    "{release} itself was not examined; it is taken for {}, the last release \
                     before it that is known",
                    known.release
                ),
                None => format!("{release} itself was not examined"),
            });
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::load::Document;
    use crate::diff::{Day, Options};
    use crate::document::{Edition, openapi_of};

    fn upgrade(from: Release, to: Release, api: Api) -> Upgrade {
        let [old, new] = [from, to].map(|release| {
            let document = openapi_of(api, Edition::Observed, release).unwrap();
            Document::from_text("release", &document.to_string()).unwrap()
        });
        let today = Day(jiff::civil::date(2026, 11, 28));
        let comparison = Comparison::of(&old, &new, Options { today });
        Upgrade::new(from, to, api, &comparison)
    }

    #[test]
    fn what_the_documents_of_two_releases_show_is_explained_by_the_history() {
        let newest = KNOWN.last().unwrap().release;
        for api in Api::ALL {
            let releases: Vec<Release> = (KNOWN.iter().map(|known| known.release))
                .filter(|release| release.has(api))
                .collect();
            for from in releases.into_iter().filter(|from| *from < newest) {
                let upgrade = upgrade(from, newest, api);
                assert!(
                    upgrade.others.is_empty(),
                    "{api} {from}: {:#?}",
                    upgrade.others
                );
            }
        }
    }

    #[test]
    fn dates_are_the_break_of_an_upgrade_from_1_17_and_are_proved() {
        let upgrade = upgrade(Release::new(1, 17, 4), Release::MEASURED, Api::V3);
        let first = upgrade.steps.first().unwrap();
        assert_eq!(first.change.id, "dates-lose-offset");
        assert!(first.proof.is_some());
        assert!(upgrade.notes().is_empty());
    }

    #[test]
    fn what_comes_and_goes_in_between_concerns_nobody() {
        let names = |from, to| -> Vec<&str> {
            let upgrade = upgrade(from, to, Api::V3);
            upgrade.steps.iter().map(|step| step.change.id).collect()
        };
        let newest = KNOWN.last().unwrap().release;
        let all = names(Release::new(1, 17, 4), newest);
        assert!(
            !all.iter()
                .any(|id| id.contains("argument") || id.contains("includes")),
            "{all:?}"
        );
        let later = names(Release::new(1, 25, 1), newest);
        assert!(later.contains(&"includes-removed"), "{later:?}");
        assert!(
            !later.contains(&"customer-data-argument-removed"),
            "{later:?}"
        );
        assert!(names(Release::MEASURED, newest).contains(&"customer-data-argument-removed"));
    }

    #[test]
    fn a_release_that_was_not_examined_is_told() {
        let upgrade = upgrade(Release::new(1, 20, 0), Release::MEASURED, Api::V3);
        assert!(
            upgrade.notes()[0].contains("1.19.1"),
            "{:?}",
            upgrade.notes()
        );
    }
}
