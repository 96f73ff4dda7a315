use serde_json::{Map, Value};

/// Builds an example of a schema from the examples of its properties, so that a new property
/// needs its example in one place only.
pub(super) struct Examples<'a>(pub(super) &'a Map<String, Value>);

impl Examples<'_> {
    /// An example of a named schema; `null` if there is no such schema.
    pub(super) fn of(&self, name: &str) -> Value {
        self.0
            .get(name)
            .map_or(Value::Null, |schema| self.of_schema(schema))
    }

    /// The same with some properties replaced or added.
    pub(super) fn with(&self, name: &str, changes: Value) -> Value {
        let mut example = self.of(name);
        if let (Some(object), Value::Object(changes)) = (example.as_object_mut(), changes) {
            object.extend(changes);
        }
        example
    }

    fn of_schema(&self, schema: &Value) -> Value {
        if let Some(name) = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
        {
            return self.of(name);
        }
        if let Some(first) = first_of(schema, "examples").or_else(|| first_of(schema, "enum")) {
            return first.clone();
        }
        if let Some(choice) = first_of(schema, "oneOf") {
            return self.of_schema(choice);
        }
        if let Some(Value::Object(properties)) = schema.get("properties") {
            return properties
                .iter()
                .map(|(name, property)| (name.clone(), self.of_schema(property)))
                .collect::<Map<_, _>>()
                .into();
        }
        match schema.get("items") {
            Some(items) if schema.get("maxItems") != Some(&Value::from(0)) => {
                vec![self.of_schema(items)].into()
            }
            Some(_) => Value::Array(Vec::new()),
            None if schema.get("type").and_then(Value::as_str) == Some("object") => {
                Map::new().into()
            }
            None => Value::Null,
        }
    }
}

fn first_of<'a>(schema: &'a Value, keyword: &str) -> Option<&'a Value> {
    schema.get(keyword)?.as_array()?.first()
}
