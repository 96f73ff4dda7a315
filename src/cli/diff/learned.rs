use std::path::Path;

use super::traffic;
use crate::cli::Error;
use crate::diff::load::Document;
use crate::input;
use crate::traffic::{Learned, Learner};

/// Learns a document from a recording over the other document, and says in words how.
pub(super) fn over(
    path: &Path,
    other: Option<&Document>,
    directory: &Path,
    keep: Option<&Path>,
) -> Result<(Document, String), Error> {
    let mut learner = match other {
        Some(other) => Learner::over(other.to_json()),
        None => Learner::alone(),
    };
    traffic::each(path, directory, |exchange| learner.see(exchange))?;
    let Learned { document, seen } = learner.finish();
    if seen.learned == 0 {
        return Err(Error::NothingLearned {
            path: path.to_owned(),
            calls: seen.calls,
        });
    }
    let text = format!("{document:#}");
    if let Some(keep) = keep {
        let text = format!("{text}\n");
        input::write(&directory.join(keep), text.as_bytes()).map_err(|source| {
            Error::WriteFile {
                path: keep.to_owned(),
                source,
            }
        })?;
    }
    let name = format!("{} (learned)", path.display());
    let learned = Document::from_text(&name, &text)?;
    let rest = match other {
        Some(other) => format!(
            "; what it does not show is taken from {}, so that nothing counts as gone because \
             nobody asked for it",
            other.name()
        ),
        None => String::new(),
    };
    let lines = match keep {
        Some(keep) => format!("; its lines are those of {}", keep.display()),
        None => "; --learned FILE writes it down, for its lines".to_owned(),
    };
    let odd = match seen.odd {
        0 => String::new(),
        odd => format!("; {odd} answers were of another form than their operation's and left out"),
    };
    let note = format!(
        "{} is a recording: its document was learned from {} of {} calls{rest}{odd}{lines}",
        path.display(),
        seen.learned,
        seen.calls
    );
    Ok((learned, note))
}
