use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::reach::Reach;
use super::{Keywords, SchemaId, Schemas};

const DEPENDENT: &str = "dependentSchemas";

/// Writes a schema as JSON Schema 2020-12, each schema inside it once under `$defs`, so that
/// another implementation can judge what this one found. What no part of such a value can meet is
/// written as `true`.
#[must_use]
pub(crate) fn export(schemas: &Schemas, root: SchemaId, reach: &Reach<'_>) -> Value {
    let mut defs = Map::new();
    let (mut open, mut seen) = (vec![root], BTreeSet::from([root]));
    while let Some(id) = open.pop() {
        let mut writer = Writer {
            members: Map::new(),
            children: Vec::new(),
            reach,
        };
        if id == SchemaId::FALSE {
            defs.insert(id.number().to_string(), Value::Bool(false));
            continue;
        }
        writer.keywords(schemas.get(id));
        defs.insert(id.number().to_string(), Value::Object(writer.members));
        for child in writer.children {
            if seen.insert(child) {
                open.push(child);
            }
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": reference(root),
        "$defs": defs,
    })
}

fn reference(id: SchemaId) -> String {
    format!("#/$defs/{}", id.number())
}

struct Writer<'r> {
    members: Map<String, Value>,
    children: Vec<SchemaId>,
    reach: &'r Reach<'r>,
}

impl Writer<'_> {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.members.insert(name.to_owned(), value.into());
    }

    fn child(&mut self, id: SchemaId) -> Value {
        if !self.reach.meets(id) {
            return Value::Bool(true);
        }
        self.children.push(id);
        json!({ "$ref": reference(id) })
    }

    fn children(&mut self, ids: &[SchemaId]) -> Value {
        ids.iter().map(|id| self.child(*id)).collect()
    }

    fn schema(&mut self, name: &str, id: Option<SchemaId>) {
        if let Some(id) = id {
            let value = self.child(id);
            self.put(name, value);
        }
    }

    fn count(&mut self, name: &str, count: Option<u64>) {
        if let Some(count) = count {
            self.put(name, count);
        }
    }

    fn keywords(&mut self, keywords: &Keywords) {
        if let Some(types) = keywords.types {
            // A list of types cannot be empty; one of no known type accepts nothing.
            match types.names() {
                names if names.is_empty() => self.put("not", Value::Object(Map::new())),
                names => self.put("type", names),
            }
        }
        if let Some(values) = &keywords.values {
            self.put("enum", values.clone());
        }
        let numbers = [
            ("minimum", &keywords.minimum),
            ("maximum", &keywords.maximum),
            ("exclusiveMinimum", &keywords.above),
            ("exclusiveMaximum", &keywords.below),
            ("multipleOf", &keywords.multiple_of),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                self.put(name, Value::Number(number.to_number()));
            }
        }
        self.count("minLength", keywords.min_length);
        self.count("maxLength", keywords.max_length);
        if let Some(pattern) = &keywords.pattern {
            self.put("pattern", &**pattern);
        }
        if let Some(format) = &keywords.format {
            self.put("format", &*format.0);
        }
        self.array(keywords);
        self.object(keywords);
        self.logic(keywords);
    }

    fn array(&mut self, keywords: &Keywords) {
        if !keywords.prefix.is_empty() {
            let prefix = self.children(&keywords.prefix);
            self.put("prefixItems", prefix);
        }
        self.schema("items", keywords.items);
        if let Some(contains) = keywords.contains {
            self.schema("contains", Some(contains.schema));
            self.put("minContains", contains.min);
            self.count("maxContains", contains.max);
        }
        self.count("minItems", keywords.min_items);
        self.count("maxItems", keywords.max_items);
        if keywords.unique {
            self.put("uniqueItems", true);
        }
        self.schema("unevaluatedItems", keywords.unevaluated_items);
    }

    fn object(&mut self, keywords: &Keywords) {
        let mut properties = Map::new();
        // A property that the value does not have makes no difference, whatever it holds.
        for (name, id) in &keywords.properties {
            if self.reach.names(name) {
                let value = self.child(*id);
                properties.insert(name.to_string(), value);
            }
        }
        for name in keywords
            .ignored
            .iter()
            .filter(|name| self.reach.names(name))
        {
            properties.insert(name.to_string(), Value::Bool(true));
        }
        if !properties.is_empty() {
            self.put("properties", properties);
        }
        let maps = [
            ("patternProperties", &keywords.patterns),
            (DEPENDENT, &keywords.dependent_schemas),
        ];
        for (keyword, map) in maps {
            if !map.is_empty() {
                let map: Map<String, Value> = (map.iter())
                    .filter(|(name, _)| keyword != DEPENDENT || self.reach.names(name))
                    .map(|(name, id)| (name.to_string(), self.child(*id)))
                    .collect();
                self.put(keyword, map);
            }
        }
        self.schema("additionalProperties", keywords.additional);
        if !keywords.required.is_empty() {
            let required: Vec<&str> = keywords.required.iter().map(AsRef::as_ref).collect();
            self.put("required", required);
        }
        self.count("minProperties", keywords.min_properties);
        self.count("maxProperties", keywords.max_properties);
        self.schema("propertyNames", keywords.property_names);
        if !keywords.dependent_required.is_empty() {
            let map: Map<String, Value> = (keywords.dependent_required.iter())
                .filter(|(name, _)| self.reach.names(name))
                .map(|(name, others)| {
                    let others: Vec<&str> = others.iter().map(AsRef::as_ref).collect();
                    (name.to_string(), Value::from(others))
                })
                .collect();
            self.put("dependentRequired", map);
        }
        self.schema("unevaluatedProperties", keywords.unevaluated_properties);
    }

    fn logic(&mut self, keywords: &Keywords) {
        if !keywords.all.is_empty() {
            let all = self.children(&keywords.all);
            self.put("allOf", all);
        }
        if let Some(any) = &keywords.any {
            let any = self.children(any);
            self.put("anyOf", any);
        }
        if let Some(one) = &keywords.one {
            let one = self.children(one);
            self.put("oneOf", one);
        }
        self.schema("not", keywords.not);
        if let Some(conditional) = keywords.conditional {
            self.schema("if", Some(conditional.condition));
            self.schema("then", Some(conditional.then));
            self.schema("else", Some(conditional.otherwise));
        }
    }
}
