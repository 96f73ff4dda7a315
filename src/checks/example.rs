use serde_json::Value;

use super::{At, Evidence};
use crate::contract::JsonPath;
use crate::finding::{Example, Excerpt, Open};
use crate::interpret::{Interpreted, Json};
use crate::redact;

/// How many lines an excerpt shows before and after the marked one.
const CONTEXT: usize = 1;

/// How many characters of a value are shown.
const VALUE: usize = 60;

/// How many bytes a text may have of which the first characters are shown.
const LONG: usize = 2_048;

/// The example of an instance in the exchange at hand.
pub(super) fn of(
    evidence: &Evidence,
    seen: &Interpreted<'_>,
    location: String,
    at: At<'_>,
) -> Example {
    let mut example = late(evidence, location, None, None);
    match at {
        At::Whole => {}
        At::Value(value) => example.value = Some(shorten(&redact::text(value))),
        At::Outside(name, value) => {
            example.value = Some(shorten(&redact::told_text(name, value)));
            example.open = open(Some(shorten(&redact::text(value))), None);
        }
        At::Link(link) => {
            example.value = Some(shorten(&redact::told_link(link)));
            example.open = open(Some(shorten(&redact::text(link))), None);
        }
        At::Json(path) => {
            example.at = path.exact();
            let Some((mut body, path)) = seen.json().map(|body| narrowed(body, path)) else {
                return example;
            };
            let key = path.last_key().unwrap_or_default();
            let value = path.find(&body);
            example.value = value.map(|value| shorten(&redact::told(key, value)));
            example.row = row_id(&path, &body);
            example.excerpt = excerpt(&path, &body, redact::told);
            mask(&mut body);
            let value = path.find(&body).map(|value| shorten(&value.to_string()));
            let lines = excerpt(&path, &body, |_, value| value.to_string());
            example.open = open(value, lines);
        }
    }
    example
}

/// Masks what is shown of a value to who asks for values. A text that is too long to be shown is
/// reported by its shape first: masking reads all of it, for each finding beside it, and a cut
/// could part a secret from what tells that it is one.
pub(super) fn mask(value: &mut Value) {
    shape_long(value);
    redact::json(value);
}

fn shape_long(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > LONG => {
            *text = format!("string, {} characters", text.chars().count());
        }
        Value::Array(items) => items.iter_mut().for_each(shape_long),
        Value::Object(members) => members.values_mut().for_each(shape_long),
        _ => {}
    }
}

fn open(value: Option<String>, excerpt: Option<Excerpt>) -> Option<Box<Open>> {
    Some(Box::new(Open { value, excerpt }))
}

/// The example of an instance that shows only at the end.
pub(super) fn late(
    evidence: &Evidence,
    at: String,
    value: Option<String>,
    row: Option<i64>,
) -> Example {
    Example {
        exchange: evidence.number,
        label: evidence.label.clone(),
        request: evidence.request.clone(),
        curl: evidence.curl.clone(),
        at,
        row,
        value,
        facts: Vec::new(),
        excerpt: None,
        open: None,
    }
}

/// What leads to the place and stands beside it, and the place in that: the rest of the body need
/// not be copied and redacted to show a few lines of it.
fn narrowed(body: &Json, path: &JsonPath) -> (Value, JsonPath) {
    match (body, path.split_index()) {
        (Json::One(body), _) => path.prune(body.value(), CONTEXT),
        (Json::List(rows), Some((index, within))) => {
            let Some(row) = rows.get(index) else {
                return (Value::Array(Vec::new()), path.clone());
            };
            let (row, within) = within.prune(row.value(), CONTEXT);
            (Value::Array(vec![row]), within.behind_index(0))
        }
        (Json::List(rows), None) => {
            let first = rows.iter().take(1 + CONTEXT);
            let rows = first.map(|row| row.value().clone()).collect();
            (rows, path.clone())
        }
    }
}

/// The id of the innermost object around the place that has one.
fn row_id(path: &JsonPath, body: &Value) -> Option<i64> {
    let mut place = path.parent();
    while let Some(path) = place {
        if let Some(id) = path
            .find(body)
            .and_then(|value| value.get("id"))
            .filter(|id| redact::is_harmless("id", id))
            .and_then(Value::as_i64)
        {
            return Some(id);
        }
        place = path.parent();
    }
    None
}

/// The lines of the object around the place, nested values folded, with a mark under the value;
/// under the opening brace for a key that is missing.
fn excerpt(
    path: &JsonPath,
    body: &Value,
    told: impl Fn(&str, &Value) -> String,
) -> Option<Excerpt> {
    let line = |name: &str, value: &Value| {
        let key = redact::told_key(name);
        let key = Value::String(key.into_owned());
        format!("  {key}: {},", fold(name, value, &told))
    };
    let parent = path.parent()?;
    let key = path.last_key()?;
    let members = parent.find(body)?.as_object()?;
    let Some(position) = members.keys().position(|name| name == key) else {
        let mut lines = vec!["{".to_owned()];
        lines.extend(
            members
                .iter()
                .take(CONTEXT + 1)
                .map(|(name, value)| line(name, value)),
        );
        return Some(Excerpt {
            lines,
            marked: 0,
            column: 0,
            width: 1,
        });
    };
    let from = position.saturating_sub(CONTEXT);
    let shown = members
        .iter()
        .skip(from)
        .take(position - from + 1 + CONTEXT);
    let lines: Vec<String> = shown.map(|(name, value)| line(name, value)).collect();
    let column = 2 + redact::told_key(key).chars().count() + 4;
    let width = fold(key, members.get(key)?, &told).chars().count().max(1);
    Some(Excerpt {
        lines,
        marked: position - from,
        column,
        width,
    })
}

fn fold(name: &str, value: &Value, told: &impl Fn(&str, &Value) -> String) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => "{…}".to_owned(),
        Value::Array(items) if !items.is_empty() => "[…]".to_owned(),
        other => shorten(&told(name, other)),
    }
}

pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= VALUE {
        return text.to_owned();
    }
    text.chars().take(VALUE - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_mark_stands_under_the_value_and_personal_data_is_not_shown() {
        let body = json!([{ "id": 19, "status": "active", "order_id": "47", "meta_data": [1] }]);
        let path = JsonPath::root().index(0).key("order_id");
        let shown = excerpt(&path, &body, redact::told).unwrap();
        assert_eq!(
            shown.lines,
            [
                r#"  "status": "active","#,
                r#"  "order_id": "47","#,
                r#"  "meta_data": […],"#
            ]
        );
        let marked: String = shown.lines[shown.marked]
            .chars()
            .skip(shown.column)
            .take(shown.width)
            .collect();
        assert_eq!(marked, "\"47\"");
        assert_eq!(row_id(&path, &body), Some(19));
    }

    #[test]
    fn a_missing_key_is_marked_at_the_opening_brace() {
        let body = json!({ "id": 1, "status": "active" });
        let shown = excerpt(&JsonPath::root().key("plan_id"), &body, redact::told).unwrap();
        assert_eq!((shown.lines[0].as_str(), shown.marked), ("{", 0));
    }
}
