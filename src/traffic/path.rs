use serde_json::Value;

/// The place of a value in a body, as changes print it: `$.items[*].name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A member of that name.
    Name(String),
    /// An item of an array.
    At(usize),
    /// Any member or item.
    Any,
}

impl Path {
    /// Reads a place. `None` where it is not a place in a body.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[', '(']).unwrap_or(after.len());
                (Step::Name(after[..end].to_owned()), &after[end..])
            } else if rest.starts_with("[\"") {
                let mut names =
                    serde_json::Deserializer::from_str(&rest[1..]).into_iter::<String>();
                let name = names.next()?.ok()?;
                let after = rest[1 + names.byte_offset()..].strip_prefix(']')?;
                (Step::Name(name), after)
            } else if let Some(after) = rest.strip_prefix('[') {
                let (inner, after) = after.split_once(']')?;
                let step = inner.parse().map_or(Step::Any, Step::At);
                (step, after)
            } else {
                // `(content)`: text that holds a document of its own.
                break;
            };
            steps.push(step);
            rest = after;
        }
        Some(Self(steps))
    }

    /// Whether a body has a value there. A list's items may be asked for by the place in one item,
    /// and one item by the place in a list: a schema is used for both.
    pub(super) fn is_in(&self, body: &Value) -> bool {
        let steps = self.0.as_slice();
        match (body, steps.split_first()) {
            (Value::Array(items), Some((Step::Name(_), _))) => {
                items.iter().any(|item| reaches(item, steps))
            }
            (Value::Object(_), Some((Step::Any, rest))) => {
                reaches(body, rest) || reaches(body, steps)
            }
            _ => reaches(body, steps),
        }
    }
}

fn reaches(value: &Value, steps: &[Step]) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return true;
    };
    match (step, value) {
        (Step::Name(name), Value::Object(members)) => {
            members.get(name).is_some_and(|value| reaches(value, rest))
        }
        (Step::At(at), Value::Array(items)) => {
            items.get(*at).is_some_and(|value| reaches(value, rest))
        }
        (Step::Any, Value::Array(items)) => items.iter().any(|value| reaches(value, rest)),
        (Step::Any, Value::Object(members)) => members.values().any(|value| reaches(value, rest)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn has(path: &str, body: &Value) -> bool {
        Path::parse(path).unwrap().is_in(body)
    }

    #[test]
    fn places_are_found_as_changes_print_them() {
        let body = json!({"a": [{"b": null}], "odd name": 1, "c": {"x": {"d": 1}}});
        assert!(has("$", &body));
        assert!(has("$.a[*].b", &body));
        assert!(has("$.a[0]", &body));
        assert!(!has("$.a[1]", &body));
        assert!(has("$[\"odd name\"]", &body));
        assert!(has("$.c[any name].d", &body));
        assert!(!has("$.a[*].c", &body));
        assert!(Path::parse("security").is_none());
    }

    #[test]
    fn a_list_and_its_items_are_found_by_either_place() {
        let item = json!({"name": "n"});
        assert!(has("$[*].name", &item));
        assert!(has("$.name", &json!([{}, item])));
        assert!(!has("$[*].name", &json!([])));
    }
}
