use serde_json::Value;

use crate::report::printable::printable;

/// The width that lists and objects on one line keep to.
const WIDTH: usize = 90;

/// A value as indented JSON, with what is short on one line.
pub(super) fn json(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, 0, &mut text);
    let lines: Vec<_> = text.lines().map(printable).collect();
    lines.join("\n")
}

/// `before` is the length of what comes before the value on its line.
fn write(value: &Value, depth: usize, before: usize, out: &mut String) {
    let short = one_line(value);
    if before + short.len() <= WIDTH {
        *out += &short;
        return;
    }
    let (open, close, members): (_, _, Vec<(String, &Value)>) = match value {
        Value::Array(items) => {
            let items = items.iter();
            ('[', ']', items.map(|item| (String::new(), item)).collect())
        }
        Value::Object(members) => {
            let members = members.iter();
            let named = members.map(|(name, member)| (format!("{}: ", quoted(name)), member));
            ('{', '}', named.collect())
        }
        _ => {
            *out += &short;
            return;
        }
    };
    let indent = "  ".repeat(depth + 1);
    out.push(open);
    for (at, (name, member)) in members.into_iter().enumerate() {
        *out += if at == 0 { "\n" } else { ",\n" };
        *out += &indent;
        *out += &name;
        write(member, depth + 1, indent.len() + name.len(), out);
    }
    *out += &format!("\n{}{close}", "  ".repeat(depth));
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = members.iter();
            let members: Vec<String> = members
                .map(|(name, member)| format!("{}: {}", quoted(name), one_line(member)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

fn quoted(name: &str) -> String {
    Value::from(name).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_short_stays_on_one_line_and_all_is_the_same_json() {
        let value = json!({
            "id": 38,
            "none": [],
            "_links": { "self": [{ "href": "https://shop.example/wp-json/wc/v3/memberships/members/38" }] },
            "text": "a \"quoted\" text that is longer than the width of a line, so that nothing helps: it stays",
        });
        let text = json(&value);
        assert!(
            text.contains("  \"none\": [],\n  \"_links\": {\n    \"self\": ["),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
