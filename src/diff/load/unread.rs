use std::collections::{BTreeMap, BTreeSet};

use super::node::Node;
use super::repair::{Reading, Repair};
use super::{Document, FileId, Place, dynamic};

/// A part of a document whose meaning is unknown, so that it cannot be compared.
#[derive(Debug, Clone)]
pub(crate) struct Unread {
    /// Why it cannot be compared.
    pub(crate) why: Why,
    /// Its file.
    pub(crate) file: FileId,
    /// Where its author wrote it. A skipped value is no longer there.
    pub(crate) pointer: String,
    /// What its author wrote.
    pub(crate) node: Node,
}

/// Why a part of a document cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Why {
    /// It is a reference to what does not exist.
    Reference,
    /// It does not have the form that OpenAPI gives it, and has no only possible meaning.
    Skipped,
}

impl Unread {
    /// What a repair leaves out of a file, and where a reference does not exist.
    pub(super) fn of(repair: &Repair, root: &Node) -> Option<Self> {
        let why = match repair.reading {
            Reading::Nothing => Why::Skipped,
            Reading::Unresolved => Why::Reference,
            _ => return None,
        };
        // A copy is left out where its original is.
        if dynamic::original(root, &repair.pointer).is_some() {
            return None;
        }
        Some(Self {
            why,
            file: repair.file,
            pointer: repair.pointer.clone(),
            node: root.at(&repair.pointer)?.clone(),
        })
    }

    /// A line that is not YAML, and not in the document: told beside its root.
    pub(super) fn of_line(file: FileId, line: Node) -> Self {
        Self {
            why: Why::Skipped,
            file,
            pointer: "/".to_owned(),
            node: line,
        }
    }

    /// The reference.
    pub(crate) fn reference(&self) -> Option<&str> {
        self.node.str().filter(|_| self.why == Why::Reference)
    }

    /// The place of what cannot be compared.
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            file: self.file,
            pointer: self.pointer.clone(),
            node: &self.node,
        }
    }
}

/// A dynamic reference, and the anchors of its name in other files.
#[derive(Debug)]
pub(crate) struct Scope<'d> {
    /// The first schema of the name that has such a reference.
    pub(crate) reference: Place<'d>,
    /// The schemas that it may lead to.
    pub(crate) anchors: Vec<Place<'d>>,
}

impl Document {
    /// Notes what is left out, and where references do not exist: anew in each round, for places
    /// may have moved.
    pub(super) fn note_unread(&mut self, repairs: &[Repair]) {
        self.unread.retain(|unread| unread.why == Why::Skipped);
        let found = repairs.iter().filter_map(|repair| {
            let root = &self.files.get(repair.file.index())?.root;
            Unread::of(repair, root)
        });
        self.unread.extend(found);
        self.unresolved.clear();
        for (number, unread) in self.unread.iter().enumerate() {
            if let Some(reference) = unread.reference() {
                let first = self.unresolved.entry((unread.file, reference.into()));
                first.or_insert(number);
            }
        }
    }

    /// The names of dynamic references that may lead to other files, which they are not followed to:
    /// the file of each has an anchor of the name, and so has another.
    pub(crate) fn scopes(&self) -> BTreeMap<&str, Scope<'_>> {
        let mut found: BTreeMap<&str, Scope<'_>> = BTreeMap::new();
        for (file, (name, pointer)) in (0..).zip(&self.files).flat_map(|(number, file)| {
            (file.scoped.references.iter()).map(move |reference| (FileId(number), reference))
        }) {
            let own = &self.files[file.index()];
            let anchors: Vec<Place<'_>> =
                self.anchored(name).filter(|at| at.file != file).collect();
            let Some(node) = own.root.at(pointer) else {
                continue;
            };
            if own.scoped.anchors.contains_key(name) && !anchors.is_empty() {
                let pointer = pointer.clone();
                let reference = Place {
                    file,
                    pointer,
                    node,
                };
                found.entry(name).or_insert(Scope { reference, anchors });
            }
        }
        found
    }

    /// The schemas that have a dynamic anchor of a name.
    fn anchored(&self, name: &str) -> impl Iterator<Item = Place<'_>> {
        (0..).zip(&self.files).flat_map(move |(number, file)| {
            let pointers = file.scoped.anchors.get(name).into_iter().flatten();
            pointers.filter_map(move |pointer| {
                Some(Place {
                    file: FileId(number),
                    pointer: pointer.clone(),
                    node: file.root.at(pointer)?,
                })
            })
        })
    }

    pub(super) fn note_scopes(&mut self) {
        let told: Vec<String> = (self.scopes().into_iter())
            .map(|(name, Scope { reference, .. })| {
                let (file, line) = (self.file_name(reference.file), reference.node.line);
                format!(
                    "{file}:{line}: {}: \"#{name}\" is looked for in this file only, and another file \
                     has an anchor of that name",
                    reference.pointer
                )
            })
            .collect();
        self.note_all(told);
    }

    /// What cannot be compared.
    #[must_use]
    pub(crate) fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The first object of a file that has a reference which does not exist.
    pub(crate) fn first_unresolved(&self, file: FileId, reference: &str) -> Option<Place<'_>> {
        let unread = &self.unread[*self.unresolved.get(&(file, reference.into()))?];
        let pointer = unread.pointer.strip_suffix("/$ref")?;
        Some(Place {
            file,
            pointer: pointer.to_owned(),
            node: self.files.get(file.index())?.root.at(pointer)?,
        })
    }

    /// Whether a place is a reference to what does not exist.
    #[must_use]
    pub(crate) fn is_unresolved(&self, place: &Place<'_>) -> bool {
        place.node.text("$ref").is_some() && self.resolve(place).is_none()
    }
}

/// The names of dynamic references and anchors in a file.
#[derive(Debug, Default)]
pub(super) struct Scoped {
    /// The first schema that has a reference to each name.
    pub(super) references: BTreeMap<String, String>,
    /// Where the anchors of each name stand.
    pub(super) anchors: BTreeMap<String, BTreeSet<String>>,
}

impl Scoped {
    /// Those of a file, before its dynamic references are made plain ones.
    pub(super) fn of(root: &Node) -> Self {
        let mut found = Self::default();
        found.collect(root, &mut String::new());
        found
    }

    fn collect(&mut self, node: &Node, at: &mut String) {
        let name = node
            .text("$dynamicRef")
            .and_then(|text| text.split_once('#'));
        if let Some((_, name)) = name.filter(|(_, name)| !name.is_empty() && !name.starts_with('/'))
        {
            let known = self.references.entry(name.to_owned());
            known.or_insert_with(|| at.clone());
        }
        if let Some(name) = node.text("$dynamicAnchor") {
            let places = self.anchors.entry(name.to_owned()).or_default();
            places.insert(at.clone());
        }
        super::resources::within(node, at, &mut |value, at| self.collect(value, at));
    }
}
