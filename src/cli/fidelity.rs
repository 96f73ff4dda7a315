use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{Context, Error, Exit};
use crate::exchange::Exchange;
use crate::har::{self, Entry};
use crate::judge::Clues;
use crate::redact;
use crate::serve::{Agreement, Compared, Fidelity, Kind, replay};

/// Arguments of `fidelity`.
#[derive(Debug, Args)]
pub(super) struct Measure {
    /// Recordings of one site (HAR); their requests are sent in chronological order.
    #[arg(required = true, value_name = "HAR")]
    recordings: Vec<PathBuf>,
    /// Time zone of the recorded shop: its name in the IANA database.
    #[arg(long, value_name = "ZONE", default_value = "America/New_York", value_parser = zone)]
    timezone: TimeZone,
    /// List differing values too, not only what clients rely on.
    #[arg(long)]
    values: bool,
    /// Show values other than ids, dates, counts and enum words.
    #[arg(long)]
    show_values: bool,
}

fn zone(name: &str) -> Result<TimeZone, jiff::Error> {
    TimeZone::get(name)
}

/// Replays recordings against the reference site, as the release that they show, and prints how well
/// the responses agree.
pub(super) fn run(measure: &Measure, context: &mut Context) -> Result<Exit, Error> {
    let mut exchanges = Vec::new();
    for path in &measure.recordings {
        read(path, &mut exchanges)?;
    }
    let mut clues = Clues::default();
    exchanges.iter().for_each(|exchange| clues.learn(exchange));
    let fidelity = replay(exchanges, &measure.timezone, clues.found().release);
    if fidelity.compared.is_empty() {
        return Err(Error::NothingToRepeat);
    }
    print(&fidelity, measure, &mut context.out)?;
    Ok(if fidelity.agreeing() == fidelity.compared.len() {
        Exit::Conforms
    } else {
        Exit::Findings
    })
}

/// Reads the exchanges of a recording; entries that are none are passed over.
pub(super) fn read(path: &Path, into: &mut Vec<Exchange>) -> Result<(), Error> {
    let reader = har::open(path).map_err(|source| Error::ReadFile {
        path: path.to_owned(),
        source,
    })?;
    for entry in reader {
        let entry: Entry = entry.map_err(|source| Error::Recording {
            path: path.to_owned(),
            source,
        })?;
        into.extend(entry.into_exchange());
    }
    Ok(())
}

fn print(fidelity: &Fidelity, measure: &Measure, out: &mut dyn Write) -> Result<(), Error> {
    let mut routes: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for one in &fidelity.compared {
        let counts = routes.entry(&one.operation).or_default();
        counts[0] += 1;
        counts[1] += usize::from(one.agreement != Agreement::None);
        counts[2] += usize::from(one.agreement == Agreement::Whole);
    }
    writeln!(
        out,
        "{:<34} {:>9} {:>7} {:>10}",
        "operation", "exchanges", "agree", "identical"
    )?;
    for (operation, [all, agree, identical]) in &routes {
        writeln!(out, "{operation:<34} {all:>9} {agree:>7} {identical:>10}")?;
    }
    for one in &fidelity.compared {
        let shown = one.agreement == Agreement::None
            || (measure.values && one.agreement == Agreement::Shape);
        if shown {
            print_differences(one, (measure.values, measure.show_values), out)?;
        }
    }
    let all = fidelity.compared.len();
    let share = |part: usize| 100.0 * part as f64 / all.max(1) as f64;
    writeln!(
        out,
        "\n{} of {all} exchanges have equal status, code, keys, types and headers: {:.1} %\n{} \
         have equal values everywhere: {:.1} %\nrows changed in the recorded database between \
         requests, and here too: {}",
        fidelity.agreeing(),
        share(fidelity.agreeing()),
        fidelity.identical(),
        share(fidelity.identical()),
        fidelity.by_hand,
    )?;
    Ok(())
}

/// A place with its keys as they may be reported.
fn place(text: &str) -> String {
    let keys = text.split('.').map(|part| {
        let key = part.trim_end_matches("[*]");
        let is_own =
            matches!(key, "" | "$") || key.contains('-') && redact::is_key(&key.replace('-', "_"));
        match (is_own, redact::told_key(key)) {
            (false, Cow::Owned(shape)) => shape,
            _ => part.to_owned(),
        }
    });
    let keys: Vec<String> = keys.collect();
    keys.join(".")
}

/// One side of a difference as it may be reported.
fn told(kind: Kind, key: &str, text: &str, shows: bool) -> String {
    let is_ours = matches!(kind, Kind::Status | Kind::Keys | Kind::Type | Kind::Rows);
    if shows || is_ours {
        return text.to_owned();
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => redact::told(key, &value),
        Err(_) if key == "Link" || key == "Location" => {
            let target = text.trim_start_matches('<').split('>').next();
            redact::told_link(target.unwrap_or_default())
        }
        Err(_) => redact::told_text(key, text).into_owned(),
    }
}

/// Why exchanges of the recorded site cannot agree, by what their names hold.
const REASONS: [(&str, &str); 4] = [
    (
        "_edge_",
        ": the recorded database was changed manually just before",
    ),
    (
        "_race_",
        ": shows the effect of requests that are not in the recording",
    ),
    (
        "_wcN_root",
        ": WooCommerce's own routes are served only where memberships link to them",
    ),
    (
        "_create2_pf_",
        ": the user's profile was emptied manually just before",
    ),
];

/// How many disagreements of one exchange are printed.
const MAX_SHOWN: usize = 8;

fn print_differences(
    one: &Compared,
    (values, shows): (bool, bool),
    out: &mut dyn Write,
) -> Result<(), Error> {
    let name = one.label.as_deref().unwrap_or_default();
    let reason = REASONS.iter().find(|(part, _)| name.contains(part));
    let reason = reason.map_or("", |(_, reason)| reason);
    let label = redact::label(name).unwrap_or_default();
    writeln!(out, "\n{} {label}{reason}", one.operation)?;
    let shown = one
        .differences
        .iter()
        .filter(|difference| values || difference.kind != Kind::Value);
    for difference in shown.take(MAX_SHOWN) {
        let key = difference.place.rsplit('.').next().unwrap_or_default();
        let told = |text: &str| told(difference.kind, key, text, shows);
        let cut = |text: &str| text.chars().take(90).collect::<String>();
        writeln!(
            out,
            "  {:<7} {} · recorded {} · returned {}",
            difference.kind.as_str(),
            place(&difference.place),
            cut(&told(&difference.recorded)),
            cut(&told(&difference.answered))
        )?;
    }
    Ok(())
}
