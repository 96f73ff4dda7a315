use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::border::Border;
use super::document::File;
use super::git::Git;
use super::limits::{self, Budget};
use super::mend::Mended;
use super::node::{Kind, Node, token};
use super::source::Remote;
use super::unread::Scoped;
use super::{Document, FileId, LoadError, Rim, Source, mend, resources};

impl Document {
    /// Loads the files that references lead to, until no new one is found.
    pub(super) fn follow(&mut self, reader: &mut Reader<'_>) -> Result<(), LoadError> {
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
pub(super) struct Reader<'a> {
    pub(super) rim: Rim<'a>,
    pub(super) border: Border,
    pub(super) git: Git,
    pub(super) budget: Budget,
    pub(super) remarks: Vec<String>,
}

impl Reader<'_> {
    pub(super) fn open(&mut self, source: Source, is_named: bool) -> Result<File, LoadError> {
        let name = source.to_string();
        let bytes = source.read(self.rim, &mut self.git, is_named)?;
        (self.budget.bytes(bytes.len())).map_err(|exceeded| LoadError::Syntax {
            name: name.clone(),
            line: 1,
            problem: exceeded.to_string(),
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| LoadError::NotText { name: name.clone() })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let file = parse(source, name, text, &mut self.budget)?;
        self.remarks.extend(remarks(&file.name, &mut self.budget));
        Ok(file)
    }
}

/// What a reader must know of the file that was just read: members that are given more than once, and
/// dynamic references that are not followed in every way.
pub(super) fn remarks(file: &str, budget: &mut Budget) -> Vec<String> {
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
    let mended = std::mem::take(&mut budget.mended);
    let mended = mended.iter().map(|mended| mended.note(file));
    twice.chain(unbound).chain(mended).collect()
}

pub(super) fn parse(
    source: Source,
    name: String,
    text: &str,
    budget: &mut Budget,
) -> Result<File, LoadError> {
    let mut root = if text.trim_start().starts_with(['{', '[']) && !name.ends_with(".yaml") {
        mend::json(text, budget)
    } else {
        mend::parse(text, budget)
    }
    .map_err(|syntax| LoadError::Syntax {
        name: name.clone(),
        line: syntax.line,
        problem: syntax.problem,
    })?;
    let scoped = match text.contains("$dynamic") {
        true => Scoped::of(&root),
        false => Scoped::default(),
    };
    budget.is_unbound |= !resources::rewrite(&mut root, text);
    Ok(File {
        source,
        name,
        root,
        scoped,
        skipped: budget.mended.iter().filter_map(Mended::skipped).collect(),
    })
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
