//! What differs between two documents and is part of no change so far: the edits that mean nothing
//! for what is sent, and texts and extensions wherever they stand. So nothing that was edited is
//! without a change.

use rustc_hash::{FxHashMap, FxHashSet};

use super::covered::Covered;
use super::lifecycle::MEMBERS;
use super::schema::sentence;
use super::site::Site;
use super::view::member;
use super::walker::{TEXTS, Walk};
use crate::diff::load::{BOUND, Document, FileId, Kind, METHODS, Node, Place, token};
use crate::diff::rules;

/// Members that are for people too, beside [`TEXTS`], where a document is compared as a text.
const MORE_TEXTS: [&str; 3] = ["xml", "$comment", "scopes"];

/// Whether a keyword is a text for people.
fn is_text(name: &str) -> bool {
    TEXTS.contains(&name) || MORE_TEXTS.contains(&name)
}

/// Members that hold values, which are compared as wholes.
const VALUES: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// Members whose own members have names that the author gave.
const MAPS: [&str; 22] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "headers",
    "content",
    "links",
    "parameters",
    "examples",
    "requestBodies",
    "securitySchemes",
    "pathItems",
    "mediaTypes",
    "scopes",
    "variables",
    "mapping",
    "paths",
    "webhooks",
    "responses",
    "callbacks",
];

/// Those of them that may hold extensions beside what they name.
const EXTENSIBLE: [&str; 4] = ["paths", "webhooks", "responses", "callbacks"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Added,
    Removed,
    Changed,
    Reordered,
}

/// Members of one object that differ.
struct Untold<'d> {
    old: Place<'d>,
    new: Place<'d>,
    edits: Vec<(&'d str, How)>,
    names: Names,
    /// Whether it stands in a text for people.
    in_text: bool,
}

struct Search<'a, 'd> {
    documents: [&'d Document; 2],
    covered: &'a Covered,
    one_edition: bool,
    files: [FileId; 2],
    at: [String; 2],
    /// How many texts for people are around the place.
    texts: usize,
    seen: FxHashSet<(*const Node, *const Node)>,
    found: Vec<Untold<'d>>,
}

impl<'d> Walk<'d> {
    /// Reports what differs and is part of no change.
    pub(super) fn untold(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        let mut search = Search {
            documents: [self.old, self.new],
            covered: self.record.covered(),
            one_edition: self.old.version() == self.new.version(),
            files: [old.file, new.file],
            at: [String::new(), String::new()],
            texts: 0,
            seen: FxHashSet::default(),
            found: Vec::new(),
        };
        search.pair(old.node, new.node, Names::Keywords);
        let found = search.found;
        let met = self.schemas.met();
        for untold in found {
            let so = match self.is_compared(&untold, &met) {
                true => "what is sent stays the same",
                false => "no other change follows from it",
            };
            self.tell(&untold, so);
        }
    }

    /// Whether the schema that holds the edits was compared with the one of its name: it is not
    /// where one document refers to it from places that the other does not have.
    fn is_compared(
        &self,
        untold: &Untold<'d>,
        met: &FxHashSet<(*const Node, *const Node)>,
    ) -> bool {
        let component = |document: &'d Document, place: &Place<'d>| {
            let rest = place.pointer.strip_prefix("/components/schemas/")?;
            let name = crate::base::pointer::unescape(rest.split('/').next()?);
            let schemas = document.root().node.get("components")?.get("schemas")?;
            Some(std::ptr::from_ref(schemas.get(&name)?))
        };
        let old = component(self.old, &untold.old);
        let new = component(self.new, &untold.new);
        match (old, new) {
            (Some(old), Some(new)) => met.contains(&(old, new)),
            _ => true,
        }
    }

