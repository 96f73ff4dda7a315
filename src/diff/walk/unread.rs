//! What could not be compared because one of the documents does not say what it means: references
//! that do not exist, values that were skipped, anchors that a dynamic reference may lead to. What is
//! the same in both documents is no change, whatever it means.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::record::Said;
use super::site::Site;
use super::untold::site;
use super::walker::Walk;
use crate::diff::change::Verdict;
use crate::diff::load::{Document, Place, Unread, Why};
use crate::diff::rules;
use crate::diff::subsume::Reason;

const DOCUMENTS: [&str; 2] = ["old", "new"];

/// What two documents leave open in the same way: written alike at the same place. Items of lists
/// may have moved.
type Alike = (Why, String, String);

impl<'d> Walk<'d> {
    /// Reports what only one document leaves open, or each in another way, and is part of no change.
    pub(super) fn unread(&mut self) {
        let documents = [self.old, self.new];
        let [old, new] = documents.map(|document| document.unread().iter().collect::<Vec<_>>());
        let [old, new] = [left(&old, &new), left(&new, &old)];
        let mut beside: FxHashMap<(Why, &str), &'d Unread> = (new.iter())
            .map(|unread| ((unread.why, &*unread.pointer), *unread))
            .collect();
        let mut known: FxHashMap<(usize, &str), usize> = FxHashMap::default();
        for unread in old {
            let other = beside.remove(&(unread.why, &*unread.pointer));
            self.left_open(0, unread, other, &mut known);
        }
        for unread in new {
            if beside.contains_key(&(unread.why, &*unread.pointer)) {
                self.left_open(1, unread, None, &mut known);
            }
        }
        self.scopes();
    }

    /// Reports dynamic references whose possible targets in other files changed.
    fn scopes(&mut self) {
        let [mut old, mut new] = [self.old, self.new].map(Document::scopes);
        let names: BTreeSet<&'d str> = old.keys().chain(new.keys()).copied().collect();
        for name in names {
            let sides = (old.remove(name), new.remove(name));
            if let (Some(old), Some(new)) = &sides
                && old.anchors.len() == new.anchors.len()
                && (old.anchors.iter().zip(&new.anchors)).all(|(old, new)| self.same(old, new))
            {
                continue;
            }
            let [before, after] = [sides.0, sides.1].map(|side| side.map(|side| side.reference));
            let whose = "what the dynamic reference leads to in other files";
            self.record.add(Said {
                rule: &rules::NOT_COMPARED,
                site: &Site::document().part("components"),
                before: before.as_ref(),
                after: after.as_ref(),
                what: format!("{whose}, by the name \"#{name}\", changed"),
                verdict: Verdict::Undecided(Reason::Scope(name.to_owned())),
            });
        }
    }

