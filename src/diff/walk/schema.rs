use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::edits::{self, Field};
use super::judge::Judge;
use super::record::{Record, Said};
use super::site::Site;
use super::view::{View, items};
use crate::diff::change::Verdict;
use crate::diff::load::{Document, Node, Place};
use crate::diff::rules::{self, Rule};
use crate::diff::schema::{Direction, Edition, Keywords, SchemaId, TypeSet, Wire};
use crate::finding::Level;

/// What is already known of the schemas around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Around {
    /// Something around it may break: edits are judged.
    Open,
    /// The whole is proved compatible, so nothing inside of it breaks.
    Proved,
}

type Key = (*const Node, *const Node, Direction, Wire, Around);

/// Finds what changed between two schemas, from the root down.
#[derive(Debug)]
pub(super) struct SchemaWalk<'d> {
    documents: [&'d Document; 2],
    pub(super) judge: Judge<'d>,
    /// What walks from a pair of places found. `None` while such a walk is under way.
    found: HashMap<Key, Option<Vec<usize>>>,
}

/// Both sides of one schema.
struct Pair<'a, 'd> {
    old: &'a Place<'d>,
    new: &'a Place<'d>,
    old_view: View<'d>,
    new_view: View<'d>,
    old_flat: Keywords,
    new_flat: Keywords,
    site: &'a Site,
    around: Around,
    /// Whether it is proved only because no value can be written at all.
    vacuous: bool,
}

