//! The parts of a SARIF 2.1.0 log (OASIS standard) that this program writes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::finding::Level;

#[derive(Serialize)]
struct Log<'r, 'c, R: Serialize> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [&'r Run<'c, R>; 1],
}

/// A run, with its results in any form that becomes a sequence of [`Found`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run<'c, R: Serialize> {
    pub(crate) tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) automation_details: Option<Automation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) taxonomies: Vec<Taxonomy<'c>>,
    pub(crate) invocations: [Invocation<'c>; 1],
    pub(crate) results: R,
}

/// What tells the runs of one tool apart.
#[derive(Serialize)]
pub(crate) struct Automation {
    pub(crate) id: &'static str,
}

/// The run itself.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invocation<'c> {
    pub(crate) execution_successful: bool,
    /// What is wrong with the settings of the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tool_configuration_notifications: Vec<Notification<'c>>,
    /// What readers must know beside the results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tool_execution_notifications: Vec<Notification<'c>>,
}

#[derive(Serialize)]
pub(crate) struct Notification<'c> {
    level: &'static str,
    message: Message<'c>,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptor: Option<Descriptor>,
}

#[derive(Serialize)]
struct Descriptor {
    id: String,
}

/// The known departures among the results (SARIF 2.1.0, 3.14.8).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Taxonomy<'c> {
    pub(crate) name: &'static str,
    pub(crate) short_description: Message<'c>,
    pub(crate) is_comprehensive: bool,
    pub(crate) taxa: Vec<Taxon<'c>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Taxon<'c> {
    pub(crate) id: &'c str,
    pub(crate) short_description: Message<'c>,
    pub(crate) full_description: Message<'c>,
}

/// A reference to a taxon.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaxonOf<'c> {
    pub(crate) id: &'c str,
    pub(crate) tool_component: Component,
}

#[derive(Serialize)]
pub(crate) struct Component {
    pub(crate) name: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<RuleOf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleOf {
    pub(crate) id: &'static str,
    pub(crate) short_description: Message<'static>,
    pub(crate) full_description: Message<'static>,
    pub(crate) help: Message<'static>,
}

#[derive(Serialize)]
pub(crate) struct Message<'c> {
    text: Cow<'c, str>,
}

/// One result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Found<'c> {
    pub(crate) rule_id: &'c str,
    /// None for a rule that the tool does not list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule_index: Option<usize>,
    pub(crate) level: &'static str,
    pub(crate) message: Message<'c>,
    pub(crate) locations: Vec<Location<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) related_locations: Vec<Location<'c>>,
    pub(crate) partial_fingerprints: BTreeMap<&'static str, Cow<'c, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) taxa: Vec<TaxonOf<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) suppressions: Vec<Suppression<'c>>,
}

#[derive(Serialize)]
pub(crate) struct Suppression<'c> {
    kind: &'static str,
    justification: Cow<'c, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Location<'c> {
    pub(crate) physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) logical_locations: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<Message<'c>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Logical {
    pub(crate) fully_qualified_name: String,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Snippet>,
}

/// The text of a region.
#[derive(Serialize)]
struct Snippet {
    text: String,
}

impl Tool {
    /// This program, with its rules in the order of their indexes.
    pub(crate) fn new(rules: Vec<RuleOf>) -> Self {
        Self {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules,
            },
        }
    }
}

impl<'c> Notification<'c> {
    pub(crate) fn new(level: Level, text: impl Into<Cow<'c, str>>) -> Self {
        Self {
            level: self::level(level),
            message: Message::new(text),
            descriptor: None,
        }
    }

    /// With the id of its kind.
    pub(crate) fn of_kind(mut self, id: &str) -> Self {
        self.descriptor = Some(Descriptor { id: id.to_owned() });
        self
    }
}

impl<'c> Message<'c> {
    pub(crate) fn new(text: impl Into<Cow<'c, str>>) -> Self {
        Self { text: text.into() }
    }
}

impl<'c> Suppression<'c> {
    /// Somebody or something outside the code says that the result does not count.
    pub(crate) fn external(justification: impl Into<Cow<'c, str>>) -> Self {
        Self {
            kind: "external",
            justification: justification.into(),
        }
    }
}

impl Physical {
    /// A line of a file or of a response, and its text.
    pub(crate) fn new(uri: String, start_line: u32, text: Option<String>) -> Self {
        Self {
            artifact_location: Artifact { uri },
            region: Region {
                start_line,
                snippet: text.map(|text| Snippet { text }),
            },
        }
    }
}

/// The word for a level.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// Writes the log of one run.
///
/// # Errors
///
/// Whatever the writer says, and an error of the results.
pub(crate) fn write<R: Serialize>(run: &Run<'_, R>, out: &mut dyn Write) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// A file's name as a URI reference (RFC 3986).
pub(crate) fn file(name: &str) -> String {
    const PATH: AsciiSet = NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    let path = utf8_percent_encode(name, &PATH).to_string();
    match name.strip_prefix('/') {
        Some(_) => format!("file://{path}"),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn a_file_s_name_becomes_a_uri_reference() {
        assert_eq!(file("openapi/v3.yaml"), "openapi/v3.yaml");
        assert_eq!(file("my api:1.yaml"), "my%20api%3A1.yaml");
        assert_eq!(file("/tmp/a.yaml"), "file:///tmp/a.yaml");
    }
}