    /// Reports one part that cannot be compared. Of a reference that is used often the first place is
    /// told, with all operations.
    fn left_open(
        &mut self,
        edition: usize,
        unread: &'d Unread,
        other: Option<&'d Unread>,
        known: &mut FxHashMap<(usize, &'d str), usize>,
    ) {
        let documents = [self.old, self.new];
        let (file, pointer) = (unread.file, &*unread.pointer);
        let site = site(pointer);
        let single = unread.reference().filter(|_| other.is_none());
        if let Some(first) = single.and_then(|reference| known.get(&(edition, reference))) {
            self.record.touch_one(*first, &site.operation);
            return;
        }
        let covered = self.record.covered();
        let is_told = |pointer: &str| {
            covered.inside(edition, file, pointer) || covered.around(edition, file, pointer, true)
        };
        let first = single.and_then(|text| documents[edition].first_unresolved(file, text));
        if is_told(pointer)
            || first.is_some_and(|first| is_told(&first.pointer))
            || (unread.why == Why::Reference && is_extension(pointer))
        {
            return;
        }
        let across = match other {
            Some(other) => Some(other.place()),
            None => match across(documents[1 - edition], unread) {
                Across::There(place) => Some(place),
                Across::Missing => None,
                Across::Apart => return,
            },
        };
        let sides = match edition {
            0 => [Some(unread), other],
            _ => [other, Some(unread)],
        };
        let (what, reason) = match unread.why {
            Why::Reference => told(sides.map(|unread| unread.and_then(Unread::reference))),
            Why::Skipped => {
                let what = match other {
                    Some(_) => "a value that is invalid in both documents changed".to_owned(),
                    None => format!("a value is invalid in the {} document", DOCUMENTS[edition]),
                };
                (what, Reason::Skipped)
            }
        };
        let place = unread.place();
        let [before, after] = match edition {
            0 => [Some(&place), across.as_ref()],
            _ => [across.as_ref(), Some(&place)],
        };
        let index = self.record.add(Said {
            rule: &rules::NOT_COMPARED,
            site: &site,
            before,
            after,
            what,
            verdict: Verdict::Undecided(reason),
        });
        if let Some(reference) = single {
            known.insert((edition, reference), index);
        }
    }
}

/// That references do not exist, in words.
pub(super) fn told(references: [Option<&str>; 2]) -> (String, Reason) {
    let missing = |reference: &str, edition: usize| {
        let what = format!(
            "\"{reference}\" does not exist in the {} document",
            DOCUMENTS[edition]
        );
        (what, Reason::Reference(reference.to_owned()))
    };
    match references {
        [Some(old), Some(new)] => {
            let what = format!("\"{old}\" became \"{new}\", and neither exists");
            (what, Reason::Reference(new.to_owned()))
        }
        [Some(old), None] => missing(old, 0),
        [_, new] => missing(new.unwrap_or_default(), 1),
    }
}

/// What the other document does not leave open in the same way.
fn left<'d>(own: &[&'d Unread], other: &[&'d Unread]) -> Vec<&'d Unread> {
    let mut known: FxHashMap<Alike, usize> = FxHashMap::default();
    for unread in other {
        *known.entry(alike(unread)).or_default() += 1;
    }
    let is_left = |unread: &&&Unread| match known.get_mut(&alike(unread)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    own.iter().filter(is_left).copied().collect()
}

fn alike(unread: &Unread) -> Alike {
    let is_number = |token: &str| !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
    let tokens: Vec<&str> = (unread.pointer.split('/'))
        .map(|token| if is_number(token) { "*" } else { token })
        .collect();
    let text = unread.node.to_json().to_string();
    (unread.why, tokens.join("/"), text)
}

/// Whether a place is in an extension, which is compared as it is written.
fn is_extension(pointer: &str) -> bool {
    const NAMES: [&str; 4] = ["properties", "headers", "schemas", "patternProperties"];
    let mut around = "";
    for token in pointer.split('/') {
        if token.starts_with("x-") && !NAMES.contains(&around) {
            return true;
        }
        around = token;
    }
    false
}

/// What another document has at a place.
enum Across<'d> {
    There(Place<'d>),
    /// Nothing, in what it has as well.
    Missing,
    /// Nothing, nor what is around: that came or went as a whole.
    Apart,
}

/// What the other document has where one leaves something open: for a reference, the object that
/// would have it.
fn across<'d>(document: &'d Document, unread: &Unread) -> Across<'d> {
    let pointer = match unread.why {
        Why::Reference => unread.pointer.strip_suffix("/$ref"),
        Why::Skipped => Some(&*unread.pointer),
    };
    let root = document.roots().find(|root| root.file == unread.file);
    let (Some(root), Some(pointer)) = (root, pointer) else {
        return Across::Apart;
    };
    let around = pointer.rsplit_once('/').map_or("", |(around, _)| around);
    match root.node.at(pointer) {
        Some(node) => Across::There(Place {
            file: root.file,
            pointer: pointer.to_owned(),
            node,
        }),
        None if root.node.at(around).is_some() => Across::Missing,
        None => Across::Apart,
    }
}