    fn tell(&mut self, untold: &Untold<'d>, so: &str) {
        let Untold {
            old, new, edits, ..
        } = untold;
        let site = site(&new.pointer);
        let mut meant = Vec::new();
        for (name, how) in edits {
            if untold.names.is_text(name) && name.starts_with("x-") {
                let what = format!("the extension {name} changed");
                self.edited(&rules::EXTENSION_CHANGED, name, (old, new), &site, what);
            } else if untold.in_text || untold.names.is_text(name) {
                let what = format!("the {name} changed");
                self.edited(&rules::DOCUMENTATION_CHANGED, name, (old, new), &site, what);
            } else if *name == "$schema" && self.names_other_dialect(old, new) {
                self.dialect(name, old, new, &site);
            } else {
                meant.push((*name, *how));
            }
        }
        let rule = &rules::EDIT_WITHOUT_EFFECT;
        match meant.as_slice() {
            [] => {}
            [(name, how)] => {
                let (before, after) = (member(old, name), member(new, name));
                let edit = match how {
                    How::Reordered => format!("the order of {name} changed"),
                    _ => sentence(name, before.as_ref(), after.as_ref()),
                };
                let what = format!("{edit}; {so}");
                self.edited(rule, name, (old, new), &site, what);
            }
            several => {
                let all = |one| several.iter().all(|(_, how)| *how == one);
                let verb = match () {
                    () if all(How::Added) => "were added",
                    () if all(How::Removed) => "were removed",
                    () => "changed",
                };
                let what = format!("{} {verb}; {so}", named(several));
                self.say(rule, &site, Some(old), Some(new), what);
            }
        }
    }
}

/// Names for a sentence; many are counted.
fn named(edits: &[(&str, How)]) -> String {
    const MOST: usize = 4;
    let names: Vec<&str> = edits.iter().take(MOST).map(|(name, _)| *name).collect();
    match (names.as_slice(), edits.len().saturating_sub(MOST)) {
        ([most @ .., last], 0) => format!("{} and {last}", most.join(", ")),
        (names, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// The operation or the part of the document that a place belongs to.
pub(super) fn site(pointer: &str) -> Site {
    let mut steps = crate::base::pointer::steps(pointer);
    match (steps.next().as_deref(), steps.next(), steps.next()) {
        (Some("paths"), Some(path), Some(method)) if METHODS.contains(&&*method) => {
            let title = format!("{} {path}", method.to_ascii_uppercase());
            Site::operation(title, crate::diff::schema::Direction::Request)
        }
        (Some("components"), ..) => Site::document().part("components"),
        _ => Site::document(),
    }
}

/// Who gives the names of an object's members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    /// The specification, and extensions beside.
    Keywords,
    /// The author.
    Given,
    /// The author, and extensions beside.
    GivenAndExtensions,
}

impl Names {
    /// Whether a name is that of a text for people or of an extension.
    fn is_text(self, name: &str) -> bool {
        match self {
            Self::Keywords => is_text(name) || name.starts_with("x-"),
            Self::Given => false,
            Self::GivenAndExtensions => name.starts_with("x-"),
        }
    }

    fn inside(self, name: &str) -> Self {
        if self != Self::Keywords || !MAPS.contains(&name) {
            Self::Keywords
        } else if EXTENSIBLE.contains(&name) {
            Self::GivenAndExtensions
        } else {
            Self::Given
        }
    }
}

impl<'d> Search<'_, 'd> {
    /// Compares two objects, member by member.
    fn pair(&mut self, old: &'d Node, new: &'d Node, names: Names) {
        let (Some(before), Some(after)) = (old.object(), new.object()) else {
            return;
        };
        let mut edits = Vec::new();
        let mut follows = after.iter();
        for (name, value) in before.iter().filter(|(name, _)| *name != BOUND) {
            // Most objects have their members in the same order.
            let other = match follows.next() {
                Some((next, other)) if next == name => Some(other),
                _ => after.get(name),
            };
            match other {
                None => edits.push((name, How::Removed)),
                Some(other) => {
                    let how = self.member(name, value, other, names);
                    edits.extend(how.map(|how| (name, how)));
                }
            }
        }
        let added = after
            .iter()
            .filter(|(name, _)| *name != BOUND && before.get(name).is_none());
        edits.extend(added.map(|(name, _)| (name, How::Added)));
        if !edits.is_empty() {
            self.edited(old, new, names, edits);
        }
        let reference = |node: &'d Node| node.text("$ref").filter(|text| !text.starts_with('#'));
        if let (Some(from), Some(to)) = (reference(old), reference(new)) {
            self.elsewhere(from, to);
        }
    }

    /// Compares what is in other files.
    fn elsewhere(&mut self, from: &'d str, to: &'d str) {
        let [old, new] = self.documents;
        let targets = (
            old.target(self.files[0], from),
            new.target(self.files[1], to),
        );
        let (Some(old), Some(new)) = targets else {
            return;
        };
        let pair = (std::ptr::from_ref(old.node), std::ptr::from_ref(new.node));
        if !self.seen.insert(pair) {
            return;
        }
        let at = std::mem::replace(&mut self.at, [old.pointer, new.pointer]);
        let files = std::mem::replace(&mut self.files, [old.file, new.file]);
        self.pair(old.node, new.node, Names::Keywords);
        (self.at, self.files) = (at, files);
    }

    /// Whether a member differs in another way than by what is inside it.
    fn member(&mut self, name: &'d str, old: &'d Node, new: &'d Node, names: Names) -> Option<How> {
        let is_extension = names != Names::Given && name.starts_with("x-");
        let is_value = is_extension || (names == Names::Keywords && VALUES.contains(&name));
        let is_map = is_value && name == "examples" && self.at[0] == "/components";
        let opens_text = names == Names::Keywords && is_text(name);
        match (&old.kind, &new.kind) {
            (Kind::Object(_), Kind::Object(_)) if !is_value || is_map => {
                self.texts += usize::from(opens_text);
                self.inside([name, name], |search| {
                    search.pair(old, new, names.inside(name));
                });
                self.texts -= usize::from(opens_text);
                None
            }
            (Kind::Array(before), Kind::Array(after)) if !is_value => {
                let mut how = None;
                self.inside([name, name], |search| how = search.items(before, after));
                how
            }
            _ if old == new => None,
            (Kind::Array(before), Kind::Array(after)) if permuted(before, after) => {
                Some(How::Reordered)
            }
            _ => Some(How::Changed),
        }
    }

    fn inside(&mut self, names: [&str; 2], compare: impl FnOnce(&mut Self)) {
        let lengths = [self.at[0].len(), self.at[1].len()];
        for (at, name) in self.at.iter_mut().zip(names) {
            at.push('/');
            at.push_str(&token(name));
        }
        compare(self);
        for (at, length) in self.at.iter_mut().zip(lengths) {
            at.truncate(length);
        }
    }

    /// Compares two lists: first the items that both have are removed, then the others are compared in
    /// order.
    fn items(&mut self, old: &'d [Node], new: &'d [Node]) -> Option<How> {
        let simple = |node: &Node| !matches!(node.kind, Kind::Object(_) | Kind::Array(_));
        if old.len() == new.len() && !old.iter().chain(new).any(simple) {
            let alike = old.iter().zip(new).filter(|(a, b)| a == b).count();
            if alike == old.len() {
                return None;
            }
        } else if old == new {
            return None;
        }
        let (gone, came) = rest(old, new);
        if gone.is_empty() && came.is_empty() {
            return Some(How::Reordered);
        }
        let objects = gone.iter().all(|at| old[*at].object().is_some())
            && came.iter().all(|at| new[*at].object().is_some());
        if gone.len() != came.len() || !objects {
            return Some(How::Changed);
        }
        for (a, b) in gone.into_iter().zip(came) {
            let names = [a.to_string(), b.to_string()];
            self.inside([&*names[0], &*names[1]], |search| {
                search.pair(&old[a], &new[b], Names::Keywords);
            });
        }
        None
    }

    /// Keeps of the members that differ those that no change accounts for.
    fn edited(&mut self, old: &'d Node, new: &'d Node, names: Names, edits: Vec<(&'d str, How)>) {
        let references = edits.iter().any(|(name, _)| *name == "$ref");
        if references && (self.is_led_to(0, old) || self.is_led_to(1, new)) {
            return;
        }
        let mut left: Vec<(&str, How)> = (edits.into_iter())
            .filter(|(name, how)| !self.is_told(name, *how, names, old, new))
            .collect();
        if !self.one_edition {
            left.retain(|(name, _)| self.texts > 0 || names.is_text(name));
        }
        if left.is_empty() {
            return;
        }
        let place = |edition: usize, node| Place {
            file: self.files[edition],
            pointer: self.at[edition].clone(),
            node,
        };
        self.found.push(Untold {
            old: place(0, old),
            new: place(1, new),
            edits: left,
            names,
            in_text: self.texts > 0,
        });
    }

    fn is_told(&self, name: &str, how: How, names: Names, old: &'d Node, new: &'d Node) -> bool {
        let is_text = self.texts > 0 || names.is_text(name);
        // A component that came or went is reported where it is used, or as one that is not.
        let is_part = how == How::Added || how == How::Removed;
        let section = self.at[0].strip_prefix("/components");
        if is_part && !is_text && section.is_some_and(|at| at.matches('/').count() < 2) {
            return true;
        }
        // Whoever raises the version says it in the head of the report.
        if name == "version" && self.at[0] == "/info" {
            return true;
        }
        // What came to be required or optional is reported at the property.
        let is_list = |node: &Node| {
            node.get("required")
                .is_some_and(|list| list.array().is_some())
        };
        if name == "required" && how != How::Reordered && (is_list(old) || is_list(new)) {
            return true;
        }
        [old, new].into_iter().enumerate().any(|(edition, node)| {
            let Some(value) = node.get(name) else {
                return false;
            };
            let (file, around) = (self.files[edition], &self.at[edition]);
            let at = format!("{around}/{}", token(name));
            self.covered.inside(edition, file, &at)
                || self.covered.around(edition, file, &at, is_text)
                || (MEMBERS.contains(&name) && self.covered.at(edition, file, around))
                || (how != How::Reordered && self.leads(edition, value))
        })
    }

    /// Whether a change is reported where references inside a value lead.
    fn leads(&self, edition: usize, value: &'d Node) -> bool {
        let (document, file) = (self.documents[edition], self.files[edition]);
        let target = |reference: &'d str| document.target(file, reference);
        self.covered.through(edition, value, &target)
    }

    /// Whether a change is reported where an object or its reference stands.
    fn is_led_to(&self, edition: usize, node: &'d Node) -> bool {
        let document = self.documents[edition];
        let target =
            (node.text("$ref")).and_then(|text| document.target(self.files[edition], text));
        let inside = |file, at: &str| self.covered.inside(edition, file, at);
        inside(self.files[edition], &self.at[edition])
            || target.is_some_and(|place| inside(place.file, &place.pointer))
    }
}

/// Whether two lists hold the same in another order.
fn permuted(old: &[Node], new: &[Node]) -> bool {
    let (gone, came) = rest(old, new);
    gone.is_empty() && came.is_empty()
}

/// What only one of two lists holds, by number.
fn rest(old: &[Node], new: &[Node]) -> (Vec<usize>, Vec<usize>) {
    let text = |node: &Node| node.to_json().to_string();
    let mut waiting: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, node) in new.iter().enumerate().rev() {
        waiting.entry(text(node)).or_default().push(at);
    }
    let mut gone = Vec::new();
    for (at, node) in old.iter().enumerate() {
        if waiting.get_mut(&text(node)).and_then(Vec::pop).is_none() {
            gone.push(at);
        }
    }
    let mut came: Vec<usize> = waiting.into_values().flatten().collect();
    came.sort_unstable();
    (gone, came)
}
