use serde_json::Value;

use super::Parameter;

impl Parameter {
    /// Whether WordPress rejects a value for this parameter, as far as the schema leaves no doubt:
    /// text for a number, a number out of bounds, none of the listed values (`docs/observed.md#4`).
    #[must_use]
    pub fn refuses(&self, value: &str) -> bool {
        if value.is_empty() || self.undeclared || self.requires.is_some() {
            return false;
        }
        let schema = &self.schema;
        if let Some(listed) = schema.get("enum").and_then(Value::as_array) {
            return !listed.iter().any(|it| it.as_str() == Some(value));
        }
        if schema.get("type").and_then(Value::as_str) != Some("integer") {
            return false;
        }
        // PHP takes 12.0 and 1e2 for whole numbers, and blanks around them.
        let Ok(number) = value.trim().parse::<f64>() else {
            return true;
        };
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        number.fract() != 0.0
            || bound("minimum").is_some_and(|least| number < least)
            || bound("maximum").is_some_and(|most| number > most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Place;
    use serde_json::json;

    #[test]
    fn only_what_leaves_no_doubt_is_refused() {
        let of = |schema: Value| Parameter {
            name: "x".into(),
            place: Place::Query,
            schema,
            required: false,
            undeclared: false,
            requires: None,
        };
        let bounded = of(json!({ "type": "integer", "minimum": 1, "maximum": 100 }));
        assert!(
            ["0", "101", "abc", "1.5"]
                .iter()
                .all(|it| bounded.refuses(it))
        );
        assert!(
            ["1", " 5", "12.0", ""]
                .iter()
                .all(|it| !bounded.refuses(it))
        );
        let listed = of(json!({ "enum": ["view"] }));
        assert!(listed.refuses("edit") && !listed.refuses("view"));
        assert!(!of(json!({ "type": "string" })).refuses("x"));
    }
}
