use std::fmt;

use crate::finding::Level;

/// Whether output may carry color. Decided by whoever owns the stream, never in a report.
///
/// Colours are written as characters that Unicode keeps for use inside a program (noncharacters).
/// [`Output`](super::Output) turns them into what a terminal understands; in text from outside they
/// are escaped as control characters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// ANSI colors.
    Colour,
    /// Plain text.
    Plain,
}

/// The end of all colors, then one character for each.
const COLOURS: [(char, &str); 7] = [
    ('\u{FDD0}', "\u{1b}[0m"),
    ('\u{FDD1}', "\u{1b}[1;31m"),
    ('\u{FDD2}', "\u{1b}[1;33m"),
    ('\u{FDD3}', "\u{1b}[1;34m"),
    ('\u{FDD4}', "\u{1b}[1;32m"),
    ('\u{FDD5}', "\u{1b}[1m"),
    ('\u{FDD6}', "\u{1b}[2m"),
];

/// The color of what can be typed.
const CODE: (char, &str) = ('\u{FDD7}', "\u{1b}[36m");

impl Style {
    /// The color of a level, bold.
    #[must_use]
    pub fn level(self, level: Level, text: impl fmt::Display) -> String {
        let colour = match level {
            Level::Error => COLOURS[1],
            Level::Warning => COLOURS[2],
            Level::Info => COLOURS[3],
        };
        self.paint(colour, text)
    }

    /// What went well.
    #[must_use]
    pub fn good(self, text: impl fmt::Display) -> String {
        self.paint(COLOURS[4], text)
    }

    /// Headings and names.
    #[must_use]
    pub fn strong(self, text: impl fmt::Display) -> String {
        self.paint(COLOURS[5], text)
    }

    /// What may be skipped while reading.
    #[must_use]
    pub fn faint(self, text: impl fmt::Display) -> String {
        self.paint(COLOURS[6], text)
    }

    /// What can be typed or looked up: ids and commands.
    #[must_use]
    pub fn code(self, text: impl fmt::Display) -> String {
        self.paint(CODE, text)
    }

    fn paint(self, (colour, _): (char, &str), text: impl fmt::Display) -> String {
        match self {
            Self::Colour => format!("{colour}{text}{}", COLOURS[0].0),
            Self::Plain => text.to_string(),
        }
    }
}

/// What a terminal understands for a character that a [`Style`] wrote.
pub(super) fn ansi(character: char) -> Option<&'static str> {
    let mut colours = COLOURS.iter().chain([&CODE]);
    colours
        .find(|(known, _)| *known == character)
        .map(|(_, ansi)| *ansi)
}
