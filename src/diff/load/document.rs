use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::anchor::{Anchors, anchors};
use super::border::Border;
use super::dynamic;
use super::git::Git;
use super::limits::Budget;
use super::node::Node;
use super::reader::{Reader, parse, remarks};
use super::repair::{self, Notes, Repair};
use super::unread::{Scoped, Unread};
use super::{LoadError, Rim, Source, Version, check};
use crate::diff::stack;

/// A document and every file that it refers to, checked so far that a comparison can trust it.
#[derive(Debug)]
pub struct Document {
    pub(super) files: Vec<File>,
    version: Version,
    pub(super) linked: FxHashMap<(FileId, Box<str>), FileId>,
    /// Where the anchors of each file stand, looked up when a reference first asks for one.
    anchors: OnceLock<Vec<Anchors>>,
    notes: Notes,
    /// What cannot be compared.
    pub(super) unread: Vec<Unread>,
    /// The references that lead to nothing, or around in a circle.
    pub(super) unresolved: FxHashMap<(FileId, Box<str>), usize>,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) source: Source,
    pub(super) name: String,
    pub(super) root: Node,
    pub(super) scoped: Scoped,
    /// Lines that are skipped.
    pub(super) skipped: Vec<Node>,
}

/// One file of a document; the first is the one that the user named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub(super) u32);

impl FileId {
    /// Its place among the files of its document.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A value of a document and where it stands.
#[derive(Debug, Clone)]
pub struct Place<'d> {
    /// The file.
    pub file: FileId,
    /// JSON Pointer in that file.
    pub pointer: String,
    /// The value.
    pub node: &'d Node,
}

/// How often a document that was repaired is looked at again.
const ROUNDS: usize = 12;

/// How many references may lead to one another before one is reached that is not a reference.
pub(super) const CHAIN: usize = 64;

impl Document {
    /// Reads a document and all files that it refers to, and checks its form.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is neither JSON nor YAML, is not an OpenAPI 3 document, or
    /// refers to something that is not there. The message names file, line and pointer.
    pub fn load(source: Source, rim: Rim<'_>) -> Result<Self, LoadError> {
        stack::reading(|| Self::read(source, rim))
    }

    fn read(source: Source, rim: Rim<'_>) -> Result<Self, LoadError> {
        let mut reader = Reader {
            rim,
            border: Border::around(&source, rim),
            git: Git::default(),
            budget: Budget::default(),
            remarks: Vec::new(),
        };
        let first = reader.open(source, true)?;
        let version = check::version(&first.name, &first.root)?;
        let mut document = Self {
            files: vec![first],
            version,
            linked: FxHashMap::default(),
            anchors: OnceLock::new(),
            notes: Notes::default(),
            unread: Vec::new(),
            unresolved: FxHashMap::default(),
        };
        document.follow(&mut reader)?;
        document.note_all(reader.remarks);
        document.note_scopes();
        document.repair()?;
        Ok(document)
    }

    /// Reads a document from text, as a file of that name would be. It cannot refer to others.
    ///
    /// # Errors
    ///
    /// As [`Document::load`].
    pub fn from_text(name: &str, text: &str) -> Result<Self, LoadError> {
        stack::reading(|| {
            let mut budget = Budget::default();
            let file = parse(Source::Stdin, name.to_owned(), text, &mut budget)?;
            let version = check::version(name, &file.root)?;
            let mut document = Self {
                files: vec![file],
                version,
                linked: FxHashMap::default(),
                anchors: OnceLock::new(),
                notes: Notes::default(),
                unread: Vec::new(),
                unresolved: FxHashMap::default(),
            };
            document.note_all(remarks(name, &mut budget));
            document.repair()?;
            Ok(document)
        })
    }

    /// A document that is nothing but one schema, found at the pointer `/schema`.
    #[must_use]
    pub fn of_schema(schema: &serde_json::Value, version: Version) -> Self {
        let root = Node::from_json(&serde_json::json!({ "schema": schema }));
        Self {
            files: vec![File {
                source: Source::Stdin,
                name: "schema".to_owned(),
                root,
                scoped: Scoped::default(),
                skipped: Vec::new(),
            }],
            version,
            linked: FxHashMap::default(),
            anchors: OnceLock::new(),
            notes: Notes::default(),
            unread: Vec::new(),
            unresolved: FxHashMap::default(),
        }
    }

