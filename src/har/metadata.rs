use serde::Deserialize;

use super::lenient::Text;

/// What a recording says about itself. HAR lets these keys stand after the entries, so it is
/// complete only when the reader has reached the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `log.version`: `1.2`.
    pub version: Option<String>,
    /// The program that wrote it.
    pub creator: Option<Program>,
    /// The browser that was recorded, if it was one.
    pub browser: Option<Program>,
    /// `log.comment`.
    pub comment: Option<String>,
}

/// A program with its version, as a recording names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// `Firefox`.
    pub name: String,
    /// `128.0`; empty if not told.
    pub version: String,
}

#[derive(Deserialize)]
struct RawProgram<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
}

impl Metadata {
    /// Takes note of one member of `log`; what does not fit is omitted.
    pub(super) fn take(&mut self, key: Key, value: &[u8]) {
        let text = || {
            let Text(text) = serde_json::from_slice(value).ok()?;
            (!text.is_empty()).then(|| text.into_owned())
        };
        match key {
            Key::Version => self.version = text(),
            Key::Comment => self.comment = text(),
            Key::Creator => self.creator = program(value),
            Key::Browser => self.browser = program(value),
        }
    }
}

fn program(value: &[u8]) -> Option<Program> {
    let raw: RawProgram<'_> = serde_json::from_slice(value).ok()?;
    Some(Program {
        name: raw.name.0.into_owned(),
        version: raw.version.0.into_owned(),
    })
}

/// A member of `log` that is metadata.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    Version,
    Creator,
    Browser,
    Comment,
}

impl Key {
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"\"version\"" => Some(Self::Version),
            b"\"creator\"" => Some(Self::Creator),
            b"\"browser\"" => Some(Self::Browser),
            b"\"comment\"" => Some(Self::Comment),
            _ => None,
        }
    }
}
