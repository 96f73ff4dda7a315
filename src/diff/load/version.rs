use std::fmt;

/// The edition of OpenAPI that a document is written in; it decides how schemas are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// OpenAPI 3.0.x: `nullable`, boolean `exclusiveMinimum`, nothing beside a `$ref`.
    V3_0,
    /// OpenAPI 3.1.x and 3.2.x: JSON Schema 2020-12.
    V3_1,
}

impl Version {
    /// Reads the `openapi` member. `None` for an edition that is not known.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        match (parts.next()?, parts.next()?) {
            ("3", "0") => Some(Self::V3_0),
            ("3", "1" | "2") => Some(Self::V3_1),
            _ => None,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        })
    }
}
