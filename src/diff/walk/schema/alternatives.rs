use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::compare::{Around, Pair, SchemaWalk};
use super::few::{FEW, few, more};
use crate::diff::change::Verdict;
use crate::diff::load::{Node, Object, Place};
use crate::diff::rules;
use crate::diff::schema::{Direction, Edition, Keywords, SchemaId};
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::view::{View, items};

/// Branches that are each judged beside all others.
const MANY: usize = 200;

impl<'d> SchemaWalk<'d> {
    /// Pairs the branches of `anyOf` and `oneOf` by what they are, not by where they stand.
    pub(super) fn alternatives(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let keyword = match (&pair.old_flat.one, &pair.old_flat.any) {
            (Some(_), _) => "oneOf",
            (None, Some(_)) => "anyOf",
            (None, None) => return,
        };
        let direction = pair.site.direction;
        let branches =
            |walk: &mut Self, edition: Edition, view: &View<'d>| -> Vec<(SchemaId, Place<'d>)> {
                let places = view
                    .keyword(keyword)
                    .map(|all| items(&all))
                    .unwrap_or_default();
                (places.into_iter())
                    .map(|place| (walk.judge.lower(edition, &place, direction), place))
                    .collect()
            };
        let mut old = branches(self, Edition::Old, &pair.old_view);
        let mut new = branches(self, Edition::New, &pair.new_view);
        let mut pairs = Vec::new();
        take_pairs(&mut old, &mut new, &mut pairs, |(id, _)| Some(*id));
        take_pairs(&mut old, &mut new, &mut pairs, |(_, place)| {
            place.node.text("$ref").or_else(|| place.node.text("title"))
        });
        take_pairs(&mut old, &mut new, &mut pairs, |(_, place)| {
            Some(tags(place.node)).filter(|tags| !tags.is_empty())
        });
        if old.len() == 1 && new.len() == 1 {
            take_pairs(&mut old, &mut new, &mut pairs, |(_, place)| {
                Some(place.node.text("type"))
            });
        }
        for ((_, old), (_, new)) in pairs {
            let site = pair.site.step("", pair.site.wire);
            self.beside.push((site.path.clone(), pair.new.clone()));
            found.join(self.walk(record, &old, &new, &site, pair.around));
            self.beside.pop();
        }
        // Each branch is judged beside all others: of very many all are judged at once.
        let all = |k: &Keywords| [&k.any, &k.one].map(|list| list.as_ref().map_or(0, Vec::len));
        let most = [&pair.old_flat, &pair.new_flat]
            .into_iter()
            .flat_map(all)
            .max();
        let told = if most > Some(MANY) { 0 } else { FEW };
        for (rule, left, verb, added) in [
            (&rules::ALTERNATIVE_REMOVED, old, "was removed", false),
            (&rules::ALTERNATIVE_ADDED, new, "was added", true),
        ] {
            for (id, place) in few(&left, told) {
                let verdict = self.branches(pair, &[*id], added);
                let name = branch_name(place);
                found.push(record.add(Said {
                    rule,
                    site: pair.site,
                    before: Some(if added { pair.old } else { place }),
                    after: Some(if added { place } else { pair.new }),
                    what: format!("the branch {name} of {keyword} {verb}"),
                    verdict,
                }));
            }
            if let Some(more) = more(&left, told) {
                let ids: Vec<SchemaId> = more.iter().map(|(id, _)| *id).collect();
                let verdict = self.branches(pair, &ids, added);
                let verb = if added { "were added" } else { "were removed" };
                let other = if told == 0 { "" } else { "more " };
                let what = format!("{} {other}branches of {keyword} {verb}", more.len());
                let said = self.said(pair, rule, &["oneOf", "anyOf"], what, verdict);
                found.push(record.add(said));
            }
        }
    }
}

