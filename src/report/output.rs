use std::io::{self, Write};

use super::Style;
use super::printable::is_unsafe;
use super::style::ansi;
use crate::finding::Level;
use crate::redact::{MASK, Redactor};

/// How many bytes are collected before they are looked at; whole lines are.
const PIECE: usize = 32 << 10;

/// How a format writes a character that must not be there as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Text for people: `\u{1b}`.
    Text,
    /// JSON: `\u001b`.
    Json,
    /// XML and HTML: `&#x85;`.
    Xml,
    /// The text format of Prometheus, where a backslash begins an escape: `\\u{1b}`.
    Metrics,
}

/// The one way out of the program: around standard output, standard error and every report file.
///
/// What is written to it is data. The secrets of the run are masked, control and format characters
/// are escaped, and nothing in it is a command to a CI runner, which reads `::` at the start of a
/// line and `##[` anywhere. Only [`Output::annotation`] writes such a command, and only a [`Style`]
/// colors.
pub struct Output<'a> {
    inner: Box<dyn Write + 'a>,
    redactor: Redactor,
    style: Style,
    dialect: Dialect,
    /// Whether each line is written at once.
    is_prompt: bool,
    held: Vec<u8>,
    /// Whether nothing but white space was written to the line so far.
    at_start: bool,
}

/// A workflow command of GitHub Actions that marks a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation<'a> {
    /// How bad it is.
    pub level: Level,
    /// `title`, `file`, `line`, with their values.
    pub properties: &'a [(&'static str, String)],
    /// What is reported; it may have several lines.
    pub message: &'a str,
}

impl std::fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output")
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

impl<'a> Output<'a> {
    /// An output of plain text without color.
    pub fn new(inner: impl Write + 'a, redactor: Redactor) -> Self {
        Self {
            inner: Box::new(inner),
            redactor,
            style: Style::Plain,
            dialect: Dialect::Text,
            is_prompt: false,
            held: Vec::new(),
            at_start: true,
        }
    }

    /// Standard error, where each line is seen at once.
    #[must_use]
    pub fn standard_error(redactor: Redactor) -> Self {
        let mut output = Self::new(io::stderr(), redactor);
        output.is_prompt = true;
        output
    }

    /// With the colors of a style.
    #[must_use]
    pub fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// From here on, what is written is of that format.
    ///
    /// # Errors
    ///
    /// Whatever the writer says.
    pub fn speak(&mut self, dialect: Dialect) -> io::Result<()> {
        self.release(true)?;
        self.dialect = dialect;
        Ok(())
    }

    /// Writes a workflow command.
    ///
    /// # Errors
    ///
    /// Whatever the writer says.
    pub fn annotation(&mut self, annotation: &Annotation<'_>) -> io::Result<()> {
        self.release(true)?;
        let command = match annotation.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let properties: Vec<String> = annotation
            .properties
            .iter()
            .map(|(name, value)| format!("{name}={}", escape_property(&self.safe(value))))
            .collect();
        let lines: Vec<String> = annotation
            .message
            .lines()
            .map(|line| self.safe(line))
            .collect();
        let message = escape_data(&lines.join("\n"));
        let end = if self.at_start { "" } else { "\n" };
        self.at_start = true;
        writeln!(
            self.inner,
            "{end}::{command} {}::{message}",
            properties.join(",")
        )
    }

    /// One line as it may be shown.
    fn safe(&self, text: &str) -> String {
        let mut line = Line {
            at_start: false,
            style: Style::Plain,
            dialect: Dialect::Text,
            shown: String::with_capacity(text.len()),
        };
        line.push_all(&self.redactor.text(text), is_unsafe);
        line.shown
    }

    /// Writes what is held: whole lines, or all of it.
    fn release(&mut self, all: bool) -> io::Result<()> {
        let end = if all {
            self.held.len()
        } else {
            memchr::memrchr(b'\n', &self.held).map_or(0, |at| at + 1)
        };
        if end == 0 {
            return Ok(());
        }
        let rest = self.held.split_off(end);
        let whole = std::mem::replace(&mut self.held, rest);
        let text = String::from_utf8_lossy(&whole);
        let mask = match self.dialect {
            Dialect::Xml => "&lt;redacted&gt;",
            _ => MASK,
        };
        let text = self.redactor.replaced(&text, mask);
        let mut line = Line {
            at_start: self.at_start,
            style: self.style,
            dialect: self.dialect,
            shown: String::with_capacity(text.len()),
        };
        line.push_all(&text, |it| !matches!(it, '\n' | '\t') && is_unsafe(it));
        self.at_start = line.at_start;
        self.inner.write_all(line.shown.as_bytes())
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.is_prompt || self.held.len() >= PIECE {
            self.release(false)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release(true)?;
        self.inner.flush()
    }
}

impl Drop for Output<'_> {
    fn drop(&mut self) {
        // Nobody is left to tell; who cares has flushed.
        let _gone = self.flush();
    }
}

