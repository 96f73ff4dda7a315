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

/// What begins the names of the dialects that schemas are compared by: JSON Schema 2020-12, and what
/// OpenAPI adds to it, which says nothing of what is valid.
const COMPARED: [&str; 3] = [
    "://spec.openapis.org/oas/3.1/dialect/",
    "://spec.openapis.org/oas/3.2/dialect/",
    "://json-schema.org/draft/2020-12/schema",
];

/// The dialect that a name stands for, where schemas are compared by other rules than its own.
pub(in crate::diff) fn other_dialect(name: &str) -> Option<&str> {
    let name = name.strip_suffix('#').unwrap_or(name);
    let rest = name
        .strip_prefix("https")
        .or_else(|| name.strip_prefix("http"));
    let is_compared = |rest: &str| COMPARED.iter().any(|known| rest.starts_with(known));
    (!rest.is_some_and(is_compared)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::other_dialect;

    #[test]
    fn names_of_the_dialect_that_schemas_are_compared_by() {
        for name in [
            "https://spec.openapis.org/oas/3.1/dialect/base",
            "https://spec.openapis.org/oas/3.1/dialect/2024-11-10#",
            "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
            "https://json-schema.org/draft/2020-12/schema#",
        ] {
            assert_eq!(other_dialect(name), None, "{name}");
        }
        let old = "http://json-schema.org/draft-07/schema#";
        assert_eq!(
            other_dialect(old),
            Some("http://json-schema.org/draft-07/schema")
        );
    }
}
