use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::PathBuf;

use crate::redact::Redactor;
use crate::report::{Detail, Output, Page, Style};

/// What a command knows of the world: read once, handed on, replaceable in tests.
pub(crate) struct Context {
    /// Standard output.
    pub out: Output<'static>,
    /// Standard error: progress, notes, errors.
    pub err: Output<'static>,
    /// Masks the secrets of the run in all that is written.
    pub redactor: Redactor,
    /// Whether standard output may carry color.
    pub style: Style,
    /// The columns of standard output, if it is a terminal.
    pub columns: Option<usize>,
    /// Whether standard error is a terminal, so that progress may be drawn there.
    pub progress: bool,
    /// Standard input, if a person sits at it.
    pub person: Option<Box<dyn BufRead>>,
    /// Environment variables whose names start with `MEMBERSPEC_`, and those of GitHub Actions.
    pub environment: BTreeMap<String, String>,
    /// The current directory.
    pub directory: PathBuf,
}

impl Context {
    /// Reads the process: terminal, `NO_COLOR` (<https://no-color.org>), environment, directory.
    #[must_use]
    pub(crate) fn of_process() -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let colour = std::io::stdout().is_terminal() && !no_color && !dumb;
        let style = if colour { Style::Colour } else { Style::Plain };
        let environment: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("MEMBERSPEC_") || name.starts_with("GITHUB_"))
            .collect();
        let redactor = redactor(&environment);
        Self {
            out: Output::new(std::io::stdout().lock(), redactor.clone()).styled(style),
            err: Output::standard_error(redactor.clone()),
            redactor,
            style,
            columns: terminal_size::terminal_size_of(std::io::stdout())
                .map(|(columns, _)| columns.0.into()),
            progress: std::io::stderr().is_terminal() && !dumb,
            person: std::io::stdin()
                .is_terminal()
                .then(|| Box::new(BufReader::new(std::io::stdin())) as Box<dyn BufRead>),
            environment,
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        }
    }
}

impl Context {
    /// What one of several runs in this process knows: it says nothing, nobody sits at it, and its
    /// secrets are its own.
    pub(super) fn apart(environment: BTreeMap<String, String>, directory: PathBuf) -> Self {
        let redactor = redactor(&environment);
        Self {
            out: Output::new(std::io::sink(), redactor.clone()),
            err: Output::new(std::io::sink(), redactor.clone()),
            redactor,
            style: Style::Plain,
            columns: None,
            progress: false,
            person: None,
            environment,
            directory,
        }
    }

    /// What a report on standard output is laid out for.
    pub(super) fn page(&self, detail: Detail) -> Page {
        match self.columns {
            Some(columns) => Page {
                detail,
                ..Page::terminal(self.style, columns)
            },
            None => Page {
                style: self.style,
                ..Page::plain(detail)
            },
        }
    }
}

/// A redactor that knows the secrets in the environment: an error may quote them before anything
/// else is read.
fn redactor(environment: &BTreeMap<String, String>) -> Redactor {
    let redactor = Redactor::default();
    for (name, value) in environment {
        if is_secret(name) {
            redactor.learn(value);
        }
    }
    redactor
}

/// Whether a variable holds a credential itself, and not the name of a file with one.
fn is_secret(name: &str) -> bool {
    ["_KEY", "_SECRET", "_PASSWORD", "_TOKEN"]
        .iter()
        .any(|end| name.ends_with(end))
}
