use std::io::Write;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::serve::known_fault;
use super::{Context, Error, Exit};
use crate::selftest::{self, Result as Ended};
use crate::serve::Fault;

/// Arguments of `memberspec selftest`.
#[derive(Debug, Args)]
pub(super) struct Selftest {
    /// Test these faults only; `memberspec serve --list-faults` lists them [default: all, and the
    /// faultless site]
    #[arg(value_name = "FAULT", value_parser = known_fault)]
    faults: Vec<&'static Fault>,
    /// Output format: the whole matrix as text, or a summary by class as a Markdown table
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
}

/// Runs every fault and prints the matrix; a fault that its check misses is a finding.
pub(super) fn run(selftest: &Selftest, context: &mut Context) -> Result<Exit, Error> {
    let mut count = 0_usize;
    let (progress, err) = (context.progress, &mut context.err);
    let started = Instant::now();
    let trials = selftest::all(&selftest.faults, &mut |_| {
        count += 1;
        if progress {
            // Where standard error is gone there is nobody left to tell.
            let _gone = write!(err, "\r{count} trials");
        }
    })?;
    if progress {
        writeln!(context.err)?;
    }
    match selftest.format {
        Format::Text => selftest::table(&trials, started.elapsed(), &mut context.out)?,
        Format::Markdown => selftest::markdown(&trials, &mut context.out)?,
    }
    let missed = trials.iter().any(|trial| trial.result != Ended::AsNamed);
    Ok(if missed {
        Exit::Findings
    } else {
        Exit::Conforms
    })
}
