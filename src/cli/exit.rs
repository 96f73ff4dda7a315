use std::process::ExitCode;

use crate::finding::Verdict;

/// How a run ended: the one mapping from an outcome to a process exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// No findings.
    Conforms,
    /// Something was found.
    Findings,
    /// The run could not be completed: it is incomplete, judged nothing, or did not start.
    CouldNotRun,
    /// A generated file does not match what would be generated now.
    Stale,
}

impl Exit {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 4] = [
        Self::Conforms,
        Self::Findings,
        Self::CouldNotRun,
        Self::Stale,
    ];

    /// The process exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Conforms => 0,
            Self::Findings => 1,
            Self::CouldNotRun => 2,
            Self::Stale => 3,
        }
    }

    /// What the code means, in one line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Conforms => "no findings, and everything requested was judged",
            Self::Findings => "findings",
            Self::CouldNotRun => {
                "the run could not be completed: usage, configuration, network or file error, or \
                 not everything was judged"
            }
            Self::Stale => "a generated file is out of date (generate --check)",
        }
    }

    /// The table for `--help`.
    #[must_use]
    pub fn help() -> String {
        let mut text = String::from("Exit codes:");
        for exit in Self::ALL {
            text.push_str(&format!("\n  {}  {}", exit.code(), exit.meaning()));
        }
        text
    }
}

impl From<Verdict> for Exit {
    /// A run that judged nothing, or not everything, proves nothing.
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conforms => Self::Conforms,
            Verdict::Fails => Self::Findings,
            Verdict::Incomplete | Verdict::NothingJudged => Self::CouldNotRun,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_reference_has_the_same_table() {
        let page = include_str!("../../docs/reference/reports.md");
        for exit in Exit::ALL {
            let row = format!("| {} | {} |", exit.code(), exit.meaning());
            assert!(page.lines().any(|line| line == row), "no row {row}");
        }
    }

    #[test]
    fn codes_are_numbered_in_order_from_zero() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3]);
    }
}
