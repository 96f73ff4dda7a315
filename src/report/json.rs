//! The report as JSON, for programs. Its shape is versioned; its schema is committed.

mod shape;

use std::io::{self, Write};

use serde_json::json;

use self::shape::Report;
use crate::finding::Outcome;

/// The version of the report's shape. It grows by one when something is renamed, removed or
/// means something else; a new property alone does not change it.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Writes the report, pretty-printed, with a line feed at the end.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Report::of(outcome))?;
    writeln!(out)
}

/// Writes the report on one line, without a line feed.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn compact(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(out, &Report::of(outcome)).map_err(Into::into)
}

/// The JSON Schema (2020-12) of the report, pretty-printed, with a line feed at the end.
#[must_use]
pub(crate) fn schema() -> String {
    let derived = schemars::schema_for!(Report<'static>);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        // A name and no address: it is the same wherever the schema is kept.
        "$id": format!("urn:memberspec:report:{SCHEMA_VERSION}"),
        "title": "memberspec report",
    });
    if let (Some(schema), Some(derived)) = (schema.as_object_mut(), derived.as_object()) {
        let rest = derived
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "$schema" | "title"));
        schema.extend(rest.map(|(key, value)| (key.clone(), value.clone())));
    }
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn written(outcome: &Outcome) -> String {
        let mut bytes = Vec::new();
        write(outcome, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_report_holds_the_whole_outcome() {
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
            filters => vec![(env!("CARGO_PKG_VERSION"), "[version]")],
        }, { insta::assert_snapshot!("report-json-failing", written(&sample::failing())) });
    }

    #[test]
    fn every_report_fits_the_committed_schema() {
        let schema = serde_json::from_str(include_str!("report.schema.json")).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for outcome in [
            sample::failing(),
            sample::conforming(),
            sample::documented(),
            sample::empty(),
            sample::incomplete(),
        ] {
            let report = serde_json::from_str(&written(&outcome)).unwrap();
            assert!(
                validator.is_valid(&report),
                "{:?}",
                validator.validate(&report)
            );
        }
        assert!(!validator.is_valid(&serde_json::json!({"schema_version": 1})));
    }
}
