use std::path::{Path, PathBuf};

use crate::cli::Error;
use crate::diff::load::Document;
use crate::diff::{Comparison, operations};
use crate::exchange::Exchange;
use crate::har::{self, Entry};
use crate::traffic::Counter;

/// Streams recordings past the changes, and notes at each how many calls it would hit.
pub(super) fn count(
    comparison: &mut Comparison,
    old: &Document,
    new: &Document,
    recordings: &[PathBuf],
    directory: &Path,
) -> Result<(), Error> {
    let all = [operations(old), operations(new)].concat();
    let mut counter = Counter::new(&comparison.changes, all.iter().map(String::as_str));
    let mut skipped: u64 = 0;
    for path in recordings {
        skipped += each(path, directory, |exchange| counter.see(exchange))?;
    }
    let (calls, matched) = counter.calls();
    let mut note = format!(
        "{matched} of {calls} recorded calls belong to an operation of these documents; each \
         change shows which of them it affects"
    );
    if skipped > 0 {
        note.push_str(&format!(
            "; skipped {skipped} of the entries, which hold no request with its \
                                response"
        ));
    }
    comparison.notes.push(note);
    for (change, impact) in comparison.changes.iter_mut().zip(counter.finish()) {
        change.impact = impact;
    }
    Ok(())
}

/// Streams the calls of a recording; gives back how many entries hold none.
pub(in crate::cli) fn each(
    path: &Path,
    directory: &Path,
    mut see: impl FnMut(&Exchange),
) -> Result<u64, Error> {
    let recording = |source| Error::Recording {
        path: path.to_owned(),
        source,
    };
    let reader = har::open(&directory.join(path)).map_err(|source| Error::ReadFile {
        path: path.to_owned(),
        source,
    })?;
    let mut skipped = 0;
    for entry in reader {
        match entry.map_err(recording)? {
            Entry::Exchange(exchange) => see(&exchange),
            Entry::Skipped(_) => skipped += 1,
        }
    }
    Ok(skipped)
}
