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

    /// The schemas as OpenAPI writes them, in the plain form that people and tools read best.
    pub(super) fn into_values(self) -> Result<Map<String, Value>, serde_json::Error> {
        let mut values = Map::new();
        for (name, schema) in self.schemas {
            let mut value = serde_json::to_value(schema)?;
            tidy::schema(&mut value);
            if let Some(since) = self.since.get(&name) {
                tidy::mark_since(&mut value, since);
            }
            values.insert(name, value);
        }
        Ok(values)
    }
}
