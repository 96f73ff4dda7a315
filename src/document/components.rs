use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::tidy;
use crate::base::Release;

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
    ///
    /// They are stated as of a release. What came later to a schema that this release has may be
    /// there and need not.
    pub(super) fn into_values(
        self,
        stated: Release,
    ) -> Result<Map<String, Value>, serde_json::Error> {
        let mut values = Map::new();
        for (name, schema) in self.schemas {
            let mut value = serde_json::to_value(schema)?;
            tidy::schema(&mut value);
            if let Some(release) = self.since.get(&name) {
                mark(&mut value, release, &self.since);
                let of_schema = Release::parse(release).unwrap_or(stated);
                ask_for_nothing_later(&mut value, stated.max(of_schema));
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
        let release = of_schema.map_or(release, |other| {
            std::cmp::max_by_key(release, other, |release| Release::parse(release))
        });
        if let Value::Object(object) = property {
            object
                .entry("x-since")
                .or_insert_with(|| Value::from(release));
        }
    }
}

/// Makes optional what came after a release.
fn ask_for_nothing_later(schema: &mut Value, release: Release) {
    let Some(Value::Array(mut required)) = schema.get("required").cloned() else {
        return;
    };
    let before = required.len();
    required.retain(|name| {
        let property = name
            .as_str()
            .and_then(|name| schema["properties"].get(name));
        let since = property.and_then(|property| property.get("x-since")?.as_str());
        since
            .and_then(Release::parse)
            .is_none_or(|since| since <= release)
    });
    if required.len() == before {
        return;
    }
    if let Value::Object(members) = schema {
        if required.is_empty() {
            members.shift_remove("required");
        } else {
            members.insert("required".to_owned(), required.into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    #[test]
    fn a_property_is_no_older_than_the_schema_to_which_it_refers() {
        let schemas = Schemas::default()
            .with::<model::ProfileField>("1.19.0")
            .with::<model::UserMembership>("1.11.0")
            .into_values(Release::MEASURED)
            .unwrap();
        let since = |property: &str| &schemas["UserMembership"]["properties"][property]["x-since"];
        assert_eq!(since("id"), "1.11.0");
        assert_eq!(since("profile_fields"), "1.19.0");
        assert_eq!(since("plan_name"), "1.23.0");
    }

    /// A schema with a property of a release that is not known yet.
    #[derive(utoipa::ToSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Row {
        id: i64,
        #[schema(extensions(("x-since" = json!("1.28.0"))))]
        colour: String,
    }

    #[test]
    fn a_required_property_of_a_later_release_is_not_asked_of_an_earlier_one() {
        let required = |release: Release, since| {
            let schemas = Schemas::default().with::<Row>(since).into_values(release);
            schemas.unwrap()["Row"]["required"].clone()
        };
        let later = Release::new(1, 28, 0);
        assert_eq!(
            required(Release::MEASURED, "1.11.0"),
            serde_json::json!(["id"])
        );
        assert_eq!(
            required(later, "1.11.0"),
            serde_json::json!(["id", "colour"])
        );
        // A schema that is later as a whole is stated as it came.
        assert_eq!(
            required(Release::MEASURED, "1.28.0"),
            serde_json::json!(["id", "colour"])
        );
    }
}
