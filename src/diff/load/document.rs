use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::anchor::{Anchors, anchors};
use super::border::Border;
use super::dynamic;
use super::git::Git;
use super::limits::{self, Budget};
use super::node::{Kind, Node, token};
use super::repair::{self, Notes, Repair};
use super::source::Remote;
use super::{LoadError, Rim, Source, Version, check, json, resources, yaml};
use crate::diff::stack;

/// A document and every file that it refers to, checked so far that a comparison can trust it.
#[derive(Debug)]
pub struct Document {
    files: Vec<File>,
    version: Version,
    linked: FxHashMap<(FileId, Box<str>), FileId>,
    /// Where the anchors of each file stand, looked up when a reference first asks for one.
    anchors: OnceLock<Vec<Anchors>>,
    notes: Notes,
}

#[derive(Debug)]
struct File {
    source: Source,
    name: String,
    root: Node,
}

/// One file of a document; the first is the one that the user named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

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
        };
        document.follow(&mut reader)?;
        document.note_all(reader.remarks);
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
            let root = parse(name, text, &mut budget)?;
            let version = check::version(name, &root)?;
            let mut document = Self {
                files: vec![File {
                    source: Source::Stdin,
                    name: name.to_owned(),
                    root,
                }],
                version,
                linked: FxHashMap::default(),
                anchors: OnceLock::new(),
                notes: Notes::default(),
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
            }],
            version,
            linked: FxHashMap::default(),
            anchors: OnceLock::new(),
            notes: Notes::default(),
        }
    }

    /// What was read otherwise than it is written, each with file, line and reason.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.notes.lines(self.name())
    }

    fn note_all(&mut self, remarks: Vec<String>) {
        for note in remarks {
            self.notes.add(|| note);
        }
    }

    /// Reads what does not have its form as what it can only have meant, or leaves it out. What
    /// is put in place is looked at again.
    fn repair(&mut self) -> Result<(), LoadError> {
        let mut noted = FxHashSet::default();
        for _ in 0..ROUNDS {
            let mut repairs = check::document(self);
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
    pub fn target(&self, file: FileId, reference: &str) -> Option<Place<'_>> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if path.is_empty() {
            file
        } else {
            *self.linked.get(&(file, path.into()))?
        };
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

    /// Loads the files that references lead to, until no new one is found.
    fn follow(&mut self, reader: &mut Reader<'_>) -> Result<(), LoadError> {
        let rim = reader.rim;
        let mut known: FxHashMap<Source, usize> = FxHashMap::default();
        known.extend(self.files.first().map(|file| (file.source.clone(), 0)));
        let mut at = 0;
        while at < self.files.len() {
            let mut found = Vec::new();
            references(&self.files[at].root, &mut Vec::new(), &mut found);
            let id = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            for Leaving {
                path: reference,
                pointer,
                line,
            } in found
            {
                if self.linked.contains_key(&(id, reference.as_str().into())) {
                    continue;
                }
                let name = self.files[at].name.clone();
                let Some(source) = self.files[at].source.join(&reference) else {
                    return Err(LoadError::Invalid {
                        name,
                        line,
                        pointer,
                        problem: format!("\"{reference}\" is not a reference that can be resolved"),
                    });
                };
                let same_site = match (&self.files[at].source, &source) {
                    (Source::Url(from), Source::Url(to)) => from.origin() == to.origin(),
                    (_, Source::Url(_)) => false,
                    _ => true,
                };
                if !same_site && rim.remote == Remote::Refused {
                    return Err(LoadError::RemoteRefused {
                        name,
                        line,
                        pointer,
                        reference,
                    });
                }
                if !reader.border.holds(&source, rim) {
                    return Err(LoadError::OutsideRefused {
                        name,
                        line,
                        pointer,
                        reference,
                    });
                }
                let target = match known.get(&source) {
                    Some(known) => *known,
                    None if self.files.len() >= limits::FILES => {
                        return Err(LoadError::TooManyFiles {
                            name: self.files[0].name.clone(),
                            limit: limits::FILES,
                        });
                    }
                    None => {
                        known.insert(source.clone(), self.files.len());
                        self.files.push(reader.open(source, false)?);
                        self.files.len() - 1
                    }
                };
                let target = FileId(u32::try_from(target).unwrap_or(u32::MAX));
                self.linked.insert((id, reference.into()), target);
            }
            at += 1;
        }
        Ok(())
    }
}

