//! Bounds of any size: lengths and counts that are far apart are moved together, so that what
//! they allow can be built, and the value that is found is told by its true size.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::described::described;
use crate::diff::schema::{Keywords, LONGEST_PATTERN, SchemaId, Schemas, children, each_child};

/// Schemas inside a question that are rewritten.
const MOST: usize = 20_000;
/// Characters, items and properties up to which bounds stay as they are, at least.
const CHARACTERS: u64 = 64;
const ITEMS: u64 = 12;
const PROPERTIES: u64 = 24;
/// Characters above which bounds are not moved together: patterns and listed values say too much.
const LONGEST: u64 = 1_000;
/// Lengths keep their remainder by it, for patterns whose strings have every second, third or
/// fourth length.
const PERIOD: u64 = 60;

/// The schemas that were rewritten so far, by the bounds that were moved: a schema that
/// several questions share is rewritten once, and its answers are reused.
pub(super) type Rewritten = FxHashMap<Scale, FxHashMap<SchemaId, SchemaId>>;

/// Sizes, small ones for large ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Scale {
    pub(super) characters: Line,
    pub(super) items: Line,
    pub(super) properties: Line,
}

/// Large bounds in their order, each with the small one that stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Line(Vec<(u64, u64)>);

impl Line {
    fn new(bounds: &BTreeSet<u64>, keep: u64, period: u64) -> Self {
        let mut line: Vec<(u64, u64)> = Vec::new();
        for bound in bounds.iter().copied().filter(|bound| *bound > keep) {
            let (from, to) = line.last().copied().unwrap_or((keep, keep));
            let gap = bound - from;
            // Bounds side by side stay so, and between others there is room for one more.
            let shown = if gap < 2 * period {
                gap
            } else {
                period + gap % period
            };
            line.push((bound, to + shown.max(gap.min(2))));
        }
        Self(line)
    }

    fn down(&self, bound: u64) -> u64 {
        let known = self.0.binary_search_by_key(&bound, |(bound, _)| *bound);
        known.map_or(bound, |at| self.0[at].1)
    }

    /// The true size of what has a small one.
    pub(super) fn up(&self, size: u64) -> u64 {
        let below = self.0.iter().rev().find(|(_, shown)| *shown <= size);
        below.map_or(size, |(bound, shown)| bound + (size - shown))
    }
}

impl Scale {
    /// Both schemas with their large bounds moved together, and how. `None` where there are
    /// none, or where something else says that they must stay where they are.
    pub(super) fn of(
        schemas: &mut Schemas,
        roots: [SchemaId; 2],
        known: &mut Rewritten,
    ) -> Option<([SchemaId; 2], Self)> {
        let inside = inside(schemas, roots)?;
        let scale = Self::around(schemas, &inside)?;
        let touched = touched(schemas, &inside, &scale);
        if touched.is_empty() {
            return None;
        }
        let rewritten = known.entry(scale.clone()).or_default();
        let mut fresh = Vec::new();
        for id in inside.iter().filter(|id| touched.contains(id)) {
            rewritten.entry(*id).or_insert_with(|| {
                let new = schemas.reserve();
                fresh.push((*id, new));
                new
            });
        }
        for (id, new) in &fresh {
            let mut k = schemas.get(*id).clone();
            scale.shrink(&mut k);
            each_child(&mut k, &mut |child| {
                *child = rewritten.get(child).copied().unwrap_or(*child);
            });
            for list in [&mut k.all].into_iter().chain(&mut k.any).chain(&mut k.one) {
                list.sort_unstable();
            }
            schemas.fill(*new, k);
        }
        let roots = roots.map(|root| rewritten.get(&root).copied().unwrap_or(root));
        Some((roots, scale))
    }

    fn around(schemas: &Schemas, inside: &[SchemaId]) -> Option<Self> {
        let mut bounds: [BTreeSet<u64>; 3] = Default::default();
        let mut keep = [CHARACTERS, ITEMS, PROPERTIES];
        let (mut unique, mut finite) = (false, false);
        for id in inside {
            let k = schemas.get(*id);
            for (bounds, own) in bounds.iter_mut().zip(counts(k)) {
                bounds.extend(own.into_iter().flatten());
            }
            let at_least = |keep: &mut u64, size: usize| *keep = (*keep).max(size as u64 + 2);
            at_least(&mut keep[1], k.prefix.len());
            at_least(&mut keep[2], k.required.len().max(k.properties.len()));
            for value in k.values.iter().flatten() {
                measure(value, &mut keep);
            }
            for pattern in k.pattern.iter().chain(k.patterns.keys()) {
                at_least(&mut keep[0], longest(pattern)?);
            }
            unique |= k.unique;
            finite |= k.values.is_some() || (k.minimum.is_some() && k.maximum.is_some());
        }
        // How many different items there are decides then.
        if unique && finite {
            bounds[1].clear();
        }
        if keep[0] > LONGEST {
            bounds[0].clear();
        }
        let [characters, items, properties] = bounds;
        Some(Self {
            characters: Line::new(&characters, keep[0], PERIOD),
            items: Line::new(&items, keep[1], 1),
            properties: Line::new(&properties, keep[2], 1),
        })
    }

