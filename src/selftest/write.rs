use std::io::{self, Write};
use std::time::Duration;

use super::{Hand, Result, Trial, of};
use crate::serve::FAULTS;

/// Writes the matrix of faults and the checks that found them, the share found, and the time that
/// all of them took together.
///
/// # Errors
///
/// What the writer says.
pub fn table(trials: &[Trial], took: Duration, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<34} {:<24} {:<9} {:>8} {:>8}",
        "fault", "should speak", "found", "requests", "ms"
    )?;
    for trial in trials {
        let (id, named) = match trial.fault {
            Some(fault) => (fault.id, fault.found_by),
            None if trial.hand == Hand::Writes => ("(faultless, with writes)", "nothing"),
            None => ("(faultless)", "nothing"),
        };
        writeln!(
            out,
            "{id:<34} {named:<24} {:<9} {:>8} {:>8}",
            match trial.result {
                Result::AsNamed => "yes",
                Result::ByOthers => "by others",
                Result::Wrong => "NO",
                Result::NoCheckYet => "no check",
            },
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
    }
    let faulty = || trials.iter().filter(|trial| trial.fault.is_some());
    let found = faulty()
        .filter(|trial| trial.result == Result::AsNamed)
        .count();
    let untried = FAULTS.iter().filter(|fault| of(fault).is_none()).count();
    writeln!(out)?;
    writeln!(
        out,
        "{found} of {} faults found by the check that should speak",
        faulty().count()
    )?;
    let waiting = faulty()
        .filter(|trial| trial.result == Result::NoCheckYet)
        .count();
    writeln!(
        out,
        "{waiting} of them name a check that does not exist yet"
    )?;
    for trial in trials.iter().filter(|trial| trial.fault.is_none()) {
        let with = match trial.hand {
            Hand::Reads => "",
            Hand::Writes => ", with writes",
        };
        writeln!(
            out,
            "{} findings on the faultless site{with}",
            trial.findings
        )?;
    }
    writeln!(
        out,
        "{untried} faults show only to who receives webhooks and were not tried"
    )?;
    writeln!(out, "{:.1} s", took.as_secs_f64())
}
