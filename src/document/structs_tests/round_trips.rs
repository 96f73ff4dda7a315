use std::collections::BTreeMap;

use serde_json::Value;

use super::answers::rows;
use super::readers::reader_of;
use super::{recordings, site};
use crate::document::validators::Validators;
use crate::document::{Edition, Release, openapi_of};
use crate::exchange::Exchange;
use crate::interpret::Api;
use crate::serve::Subscriptions;

/// What came of rows, by schema.
#[derive(Default)]
struct Counts {
    /// Rows that were read and written again as they were.
    equal: BTreeMap<String, usize>,
    /// Of these, rows whose properties are written in the same order.
    in_order: usize,
    /// Rows that neither the struct nor the schema takes: the plugin's own faults.
    refused: usize,
    /// What went wrong, how often, and an example.
    wrong: BTreeMap<String, (usize, String)>,
}

impl Counts {
    fn add(&mut self, of: &str, document: &Value, exchanges: &[Exchange]) {
        let mut judge = Validators::new(document);
        for exchange in exchanges {
            let Some(rows) = rows(document, exchange) else {
                continue;
            };
            let schema = format!("/components/schemas/{}", rows.schema);
            let read = reader_of(&rows.schema);
            for value in rows.values {
                let broken = judge.broken(&schema, &value);
                let wrong = match read(&value) {
                    Ok(written) if written == value => {
                        *self.equal.entry(rows.schema.clone()).or_default() += 1;
                        let in_order = format!("{written}") == format!("{value}");
                        self.in_order += usize::from(in_order);
                        if broken.is_empty() {
                            continue;
                        }
                        format!("taken although the schema refuses it: {broken:?}")
                    }
                    Ok(written) => format!("changed to {written}"),
                    Err(_) if !broken.is_empty() => {
                        self.refused += 1;
                        continue;
                    }
                    Err(error) => format!("refused: {error}"),
                };
                let wrong = format!("{of} {} {wrong}", rows.schema);
                let (times, example) = self.wrong.entry(wrong).or_default();
                *times += 1;
                *example = value.to_string().chars().take(400).collect();
            }
        }
    }

    /// Fails on what went wrong, and says what was counted.
    #[expect(
        clippy::print_stderr,
        reason = "the figures are for whoever runs the test"
    )]
    fn conclude(&self, of: &str) {
        let wrong: Vec<_> = self.wrong.iter().take(20).collect();
        assert!(
            wrong.is_empty(),
            "{of}: {} wrong, {wrong:#?}",
            self.wrong.len()
        );
        let total: usize = self.equal.values().sum();
        eprintln!(
            "{of}: {total} rows read and written without loss, {} of them in the same order; {} \
             refused as by the schema; {:?}",
            self.in_order, self.refused, self.equal
        );
    }
}

fn document(api: Api, release: &str) -> Option<Value> {
    let release: Release = release.parse().unwrap();
    openapi_of(api, Edition::Observed, release)
}

#[tokio::test]
async fn all_that_the_reference_site_answers_is_read_and_written_without_loss() {
    let mut counts = Counts::default();
    let (on, off) = (Subscriptions::On, Subscriptions::Off);
    for (release, shops) in [
        ("1.13.0", vec![on]),
        ("1.17.4", vec![off]),
        ("1.19.1", vec![on]),
        ("1.24.0", vec![off]),
        ("1.27.2", vec![on, off]),
        ("1.28.0", vec![on]),
    ] {
        for api in Api::ALL {
            let Some(document) = document(api, release) else {
                continue;
            };
            for subscriptions in shops.clone() {
                let exchanges = site::exchanges(api, release, subscriptions).await;
                counts.add(&format!("{api} {release}"), &document, &exchanges);
            }
        }
    }
    for schema in [
        "DeletedPayload",
        "Error",
        "MembershipPlan",
        "NamespaceIndex",
        "RouteDescription",
        "UserMembership",
        "UserMembershipBatchResult",
        "UserMembershipDeleted",
        "UserMembershipPayload",
    ] {
        assert!(counts.equal.contains_key(schema), "no {schema}");
    }
    counts.conclude("reference site");
}

/// Version and release of a recording, by its name: `1.26.11-v4.har`, `v3-read.har`. One of an
/// upgrade, `up1.12.2-v3.har`, is of the newest release.
fn subject(name: &str) -> Option<(Api, String)> {
    let stem = name.strip_suffix(".har")?;
    let mut parts = stem.split('-');
    let api = Api::ALL
        .into_iter()
        .find(|api| parts.clone().any(|part| part == api.as_str()))?;
    let release = parts.find(|part| part.parse::<Release>().is_ok());
    Some((api, release.unwrap_or("1.27.2").to_owned()))
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn all_that_was_recorded_is_read_and_written_without_loss() {
    let Some(folder) = std::env::var_os("MEMBERSPEC_RECORDINGS") else {
        eprintln!("skipped: MEMBERSPEC_RECORDINGS is not set");
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let mut counts = Counts::default();
    let mut files = 0;
    for folder in [folder.clone(), folder.join("releases"), folder.join("v4")] {
        let mut paths: Vec<_> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy();
            let (api, release, exchanges) = match subject(&name) {
                Some((api, release)) => (api, release, recordings::har(&path)),
                None if name.ends_with(".jsonl") => {
                    (Api::V3, "1.27.2".to_owned(), recordings::deliveries(&path))
                }
                None => continue,
            };
            let document = document(api, &release).unwrap();
            counts.add(&name, &document, &exchanges);
            files += 1;
        }
    }
    counts.conclude(&format!("{files} recordings"));
}
