use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::tidy;

/// The schemas of a document by name, each with the release that brought it.
#[derive(Default)]
pub(super) struct Schemas {
    schemas: BTreeMap<String, RefOr<Schema>>,
    since: BTreeMap<String, &'static str>,
}

impl Schemas {
    /// Adds a schema and every schema that it refers to, without a release.
    pub(super) fn with_undated<T: ToSchema>(self) -> Self {
        self.add::<T>(None)
    }

    /// Adds a schema and every schema that it refers to. What an earlier call has added keeps its
    /// release.
    pub(super) fn with<T: ToSchema>(self, since: &'static str) -> Self {
        self.add::<T>(Some(since))
    }

    fn add<T: ToSchema>(mut self, since: Option<&'static str>) -> Self {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        for (name, schema) in found {
            if let Some(since) = since {
                self.since.entry(name.clone()).or_insert(since);
            }
            self.schemas.entry(name).or_insert(schema);
        }
        self
    }

    /// The schemas as OpenAPI writes them, in the plain form that people and tools read best. A
    /// property that names no release came with its schema, or with the later schema to which it
    /// refers.
    pub(super) fn into_values(self) -> Result<Map<String, Value>, serde_json::Error> {
        let mut values = Map::new();
        for (name, schema) in self.schemas {
            let mut value = serde_json::to_value(schema)?;
            tidy::schema(&mut value);
            if let Some(release) = self.since.get(&name) {
                mark(&mut value, release, &self.since);
            }
            values.insert(name, value);
        }
        Ok(values)
    }
}

fn mark(schema: &mut Value, release: &'static str, since: &BTreeMap<String, &'static str>) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for property in properties.values_mut() {
        let of_schema = referred(property).and_then(|name| since.get(name).copied());
        let release = of_schema.map_or(release, |other| later(release, other));
        if let Value::Object(object) = property {
            object
                .entry("x-since")
                .or_insert_with(|| Value::from(release));
        }
    }
}

/// The schema to which a property, or each element of its list, refers.
fn referred(property: &Value) -> Option<&str> {
    let reference = property
        .get("$ref")
        .or_else(|| property.get("items")?.get("$ref"))?;
    reference.as_str()?.strip_prefix("#/components/schemas/")
}

fn later(one: &'static str, other: &'static str) -> &'static str {
    let numbers = |release: &str| -> Vec<u32> {
        release
            .split('.')
            .filter_map(|part| part.parse().ok())
            .collect()
    };
    if numbers(other) > numbers(one) {
        other
    } else {
        one
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    #[test]
    fn a_property_is_no_older_than_the_schema_to_which_it_refers() {
        let schemas = Schemas::default()
            .with::<model::ProfileField>("1.19.0")
            .with::<model::UserMembership>("1.11.0")
            .into_values()
            .unwrap();
        let since = |property: &str| &schemas["UserMembership"]["properties"][property]["x-since"];
        assert_eq!(since("id"), "1.11.0");
        assert_eq!(since("profile_fields"), "1.19.0");
        assert_eq!(since("plan_name"), "1.23.0");
    }

    #[test]
    fn releases_compare_by_their_numbers() {
        assert_eq!(later("1.9.0", "1.11.0"), "1.11.0");
        assert_eq!(later("1.23.0", "1.19.0"), "1.23.0");
    }
}