impl<'d> SchemaWalk<'d> {
    pub(super) fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            documents: [old, new],
            judge: Judge::new(old, new),
            found: HashMap::new(),
        }
    }

    /// Walks two schemas and writes down what changed. Says which changes it found.
    pub(super) fn walk(
        &mut self,
        record: &mut Record<'d>,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        around: Around,
    ) -> Vec<usize> {
        let (old, new) = (self.enter(0, old), self.enter(1, new));
        if self.judge.same(&old, &new) {
            return Vec::new();
        }
        let key = (
            std::ptr::from_ref(old.node),
            std::ptr::from_ref(new.node),
            site.direction,
            site.wire,
            around,
        );
        match self.found.get(&key) {
            Some(Some(found)) => {
                record.touch(found, &site.operation);
                return found.clone();
            }
            Some(None) => return Vec::new(),
            None => {}
        }
        self.found.insert(key, None);
        let found = self.compare(record, &old, &new, site, around);
        self.found.insert(key, Some(found.clone()));
        found
    }

    /// Follows a reference that stands alone: the place where the schema is written.
    fn enter(&self, edition: usize, place: &Place<'d>) -> Place<'d> {
        let document = self.documents[edition];
        let mut place = place.clone();
        for _ in 0..32 {
            let alone = place.node.object().is_some_and(|object| object.len() == 1)
                || document.version() == crate::diff::load::Version::V3_0;
            match place
                .node
                .text("$ref")
                .and_then(|text| document.target(place.file, text))
            {
                Some(target) if alone => place = target,
                _ => break,
            }
        }
        place
    }

    fn compare(
        &mut self,
        record: &mut Record<'d>,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        around: Around,
    ) -> Vec<usize> {
        let proved = around == Around::Proved || !self.judge.may_break(old, new, site);
        // A contradiction inside of the schema makes everything compatible. What people meant is
        // judged without it then.
        let vacuous = proved && around == Around::Open && self.judge.is_vacuous(old, new, site);
        let old_id = self
            .judge
            .lower(Edition::Old, old, site.direction, Wire::Json);
        let new_id = self
            .judge
            .lower(Edition::New, new, site.direction, Wire::Json);
        let pair = Pair {
            old,
            new,
            old_view: View::of(self.documents[0], old),
            new_view: View::of(self.documents[1], new),
            old_flat: self.judge.flat(old_id),
            new_flat: self.judge.flat(new_id),
            site,
            around: if proved && !vacuous {
                Around::Proved
            } else {
                around
            },
            vacuous,
        };
        let mut found = Vec::new();
        self.annotations(record, &pair, &mut found);
        let branching = |k: &Keywords| (k.any.is_some(), k.one.is_some());
        if branching(&pair.old_flat) == branching(&pair.new_flat) {
            self.own_keywords(record, &pair, &mut found);
            self.alternatives(record, &pair, &mut found);
        } else if old_id != new_id {
            // Branches came or went: what stands beside them means something else then.
            let verdict = self.whole(&pair);
            let said = self.say(&pair, &edits::ALTERNATIVES, verdict);
            found.push(record.add(said));
        }
        self.properties(record, &pair, &mut found);
        self.inner(record, &pair, &mut found);
        let told = found.iter().any(|index| {
            record
                .level(*index)
                .is_some_and(|level| level > Level::Info)
        });
        if !proved && !told {
            let said = Said {
                rule: &rules::SCHEMA_CHANGED,
                site,
                before: Some(old),
                after: Some(new),
                what: "the schema means something else".to_owned(),
                verdict: self.whole(&pair),
            };
            found.push(record.add(said));
        }
        found
    }

    fn say<'a>(&self, pair: &'a Pair<'a, 'd>, field: &Field, verdict: Verdict) -> Said<'a, 'd> {
        let at = |view: &View<'d>| {
            field
                .keywords
                .iter()
                .find_map(|keyword| view.keyword(keyword))
        };
        let (before, after) = (at(&pair.old_view), at(&pair.new_view));
        let what = sentence(field.keywords[0], before.as_ref(), after.as_ref());
        self.said(pair, field.rule, field.keywords, what, verdict)
    }

    fn said<'a>(
        &self,
        pair: &'a Pair<'a, 'd>,
        rule: &'static Rule,
        _keywords: &[&str],
        what: String,
        verdict: Verdict,
    ) -> Said<'a, 'd> {
        Said {
            rule,
            site: pair.site,
            before: Some(pair.old),
            after: Some(pair.new),
            what,
            verdict,
        }
    }

    /// What the change of the whole schema means.
    fn whole(&mut self, pair: &Pair<'_, 'd>) -> Verdict {
        match pair.around {
            Around::Proved => Verdict::Harmless,
            Around::Open => self.judge.whole(pair.old, pair.new, pair.site),
        }
    }

    /// What one edit means when nothing else changes.
    fn alone(&mut self, pair: &Pair<'_, 'd>, edit: impl FnOnce(&mut Keywords)) -> Verdict {
        let base = if pair.vacuous {
            relaxed(&pair.old_flat)
        } else {
            pair.old_flat.clone()
        };
        self.edit_of(pair, base, edit)
    }

    /// What a change of one field means when nothing else changes.
    fn field_alone(&mut self, pair: &Pair<'_, 'd>, field: &Field) -> Verdict {
        let mut base = pair.old_flat.clone();
        if pair.vacuous {
            base = relaxed(&base);
            (field.copy)(&mut base, &pair.old_flat);
        }
        self.edit_of(pair, base, |k| (field.copy)(k, &pair.new_flat))
    }

    fn edit_of(
        &mut self,
        pair: &Pair<'_, 'd>,
        base: Keywords,
        edit: impl FnOnce(&mut Keywords),
    ) -> Verdict {
        if pair.around == Around::Proved {
            return Verdict::Harmless;
        }
        let mut edited = base.clone();
        edit(&mut edited);
        let old = self.judge.intern(base);
        let edited = self.judge.intern(edited);
        self.judge.verdict(old, edited, pair.site)
    }

    fn own_keywords(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Vec<usize>,
    ) {
        let (old, new) = (&pair.old_flat, &pair.new_flat);
        self.types(record, pair, found);
        self.values(record, pair, found);
        for field in edits::FIELDS {
            if (field.differs)(old, new) {
                let verdict = self.field_alone(pair, field);
                let said = self.say(pair, field, verdict);
                found.push(record.add(said));
            }
        }
    }

    fn types(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Vec<usize>) {
        let (old, new) = (pair.old_flat.types, pair.new_flat.types);
        if old == new {
            return;
        }
        let verdict = if pair.site.wire == Wire::Json || pair.vacuous {
            self.alone(pair, |k| {
                k.types = new;
                // A listed value of a type that is no longer allowed goes with its type.
                if k.values.is_some() && pair.old_flat.values != pair.new_flat.values {
                    k.values.clone_from(&pair.new_flat.values);
                }
            })
        } else {
            // Which types can be told apart depends on how values travel.
            self.whole(pair)
        };
        let null = TypeSet::NONE.with("null");
        let without_null = |types: Option<TypeSet>| {
            types.map(|types| {
                types
                    .names()
                    .into_iter()
                    .filter(|name| *name != "null")
                    .collect::<Vec<_>>()
            })
        };
        let only_null =
            without_null(old) == without_null(new) && new != Some(null) && old != Some(null);
        let names = |types: Option<TypeSet>| match types {
            None => "any type".to_owned(),
            Some(types) => types.names().join(" or "),
        };
        let (rule, what): (&'static Rule, String) = if only_null {
            let allowed =
                new.is_some_and(|types| types.touches(crate::diff::schema::JsonType::Null));
            let what = if allowed {
                "null is allowed now"
            } else {
                "null is not allowed any more"
            };
            (&rules::NULLABLE_CHANGED, what.to_owned())
        } else {
            (
                &rules::TYPE_CHANGED,
                format!("the type changed from {} to {}", names(old), names(new)),
            )
        };
        let said = self.said(pair, rule, edits::TYPE.keywords, what, verdict);
        found.push(record.add(said));
    }

    fn values(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Vec<usize>) {
        let new = &pair.new_flat;
        let (rule, what): (&'static Rule, String) = match (&pair.old_flat.values, &new.values) {
            (None, None) => return,
            (None, Some(_)) => (&rules::ENUM_ADDED, "values are listed now".to_owned()),
            (Some(_), None) => (
                &rules::ENUM_REMOVED,
                "values are not listed any more".to_owned(),
            ),
            (Some(old), Some(new)) => {
                for (rule, from, to, verb) in [
                    (&rules::ENUM_VALUE_REMOVED, old, new, "is no longer listed"),
                    (&rules::ENUM_VALUE_ADDED, new, old, "is listed besides"),
                ] {
                    for value in from.iter().filter(|value| !to.contains(value)) {
                        let only_null =
                            value.is_null() && pair.old_flat.types != pair.new_flat.types;
                        if only_null {
                            continue;
                        }
                        let added = std::ptr::eq(from, new);
                        let verdict = self.alone(pair, |k| {
                            if let Some(values) = &mut k.values {
                                if added {
                                    values.push(value.clone());
                                    values.sort_by_cached_key(Value::to_string);
                                } else {
                                    values.retain(|known| known != value);
                                }
                            }
                            if added && pair.old_flat.types != pair.new_flat.types {
                                k.types = pair.new_flat.types;
                            }
                        });
                        let what = format!("the value {value} {verb}");
                        let said = self.said(pair, rule, edits::VALUES.keywords, what, verdict);
                        found.push(record.add(said));
                    }
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
        let said = self.said(pair, rule, edits::VALUES.keywords, what, verdict);
        found.push(record.add(said));
    }

    /// Pairs the branches of `anyOf` and `oneOf` by what they are, not by where they stand.
    fn alternatives(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Vec<usize>,
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
                    .map(|place| {
                        (
                            walk.judge.lower(edition, &place, direction, Wire::Json),
                            place,
                        )
                    })
                    .collect()
            };
        let mut old = branches(self, Edition::Old, &pair.old_view);
        let mut new = branches(self, Edition::New, &pair.new_view);
        let mut pairs = Vec::new();
        take_pairs(&mut old, &mut new, &mut pairs, |a, b| a.0 == b.0);
        take_pairs(&mut old, &mut new, &mut pairs, |a, b| {
            let name =
                |place: &Place<'d>| place.node.text("$ref").or_else(|| place.node.text("title"));
            name(&a.1).is_some() && name(&a.1) == name(&b.1)
        });
        take_pairs(&mut old, &mut new, &mut pairs, |a, b| {
            let tag = |place: &Place<'d>| tags(place.node);
            !tag(&a.1).is_empty() && tag(&a.1) == tag(&b.1)
        });
        if old.len() == 1 && new.len() == 1 {
            take_pairs(&mut old, &mut new, &mut pairs, |a, b| {
                a.1.node.text("type") == b.1.node.text("type")
            });
        }
        for ((_, old), (_, new)) in pairs {
            let site = pair.site.step("", pair.site.wire);
            found.extend(self.walk(record, &old, &new, &site, pair.around));
        }
        for (rule, left, verb, added) in [
            (&rules::ALTERNATIVE_REMOVED, old, "is gone", false),
            (&rules::ALTERNATIVE_ADDED, new, "was added", true),
        ] {
            for (id, place) in left {
                let verdict = self.alone(pair, |k| {
                    for list in [&mut k.any, &mut k.one].into_iter().flatten() {
                        if added {
                            list.push(id);
                            list.sort_unstable();
                        } else if let Some(at) = list.iter().position(|known| *known == id) {
                            list.remove(at);
                        }
                    }
                });
                let name = branch_name(&place);
                found.push(record.add(Said {
                    rule,
                    site: pair.site,
                    before: Some(if added { pair.old } else { &place }),
                    after: Some(if added { &place } else { pair.new }),
                    what: format!("the branch {name} of {keyword} {verb}"),
                    verdict,
                }));
            }
        }
    }

    fn properties(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Vec<usize>) {
        let (old_places, new_places) = (pair.old_view.properties(), pair.new_view.properties());
        let mut names: Vec<&str> = old_places.keys().copied().collect();
        names.extend(
            new_places
                .keys()
                .copied()
                .filter(|name| !old_places.contains_key(name)),
        );
        for name in names {
            let (old, new) = (&pair.old_flat, &pair.new_flat);
            let here = |k: &Keywords| (k.properties.contains_key(name), k.ignored.contains(name));
            match (old_places.get(name), new_places.get(name)) {
                (Some(before), Some(after)) => {
                    let site = pair.site.step(&step(name), pair.site.wire.inner());
                    match (here(old), here(new), &before[..], &after[..]) {
                        ((false, true), (false, true), ..) => {}
                        (_, _, [before], [after]) => {
                            // Whether a property counts in this direction changed: what it
                            // holds is not compared, only whether somebody relies on it.
                            let around = if here(old) == here(new) {
                                pair.around
                            } else {
                                Around::Proved
                            };
                            found.extend(self.walk(record, before, after, &site, around));
                        }
                        _ => self.spread(record, pair, name, &site, found),
                    }
                    if here(old) != here(new) {
                        self.counts_now(record, pair, name, &before[0], &after[0], found);
                    }
                }
                (None, Some(after)) => self.property_added(record, pair, name, &after[0], found),
                (Some(before), None) => {
                    self.property_removed(record, pair, name, &before[0], found);
                }
                (None, None) => {}
            }
        }
        self.required(record, pair, &old_places, &new_places, found);
    }

    /// A property that several `allOf` members speak of: judged as a whole.
    fn spread(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        site: &Site,
        found: &mut Vec<usize>,
    ) {
        let ids = [&pair.old_flat, &pair.new_flat].map(|k| k.properties.get(name).copied());
        let [Some(old), Some(new)] = ids else { return };
        if old == new {
            return;
        }
        let verdict = match pair.around {
            Around::Proved => Verdict::Harmless,
            Around::Open => self.judge.verdict(old, new, site),
        };
        found.push(record.add(Said {
            rule: &rules::SCHEMA_CHANGED,
            site,
            before: Some(pair.old),
            after: Some(pair.new),
            what: format!("the property {name} means something else"),
            verdict,
        }));
    }

    /// `readOnly` or `writeOnly` came or went, so that a property counts here or does not.
    fn counts_now(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        before: &Place<'d>,
        after: &Place<'d>,
        found: &mut Vec<usize>,
    ) {
        let now = pair.new_flat.properties.get(name).copied();
        let required = pair.new_flat.required.contains(name);
        let name: Arc<str> = name.into();
        let verdict = self.alone(pair, |k| {
            k.properties.remove(&name);
            k.ignored.remove(&name);
            k.required.remove(&name);
            match now {
                Some(schema) => {
                    k.properties.insert(name.clone(), schema);
                    if required {
                        k.required.insert(name.clone());
                    }
                }
                None => {
                    k.ignored.insert(name.clone());
                }
            }
        });
        let (rule, what): (&'static Rule, String) = match (now, pair.site.direction) {
            (None, Direction::Response) if verdict == Verdict::Harmless => (
                &rules::PROPERTY_WITHHELD,
                format!("the property {name} is not answered any more"),
            ),
            (None, _) if verdict == Verdict::Harmless => return,
            (None, _) => (
                &rules::PROPERTY_REMOVED,
                format!("the property {name} does not count here any more"),
            ),
            (Some(_), _) if verdict == Verdict::Harmless => return,
            (Some(_), _) => (
                &rules::PROPERTY_BECAME_REQUIRED,
                format!("the property {name} counts here now and is required"),
            ),
        };
        let site = pair.site.step(&step(&name), Wire::Json);
        found.push(record.add(Said {
            rule,
            site: &site,
            before: Some(before),
            after: Some(after),
            what,
            verdict: at_parent(verdict, pair.site),
        }));
    }

    fn property_added(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        after: &Place<'d>,
        found: &mut Vec<usize>,
    ) {
        let new = &pair.new_flat;
        let required = new.required.contains(name) && !pair.old_flat.required.contains(name);
        let verdict = match new.properties.get(name) {
            None => Verdict::Harmless,
            Some(schema) => self.alone(pair, |k| {
                k.properties.insert(name.into(), *schema);
                if required {
                    k.required.insert(name.into());
                }
            }),
        };
        let rule = if required {
            &rules::REQUIRED_PROPERTY_ADDED
        } else {
            &rules::PROPERTY_ADDED
        };
        let kind = if required { "required" } else { "optional" };
        let site = pair.site.step(&step(name), Wire::Json);
        found.push(record.add(Said {
            rule,
            site: &site,
            before: Some(pair.old),
            after: Some(after),
            what: format!("the {kind} property {name} was added"),
            verdict: at_parent(verdict, pair.site),
        }));
    }

    fn property_removed(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        before: &Place<'d>,
        found: &mut Vec<usize>,
    ) {
        let ignored = pair.old_flat.ignored.contains(name);
        let still_required = pair.new_flat.required.contains(name);
        let verdict = self.alone(pair, |k| {
            k.properties.remove(name);
            k.ignored.remove(name);
            if !still_required {
                k.required.remove(name);
            }
        });
        let site = pair.site.step(&step(name), Wire::Json);
        let (rule, what): (&'static Rule, _) = if ignored {
            (
                &rules::WRITE_ONLY_PROPERTY_REMOVED,
                "is gone; it was never sent this way",
            )
        } else {
            (&rules::PROPERTY_REMOVED, "is gone")
        };
        found.push(record.add(Said {
            rule,
            site: &site,
            before: Some(before),
            after: Some(pair.new),
            what: format!("the property {name} {what}"),
            verdict: at_parent(verdict, pair.site),
        }));
    }

    fn required(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        old_places: &indexmap::IndexMap<&'d str, Vec<Place<'d>>>,
        new_places: &indexmap::IndexMap<&'d str, Vec<Place<'d>>>,
        found: &mut Vec<usize>,
    ) {
        let (old, new) = (&pair.old_flat.required, &pair.new_flat.required);
        let changed: BTreeSet<&Arc<str>> = old.symmetric_difference(new).collect();
        for name in changed {
            let became = new.contains(name);
            let added =
                became && !old_places.contains_key(&**name) && new_places.contains_key(&**name);
            let removed =
                !became && old_places.contains_key(&**name) && !new_places.contains_key(&**name);
            let turned = [&pair.old_flat, &pair.new_flat]
                .iter()
                .any(|k| k.ignored.contains(name));
            if added || removed || turned {
                continue;
            }
            let verdict = self.alone(pair, |k| {
                if became {
                    k.required.insert(name.clone());
                } else {
                    k.required.remove(name);
                }
            });
            let (rule, what): (&'static Rule, _) = if became {
                (&rules::PROPERTY_BECAME_REQUIRED, "required")
            } else {
                (&rules::PROPERTY_BECAME_OPTIONAL, "optional")
            };
            let site = pair.site.step(&step(name), Wire::Json);
            found.push(
                record.add(Said {
                    rule,
                    site: &site,
                    before: old_places
                        .get(&**name)
                        .and_then(|places| places.first())
                        .or(Some(pair.old)),
                    after: new_places
                        .get(&**name)
                        .and_then(|places| places.first())
                        .or(Some(pair.new)),
                    what: format!("the property {name} became {what}"),
                    verdict: at_parent(verdict, pair.site),
                }),
            );
        }
    }

    /// Schemas inside of this one that are found by keyword.
    fn inner(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Vec<usize>) {
        let text = pair.site.wire.inner();
        let (old, new) = (&pair.old_flat, &pair.new_flat);
        let both = |keyword: &str| {
            Some((
                pair.old_view.keyword(keyword)?,
                pair.new_view.keyword(keyword)?,
            ))
        };
        if edits::ITEMS.differs_in(old, new) || both("items").is_some() {
            let prefixes = (old.prefix.len(), new.prefix.len());
            if prefixes.0 == prefixes.1 && old.items.is_some() == new.items.is_some() {
                if let Some((before, after)) = both("prefixItems") {
                    for (index, (before, after)) in
                        items(&before).iter().zip(&items(&after)).enumerate()
                    {
                        let site = pair.site.step(&format!("[{index}]"), text);
                        found.extend(self.walk(record, before, after, &site, pair.around));
                    }
                }
                if let Some((before, after)) = both("items") {
                    let site = pair.site.step("[*]", text);
                    found.extend(self.walk(record, &before, &after, &site, pair.around));
                }
            } else {
                self.field(record, pair, &edits::ITEMS, found);
            }
        }
        if edits::ADDITIONAL.differs_in(old, new) || both("additionalProperties").is_some() {
            match both("additionalProperties") {
                Some((before, after))
                    if before.node.object().is_some() && after.node.object().is_some() =>
                {
                    let site = pair.site.step("[any name]", pair.site.wire.inner());
                    found.extend(self.walk(record, &before, &after, &site, pair.around));
                }
                _ => self.field(record, pair, &edits::ADDITIONAL, found),
            }
        }
        if edits::PATTERNS.differs_in(old, new) {
            self.field(record, pair, &edits::PATTERNS, found);
        }
    }

    fn field(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        field: &Field,
        found: &mut Vec<usize>,
    ) {
        if field.differs_in(&pair.old_flat, &pair.new_flat) {
            let verdict = self.field_alone(pair, field);
            let said = self.say(pair, field, verdict);
            found.push(record.add(said));
        }
    }

    /// What is no assertion: defaults, discriminators, deprecation, words.
    fn annotations(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Vec<usize>,
    ) {
        let mut add = |rule: &'static Rule, keyword: &str, what: String| {
            let (before, after) = (
                pair.old_view.keyword(keyword),
                pair.new_view.keyword(keyword),
            );
            found.push(record.add(Said {
                rule,
                site: pair.site,
                before: before.as_ref().or(Some(pair.old)),
                after: after.as_ref().or(Some(pair.new)),
                what,
                verdict: Verdict::ByRule,
            }));
        };
        let changed = |keyword: &str| pair.old_view.node(keyword) != pair.new_view.node(keyword);
        let flags = |name: &str| (pair.old_view.flag(name), pair.new_view.flag(name));
        for (keyword, rule) in [
            ("readOnly", &rules::READ_ONLY_CHANGED),
            ("writeOnly", &rules::WRITE_ONLY_CHANGED),
        ] {
            match flags(keyword) {
                (false, true) => add(rule, keyword, format!("it became {keyword}")),
                (true, false) => add(rule, keyword, format!("it is not {keyword} any more")),
                _ => {}
            }
        }
        self.lifecycle(record, pair, found);
        let mut add = |rule: &'static Rule, keyword: &str, what: String| {
            let (before, after) = (
                pair.old_view.keyword(keyword),
                pair.new_view.keyword(keyword),
            );
            found.push(record.add(Said {
                rule,
                site: pair.site,
                before: before.as_ref().or(Some(pair.old)),
                after: after.as_ref().or(Some(pair.new)),
                what,
                verdict: Verdict::ByRule,
            }));
        };
        if changed("default") {
            let (before, after) = (
                pair.old_view.keyword("default"),
                pair.new_view.keyword("default"),
            );
            let what = sentence("default", before.as_ref(), after.as_ref());
            add(&rules::DEFAULT_CHANGED, "default", what);
        }
        for keyword in ["contentEncoding", "contentMediaType"] {
            if changed(keyword) {
                let (before, after) = (
                    pair.old_view.keyword(keyword),
                    pair.new_view.keyword(keyword),
                );
                let what = sentence(keyword, before.as_ref(), after.as_ref());
                add(&rules::CONTENT_ENCODING_CHANGED, keyword, what);
            }
        }
        self.discriminator(record, pair, found);
        self.extensible(record, pair, found);
        self.content_schema(record, pair, found);
        for keyword in [
            "title",
            "description",
            "example",
            "examples",
            "externalDocs",
            "xml",
            "$comment",
        ] {
            let (before, after) = (pair.old.node.get(keyword), pair.new.node.get(keyword));
            if before != after {
                found.push(record.add(Said {
                    rule: &rules::DOCUMENTATION_CHANGED,
                    site: pair.site,
                    before: Some(pair.old),
                    after: Some(pair.new),
                    what: format!("the {keyword} changed"),
                    verdict: Verdict::ByRule,
                }));
            }
        }
    }

    /// Deprecation, sunset and stability of a property.
    fn lifecycle(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Vec<usize>) {
        for (rule, what) in super::lifecycle::changes(pair.old.node, pair.new.node) {
            found.push(record.add(Said {
                rule,
                site: pair.site,
                before: Some(pair.old),
                after: Some(pair.new),
                what: what.to_owned(),
                verdict: Verdict::ByRule,
            }));
        }
    }

    fn discriminator(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Vec<usize>,
    ) {
        let (before, after) = (
            pair.old_view.keyword("discriminator"),
            pair.new_view.keyword("discriminator"),
        );
        let (rule, what): (&'static Rule, &str) = match (&before, &after) {
            (None, None) => return,
            (None, Some(_)) => (&rules::DISCRIMINATOR_ADDED, "a discriminator was added"),
            (Some(_), None) => (&rules::DISCRIMINATOR_REMOVED, "the discriminator is gone"),
            (Some(old), Some(new)) => {
                let mapping = |place: &Place<'d>| place.node.get("mapping").and_then(Node::object);
                let lost = mapping(old)
                    .into_iter()
                    .flat_map(crate::diff::load::Object::iter)
                    .any(|(name, target)| {
                        mapping(new).and_then(|map| map.get(name)) != Some(target)
                    });
                if old.node.text("propertyName") != new.node.text("propertyName") {
                    (
                        &rules::DISCRIMINATOR_CHANGED,
                        "the discriminator names another property",
                    )
                } else if lost {
                    (
                        &rules::DISCRIMINATOR_CHANGED,
                        "the discriminator maps a value elsewhere or no more",
                    )
                } else if old.node == new.node {
                    return;
                } else {
                    (
                        &rules::DISCRIMINATOR_ADDED,
                        "the discriminator maps more values",
                    )
                }
            }
        };
        found.push(record.add(Said {
            rule,
            site: pair.site,
            before: before.as_ref().or(Some(pair.old)),
            after: after.as_ref().or(Some(pair.new)),
            what: what.to_owned(),
            verdict: Verdict::ByRule,
        }));
    }

    fn extensible(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Vec<usize>) {
        let keyword = "x-extensible-enum";
        let (Some(before), Some(after)) = (
            pair.old_view.keyword(keyword),
            pair.new_view.keyword(keyword),
        ) else {
            return;
        };
        if pair.site.direction != Direction::Request {
            return;
        }
        let values = |place: &Place<'d>| place.node.array().unwrap_or_default().to_vec();
        let (old, new) = (values(&before), values(&after));
        for value in old.iter().filter(|value| !new.contains(value)) {
            found.push(record.add(Said {
                rule: &rules::EXTENSIBLE_ENUM_VALUE_REMOVED,
                site: pair.site,
                before: Some(&before),
                after: Some(&after),
                what: format!("the value {} of x-extensible-enum is gone", value.to_json()),
                verdict: Verdict::ByRule,
            }));
        }
    }

    fn content_schema(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Vec<usize>,
    ) {
        let keyword = "contentSchema";
        let (before, after) = (
            pair.old_view.keyword(keyword),
            pair.new_view.keyword(keyword),
        );
        let site = pair.site.step("(content)", Wire::Json);
        match (&before, &after) {
            (Some(old), Some(new)) => {
                found.extend(self.walk(record, old, new, &site, Around::Open));
            }
            (None, None) => {}
            _ => {
                let mut id = |edition, place: &Option<Place<'d>>| match place {
                    None => SchemaId::TRUE,
                    Some(place) => self.judge.lower(edition, place, site.direction, Wire::Json),
                };
                let (old, new) = (id(Edition::Old, &before), id(Edition::New, &after));
                let verdict = self.judge.verdict(old, new, &site);
                found.push(record.add(Said {
                    rule: &rules::CONTENT_SCHEMA_CHANGED,
                    site: &site,
                    before: before.as_ref().or(Some(pair.old)),
                    after: after.as_ref().or(Some(pair.new)),
                    what: sentence(keyword, before.as_ref(), after.as_ref()),
                    verdict,
                }));
            }
        }
    }
}

