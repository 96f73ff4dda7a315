use std::collections::BTreeSet;
use std::sync::Arc;

use super::compare::{Pair, SchemaWalk};
use crate::diff::change::Verdict;
use crate::diff::load::Place;
use crate::diff::rules;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::unread::told;

/// What can be compared of a schema some of whose references do not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// Whatever is beside these references.
    All,
    /// Properties that both sides have: what only one side says may be what the other refers to.
    Shared,
}

impl<'d> SchemaWalk<'d> {
    /// Reports references that do not exist, unless both sides have the same ones.
    pub(super) fn unread(
        &mut self,
        record: &mut Record<'d>,
        pair: &mut Pair<'_, 'd>,
        found: &mut Found,
    ) -> Rest {
        let [old, new] = [&pair.old_flat, &pair.new_flat].map(|k| self.judge.unread(k));
        if old == new {
            return Rest::All;
        }
        let only = |a: &BTreeSet<Arc<str>>, b: &BTreeSet<Arc<str>>| a.difference(b).next().cloned();
        let gone = [only(&old, &new), only(&new, &old)];
        let are_both = gone.iter().all(Option::is_some);
        let [before, after] = [(0, pair.old), (1, pair.new)].map(|(edition, place)| {
            let reference = gone[edition].as_deref();
            let is_here = reference.is_none() || place.node.text("$ref") == reference;
            match reference {
                Some(reference) if !(is_here && are_both) => self.first(edition, place, reference),
                _ => place.clone(),
            }
        });
        let (what, reason) = told([gone[0].as_deref(), gone[1].as_deref()]);
        found.push(record.add(Said {
            rule: &rules::NOT_COMPARED,
            site: pair.site,
            before: Some(&before),
            after: Some(&after),
            what,
            verdict: Verdict::Undecided(reason),
        }));
        if !are_both {
            return Rest::Shared;
        }
        self.judge.without_unread(&mut pair.old_flat);
        self.judge.without_unread(&mut pair.new_flat);
        Rest::All
    }

    /// The first place of a reference that does not exist: told once, however often it is used.
    fn first(&self, edition: usize, place: &Place<'d>, reference: &str) -> Place<'d> {
        let document = self.documents[edition];
        let first = document.first_unresolved(place.file, reference);
        first.unwrap_or_else(|| place.clone())
    }
}
