use std::path::Path;

use serde_json::Value;

use super::site::described;
use super::traffic;
use crate::cli::Error;
use crate::diff::load::Document;
use crate::interpret::{Address, Api};
use crate::redact::Redactor;
use crate::traffic::{Learned, Learner, Told};
use crate::{document, har, input};

/// Where a learned document is written to, without the secrets of the run.
#[derive(Clone, Copy)]
pub(super) struct Keep<'a> {
    pub(super) path: Option<&'a Path>,
    pub(super) redactor: &'a Redactor,
}

impl Keep<'_> {
    /// Writes a document, if it is to be kept; gives back its text.
    pub(super) fn document(self, document: &Value, directory: &Path) -> Result<String, Error> {
        let text = format!("{document:#}");
        let text = self.redactor.text(&text).into_owned();
        if let Some(path) = self.path {
            let text = format!("{text}\n");
            input::write(&directory.join(path), text.as_bytes()).map_err(|source| {
                Error::WriteFile {
                    path: path.to_owned(),
                    source,
                }
            })?;
        }
        Ok(text)
    }
}

/// Learns a document from a recording over the other document, and says in words how.
pub(super) fn over(
    path: &Path,
    other: &Document,
    directory: &Path,
    given: (Told, Keep<'_>),
) -> Result<(Document, String), Error> {
    let rest = format!(
        "; everything else is taken from {}, so that nothing counts as removed only because it was \
         not requested",
        other.name()
    );
    let mut base = other.to_json();
    // What recordings of this API show is what is observed, and known departures may explain it.
    if described(other).is_some()
        && let Some(info) = base.get_mut("info").and_then(Value::as_object_mut)
    {
        info.insert("x-contract".to_owned(), "observed".into());
    }
    learn(path, Learner::over(base), &rest, directory, given)
}

/// Learns the documents of two recordings, and says in words how. What neither shows of this API is
/// as it was observed on other sites.
pub(super) fn pair(
    (first, second): (&Path, &Path),
    directory: &Path,
    (told, keep): (Told, Keep<'_>),
) -> Result<[(Document, String); 2], Error> {
    let unkept = Keep { path: None, ..keep };
    let own = recorded(first, directory);
    let (learner, rest) = match own.as_slice() {
        [] => (Learner::alone(), String::new()),
        versions => {
            let names: Vec<&str> = versions.iter().map(|api| api.as_str()).collect();
            let rest = format!(
                "; what neither recording shows is as in the observed contract of {}",
                names.join(", ")
            );
            (Learner::before(document::joined(versions)), rest)
        }
    };
    let (old, one) = learn(first, learner, "", directory, (told, unkept))?;
    let after = Learner::after(old.to_json());
    let (new, other) = learn(second, after, &rest, directory, (told, keep))?;
    Ok([(old, one), (new, other)])
}

/// The versions of this API that a recording holds calls of, by its first calls. A pipe can be read
/// only once.
fn recorded(path: &Path, directory: &Path) -> Vec<Api> {
    const LOOKED_AT: usize = 1000;
    let path = directory.join(path);
    let is_file = std::fs::metadata(&path).is_ok_and(|it| it.is_file());
    let entries = is_file.then(|| har::open(&path).ok()).flatten();
    let entries = entries.into_iter().flatten();
    let mut found: Vec<Api> = entries
        .take(LOOKED_AT)
        .filter_map(|entry| entry.ok()?.into_exchange().ok())
        .filter_map(|exchange| Some(Address::of(&exchange.request.url)?.api))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn learn(
    path: &Path,
    learner: Learner,
    rest: &str,
    directory: &Path,
    (told, keep): (Told, Keep<'_>),
) -> Result<(Document, String), Error> {
    let mut learner = learner.telling(told);
    let mut calls = Vec::new();
    traffic::each(path, directory, |exchange| calls.push(exchange.clone()))?;
    learner.see_all(calls);
    let Learned { document, seen } = learner.finish();
    // Of a response without its body no more is known than its status.
    if seen.learned == seen.unread {
        return Err(Error::NothingLearned {
            path: path.to_owned(),
            calls: seen.calls,
        });
    }
    let text = keep.document(&document, directory)?;
    let name = format!("{} (learned)", path.display());
    let learned = Document::from_text(&name, &text)?;
    let lines = match keep.path {
        Some(keep) => format!("; line numbers refer to {}", keep.display()),
        None => "; --learned FILE writes it to a file, to look up line numbers".to_owned(),
    };
    let unread = match seen.unread {
        0 => String::new(),
        count => format!("; responses that were recorded without their bodies: {count}"),
    };
    let odd = match seen.odd {
        0 => String::new(),
        odd => format!("; responses that do not fit their operation at all: {odd}"),
    };
    let mislabelled = match seen.mislabelled {
        0 => String::new(),
        count => format!(
            "; responses that are labelled as JSON and are not: {count}, listed as text/html or \
             text/plain"
        ),
    };
    let note = format!(
        "{} is a recording: its document was learned from {} of {} calls{rest}{unread}{odd}{mislabelled}\
         {lines}",
        path.display(),
        seen.learned,
        seen.calls
    );
    Ok((learned, note))
}