    fn shrink(&self, k: &mut Keywords) {
        let shrink = |line: &Line, bounds: &mut [&mut Option<u64>]| {
            for bound in bounds.iter_mut() {
                **bound = bound.map(|bound| line.down(bound));
            }
        };
        shrink(
            &self.characters,
            &mut [&mut k.min_length, &mut k.max_length],
        );
        shrink(&self.items, &mut [&mut k.min_items, &mut k.max_items]);
        shrink(
            &self.properties,
            &mut [&mut k.min_properties, &mut k.max_properties],
        );
        if let Some(contains) = &mut k.contains {
            contains.min = self.items.down(contains.min);
            shrink(&self.items, &mut [&mut contains.max]);
        }
    }

    /// The value as it is reported, where it is not what it stands for.
    pub(super) fn describe(&self, value: &Value) -> Option<String> {
        described(value, self)
    }
}

/// The bounds of characters, items and properties.
fn counts(k: &Keywords) -> [[Option<u64>; 4]; 3] {
    let contains = k.contains.as_ref();
    [
        [k.min_length, k.max_length, None, None],
        [
            k.min_items,
            k.max_items,
            contains.map(|contains| contains.min),
            contains.and_then(|contains| contains.max),
        ],
        [k.min_properties, k.max_properties, None, None],
    ]
}

/// Sizes of listed values, which are held against bounds.
fn measure(value: &Value, keep: &mut [u64; 3]) {
    let mut at_least = |at: usize, size: usize| keep[at] = keep[at].max(size as u64 + 2);
    match value {
        Value::String(text) => at_least(0, text.chars().count()),
        Value::Array(items) => {
            at_least(1, items.len());
            items.iter().for_each(|item| measure(item, keep));
        }
        Value::Object(members) => {
            at_least(2, members.len());
            members.values().for_each(|member| measure(member, keep));
        }
        _ => {}
    }
}

/// Characters up to which the lengths of a pattern's strings may be anything.
fn longest(pattern: &str) -> Option<usize> {
    if pattern.len() > LONGEST_PATTERN {
        return None;
    }
    let rust = jsonschema_regex::to_rust_regex(pattern).ok()?;
    let hir = regex_syntax::parse(&rust).ok()?;
    let properties = hir.properties();
    let least = properties.minimum_len().unwrap_or(0);
    Some(
        properties
            .maximum_len()
            .unwrap_or(2 * least)
            .max(pattern.len()),
    )
}

fn inside(schemas: &Schemas, roots: [SchemaId; 2]) -> Option<Vec<SchemaId>> {
    let mut seen = FxHashSet::default();
    let (mut found, mut open) = (Vec::new(), roots.to_vec());
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        found.push(id);
        if found.len() > MOST {
            return None;
        }
        open.extend(children(schemas.get(id)));
    }
    Some(found)
}

/// The schemas that lead to one with a bound that moves.
fn touched(schemas: &Schemas, inside: &[SchemaId], scale: &Scale) -> FxHashSet<SchemaId> {
    let mut parents: FxHashMap<SchemaId, Vec<SchemaId>> = FxHashMap::default();
    let mut open = Vec::new();
    for id in inside {
        let k = schemas.get(*id);
        for child in children(k) {
            parents.entry(child).or_default().push(*id);
        }
        let mut small = k.clone();
        if counts(k) != [[None; 4]; 3] {
            scale.shrink(&mut small);
            if small != *k {
                open.push(*id);
            }
        }
    }
    let mut touched = FxHashSet::default();
    while let Some(id) = open.pop() {
        if touched.insert(id) {
            open.extend(parents.get(&id).into_iter().flatten());
        }
    }
    touched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_side_by_side_stay_so_and_others_leave_room() {
        let bounds = BTreeSet::from([3, 100, 1_000, 1_001, 1_000_000_000, u64::MAX]);
        for period in [1, PERIOD] {
            let line = Line::new(&bounds, 64, period);
            let small: Vec<u64> = bounds.iter().map(|bound| line.down(*bound)).collect();
            assert_eq!(small[0], 3);
            assert_eq!(small[3] - small[2], 1);
            assert!(small.windows(2).all(|pair| pair[0] < pair[1]), "{small:?}");
            assert!(small[5] < 1_000, "{small:?}");
            for bound in &bounds {
                assert_eq!(line.up(line.down(*bound)), *bound);
                assert_eq!(line.down(*bound) % period, bound % period);
            }
            assert_eq!(line.up(line.down(1_000_000_000) + 1), 1_000_000_001);
        }
    }

    #[test]
    fn what_questions_share_is_rewritten_once() {
        let mut schemas = Schemas::default();
        let most = |schemas: &mut Schemas, most| {
            schemas.intern(Keywords {
                max_length: Some(most),
                ..Keywords::default()
            })
        };
        let [long, longer] = [1_000_000, 2_000_000].map(|size| most(&mut schemas, size));
        let [one, other] = [
            Keywords {
                items: Some(long),
                ..Keywords::default()
            },
            Keywords {
                prefix: vec![long],
                ..Keywords::default()
            },
        ]
        .map(|keywords| schemas.intern(keywords));
        let mut known = Rewritten::default();
        let [first, second] = [one, other].map(|root| {
            let ids = Scale::of(&mut schemas, [root, longer], &mut known);
            ids.unwrap().0
        });
        assert_eq!(first[1], second[1]);
        assert_ne!(first[1], longer);
    }
}
