use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Check, Error, Target, found, live, recording, reference, settings, site};
use crate::checks::Extension;
use crate::cli::Context;
use crate::document::Release;
use crate::exchange::Exchange;
use crate::har::{self, Entry};

/// The checks that speak of the form of an answer.
const FORM: [&str; 3] = ["schema", "status-documented", "undocumented-property"];

/// Everything that a site or a recording said.
pub(in crate::cli) struct Heard {
    /// The exchanges in order.
    pub(in crate::cli) exchanges: Vec<Exchange>,
    /// The release of the plugin: as told, else as found.
    pub(in crate::cli) release: Release,
    /// How that was found, for people.
    pub(in crate::cli) by: String,
    /// Labels of the answers that are of another form than their contract says, in a way that
    /// nobody knows of.
    pub(in crate::cli) astray: BTreeSet<String>,
    /// The person's own document and overlay, if they named any.
    pub(super) extension: Extension,
}

/// Asks a site everything once, as a check does, or reads a recording.
pub(in crate::cli) fn hear(
    check: &Check,
    context: &mut Context,
) -> Result<Heard, crate::cli::Error> {
    let (mut settings, target) = settings::resolve(check, context)?;
    let kept = Rc::new(RefCell::new(Vec::new()));
    settings.kept = Some(Rc::clone(&kept));
    let outcome = match target {
        Target::Recording(path) => {
            let open = |source| Error::Open {
                path: path.clone(),
                source,
            };
            let file = crate::input::open_named(&path).map_err(open)?;
            for entry in har::Reader::new(file) {
                let entry = entry.map_err(|source| Error::Recording {
                    path: path.clone(),
                    source,
                })?;
                if let Entry::Exchange(exchange) = entry {
                    kept.borrow_mut().push(*exchange);
                }
            }
            let found = site::told_or(settings.release, recording::release(&path));
            return Ok(Heard {
                exchanges: kept.take(),
                release: found.release,
                by: found.to_string(),
                astray: BTreeSet::new(),
                extension: settings.extension,
            });
        }
        Target::Reference => live(reference::judge(&settings, context))?,
        Target::Site(typed) => live(found::judge(&typed, &settings, context))?,
    };
    if let ([reason, ..], 0) = (outcome.incomplete.as_slice(), outcome.exchanges) {
        return Err(Error::Unheard(reason.clone()).into());
    }
    let release = outcome.release.as_ref();
    let astray = (outcome.findings.iter())
        .filter(|it| FORM.contains(&it.rule.id) && it.known_as.is_empty())
        .filter_map(|finding| finding.example.label.clone())
        .collect();
    Ok(Heard {
        exchanges: kept.take(),
        release: release
            .and_then(|it| it.judged_by.parse().ok())
            .or(settings.release)
            .unwrap_or(Release::MEASURED),
        by: release.map_or_else(String::new, |it| it.text.clone()),
        astray,
        extension: settings.extension,
    })
}
