use std::path::Path;

use super::arguments::Diff;
use super::learned::Keep;
use super::site::Site;
use super::{filter, known, learned, release, traffic};
use crate::cli::{Context, Error, fetch};
use crate::diff::load::{Document, Fetch, LoadError, Outside, Remote, Rim, Source};
use crate::diff::{Comparison, Day, Options, deep};
use crate::traffic::Told;

/// One side of a comparison.
enum Side {
    /// What is to be read.
    Source(Source),
    /// A document that was learned from a site, and how.
    Learned(Box<(Document, String)>),
}

impl Side {
    fn recording(&self) -> Option<&Path> {
        match self {
            Self::Source(source) => source.recording(),
            Self::Learned(_) => None,
        }
    }

    fn read(self, rim: Rim<'_>, notes: &mut Vec<String>) -> Result<Document, Error> {
        match self {
            Self::Source(source) => Ok(Document::load(source, rim)?),
            Self::Learned(learned) => {
                notes.push(learned.1);
                Ok(learned.0)
            }
        }
    }
}

/// Loads the two documents and compares them.
pub(super) fn documents(
    arguments: &Diff,
    context: &mut Context,
    today: Day,
) -> Result<Comparison, Error> {
    let directory = context.directory.clone();
    let directory = directory.as_path();
    let [old, new] = sides(arguments, context)?;
    let redactor = context.redactor.clone();
    let redactor = &redactor;
    let keep = |path| (arguments.told(), Keep { path, redactor });
    let learned = arguments.learned.as_deref();
    let extra = extra(arguments, context, directory)?;
    let work = move || -> Result<Comparison, Error> {
        let fetch = |url: &url::Url| fetch::document(url, &extra);
        let rim = rim(arguments, directory, &fetch);
        let mut notes = Vec::new();
        let recordings = [&old, &new].map(|side| side.recording().map(Path::to_owned));
        let (old, new) = match recordings {
            [None, None] => match (old, new) {
                (Side::Source(old), Side::Source(new)) => both(old, new, rim)?,
                (old, new) => {
                    let old = old.read(rim, &mut notes)?;
                    (old, new.read(rim, &mut notes)?)
                }
            },
            [Some(path), None] => {
                let new = new.read(rim, &mut notes)?;
                let (old, note) = learned::over(&path, &new, directory, keep(learned))?;
                notes.push(note);
                (old, new)
            }
            [None, Some(path)] => {
                let old = old.read(rim, &mut notes)?;
                let (new, note) = learned::over(&path, &old, directory, keep(learned))?;
                notes.push(note);
                (old, new)
            }
            [Some(first), Some(second)] => {
                let [(old, one), (new, other)] =
                    learned::pair((&first, &second), directory, keep(learned))?;
                notes.extend([one, other]);
                (old, new)
            }
        };
        let mut comparison = Comparison::of(&old, &new, Options { today });
        comparison.notes.splice(0..0, notes);
        known::mark(&mut comparison, &old, &new);
        filter::apply(&mut comparison, arguments, (&old, &new));
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
    deep(work)
}

/// Compares the documents that two recordings show.
pub(in crate::cli) fn recordings(
    (first, second): (&Path, &Path),
    context: &Context,
    today: Day,
) -> Result<Comparison, Error> {
    let (directory, redactor) = (context.directory.clone(), context.redactor.clone());
    deep(move || {
        let keep = Keep {
            path: None,
            redactor: &redactor,
        };
        let given = (Told::default(), keep);
        let [(old, one), (new, other)] = learned::pair((first, second), &directory, given)?;
        let mut comparison = Comparison::of(&old, &new, Options { today });
        comparison.notes.splice(0..0, [one, other]);
        Ok(comparison)
    })
}

/// What was typed, the documents of sites learned.
fn sides(arguments: &Diff, context: &mut Context) -> Result<[Side; 2], Error> {
    let directory = context.directory.clone();
    let headers = extra(arguments, context, &directory)?;
    let given = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or("-");
        let source = Source::parse(text, &directory);
        let release = release::named(text).map(str::to_owned);
        let site = match &release {
            Some(_) => None,
            None => Site::of(text, &source, &headers),
        };
        (site, source, release)
    };
    if let Some(revision) = &arguments.base {
        let first = Source::parse(arguments.old.as_deref().unwrap_or("-"), &directory);
        let old = first.clone().at_revision(revision);
        return Ok([old, first].map(Side::Source));
    }
    let sides = [given(&arguments.old), given(&arguments.new)];
    let is_source = |(site, _, release): &(Option<Site>, Source, Option<String>)| {
        site.is_none() && release.is_none()
    };
    if sides.iter().all(is_source) {
        return Ok(sides.map(|(_, source, _)| Side::Source(source)));
    }
    // The other document says which version of the API is meant.
    let mut other = None;
    let read_once = |source: &Source| source.recording().is_some() || *source == Source::Stdin;
    for side in &sides {
        let source = &side.1;
        if is_source(side) && !read_once(source) {
            let fetch = |url: &url::Url| fetch::document(url, &headers);
            let rim = rim(arguments, &directory, &fetch);
            other = Some(Document::load(source.clone(), rim)?);
        }
    }
    let mut ready =
        |(site, source, release): (Option<Site>, Source, Option<String>)| -> Result<Side, Error> {
            let learned = match (site, release) {
                (Some(site), _) => site.document(arguments, other.as_ref(), context)?,
                (None, Some(text)) => Some(release::document(&text, arguments, other.as_ref())?),
                (None, None) => None,
            };
            Ok(learned.map_or(Side::Source(source), |learned| {
                Side::Learned(Box::new(learned))
            }))
        };
    let [old, new] = sides;
    Ok([ready(old)?, ready(new)?])
}

fn rim<'a>(arguments: &Diff, directory: &'a Path, fetch: Fetch<'a>) -> Rim<'a> {
    Rim {
        directory,
        fetch,
        remote: if arguments.allow_remote {
            Remote::Allowed
        } else {
            Remote::Refused
        },
        outside: if arguments.allow_outside {
            Outside::Allowed
        } else {
            Outside::Refused
        },
    }
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

/// The headers of the command line with their values, which are masked from here on, and the
/// sites that they are for.
fn extra(arguments: &Diff, context: &Context, directory: &Path) -> Result<fetch::Extra, Error> {
    let mut extra = fetch::Extra::default();
    for header in &arguments.access.headers {
        let value = header.value(&context.redactor)?;
        extra.headers.push((header.name.clone(), value));
    }
    for text in [&arguments.old, &arguments.new].into_iter().flatten() {
        if let Source::Url(url) = Source::parse(text, directory) {
            extra.sites.push(url);
        }
    }
    Ok(extra)
}
