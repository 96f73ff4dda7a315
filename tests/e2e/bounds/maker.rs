use std::fmt::Write as _;

/// Writes documents from text: the fastest way to many megabytes.
#[derive(Default)]
pub(super) struct Maker {
    paths: String,
    schemas: String,
}

/// A reference to a level of a chain.
pub(super) fn level(number: usize) -> String {
    format!(r##"{{"$ref":"#/components/schemas/L{number}"}}"##)
}

/// `count` texts with commas between them.
pub(super) fn list(count: usize, each: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for at in 0..count {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&each(at));
    }
    text
}

impl Maker {
    /// A schema of the components.
    pub(super) fn schema(mut self, name: &str, schema: &str) -> Self {
        let comma = if self.schemas.is_empty() { "" } else { "," };
        let _ = write!(self.schemas, "{comma}\n\"{name}\":{schema}");
        self
    }

    /// Levels that lead to one another, down to a leaf which the edited document has otherwise.
    pub(super) fn chain(
        mut self,
        levels: usize,
        edited: bool,
        each: impl Fn(usize) -> String,
    ) -> Self {
        for number in 0..levels {
            self = self.schema(&format!("L{number}"), &each(number));
        }
        let leaf = if edited { "integer" } else { "string" };
        for number in levels..levels + 2 {
            self = self.schema(
                &format!("L{number}"),
                &format!(r#"{{"type":"{leaf}","title":"{number}"}}"#),
            );
        }
        self
    }

    /// An operation that reads and answers a schema.
    pub(super) fn operation(mut self, path: &str, schema: &str) -> Self {
        let comma = if self.paths.is_empty() { "" } else { "," };
        let content = format!(r#""content":{{"application/json":{{"schema":{schema}}}}}"#);
        let _ = write!(
            self.paths,
            "{comma}\n\"{path}\":{{\"post\":{{\"requestBody\":{{{content}}},\
             \"responses\":{{\"200\":{{\"description\":\"d\",{content}}}}}}}}}"
        );
        self
    }

    /// An operation whose text is given.
    pub(super) fn written(mut self, path: &str, operation: &str) -> Self {
        let comma = if self.paths.is_empty() { "" } else { "," };
        let _ = write!(self.paths, "{comma}\n\"{path}\":{{\"get\":{operation}}}");
        self
    }

    /// The document.
    pub(super) fn text(&self) -> String {
        format!(
            "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"t\",\"version\":\"1.0.0\"}},\
             \"paths\":{{{}}},\"components\":{{\"schemas\":{{{}}}}}}}",
            self.paths, self.schemas
        )
    }
}

/// The document of one operation with that schema.
pub(super) fn of_schema(schema: &str) -> String {
    Maker::default().operation("/a", schema).text()
}

/// The document of one operation that uses the first level of a chain.
pub(super) fn of_chain(levels: usize, edited: bool, each: impl Fn(usize) -> String) -> String {
    Maker::default()
        .operation("/a", &level(0))
        .operation("/b", &level(levels / 2))
        .chain(levels, edited, each)
        .text()
}
