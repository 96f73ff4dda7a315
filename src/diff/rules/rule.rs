use std::fmt;

use serde::Serialize;

use crate::finding::Level;

/// One kind of change, with everything that people are reported about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case and stable: users write it into configuration.
    pub id: &'static str,
    /// What part of a document it is about.
    pub area: Area,
    /// Whose side of the wire it is about.
    pub reading: Reading,
    /// How its level is found.
    pub judgement: Judgement,
    /// One line, no full stop: what happened.
    pub title: &'static str,
    /// Who fears it, and why.
    pub why: &'static str,
    /// What a client or the author should do about it.
    pub remedy: &'static str,
}

/// A part of a document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// Title, version, servers, tags, components.
    Document,
    /// Paths, operations, webhooks, callbacks, deprecation.
    Operation,
    /// Parameters of every location.
    Parameter,
    /// Request bodies.
    Body,
    /// Responses, their headers and links.
    Response,
    /// Security requirements and schemes.
    Security,
    /// Schemas, wherever they are used.
    Schema,
}

/// Which way a rule reads.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// It is about what clients send.
    Request,
    /// It is about what the server sends.
    Response,
    /// It is about both, judged apart for each.
    Both,
    /// It is about neither.
    None,
}

/// How the level of a change is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The rule itself proves it: always this level.
    Always(Level),
    /// By meaning: an error where a counter-example is found, a warning where it stays open,
    /// and this level where it is proved harmless.
    ByMeaning(Level),
}

/// One of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// Rules whose ids end as those do that speak of a thing that came or went, and that speak of a
/// thing that is in both documents: what came or went is a keyword of it.
const KEYWORDS: [&str; 10] = [
    "enum-added",
    "enum-removed",
    "enum-value-added",
    "enum-value-removed",
    "extensible-enum-value-removed",
    "discriminator-added",
    "discriminator-removed",
    "parameter-default-added",
    "parameter-default-removed",
    "sunset-removed",
];

impl Rule {
    /// The only document that has what the rule speaks of. `None` where both have it.
    #[must_use]
    pub fn one_side(&self) -> Option<Side> {
        if KEYWORDS.contains(&self.id) {
            None
        } else if self.id.ends_with("-added") {
            Some(Side::New)
        } else if self.id.ends_with("-removed") {
            Some(Side::Old)
        } else {
            None
        }
    }
}

impl Judgement {
    /// The word that listings print.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always(level) => level.as_str(),
            Self::ByMeaning(_) => "by meaning",
        }
    }
}

impl Area {
    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Body => "body",
            Self::Response => "response",
            Self::Security => "security",
            Self::Schema => "schema",
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Reading {
    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
            Self::None => "none",
        }
    }
}
