use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::unread::Rest;
use crate::diff::change::Verdict;
use crate::diff::load::{Document, Node, Object, Place, Version};
use crate::diff::rules;
use crate::diff::schema::{Direction, Edition, Keywords, SchemaId, Wire};
use crate::diff::walk::edits;
use crate::diff::walk::found::Found;
use crate::diff::walk::judge::Judge;
use crate::diff::walk::lifecycle::Day;
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::site::Site;
use crate::diff::walk::view::View;

/// What is already known of the schemas around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::diff::walk) enum Around {
    /// Something around it may break: edits are judged.
    Open,
    /// The whole is proved compatible, so nothing inside it breaks.
    Proved,
}

type Key = (*const Node, *const Node, Direction, Wire, Around);

/// Finds what changed between two schemas, from the root down.
#[derive(Debug)]
pub(in crate::diff::walk) struct SchemaWalk<'d> {
    pub(super) documents: [&'d Document; 2],
    pub(in crate::diff::walk) judge: Judge<'d>,
    /// What walks from a pair of places found. `None` while such a walk is under way.
    found: FxHashMap<Key, Option<Rc<Found>>>,
    depth: usize,
    pub(super) today: Day,
    /// The schema objects that were compared as parts of one schema.
    parts: FxHashSet<(*const Node, *const Node)>,
    /// Whether the default of the next schema was reported already.
    pub(super) default_told: bool,
    /// What an edit of one property means, whatever its name.
    pub(super) any_name: FxHashMap<([SchemaId; 2], Direction), Verdict>,
    /// The schemas whose branches are being walked, with the path of their value.
    pub(super) beside: Vec<(String, Place<'d>)>,
}

/// Schemas inside schemas that are walked one by one; what is deeper is judged as a whole.
const DEEP: usize = 120;

/// Both sides of one schema.
pub(super) struct Pair<'a, 'd> {
    pub(super) old: &'a Place<'d>,
    pub(super) new: &'a Place<'d>,
    pub(super) old_view: View<'d>,
    pub(super) new_view: View<'d>,
    pub(super) old_flat: Keywords,
    pub(super) new_flat: Keywords,
    pub(super) site: &'a Site,
    pub(super) around: Around,
    /// Whether it is proved only because no value can be written at all.
    pub(super) vacuous: bool,
}

impl<'d> SchemaWalk<'d> {
    /// Whether two schemas were compared, wherever they are used.
    pub(in crate::diff::walk) fn met(&self) -> FxHashSet<(*const Node, *const Node)> {
        self.found
            .keys()
            .map(|(old, new, ..)| (*old, *new))
            .chain(self.parts.iter().copied())
            .collect()
    }

    pub(in crate::diff::walk) fn new(old: &'d Document, new: &'d Document, today: Day) -> Self {
        Self {
            documents: [old, new],
            judge: Judge::new(old, new),
            found: FxHashMap::default(),
            depth: 0,
            today,
            parts: FxHashSet::default(),
            default_told: false,
            any_name: FxHashMap::default(),
            beside: Vec::new(),
        }
    }

    /// The default of the next schema was reported as that of its parameter.
    pub(in crate::diff::walk) fn default_is_told(&mut self) {
        self.default_told = true;
    }

    /// Walks two schemas and writes down what changed. Says which changes it found.
    pub(in crate::diff::walk) fn walk(
        &mut self,
        record: &mut Record<'d>,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        around: Around,
    ) -> Rc<Found> {
        let (old, new) = (self.enter(0, old), self.enter(1, new));
        if self.judge.same(&old, &new) {
            return Rc::default();
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
                return Rc::clone(found);
            }
            Some(None) => return Rc::default(),
            None => {}
        }
        self.found.insert(key, None);
        self.depth += 1;
        let mut found = Found::default();
        if self.depth > DEEP {
            found.push(self.summary(record, &old, &new, site, around));
        } else {
            self.compare(record, &old, &new, site, around, &mut found);
        }
        self.depth -= 1;
        found.is_serious |= record.is_serious(&found.own);
        let found = Rc::new(found);
        self.found.insert(key, Some(Rc::clone(&found)));
        found
    }

    /// One change for all that differs between two schemas.
    fn summary(
        &mut self,
        record: &mut Record<'d>,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        around: Around,
    ) -> usize {
        let verdict = match around {
            Around::Proved => Verdict::Harmless,
            Around::Open => self.judge.whole(old, new, site),
        };
        record.add(Said {
            rule: &rules::SCHEMA_CHANGED,
            site,
            before: Some(old),
            after: Some(new),
            what: "the meaning of the schema changed".to_owned(),
            verdict,
        })
    }

    /// Follows a reference that stands alone: the place where the schema is written.
    fn enter(&self, edition: usize, place: &Place<'d>) -> Place<'d> {
        let document = self.documents[edition];
        let mut place = place.clone();
        for _ in 0..32 {
            let alone = place.node.object().is_some_and(|object| object.len() == 1)
                || document.version() == Version::V3_0;
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
        found: &mut Found,
    ) {
        let proved = around == Around::Proved || !self.judge.may_break(old, new, site);
        // A contradiction inside of the schema makes everything compatible. What people meant is
        // judged without it then.
        let vacuous = proved && around == Around::Open && self.judge.is_vacuous(old, new, site);
        let old_id = self.judge.lower(Edition::Old, old, site.direction);
        let new_id = self.judge.lower(Edition::New, new, site.direction);
        let mut pair = Pair {
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
        if self.unread(record, &mut pair, found) == Rest::Shared {
            self.shared_properties(record, &pair, found);
            return;
        }
        let parts = View::parts(&pair.old_view, &pair.new_view);
        let at = |place: &Place<'d>| std::ptr::from_ref(place.node);
        self.parts
            .extend(parts.map(|(old, new)| (at(old), at(new))));
        self.annotations(record, &pair, found);
        let branching = |k: &Keywords| (k.any.is_some(), k.one.is_some());
        if branching(&pair.old_flat) == branching(&pair.new_flat) {
            self.own_keywords(record, &pair, found);
            self.alternatives(record, &pair, found);
        } else if old_id != new_id {
            // Branches came or went: what stands beside them means something else then.
            let verdict = self.whole(&pair);
            let said = self.say(&pair, &edits::ALTERNATIVES, verdict);
            found.push(record.add(said));
        }
        self.properties(record, &pair, found);
        if branching(&pair.old_flat) == branching(&pair.new_flat) {
            self.required(record, &pair, found);
        }
        self.inner(record, &pair, found);
        let told = found.is_serious || record.is_serious(&found.own);
        let verdict = if proved || told {
            Verdict::Harmless
        } else {
            self.whole(&pair)
        };
        // What took too long at first may be proved now that its parts are.
        if verdict != Verdict::Harmless {
            let said = Said {
                rule: &rules::SCHEMA_CHANGED,
                site,
                before: Some(old),
                after: Some(new),
                what: edited_together(&pair),
                verdict,
            };
            found.push(record.add(said));
        }
    }
}

/// The keywords that were edited, where they break only together.
fn edited_together(pair: &Pair<'_, '_>) -> String {
    const MOST: usize = 4;
    const WORDS: [&str; 9] = [
        "title",
        "description",
        "example",
        "examples",
        "default",
        "deprecated",
        "externalDocs",
        "xml",
        "$comment",
    ];
    let (old, new) = (pair.old.node, pair.new.node);
    let names = |node: &'_ Node| -> Vec<String> {
        let object = node.object();
        (object.into_iter().flat_map(Object::iter))
            .map(|(name, _)| name.to_owned())
            .filter(|name| !WORDS.contains(&&**name) && !name.starts_with("x-"))
            .collect()
    };
    let mut edited = names(old);
    edited.extend(names(new));
    edited.sort();
    edited.dedup();
    edited.retain(|name| old.get(name) != new.get(name));
    match edited.as_slice() {
        [most @ .., last] if !most.is_empty() && most.len() < MOST => {
            format!("{} and {last} changed together", most.join(", "))
        }
        _ => "the meaning of the schema changed".to_owned(),
    }
}
