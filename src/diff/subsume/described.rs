use serde_json::Value;

use super::scale::Scale;

/// Characters, items and members above which a part of a value is told by its size.
const LONG: usize = 120;
const MANY: usize = 40;

/// A value for people whose large parts are told by their size: `a string of 20,000 characters`.
/// `None` where it has none.
pub(super) fn described(value: &Value, scale: &Scale) -> Option<String> {
    let large = |value: &Value| {
        let (size, kind) = match value {
            Value::String(text) => {
                let size = text.chars().count();
                let shown = scale.characters.up(size as u64);
                (shown > size as u64 || size > LONG).then_some((shown, "string of # character"))?
            }
            Value::Array(items) => {
                let size = items.len();
                let shown = scale.items.up(size as u64);
                (shown > size as u64 || size > MANY).then_some((shown, "list of # item"))?
            }
            Value::Object(members) => {
                let size = members.len();
                let shown = scale.properties.up(size as u64);
                let shown = (shown > size as u64 || size > MANY).then_some(shown)?;
                return Some(format!("an object of {} properties", grouped(shown)));
            }
            _ => return None,
        };
        let plural = if size == 1 { "" } else { "s" };
        Some(format!("a {}{plural}", kind.replace('#', &grouped(size))))
    };
    if let Some(whole) = large(value) {
        return Some(whole);
    }
    fn write(value: &Value, large: &dyn Fn(&Value) -> Option<String>, found: &mut bool) -> String {
        if let Some(text) = large(value) {
            *found = true;
            return format!("<{text}>");
        }
        match value {
            Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| write(item, large, found)).collect();
                format!("[{}]", items.join(","))
            }
            Value::Object(members) => {
                let members: Vec<String> = (members.iter())
                    .map(|(name, value)| {
                        format!(
                            "{}:{}",
                            Value::from(name.as_str()),
                            write(value, large, found)
                        )
                    })
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            other => other.to_string(),
        }
    }
    let mut found = false;
    let text = write(value, &large, &mut found);
    found.then_some(text)
}

/// `20000` as `20,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn large_parts_are_told_by_their_size() {
        let scale = Scale::default();
        assert_eq!(described(&json!({"a": "b"}), &scale), None);
        let long = "a".repeat(20_000);
        assert_eq!(
            described(&json!(long), &scale).as_deref(),
            Some("a string of 20,000 characters")
        );
        assert_eq!(
            described(&json!({"a": [1, long]}), &scale).as_deref(),
            Some("{\"a\":[1,<a string of 20,000 characters>]}")
        );
    }
}
