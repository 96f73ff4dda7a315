use std::path::Path;

use serde_json::Value;

use super::arguments::Diff;
use super::traffic;
use crate::cli::Error;
use crate::diff::load::Document;
use crate::input;
use crate::redact::Redactor;
use crate::traffic::{Learned, Learner};

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
    other: Option<&Document>,
    directory: &Path,
    (arguments, keep): (&Diff, Keep<'_>),
) -> Result<(Document, String), Error> {
    let mut learner = match other {
        Some(other) => Learner::over(other.to_json()),
        None => Learner::alone(),
    }
    .telling(arguments.told());
    let mut calls = Vec::new();
    traffic::each(path, directory, |exchange| calls.push(exchange.clone()))?;
    learner.see_all(calls);
    let Learned { document, seen } = learner.finish();
    if seen.learned == 0 {
        return Err(Error::NothingLearned {
            path: path.to_owned(),
            calls: seen.calls,
        });
    }
    let text = keep.document(&document, directory)?;
    let name = format!("{} (learned)", path.display());
    let learned = Document::from_text(&name, &text)?;
    let rest = match other {
        Some(other) => format!(
            "; everything else is taken from {}, so that nothing counts as removed only because \
             it was not requested",
            other.name()
        ),
        None => String::new(),
    };
    let lines = match keep.path {
        Some(keep) => format!("; line numbers refer to {}", keep.display()),
        None => "; --learned FILE writes it to a file, to look up line numbers".to_owned(),
    };
    let odd = match seen.odd {
        0 => String::new(),
        odd => format!("; {odd} of the responses did not fit their operation and were ignored"),
    };
    let note = format!(
        "{} is a recording: its document was learned from {} of {} calls{rest}{odd}{lines}",
        path.display(),
        seen.learned,
        seen.calls
    );
    Ok((learned, note))
}
