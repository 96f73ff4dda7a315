use rustc_hash::FxHashSet;
use serde_json::Value;

use super::compare::{Pair, SchemaWalk};
use super::edited::relaxed;
use super::sentence::cut;
use crate::diff::change::Verdict;
use crate::diff::load::Node;
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::schema::Keywords;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::Record;
use crate::diff::walk::view::View;

/// Keywords that list values.
const LISTS: [&str; 2] = ["enum", "const"];

impl<'d> SchemaWalk<'d> {
    pub(super) fn values(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let new = &pair.new_flat;
        let (rule, what): (&'static Rule, String) = match (&pair.old_flat.values, &new.values) {
            (None, None) => return,
            (Some(old), Some(new)) if old == new => {
                let listed = |view: &View<'_>| {
                    let mut listed: Vec<String> = (view.node("enum").and_then(Node::array))
                        .unwrap_or_default()
                        .iter()
                        .map(|value| value.to_json().to_string())
                        .collect();
                    listed.sort();
                    listed
                };
                let lists = [&pair.old_view, &pair.new_view].map(listed);
                if lists.iter().all(|list| !list.is_empty()) && lists[0] != lists[1] {
                    let what = "the list is written in another way and holds the same values";
                    let rule = &rules::EDIT_WITHOUT_EFFECT;
                    let said = self.said(pair, rule, &LISTS, what.to_owned(), Verdict::ByRule);
                    found.push(record.add(said));
                }
                return;
            }
            (None, Some(_)) => (&rules::ENUM_ADDED, "values are now listed".to_owned()),
            (Some(_), None) => (
                &rules::ENUM_REMOVED,
                "values are no longer listed".to_owned(),
            ),
            (Some(old), Some(new)) => {
                let mut around = Keywords {
                    values: None,
                    ..pair.old_flat.clone()
                };
                if pair.vacuous {
                    around = relaxed(&around);
                }
                let common: FxHashSet<&Value> = old.iter().collect();
                let shared = new.iter().find(|value| common.contains(value));
                for (rule, from, to, verb) in [
                    (&rules::ENUM_VALUE_REMOVED, old, new, "no longer listed"),
                    (&rules::ENUM_VALUE_ADDED, new, old, "listed besides"),
                ] {
                    let kept: FxHashSet<&Value> = to.iter().collect();
                    let types = pair.old_flat.types != pair.new_flat.types;
                    let edited: Vec<&Value> = (from.iter())
                        .filter(|value| !kept.contains(value))
                        .filter(|value| !(value.is_null() && types))
                        .collect();
                    if edited.is_empty() {
                        continue;
                    }
                    let added = std::ptr::eq(from, new);
                    let verdict = self.listed(pair, &around, shared, &edited, added);
                    let what = format!("{} {verb}", named(&edited));
                    let said = self.said(pair, rule, &LISTS, what, verdict);
                    found.push(record.add(said));
                }
                return;
            }
        };
        let verdict = self.alone(pair, |k| {
            k.values.clone_from(&new.values);
            if pair.old_flat.types != new.types {
                k.types = new.types;
            }
        });
        let said = self.said(pair, rule, &LISTS, what, verdict);
        found.push(record.add(said));
    }

    /// What it means that values are listed besides, or no longer. The other values have no say
    /// in it: one of them stands for all, so that it costs what was edited and not what is listed.
    fn listed(
        &mut self,
        pair: &Pair<'_, 'd>,
        around: &Keywords,
        kept: Option<&Value>,
        edited: &[&Value],
        added: bool,
    ) -> Verdict {
        let list = |values: &[&Value]| {
            let mut values: Vec<Value> = values.iter().copied().chain(kept).cloned().collect();
            values.sort_by_cached_key(Value::to_string);
            Some(values)
        };
        let (with, without) = (list(edited), list(&[]));
        let (before, after) = if added {
            (without, with)
        } else {
            (with, without)
        };
        let types = pair.new_flat.types;
        let base = Keywords {
            values: before,
            ..around.clone()
        };
        self.edit_of(pair, base, |k| {
            k.values = after;
            if added {
                k.types = types;
            }
        })
    }
}

/// Values that a sentence names; more are counted.
const NAMED: usize = 12;

/// Values for the beginning of a sentence, with the verb.
fn named(values: &[&Value]) -> String {
    let told: Vec<String> = values.iter().take(NAMED).map(|value| cut(value)).collect();
    match (told.as_slice(), values.len().saturating_sub(NAMED)) {
        ([only], 0) => format!("the value {only} is"),
        ([most @ .., last], 0) => format!("the values {} and {last} are", most.join(", ")),
        (told, more) => format!("the values {} and {more} more are", told.join(", ")),
    }
}