/// What reads the files of one document.
struct Reader<'a> {
    rim: Rim<'a>,
    border: Border,
    git: Git,
    budget: Budget,
    remarks: Vec<String>,
}

impl Reader<'_> {
    fn open(&mut self, source: Source, is_named: bool) -> Result<File, LoadError> {
        let name = source.to_string();
        let bytes = source.read(self.rim, &mut self.git, is_named)?;
        (self.budget.bytes(bytes.len())).map_err(|exceeded| LoadError::Syntax {
            name: name.clone(),
            line: 1,
            problem: exceeded.to_string(),
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| LoadError::NotText { name: name.clone() })?;
        let root = parse(
            &name,
            text.strip_prefix('\u{feff}').unwrap_or(&text),
            &mut self.budget,
        )?;
        self.remarks.extend(remarks(&name, &mut self.budget));
        Ok(File { source, name, root })
    }
}

/// What a reader must know of the file that was just read: members that are given more than once, and
/// dynamic references that are not followed in every way.
fn remarks(file: &str, budget: &mut Budget) -> Vec<String> {
    let twice = std::mem::take(&mut budget.twice).into_iter();
    let twice = twice.map(|(line, name)| {
        format!("{file}:{line}: the member \"{name}\" is repeated later; the last one is used")
    });
    let unbound = std::mem::take(&mut budget.is_unbound).then(|| {
        format!(
            "{file}: too many schemas depend on how they are entered ($dynamicRef); some are read as if \
             they were entered directly"
        )
    });
    twice.chain(unbound).collect()
}

fn parse(name: &str, text: &str, budget: &mut Budget) -> Result<Node, LoadError> {
    let mut root = if text.trim_start().starts_with(['{', '[']) && !name.ends_with(".yaml") {
        json::parse(text, budget)
    } else {
        yaml::parse(text, budget)
    }
    .map_err(|syntax| LoadError::Syntax {
        name: name.to_owned(),
        line: syntax.line,
        problem: syntax.problem,
    })?;
    budget.is_unbound |= !resources::rewrite(&mut root, text);
    Ok(root)
}

/// A reference that leaves its file.
struct Leaving {
    /// The part before `#`.
    path: String,
    pointer: String,
    line: u32,
}

/// Collects the references that leave their file.
fn references<'d>(node: &'d Node, at: &mut Vec<Cow<'d, str>>, found: &mut Vec<Leaving>) {
    match &node.kind {
        Kind::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if matches!(item.kind, Kind::Array(_) | Kind::Object(_)) {
                    at.push(Cow::Owned(index.to_string()));
                    references(item, at, found);
                    at.pop();
                }
            }
        }
        Kind::Object(object) => {
            for (name, value) in object.iter() {
                match &value.kind {
                    Kind::String(text) if name == "$ref" && !text.starts_with('#') => {
                        let tokens: Vec<Cow<str>> = at.iter().map(|name| token(name)).collect();
                        found.push(Leaving {
                            path: text.split('#').next().unwrap_or_default().to_owned(),
                            pointer: format!("/{}/$ref", tokens.join("/")),
                            line: value.line,
                        });
                    }
                    Kind::Array(_) | Kind::Object(_)
                        if !matches!(
                            name,
                            "example" | "examples" | "default" | "enum" | "const"
                        ) =>
                    {
                        at.push(Cow::Borrowed(name));
                        references(value, at, found);
                        at.pop();
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
