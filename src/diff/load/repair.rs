use super::dynamic;
use super::node::{Kind, Node};
use super::{FileId, LoadError};
use crate::base::pointer;

/// A value without the form that OpenAPI gives it, and what is read in its place.
#[derive(Debug)]
pub(super) struct Repair {
    pub(super) file: FileId,
    pub(super) pointer: String,
    pub(super) line: u32,
    pub(super) problem: String,
    pub(super) reading: Reading,
}

/// What is read in place of a value that does not have its form.
#[derive(Debug)]
pub(super) enum Reading {
    /// It has only one possible meaning, and is read as that.
    AsItIs(&'static str),
    /// Nothing.
    Nothing,
    /// It is a reference to something that does not exist, so that its target is not compared.
    Unresolved,
    /// Another value.
    Value(Kind),
    /// Members of the object around it, and what each is to be: nothing takes it out.
    Members(Vec<(&'static str, Option<Kind>)>),
    /// A property that declares itself required is one of those that its object requires.
    RequiredProperty,
}

/// Notes that one document gives word for word; more are counted.
const NOTES: usize = 20;

impl Repair {
    /// What is wrong and what is read instead, for people.
    fn note(&self, name: &str) -> String {
        let read = match &self.reading {
            Reading::AsItIs(meaning) => format!("read as {meaning}"),
            Reading::Nothing => "skipped".to_owned(),
            Reading::Unresolved => "its target is not compared".to_owned(),
            Reading::Value(kind) => {
                let node = Node {
                    line: self.line,
                    kind: kind.clone(),
                };
                match node.short(60) {
                    Some(text) => format!("read as {text}"),
                    None => "read as its only possible meaning".to_owned(),
                }
            }
            Reading::Members(members) => {
                let read: Vec<String> = (members.iter())
                    .filter_map(|(name, kind)| {
                        let kind = kind.clone()?;
                        let node = Node {
                            line: self.line,
                            kind,
                        };
                        Some(match node.short(60) {
                            Some(text) => format!("{name} {text}"),
                            None => (*name).to_owned(),
                        })
                    })
                    .collect();
                match read.as_slice() {
                    [] => "skipped".to_owned(),
                    _ => format!("read as {}", read.join(" and ")),
                }
            }
            Reading::RequiredProperty => "read as one of the required properties".to_owned(),
        };
        let (line, pointer, problem) = (self.line, &self.pointer, &self.problem);
        format!("{name}:{line}: {pointer}: {problem}; {read}")
    }

    /// Whether the document is another one afterwards.
    pub(super) fn changes_something(&self) -> bool {
        !matches!(self.reading, Reading::AsItIs(_) | Reading::Unresolved)
    }

    /// The same as an error, where no repair helps.
    pub(super) fn into_error(self, name: &str) -> LoadError {
        LoadError::Invalid {
            name: name.to_owned(),
            line: self.line,
            pointer: self.pointer,
            problem: self.problem,
        }
    }

    /// The tokens of its pointer, numbers in the order of numbers.
    fn order(&self) -> (FileId, Vec<String>) {
        let tokens = self.pointer.split('/').map(|token| format!("{token:0>12}"));
        (self.file, tokens.collect())
    }

    fn apply(self, root: &mut Node) {
        let line = self.line;
        let Some((parent, name)) = self.pointer.rsplit_once('/') else {
            return;
        };
        let name = pointer::unescape(name);
        let node = |kind| Node { line, kind };
        match self.reading {
            Reading::AsItIs(_) | Reading::Unresolved => {}
            Reading::Nothing => {
                if let Some(parent) = root.at_mut(parent) {
                    parent.set(&name, None);
                }
            }
            Reading::Value(kind) => {
                if let Some(parent) = root.at_mut(parent) {
                    parent.set(&name, Some(node(kind)));
                }
            }
            Reading::Members(members) => {
                if let Some(parent) = root.at_mut(parent) {
                    for (name, kind) in members {
                        parent.set(name, kind.map(node));
                    }
                }
            }
            Reading::RequiredProperty => {
                if let Some(property) = root.at_mut(parent) {
                    property.set("required", None);
                }
                let Some((object, property)) = parent.rsplit_once("/properties/") else {
                    return;
                };
                let Some(object) = root.at_mut(object) else {
                    return;
                };
                let property = pointer::unescape(property);
                let mut names = (object.get("required").and_then(Node::array))
                    .unwrap_or_default()
                    .to_vec();
                names.push(node(Kind::String(property.into())));
                object.set("required", Some(node(Kind::Array(names.into()))));
            }
        }
    }
}

/// Repairs files, and says what was read otherwise than it is written.
pub(super) fn apply(mut repairs: Vec<Repair>, roots: &mut [(&str, &mut Node)], notes: &mut Notes) {
    for repair in &repairs {
        let file = roots.get(repair.file.index());
        // A copy is noted at the place of its original.
        if file.is_some_and(|(_, root)| dynamic::original(root, &repair.pointer).is_some()) {
            continue;
        }
        notes.add(|| repair.note(file.map_or("", |(name, _)| name)));
    }
    // From the end, so that an item that is taken out moves none that is still to be repaired.
    repairs.sort_by_cached_key(Repair::order);
    for repair in repairs.into_iter().rev() {
        if let Some((_, root)) = roots.get_mut(repair.file.index()) {
            repair.apply(root);
        }
    }
}

/// What readers must know of a document: of very much the first is reported.
#[derive(Debug, Default)]
pub(super) struct Notes {
    told: Vec<String>,
    more: usize,
}

impl Notes {
    pub(super) fn add(&mut self, note: impl FnOnce() -> String) {
        if self.told.len() < NOTES {
            self.told.push(note());
        } else {
            self.more += 1;
        }
    }

    /// The notes; the last counts the rest.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        let mut lines = self.told.clone();
        if self.more > 0 {
            let more = self.more;
            lines.push(format!("{name}: {more} more values are invalid in OpenAPI"));
        }
        lines
    }
}
