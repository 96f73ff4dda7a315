//! The values that contradict one another in a finding, shortened; of values that may be secret or
//! personal only the form is reported.

use serde_json::{Map, Value};

use super::example::{mask, shorten};
use crate::contract::JsonPath;
use crate::finding::Fact;
use crate::interpret::Interpreted;
use crate::redact;

/// A value of a JSON body, or that it is not there.
pub(super) fn value(label: &str, exchange: usize, path: &JsonPath, value: Option<&Value>) -> Fact {
    let key = path.last_key().unwrap_or_default();
    Fact {
        label: label.to_owned(),
        exchange: Some(exchange),
        at: path.exact(),
        value: value.map_or_else(missing, |it| shorten(&redact::told(key, it))),
        open: value.map(|it| opened(key, it)),
    }
}

/// A value of a row or item that has the key, likewise.
pub(super) fn member(
    label: &str,
    exchange: usize,
    entity: &JsonPath,
    key: &str,
    of: &Value,
) -> Fact {
    value(label, exchange, &entity.key(key), of.get(key))
}

/// A value that a request sent in its body.
pub(super) fn sent(exchange: usize, key: &str, of: &Map<String, Value>) -> Fact {
    let value = of.get(key);
    Fact {
        label: "sent".to_owned(),
        exchange: Some(exchange),
        at: format!("body {}", redact::told_key(key)),
        value: value.map_or_else(missing, |it| shorten(&redact::told(key, it))),
        open: value.map(|it| opened(key, it)),
    }
}

/// A query parameter as it was sent.
pub(super) fn parameter(seen: &Interpreted<'_>, name: &str) -> Fact {
    let value = seen.query.get(name);
    Fact {
        label: "asked for".to_owned(),
        exchange: Some(seen.number),
        at: format!("parameter {}", redact::told_key(name)),
        value: value.map_or_else(
            || "not sent".to_owned(),
            |value| shorten(&redact::told_text(name, value)),
        ),
        open: value.map(|value| shorten(&redact::text(&redact::query_value(name, value)))),
    }
}

/// A text of a response that is not a value of its body, such as a header of that name.
pub(super) fn outside(
    label: &str,
    exchange: Option<usize>,
    (at, name): (&str, &str),
    value: &str,
) -> Fact {
    Fact {
        value: shorten(&redact::told_text(name, value)),
        open: Some(shorten(&redact::text(value))),
        ..text(label, exchange, at, "")
    }
}

/// A link that a response holds.
pub(super) fn link(label: &str, exchange: Option<usize>, at: &str, link: &str) -> Fact {
    Fact {
        value: shorten(&redact::told_link(link)),
        open: Some(shorten(&redact::text(link))),
        ..text(label, exchange, at, "")
    }
}

/// A number or a text of ours.
pub(super) fn text(label: &str, exchange: Option<usize>, at: &str, value: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        exchange,
        at: at.to_owned(),
        value: shorten(&redact::text(value)),
        open: None,
    }
}

fn missing() -> String {
    "missing".to_owned()
}

/// A value as it is shown to who asks for values.
fn opened(key: &str, value: &Value) -> String {
    let mut alone = Value::Object([(key.to_owned(), value.clone())].into_iter().collect());
    mask(&mut alone);
    let value = alone.get(key).unwrap_or(&Value::Null);
    shorten(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fact_holds_no_personal_data() {
        let row = json!({
            "status": "paused",
            "customer_data": { "email": "anna@shop.example" },
            "meta_data": [{ "id": 1, "key": "nick", "value": "Annie" }],
        });
        let fact = |key: &str| member("in the list", 4, &JsonPath::root().index(2), key, &row);
        assert_eq!(fact("status").value, "\"paused\"");
        assert_eq!(fact("status").at, "$[2].status");
        assert!(!fact("customer_data").value.contains("anna"));
        assert!(!fact("meta_data").value.contains("Annie"));
        assert_eq!(fact("plan_id").value, "missing");
    }
}
