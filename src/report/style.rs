use std::fmt;

use owo_colors::{OwoColorize, Style as Ansi};

use crate::finding::Level;

/// Whether output may carry colour. Decided by whoever owns the stream, never in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// ANSI colours.
    Colour,
    /// Plain text.
    Plain,
}

impl Style {
    /// The colour of a level, bold.
    #[must_use]
    pub fn level(self, level: Level, text: impl fmt::Display) -> String {
        let ansi = match level {
            Level::Error => Ansi::new().red(),
            Level::Warning => Ansi::new().yellow(),
            Level::Info => Ansi::new().blue(),
        };
        self.paint(ansi.bold(), text)
    }

    /// What went well.
    #[must_use]
    pub fn good(self, text: impl fmt::Display) -> String {
        self.paint(Ansi::new().green().bold(), text)
    }

    /// Headings and names.
    #[must_use]
    pub fn strong(self, text: impl fmt::Display) -> String {
        self.paint(Ansi::new().bold(), text)
    }

    /// What may be skipped while reading.
    #[must_use]
    pub fn faint(self, text: impl fmt::Display) -> String {
        self.paint(Ansi::new().dimmed(), text)
    }

    /// What can be typed or looked up: ids and commands.
    #[must_use]
    pub fn code(self, text: impl fmt::Display) -> String {
        self.paint(Ansi::new().cyan(), text)
    }

    fn paint(self, ansi: Ansi, text: impl fmt::Display) -> String {
        match self {
            Self::Colour => text.style(ansi).to_string(),
            Self::Plain => text.to_string(),
        }
    }
}