/// A schema without what may contradict itself: its types, and which properties it has.
fn relaxed(k: &Keywords) -> Keywords {
    Keywords {
        types: k.types,
        properties: k
            .properties
            .keys()
            .map(|name| (name.clone(), SchemaId::TRUE))
            .collect(),
        ignored: k.ignored.clone(),
        required: k.required.clone(),
        ..Keywords::default()
    }
}

impl Field {
    fn differs_in(&self, old: &Keywords, new: &Keywords) -> bool {
        (self.differs)(old, new)
    }
}

/// The counter-example is one of the schema around the property.
fn at_parent(verdict: Verdict, site: &Site) -> Verdict {
    match verdict {
        Verdict::Witnessed { value, .. } => Verdict::Witnessed {
            value,
            at: site.place(),
        },
        other => other,
    }
}

fn step(name: &str) -> String {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain && !name.is_empty() {
        format!(".{name}")
    } else {
        format!("[{}]", Value::from(name))
    }
}

/// What happened to a keyword, with its values where they are short.
fn sentence(keyword: &str, before: Option<&Place<'_>>, after: Option<&Place<'_>>) -> String {
    let short = |place: &Place<'_>| {
        let text = place.node.to_json().to_string();
        (text.chars().count() <= 60).then_some(text)
    };
    match (before, after) {
        (Some(before), Some(after)) => match (short(before), short(after)) {
            (Some(before), Some(after)) if before != after => {
                format!("{keyword} changed from {before} to {after}")
            }
            _ => format!("{keyword} changed"),
        },
        (None, Some(after)) => match short(after) {
            Some(after) => format!("{keyword} {after} was added"),
            None => format!("{keyword} was added"),
        },
        (Some(before), None) => match short(before) {
            Some(before) => format!("{keyword} {before} is gone"),
            None => format!("{keyword} is gone"),
        },
        (None, None) => format!("{keyword} changed"),
    }
}

/// Properties of a branch that hold one value only: they tell branches apart.
fn tags(node: &Node) -> Vec<(String, String)> {
    let properties = node.get("properties").and_then(Node::object);
    let mut tags: Vec<(String, String)> = (properties
        .into_iter()
        .flat_map(crate::diff::load::Object::iter))
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

/// Moves out of both lists what belongs together.
fn take_pairs<T>(
    old: &mut Vec<T>,
    new: &mut Vec<T>,
    pairs: &mut Vec<(T, T)>,
    belong: impl Fn(&T, &T) -> bool,
) {
    let mut at = 0;
    while at < old.len() {
        match new.iter().position(|candidate| belong(&old[at], candidate)) {
            Some(found) => pairs.push((old.remove(at), new.remove(found))),
            None => at += 1,
        }
    }
}
