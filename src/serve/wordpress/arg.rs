use serde_json::{Map, Value, json};

use super::{Problem, sanitize, validate};

/// How WordPress makes an argument clean before the endpoint sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clean {
    /// As the schema says.
    BySchema,
    /// Absolute integer: `-39` is 39 (`docs/observed.md#4`).
    Absolute,
    /// A list of absolute integers, never rejected: `abc` is `[0]`.
    Ids,
    /// A list of strings, never rejected.
    Words,
    /// Left alone and never rejected.
    Raw,
}

/// A declared argument of an endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Arg {
    /// The name.
    pub(crate) name: &'static str,
    /// The schema as indexes print it, `required` excluded.
    pub(crate) schema: Map<String, Value>,
    /// Whether the endpoint rejects a request without it.
    pub(crate) required: bool,
    /// How it is checked and made clean.
    pub(crate) clean: Clean,
}

impl Arg {
    /// An argument that its schema checks. `schema` must be a JSON object.
    pub(crate) fn new(name: &'static str, schema: Value) -> Self {
        Self {
            name,
            schema: match schema {
                Value::Object(map) => map,
                _ => Map::new(),
            },
            required: false,
            clean: Clean::BySchema,
        }
    }

    /// The same with another way to make it clean.
    pub(crate) fn clean(mut self, clean: Clean) -> Self {
        self.clean = clean;
        self
    }

    /// The same, required.
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The value when the request does not have the argument.
    pub(crate) fn default(&self) -> Option<&Value> {
        self.schema.get("default")
    }

    /// Rejects a value, or makes it clean.
    pub(crate) fn accept(&self, value: &Value) -> Result<Value, Problem> {
        match self.clean {
            Clean::BySchema => {
                validate(value, &self.schema, self.name)?;
                Ok(sanitize(value, &self.schema))
            }
            Clean::Absolute => {
                validate(value, &self.schema, self.name)?;
                let number = sanitize(value, &self.schema).as_i64().unwrap_or_default();
                Ok(number.saturating_abs().into())
            }
            Clean::Ids => Ok(words(value).map(|word| absolute(&word)).collect()),
            Clean::Words => Ok(words(value).collect()),
            Clean::Raw => Ok(value.clone()),
        }
    }

    /// The argument as discovery and OPTIONS print it.
    pub(crate) fn described(&self) -> Value {
        let mut schema = self.schema.clone();
        schema.insert("required".to_owned(), json!(self.required));
        Value::Object(schema)
    }
}

/// A list, or a string split at commas and spaces.
fn words(value: &Value) -> impl Iterator<Item = Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::String(text) => text
            .split([',', ' ', '\t', '\n'])
            .filter(|part| !part.is_empty())
            .map(Value::from)
            .collect(),
        Value::Number(_) => vec![value.clone()],
        _ => Vec::new(),
    }
    .into_iter()
}

/// PHP's `absint`: leading digits count, anything else is 0.
fn absolute(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_i64().unwrap_or_default().unsigned_abs().into(),
        Value::String(text) => {
            let text = text.trim();
            let digits: String = text
                .trim_start_matches(['-', '+'])
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            digits.parse::<u64>().unwrap_or_default().into()
        }
        _ => 0.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_never_refused_and_numbers_lose_their_sign() {
        let ids = Arg::new("include", json!({"type": "array"})).clean(Clean::Ids);
        assert_eq!(ids.accept(&json!("63,64")), Ok(json!([63, 64])));
        assert_eq!(ids.accept(&json!("abc")), Ok(json!([0])));
        assert_eq!(ids.accept(&json!("")), Ok(json!([])));
        let order = Arg::new("order", json!({"type": "integer"})).clean(Clean::Absolute);
        assert_eq!(order.accept(&json!("-39")), Ok(json!(39)));
        assert!(order.accept(&json!("asc")).is_err());
    }
}