impl<'d> SchemaWalk<'d> {
    /// What it means that branches were added or removed.
    fn branches(&mut self, pair: &Pair<'_, 'd>, edited: &[SchemaId], added: bool) -> Verdict {
        let written_more = added == (pair.site.direction == Direction::Response);
        let flat = &pair.old_flat;
        let list = match (&flat.any, &flat.one) {
            (Some(list), None) | (None, Some(list)) => Some(list),
            _ => None,
        };
        if let Some(list) = list
            && written_more
            && !pair.vacuous
            && pair.around == Around::Open
            && (added || edited.len() < list.len())
        {
            return self.written_branches(pair, list, edited, added);
        }
        self.alone(pair, |k| {
            for list in [&mut k.any, &mut k.one].into_iter().flatten() {
                if added {
                    list.extend(edited);
                    list.sort_unstable();
                    continue;
                }
                let mut left: FxHashMap<SchemaId, usize> = FxHashMap::default();
                for id in edited {
                    *left.entry(*id).or_default() += 1;
                }
                list.retain(|id| match left.get_mut(id) {
                    Some(count) if *count > 0 => {
                        *count -= 1;
                        false
                    }
                    _ => true,
                });
            }
        })
    }
}

impl<'d> SchemaWalk<'d> {
    /// Branches that only the writer has mean what they alone mean: whatever satisfies the others
    /// is read as before, and of exactly one of several none of the others holds.
    fn written_branches(
        &mut self,
        pair: &Pair<'_, 'd>,
        list: &[SchemaId],
        edited: &[SchemaId],
        added: bool,
    ) -> Verdict {
        let mut left = list.to_vec();
        if !added {
            for id in edited {
                if let Some(at) = left.iter().position(|other| other == id) {
                    left.remove(at);
                }
            }
        }
        let of = |mut branches: Vec<SchemaId>| {
            branches.sort_unstable();
            branches.dedup();
            Keywords {
                any: Some(branches),
                one: None,
                ..pair.old_flat.clone()
            }
        };
        let (alone, others) = (of(edited.to_vec()), of(left));
        let (old, new) = if added {
            (others, alone)
        } else {
            (alone, others)
        };
        let verdict = self.judge.of_keywords(old, new, pair.site);
        self.shown_by_all(pair, verdict)
    }
}

/// Properties of a branch that hold one value only: they tell branches apart.
fn tags(node: &Node) -> Vec<(String, String)> {
    let properties = node.get("properties").and_then(Node::object);
    let mut tags: Vec<(String, String)> = (properties.into_iter().flat_map(Object::iter))
        .filter_map(|(name, schema)| {
            let single = schema
                .get("const")
                .or_else(|| match schema.get("enum")?.array()? {
                    [only] => Some(only),
                    _ => None,
                })?;
            Some((name.to_owned(), single.to_json().to_string()))
        })
        .collect();
    tags.sort();
    tags
}

fn branch_name(place: &Place<'_>) -> String {
    if let Some(reference) = place.node.text("$ref") {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    if let Some(title) = place.node.text("title") {
        return title.to_owned();
    }
    match place.node.get("type") {
        Some(types) => types.to_json().to_string(),
        None => place
            .pointer
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Moves out of both lists what belongs together: what has the same key, the first with the first.
fn take_pairs<T, K: Hash + Eq>(
    old: &mut Vec<T>,
    new: &mut Vec<T>,
    pairs: &mut Vec<(T, T)>,
    key: impl Fn(&T) -> Option<K>,
) {
    let mut waiting: FxHashMap<K, VecDeque<usize>> = FxHashMap::default();
    for (at, candidate) in new.iter().enumerate() {
        if let Some(key) = key(candidate) {
            waiting.entry(key).or_default().push_back(at);
        }
    }
    let mut candidates: Vec<Option<T>> = std::mem::take(new).into_iter().map(Some).collect();
    for one in std::mem::take(old) {
        let twin = key(&one)
            .and_then(|key| waiting.get_mut(&key)?.pop_front())
            .and_then(|at| candidates.get_mut(at)?.take());
        match twin {
            Some(twin) => pairs.push((one, twin)),
            None => old.push(one),
        }
    }
    new.extend(candidates.into_iter().flatten());
}
