use std::collections::BTreeSet;
use std::path::Path;

use super::attendant::Terminal;
use super::{Check, Error, heed_signals, settings};
use crate::checks::Extension;
use crate::cli::Context;
use crate::document::Release;
use crate::exchange::Exchange;
use crate::har::{self, Entry};
use crate::session::{self, Session, Target, release_of_recording, told_or};

/// The checks that speak of the form of a response.
const FORM: [&str; 3] = ["schema", "status-documented", "undocumented-property"];

/// Everything that a site or a recording said.
pub(in crate::cli) struct Heard {
    /// The exchanges in order.
    pub(in crate::cli) exchanges: Vec<Exchange>,
    /// The release of the plugin: as told, else as found.
    pub(in crate::cli) release: Release,
    /// How that was found, for people.
    pub(in crate::cli) by: String,
    /// Labels of the responses that are of another form than their contract says, in a way that
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
    if let Target::Recording(path) = &target {
        let exchanges = recorded(path).map_err(Error::Session)?;
        let found = told_or(settings.policy.release, release_of_recording(path));
        return Ok(Heard {
            exchanges,
            release: found.release,
            by: found.to_string(),
            astray: BTreeSet::new(),
            extension: settings.policy.extension,
        });
    }
    heed_signals(&target, &mut settings)?;
    let session = Session::new(target, settings.policy.clone());
    let mut terminal = Terminal::new(&settings, context);
    terminal.kept = Some(Vec::new());
    let outcome = session
        .judge_blocking(&mut terminal)
        .map_err(Error::Session)?;
    let exchanges = terminal.kept.unwrap_or_default();
    let policy = settings.policy;
    if let ([reason, ..], 0) = (outcome.incomplete.as_slice(), outcome.exchanges) {
        return Err(Error::Unheard(reason.clone()).into());
    }
    let release = outcome.release.as_ref();
    let astray = (outcome.findings.iter())
        .filter(|it| FORM.contains(&it.rule.id) && it.known_as.is_empty())
        .filter_map(|finding| finding.example.label.clone())
        .collect();
    Ok(Heard {
        exchanges,
        release: release
            .and_then(|it| it.judged_by.parse().ok())
            .or(policy.release)
            .unwrap_or(Release::MEASURED),
        by: release.map_or_else(String::new, |it| it.text.clone()),
        astray,
        extension: policy.extension,
    })
}

fn recorded(path: &Path) -> Result<Vec<Exchange>, session::Error> {
    let reader = har::open(path).map_err(|source| session::Error::Open {
        path: path.to_owned(),
        source,
    })?;
    let mut exchanges = Vec::new();
    for entry in reader {
        let entry = entry.map_err(|source| session::Error::Recording {
            path: path.to_owned(),
            source,
        })?;
        if let Entry::Exchange(exchange) = entry {
            exchanges.push(*exchange);
        }
    }
    Ok(exchanges)
}