/// Text on its way out, and where on its line it is.
struct Line {
    at_start: bool,
    style: Style,
    dialect: Dialect,
    shown: String,
}

impl Line {
    fn push_all(&mut self, text: &str, is_unsafe: impl Fn(char) -> bool) {
        for (at, character) in text.char_indices() {
            let after = text.get(at + character.len_utf8()..).unwrap_or_default();
            if let (Style::Colour, Some(ansi)) = (self.style, ansi(character)) {
                self.shown.push_str(ansi);
                continue;
            }
            // Runners cut the white space before a command off.
            let is_command = match character {
                ':' => self.at_start && after.starts_with(':'),
                '#' => is_runner_command(after),
                _ => false,
            };
            if is_command || is_unsafe(character) {
                self.escape(character);
            } else {
                self.shown.push(character);
            }
            self.at_start = character == '\n' || (self.at_start && character.is_whitespace());
        }
    }

    fn escape(&mut self, character: char) {
        match self.dialect {
            Dialect::Text => self.shown.extend(character.escape_unicode()),
            Dialect::Metrics => {
                self.shown.push('\\');
                self.shown.extend(character.escape_unicode());
            }
            Dialect::Json => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    self.shown.push_str(&format!("\\u{unit:04x}"));
                }
            }
            // XML has no way to write what it cannot hold.
            Dialect::Xml if character < ' ' || u32::from(character) & 0xFFFE == 0xFFFE => {
                self.shown.push(char::REPLACEMENT_CHARACTER);
            }
            Dialect::Xml => self
                .shown
                .push_str(&format!("&#x{:x};", u32::from(character))),
        }
    }
}

/// Whether `#` and this begin a command of a CI runner: `##[`, `##vso[`, `##teamcity[`.
fn is_runner_command(after: &str) -> bool {
    let Some(name) = after.strip_prefix('#') else {
        return false;
    };
    name.trim_start_matches(|it: char| it.is_ascii_alphabetic())
        .starts_with('[')
}

/// Escapes the message of a workflow command.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a workflow command, in which `:` and `,` mean something too.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(dialect: Dialect, style: Style, pieces: &[&str]) -> String {
        let mut bytes = Vec::new();
        {
            let redactor = Redactor::default();
            redactor.learn("s3cret-word");
            let mut out = Output::new(&mut bytes, redactor).styled(style);
            out.speak(dialect).unwrap();
            for piece in pieces {
                out.write_all(piece.as_bytes()).unwrap();
            }
            out.flush().unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn nothing_in_a_text_drives_a_terminal_or_a_runner() {
        let text = |text: &str| written(Dialect::Text, Style::Plain, &[text]);
        assert_eq!(
            text("a\u{1b}[2J\u{7}\r\u{8}b\n"),
            "a\\u{1b}[2J\\u{7}\\u{d}\\u{8}b\n"
        );
        assert_eq!(
            text("x\n  ::error::y\n\u{a0}::z"),
            "x\n  \\u{3a}:error::y\n\u{a0}\\u{3a}:z"
        );
        assert_eq!(
            text("a::b ##[x] ###[ ##vso[y] ## h"),
            "a::b \\u{23}#[x] #\\u{23}#[ \\u{23}#vso[y] ## h"
        );
        assert_eq!(text("key s3cret%2Dword\tz"), "key <redacted>\tz");
        assert_eq!(text("\u{FDD1}red"), "\\u{fdd1}red");
    }

    #[test]
    fn a_format_stays_what_it_is() {
        let json = written(
            Dialect::Json,
            Style::Plain,
            &[r#"{"a": "#, "\"\u{202e}##[\u{e0041}\"}"],
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&json).unwrap()["a"],
            "\u{202e}##[\u{e0041}"
        );
        assert!(json.is_ascii() && !json.contains("##["));
        let xml = written(
            Dialect::Xml,
            Style::Plain,
            &["<a>\n::s3cret-word\u{202e}</a>"],
        );
        assert_eq!(xml, "<a>\n&#x3a;:&lt;redacted&gt;&#x202e;</a>");
    }

    #[test]
    fn only_a_style_colours() {
        let painted = Style::Colour.strong("a");
        assert_eq!(
            written(Dialect::Text, Style::Colour, &[&painted]),
            "\u{1b}[1ma\u{1b}[0m"
        );
        assert_eq!(Style::Plain.strong("a"), "a");
    }

    #[test]
    fn only_an_annotation_is_a_command() {
        let mut bytes = Vec::new();
        {
            let mut out = Output::new(&mut bytes, Redactor::default());
            write!(out, "begun").unwrap();
            out.annotation(&Annotation {
                level: Level::Info,
                properties: &[("title", "a: b, 5%\n".to_owned())],
                message: "one\n::two\u{1b} ##[x]",
            })
            .unwrap();
            writeln!(out, "::three::").unwrap();
        }
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "begun\n::notice title=a%3A b%2C 5%25\\u{a}::one%0A::two\\u{1b} \\u{23}#[x]\n\\u{3a}:three::\n"
        );
    }
}
