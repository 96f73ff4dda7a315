use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::time::Duration;

use super::{Activity, Result, Trial};
use crate::base::plural;
use crate::serve::{Class, Fault};

/// Writes the matrix of faults and the checks that found them, the share found, and the time that
/// all of them took together.
///
/// # Errors
///
/// What the writer says.
pub(crate) fn table(trials: &[Trial], took: Duration, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<34} {:<24} {:<9} {:>8} {:>8} {:>8}",
        "fault", "should speak", "found", "findings", "requests", "ms"
    )?;
    for trial in trials {
        let (id, named) = match trial.fault {
            Some(fault) => (fault.id, fault.found_by),
            None => (faultless(trial.activity), "nothing"),
        };
        writeln!(
            out,
            "{id:<34} {named:<24} {:<9} {:>8} {:>8} {:>8}",
            match trial.result {
                Result::AsNamed => "yes",
                Result::Manifold => "too often",
                Result::ByOthers => "by others",
                Result::Wrong => "NO",
            },
            trial.findings,
            trial.requests,
            trial.took.as_millis()
        )?;
        let others: Vec<&str> = trial
            .spoke
            .iter()
            .copied()
            .filter(|id| *id != named)
            .collect();
        if !others.is_empty() {
            writeln!(out, "{:<34} also {}", "", others.join(", "))?;
        }
        let folded: Vec<&str> = trial
            .also
            .iter()
            .copied()
            .filter(|id| *id != named)
            .collect();
        if !folded.is_empty() {
            writeln!(out, "{:<34} folded into it: {}", "", folded.join(", "))?;
        }
        if let Some(why) = trial.fault.and_then(|fault| fault.apart) {
            writeln!(
                out,
                "{:<34} in {}: {why}",
                "",
                plural(trial.findings as u64, "finding")
            )?;
        }
    }
    let faulty = || trials.iter().filter(|trial| trial.fault.is_some());
    let found = faulty()
        .filter(|trial| trial.result == Result::AsNamed)
        .count();
    writeln!(out)?;
    writeln!(
        out,
        "{found} of {} faults found by the expected check",
        faulty().count()
    )?;
    let once = faulty()
        .filter(|trial| trial.result == Result::AsNamed && trial.findings == 1)
        .count();
    let apart = faulty()
        .filter(|trial| trial.result == Result::AsNamed && trial.findings > 1)
        .count();
    writeln!(
        out,
        "{once} in exactly one finding, {apart} in more for the reason given"
    )?;
    for trial in trials.iter().filter(|trial| trial.fault.is_none()) {
        let name = faultless(trial.activity);
        writeln!(
            out,
            "{} on the site {name}",
            plural(trial.findings as u64, "finding")
        )?;
    }
    writeln!(out, "{:.1} s", took.as_secs_f64())
}

/// Writes the matrix by class as a Markdown table, without what differs from run to run.
///
/// # Errors
///
/// What the writer says.
pub(crate) fn markdown(trials: &[Trial], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| class | faults | found | in one finding | by |")?;
    writeln!(out, "|---|---:|---:|---:|---|")?;
    let mut classes: BTreeMap<Class, Vec<(&Fault, &Trial)>> = BTreeMap::new();
    for trial in trials {
        if let Some(fault) = trial.fault {
            classes.entry(fault.class).or_default().push((fault, trial));
        }
    }
    for (class, of_class) in &classes {
        let found = of_class
            .iter()
            .filter(|(_, it)| it.result == Result::AsNamed);
        let checks: BTreeSet<&str> = of_class.iter().map(|(fault, _)| fault.found_by).collect();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            class.as_str(),
            of_class.len(),
            found.clone().count(),
            found.filter(|(_, it)| it.findings == 1).count(),
            checks.into_iter().collect::<Vec<_>>().join(", ")
        )?;
    }
    for trial in trials.iter().filter(|trial| trial.fault.is_none()) {
        let name = faultless(trial.activity);
        writeln!(out, "| {name} | 0 | {} | | |", trial.findings)?;
    }
    Ok(())
}

fn faultless(activity: Activity) -> &'static str {
    match activity {
        Activity::Reads => "(faultless)",
        Activity::Writes => "(faultless, with writes)",
        Activity::Receives => "(faultless, with webhooks)",
    }
}
