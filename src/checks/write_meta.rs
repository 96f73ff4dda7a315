use std::collections::BTreeMap;

use serde_json::Value;

use super::facts;
use super::written::{Deed, Written, written};
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::redact;

static RULE: Rule = Rule {
    id: "write-meta",
    level: Level::Error,
    class: Class::Writes,
    title: "Meta data that is written is stored once, with its value",
    unit: "meta data keys",
    what: "Each key of `meta_data` in a create or update, except those of the plugin itself, is in \
           the response, with the value as text (true is 1, false is empty, null is null), and is \
           there once unless several existed before. For values that WordPress may rewrite \
           (slashes, quotes, markup, arrays) only the key is checked. Of equal keys the last \
           counts (`docs/observed.md#8`, `#9`).",
    why: "Integrations store their own ids in meta data. With a second row under the same key, it \
          is unpredictable which of the two is read.",
    example: "After two updates of `crm_id` the membership has two `crm_id` rows.",
    remedy: "Look for code that calls add_post_meta() instead of update_post_meta().",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherValue = "another-value":
        "the value that was sent", "another value, or no row";
        SeveralRows = "several-rows": "one row for one key", "several rows";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WriteMeta),
};

struct WriteMeta;

impl Check for WriteMeta {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        for done in written(seen) {
            let known = match done.deed {
                Deed::Create => Some(0),
                Deed::Update => None,
            };
            for (key, value) in sent(&done) {
                report.examined(context, 1);
                let rows = values(done.row, key);
                let before = known.or_else(|| {
                    let row = run.states().row(done.id, run)?;
                    Some(values(row, key).len())
                });
                let expected = text(value);
                // A recording hides what meta data says.
                let is_hidden = rows
                    .iter()
                    .any(|value| value.as_deref() == Some(redact::MASK));
                let is_there = match &expected {
                    Some(expected) => is_hidden || rows.contains(expected),
                    None => !rows.is_empty(),
                };
                let wrong = if !is_there {
                    Some(Fault::AnotherValue)
                } else if rows.len() > 1 && before.is_some_and(|before| before <= 1) {
                    Some(Fault::SeveralRows)
                } else {
                    None
                };
                if let Some(fault) = wrong {
                    let path = done.path.key("meta_data");
                    let violation = Violation {
                        basis: Basis::Both,
                        location: Location::Json(path.pattern()),
                        cause: fault.into(),
                        source: Some("docs/observed.md#8, #9".into()),
                    };
                    report.contradiction(context, violation, At::Value(key), &[], || {
                        let label = format!("rows of {key}");
                        let exact = path.exact();
                        let value = "a value, which is not shown";
                        vec![
                            facts::text("sent", Some(seen.number), "body meta_data", value),
                            facts::text(&label, Some(seen.number), &exact, &rows.len().to_string()),
                        ]
                    });
                }
            }
        }
    }
}

/// The keys that were sent with the value that counts; the plugin's own are omitted.
fn sent<'a>(done: &Written<'a>) -> BTreeMap<&'a str, &'a Value> {
    let items = done.sent.get("meta_data").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(|item| {
            let key = item.get("key")?.as_str()?;
            let is_own = key.is_empty() || key.starts_with('_');
            (!is_own).then(|| (key, item.get("value").unwrap_or(&Value::Null)))
        })
        .collect()
}

/// The values of a key in a membership; a null is told apart from text.
fn values(row: &Value, key: &str) -> Vec<Option<String>> {
    let metas = row.get("meta_data").and_then(Value::as_array);
    metas
        .into_iter()
        .flatten()
        .filter(|meta| meta.get("key").and_then(Value::as_str) == Some(key))
        .map(|meta| meta.get("value").and_then(Value::as_str).map(str::to_owned))
        .collect()
}

/// The text that WordPress stores for a value; none where it may rewrite it.
fn text(value: &Value) -> Option<Option<String>> {
    match value {
        Value::Null => Some(None),
        Value::Bool(true) => Some(Some("1".to_owned())),
        Value::Bool(false) => Some(Some(String::new())),
        Value::Number(number) if number.is_i64() => Some(Some(number.to_string())),
        Value::String(text) => {
            let is_plain = text.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-' | b'_')
            });
            let is_trimmed = text.trim() == text;
            (is_plain && is_trimmed).then(|| Some(text.clone()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, send};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    fn put(sent: &Value, answered: &Value) -> Exchange {
        let mut row = member(19);
        row["meta_data"] = answered.clone();
        let sent = json!({ "meta_data": sent });
        send(Method::Put, "/members/19", &sent, 200, &row)
    }

    #[test]
    fn a_second_row_under_one_key_is_found() {
        let row = |id: u64, value: &str| json!({ "id": id, "key": "note", "value": value });
        let first = put(
            &json!([{ "key": "note", "value": "one" }]),
            &json!([row(1, "one")]),
        );
        let sent = json!([{ "key": "note", "value": "two" }]);
        let both = put(&sent, &json!([row(1, "one"), row(2, "two")]));
        assert_eq!(
            findings(&ENTRY, &[first.clone(), both.clone()]),
            ["$.meta_data: one row for one key, several rows found"]
        );
        // Nothing is known from before: there may have been two.
        assert_eq!(findings(&ENTRY, &[both]), [""; 0]);
        let replaced = put(&sent, &json!([row(1, "two")]));
        assert_eq!(findings(&ENTRY, &[first, replaced]), [""; 0]);
    }

    #[test]
    fn a_value_that_a_recording_hides_is_not_compared() {
        let sent = json!([{ "key": "yes", "value": false }]);
        let hidden = json!([{ "id": 1, "key": "yes", "value": redact::MASK }]);
        assert_eq!(findings(&ENTRY, &[put(&sent, &hidden)]), [""; 0]);
    }

    #[test]
    fn values_become_text_and_the_last_of_equal_keys_counts() {
        let sent = json!([
            { "key": "yes", "value": true },
            { "key": "no", "value": false },
            { "key": "seven", "value": 7 },
            { "key": "gone", "value": null },
            { "key": "a", "value": "1" },
            { "key": "a", "value": "2" },
            { "key": "slash", "value": "a\\b" },
            { "key": "_start_date", "value": "x" },
        ]);
        let row = |key: &str, value: &Value| json!({ "id": 1, "key": key, "value": value });
        let mut answered = vec![
            row("yes", &json!("1")),
            row("no", &json!("")),
            row("seven", &json!("7")),
            row("gone", &Value::Null),
            row("a", &json!("2")),
            row("slash", &json!("ab")),
        ];
        assert_eq!(findings(&ENTRY, &[put(&sent, &json!(answered))]), [""; 0]);
        answered[4] = row("a", &json!("1"));
        assert_eq!(
            findings(&ENTRY, &[put(&sent, &json!(answered))]),
            ["$.meta_data: the value that was sent, another value, or no row found"]
        );
    }
}
