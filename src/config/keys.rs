use toml::{Table, Value};

use crate::base::nearest;

/// Keys of a check table, with those that must not stand there.
const SECRETS: [&str; 6] = [
    "key",
    "secret",
    "consumer_key",
    "consumer_secret",
    "password",
    "application_password",
];

/// The tables of the file.
const TABLES: [&str; 5] = ["check", "site", "profile", "diff", "notify"];

/// A key that the file must not hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Unknown {
        key: String,
        nearest: Option<String>,
    },
    Secret {
        key: String,
    },
}

/// The first key, in the order of the file, that no part of the configuration knows.
pub(super) fn bad_key(file: &Table) -> Option<Bad> {
    let check = properties("Check");
    file.iter()
        .find_map(|(key, value)| match (key.as_str(), value) {
            ("check", Value::Table(table)) => in_check("check", table, &check),
            ("site", Value::Table(sites)) => sites.iter().find_map(|(name, site)| {
                let table = site.as_table()?;
                let prefix = format!("site.{name}");
                in_table(&prefix, table, &properties("Site")).or_else(|| {
                    let inner = table.get("check")?.as_table()?;
                    in_check(&format!("{prefix}.check"), inner, &check)
                })
            }),
            ("profile", Value::Table(profiles)) => profiles.iter().find_map(|(name, profile)| {
                let table = profile.as_table()?;
                in_table(&format!("profile.{name}"), table, &properties("Profile"))
            }),
            ("diff", Value::Table(table)) => in_table("diff", table, &properties("Diff")),
            ("notify", Value::Table(table)) => in_table("notify", table, &properties("Notify")),
            // A wrong type: the parser says it better, with its place.
            (key, _) if TABLES.contains(&key) => None,
            _ => Some(unknown("", key, &TABLES.map(str::to_owned))),
        })
}

fn in_check(prefix: &str, table: &Table, known: &[String]) -> Option<Bad> {
    in_table(prefix, table, known).or_else(|| {
        let write = table.get("write")?.as_table()?;
        in_table(&format!("{prefix}.write"), write, &properties("Write"))
    })
}

fn in_table(prefix: &str, table: &Table, known: &[String]) -> Option<Bad> {
    table.keys().find_map(|key| {
        if known.contains(key) {
            None
        } else if SECRETS.contains(&key.as_str()) {
            Some(Bad::Secret {
                key: format!("{prefix}.{key}"),
            })
        } else {
            Some(unknown(prefix, key, known))
        }
    })
}

fn unknown(prefix: &str, key: &str, known: &[String]) -> Bad {
    let full = |key: &str| {
        if prefix.is_empty() {
            key.to_owned()
        } else {
            format!("{prefix}.{key}")
        }
    };
    let nearest = nearest(key, known.iter().map(String::as_str)).map(full);
    Bad::Unknown {
        key: full(key),
        nearest,
    }
}

/// The keys of a struct of the file, from its JSON Schema: one source for both.
fn properties(name: &str) -> Vec<String> {
    let schema = schemars::schema_for!(super::File);
    let pointer = format!("/$defs/{name}/properties");
    schema
        .as_value()
        .pointer(&pointer)
        .and_then(serde_json::Value::as_object)
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default()
}