    /// What was read otherwise than it is written, each with file, line and reason.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.notes.lines(self.name())
    }

    pub(super) fn note_all(&mut self, remarks: Vec<String>) {
        for note in remarks {
            self.notes.add(|| note);
        }
    }

    /// Reads what does not have its form as what it can only have meant, or leaves it out. What
    /// is put in place is looked at again.
    fn repair(&mut self) -> Result<(), LoadError> {
        for (number, file) in (0..).zip(&mut self.files) {
            let skipped = std::mem::take(&mut file.skipped).into_iter();
            (self.unread).extend(skipped.map(|line| Unread::of_line(FileId(number), line)));
        }
        let mut noted = FxHashSet::default();
        for _ in 0..ROUNDS {
            let mut repairs = check::document(self);
            self.note_unread(&repairs);
            // What is read as it stands is found in each round and told in the first.
            repairs.retain(|repair| {
                repair.changes_something() || noted.insert((repair.file, repair.pointer.clone()))
            });
            if repairs.is_empty() {
                return Ok(());
            }
            let mut roots: Vec<(&str, &mut Node)> = (self.files.iter_mut())
                .map(|file| (&*file.name, &mut file.root))
                .collect();
            repair::apply(repairs, &mut roots, &mut self.notes);
            // Places may have moved.
            self.anchors = OnceLock::new();
        }
        let mut left = check::document(self).into_iter();
        match left.find(Repair::changes_something) {
            None => Ok(()),
            Some(repair) => {
                let name = self.file_name(repair.file).to_owned();
                Err(repair.into_error(&name))
            }
        }
    }

    /// The edition of OpenAPI.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The document as JSON, without the files that it refers to.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        self.files[0].root.to_json()
    }

    /// The value that a file of the document holds, by the file's name as people read it.
    #[must_use]
    pub fn root_of(&self, name: &str) -> Option<&Node> {
        let file = self.files.iter().find(|file| file.name == name)?;
        Some(&file.root)
    }

    /// A file of the document without the revision of git that it was read at.
    #[must_use]
    pub fn artifact_name(&self, file: FileId) -> String {
        match &self.files[file.0 as usize].source {
            Source::Git { path, .. } => path.clone(),
            _ => self.file_name(file).to_owned(),
        }
    }

    /// The document's first file as people name it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.files[0].name
    }

    /// A file as people name it.
    #[must_use]
    pub fn file_name(&self, file: FileId) -> &str {
        self.files
            .get(file.0 as usize)
            .map_or("", |file| &file.name)
    }

    /// The root of the first file.
    #[must_use]
    pub fn root(&self) -> Place<'_> {
        Place {
            file: FileId(0),
            pointer: String::new(),
            node: &self.files[0].root,
        }
    }

    /// The roots of all files.
    pub fn roots(&self) -> impl Iterator<Item = Place<'_>> {
        (0..).zip(&self.files).map(|(number, file)| Place {
            file: FileId(number),
            pointer: String::new(),
            node: &file.root,
        })
    }

    /// The place as its author wrote it: what a dynamic reference leads to is read from a copy.
    #[must_use]
    pub(crate) fn written<'d>(&'d self, place: &Place<'d>) -> Place<'d> {
        let root = self.files.get(place.file.index()).map(|file| &file.root);
        let found = root.and_then(|root| {
            let pointer = dynamic::original(root, &place.pointer)?;
            let node = root.at(&pointer)?;
            Some(Place {
                file: place.file,
                pointer,
                node,
            })
        });
        found.unwrap_or_else(|| place.clone())
    }

    /// How many values its files hold together.
    #[must_use]
    pub(crate) fn values(&self) -> usize {
        self.files.iter().map(|file| file.root.values()).sum()
    }

    /// What a reference in `file` leads to, one step. `None` where it does not exist.
    #[must_use]
    pub fn target(&self, from: FileId, reference: &str) -> Option<Place<'_>> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if path.is_empty() {
            from
        } else {
            *self.linked.get(&(from, path.into()))?
        };
        if !self.unresolved.is_empty() && self.unresolved.contains_key(&(from, reference.into())) {
            return None;
        }
        let pointer = percent_encoding::percent_decode_str(fragment)
            .decode_utf8()
            .ok()?;
        let root = &self.files.get(file.0 as usize)?.root;
        if pointer.is_empty() || pointer.starts_with('/') {
            let node = root.at(&pointer)?;
            let pointer = pointer.into_owned();
            return Some(Place {
                file,
                pointer,
                node,
            });
        }
        let anchors = (self.anchors).get_or_init(|| {
            (self.files.iter())
                .map(|file| anchors(&file.root))
                .collect()
        });
        let pointer = anchors.get(file.0 as usize)?.get(&*pointer)?.clone();
        let node = root.at(&pointer)?;
        Some(Place {
            file,
            pointer,
            node,
        })
    }

    /// Follows references until something else is reached. `None` if they cannot be resolved or are
    /// circular.
    #[must_use]
    pub fn resolve<'d>(&'d self, place: &Place<'d>) -> Option<Place<'d>> {
        let mut place = place.clone();
        for _ in 0..CHAIN {
            match place.node.text("$ref") {
                None => return Some(place),
                Some(reference) => place = self.target(place.file, reference)?,
            }
        }
        None
    }
}
