use super::arguments::Diff;
use super::{known, learned, traffic};
use crate::cli::{Context, Error, fetch};
use crate::diff::load::{Document, LoadError, Remote, Rim, Source};
use crate::diff::{Comparison, Day, Options};

/// Documents nest, and so does the search through them: the stack must hold the deepest.
const STACK: usize = 512 * 1024 * 1024;

/// Loads the two documents and compares them.
pub(super) fn documents(
    arguments: &Diff,
    context: &Context,
    today: Day,
) -> Result<Comparison, Error> {
    let directory = context.directory.as_path();
    let first = Source::parse(arguments.old.as_deref().unwrap_or("-"), directory);
    let (old, new) = match (&arguments.base, &arguments.new) {
        (Some(revision), _) => (first.clone().at_revision(revision), first),
        (None, new) => (
            first,
            Source::parse(new.as_deref().unwrap_or("-"), directory),
        ),
    };
    let fetch = fetch::document;
    let remote = if arguments.allow_remote {
        Remote::Allowed
    } else {
        Remote::Refused
    };
    let keep = arguments.learned.as_deref();
    let work = move || -> Result<Comparison, Error> {
        let rim = Rim {
            directory,
            fetch: &fetch,
            remote,
        };
        let (old, new, notes) = match (old.recording(), new.recording()) {
            (None, None) => {
                let (old, new) = both(old, new, rim)?;
                (old, new, Vec::new())
            }
            (Some(path), None) => {
                let new = Document::load(new, rim)?;
                let (old, note) = learned::over(path, Some(&new), directory, keep)?;
                (old, new, vec![note])
            }
            (None, Some(path)) => {
                let old = Document::load(old, rim)?;
                let (new, note) = learned::over(path, Some(&old), directory, keep)?;
                (old, new, vec![note])
            }
            (Some(first), Some(second)) => {
                let (old, one) = learned::over(first, None, directory, None)?;
                let (new, other) = learned::over(second, Some(&old), directory, keep)?;
                (old, new, vec![one, other])
            }
        };
        let mut comparison = Comparison::of(&old, &new, Options { today });
        comparison.notes = notes;
        known::mark(&mut comparison, &old, &new);
        if let Some(since) = &arguments.since_release {
            comparison.label_releases(&old, &new);
            if let Some(release) = since {
                comparison.keep_later_than(release);
            }
        }
        if !arguments.traffic.is_empty() {
            traffic::count(&mut comparison, &old, &new, &arguments.traffic, directory)?;
        }
        Ok(comparison)
    };
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        match worker.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Loads two documents at once.
fn both(old: Source, new: Source, rim: Rim<'_>) -> Result<(Document, Document), LoadError> {
    std::thread::scope(|scope| {
        let old = scope.spawn(move || Document::load(old, rim));
        let new = Document::load(new, rim);
        match old.join() {
            Ok(old) => Ok((old?, new?)),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
