use std::fmt::Write as _;

use serde_json::Value;

/// What WordPress stores of a meta value (`docs/observed.md#5`, `#8`): text, with backslashes stripped;
/// `true` as `1`, `false` as nothing, arrays and text that looks serialized in PHP's serialized
/// form, null as null.
pub(crate) fn stored_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("1".to_owned()),
        Value::Bool(false) => Some(String::new()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => {
            let text = text.replace('\\', "");
            if looks_serialized(&text) {
                Some(serialize(&Value::String(text)))
            } else {
                Some(text)
            }
        }
        Value::Array(_) | Value::Object(_) => Some(serialize(value)),
    }
}

/// PHP's `serialize`.
fn serialize(value: &Value) -> String {
    let mut out = String::new();
    write_serialized(&mut out, value);
    out
}

fn write_serialized(out: &mut String, value: &Value) {
    // Writing to a string cannot fail.
    let _written = match value {
        Value::Null => write!(out, "N;"),
        Value::Bool(flag) => write!(out, "b:{};", u8::from(*flag)),
        Value::Number(number) if number.is_f64() => write!(out, "d:{number};"),
        Value::Number(number) => write!(out, "i:{number};"),
        Value::String(text) => write!(out, "s:{}:\"{text}\";", text.len()),
        Value::Array(items) => {
            let _opened = write!(out, "a:{}:{{", items.len());
            for (index, item) in items.iter().enumerate() {
                let _key = write!(out, "i:{index};");
                write_serialized(out, item);
            }
            write!(out, "}}")
        }
        Value::Object(map) => {
            let _opened = write!(out, "a:{}:{{", map.len());
            for (key, item) in map {
                let key = match key.parse::<i64>() {
                    // PHP turns decimal keys into integers.
                    Ok(number) if number.to_string() == *key => Value::from(number),
                    _ => Value::from(key.as_str()),
                };
                write_serialized(out, &key);
                write_serialized(out, item);
            }
            write!(out, "}}")
        }
    };
}

/// WordPress's `is_serialized`, near enough: such text is serialized once more when it is stored.
fn looks_serialized(text: &str) -> bool {
    let text = text.trim();
    let ends = text.ends_with(';') || text.ends_with('}');
    match text.as_bytes() {
        b"N;" => true,
        [b'a' | b'O' | b's' | b'i' | b'd' | b'b', b':', digit, ..] => {
            ends && (digit.is_ascii_digit() || *digit == b'-')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_stored_as_the_recorded_site_stored_them() {
        for (value, text) in [
            (json!(true), Some("1")),
            (json!(false), Some("")),
            (json!(5), Some("5")),
            (json!(1.5), Some("1.5")),
            (json!(null), None),
            (
                json!({"x": [1, 2]}),
                Some(r#"a:1:{s:1:"x";a:2:{i:0;i:1;i:1;i:2;}}"#),
            ),
            (json!([1, "z"]), Some(r#"a:2:{i:0;i:1;i:1;s:1:"z";}"#)),
            (json!("a:1:{i:0;i:1;}"), Some(r#"s:14:"a:1:{i:0;i:1;}";"#)),
            (json!("back\\slash \"q\" é"), Some("backslash \"q\" é")),
        ] {
            assert_eq!(stored_text(&value).as_deref(), text, "{value}");
        }
    }
}
