use super::Version;
use super::check::{Check, Checker};
use super::node::{Kind, Node};
use super::repair::Reading;

/// The names of types, and what writers of other languages call them.
const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];
const FOREIGN: [(&str, &str); 14] = [
    ("int", "integer"),
    ("long", "integer"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("decimal", "number"),
    ("bool", "boolean"),
    ("str", "string"),
    ("date", "string"),
    ("datetime", "string"),
    ("uuid", "string"),
    ("list", "array"),
    ("map", "object"),
];

/// The form of schemas: of their keywords each has the type that JSON Schema gives it, or is read
/// as its only possible meaning, or skipped.
impl<'d> Check<'d> {
    pub(super) fn schema(&mut self, node: &'d Node) {
        if node.bool().is_some() {
            return;
        }
        let Some(object) = node.object() else {
            let meant = node.str().and_then(|text| text.parse().ok());
            let reading = meant.map_or(Reading::Nothing, |value| Reading::Value(Kind::Bool(value)));
            return self.unexpected(node, "a schema, which is an object or a boolean,", reading);
        };
        for (name, value) in object.iter() {
            let check: Checker<'d> = match name {
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" => |check, node| check.each(node, Self::schema),
                "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                    |check, node| check.items(node, Self::schema)
                }
                "items" => Self::items_schema,
                "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema" => Self::schema,
                "required" => Self::required,
                "enum" => |check, node| check.items(node, |_, _| {}),
                "dependentRequired" => |check, node| {
                    check.each(node, |check, node| check.items(node, Self::string));
                },
                "type" => Self::types,
                "pattern" | "format" | "contentEncoding" | "contentMediaType" => Self::string,
                "nullable" | "uniqueItems" | "readOnly" | "writeOnly" | "deprecated" => {
                    Self::boolean
                }
                "minimum" | "maximum" | "multipleOf" => Self::number,
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties" | "minContains" | "maxContains" => Self::count,
                "exclusiveMinimum" => {
                    self.exclusive(node, name, "minimum", value);
                    continue;
                }
                "exclusiveMaximum" => {
                    self.exclusive(node, name, "maximum", value);
                    continue;
                }
                _ => continue,
            };
            self.inside(name, value, check);
        }
    }

    /// Before 2020-12 a list of schemas stood where `prefixItems` stands now.
    fn items_schema(&mut self, node: &'d Node) {
        let Kind::Array(list) = &node.kind else {
            return self.schema(node);
        };
        let prefix = (!list.is_empty()).then(|| node.kind.clone());
        let members = vec![("items", None), ("prefixItems", prefix)];
        self.unexpected(node, "a schema", Reading::Members(members));
    }

    /// In drafts before 4 a property said of itself that it is required.
    fn required(&mut self, node: &'d Node) {
        let flag = match &node.kind {
            Kind::Bool(flag) => Some(*flag),
            Kind::String(text) => text.parse().ok(),
            _ => None,
        };
        match flag {
            None => self.items(node, Self::string),
            Some(flag) => {
                let reading = if flag && self.is_property_keyword() {
                    Reading::RequiredProperty
                } else {
                    Reading::Nothing
                };
                self.unexpected(node, "an array", reading);
            }
        }
    }

    fn types(&mut self, node: &'d Node) {
        match &node.kind {
            Kind::String(name) if **name == *"file" => {
                let text = |text: &str| Some(Kind::String(text.into()));
                let members = vec![("type", text("string")), ("format", text("binary"))];
                let problem = "\"file\" is a type of Swagger 2.0";
                self.repair(node, problem, Reading::Members(members));
            }
            Kind::Array(names) => {
                for (index, name) in names.iter().enumerate() {
                    self.inside(index.to_string(), name, |check, name| match name.kind {
                        // YAML reads null as the value where the name of the type is meant.
                        Kind::Null => {
                            let null = Reading::Value(Kind::String("null".into()));
                            check.unexpected(name, "the name of a type", null);
                        }
                        _ => check.type_name(name),
                    });
                }
            }
            _ => self.type_name(node),
        }
    }

    fn type_name(&mut self, node: &'d Node) {
        let Some(name) = node.str() else {
            return self.unexpected(
                node,
                "the name of a type, or a list of names,",
                Reading::Nothing,
            );
        };
        if TYPES.contains(&name) {
            return;
        }
        let lower = name.to_ascii_lowercase();
        let known = (TYPES.iter().find(|known| **known == lower).copied()).or_else(|| {
            let mut foreign = FOREIGN.iter();
            foreign
                .find(|(other, _)| *other == lower)
                .map(|(_, known)| *known)
        });
        let reading = known.map_or(Reading::Nothing, |known| {
            Reading::Value(Kind::String(known.into()))
        });
        self.repair(
            node,
            format!("\"{name}\" is not a type of JSON Schema"),
            reading,
        );
    }

    fn number(&mut self, node: &'d Node) {
        if node.number().is_none() {
            self.unexpected(node, "a number", spelled(node));
        }
    }

    fn count(&mut self, node: &'d Node) {
        let whole = node.number().map(super::whole);
        if whole
            .as_ref()
            .and_then(serde_json::Number::as_u64)
            .is_some()
        {
            return;
        }
        let reading = match whole.and_then(|number| number.as_f64()) {
            // Larger than anything that is counted, and for comparisons as good as that.
            Some(number) if number >= 1e18 => Reading::Value(Kind::Number(u64::MAX.into())),
            Some(_) => Reading::Nothing,
            None => spelled(node),
        };
        self.repair(
            node,
            format!(
                "a number from zero without fraction is expected, not {}",
                match node.number() {
                    Some(number) => number.to_string(),
                    None => node.kind_name().to_owned(),
                }
            ),
            reading,
        );
    }

    /// `exclusiveMinimum` is a number since 2020-12 and a boolean beside `minimum` before.
    fn exclusive(&mut self, schema: &'d Node, name: &'d str, bound: &'static str, value: &'d Node) {
        let exclusive = match name {
            "exclusiveMinimum" => "exclusiveMinimum",
            _ => "exclusiveMaximum",
        };
        let flag = match &value.kind {
            Kind::Bool(flag) => Some(*flag),
            Kind::String(text) => text.parse().ok(),
            _ => None,
        };
        let is_old = self.document.version() == Version::V3_0;
        self.member_at(exclusive, |check| match flag {
            Some(_) if is_old && value.bool().is_some() => {}
            Some(flag) if is_old => {
                check.unexpected(value, "true or false", Reading::Value(Kind::Bool(flag)));
            }
            Some(flag) => {
                let number = schema
                    .get(bound)
                    .filter(|_| flag)
                    .map(|node| node.kind.clone());
                let mut members = vec![(exclusive, number.clone())];
                if number.is_some() {
                    members.push((bound, None));
                }
                check.unexpected(value, "a number", Reading::Members(members));
            }
            None if value.number().is_some() && is_old => {
                let meaning = "the number of OpenAPI 3.1";
                check.unexpected(value, "true or false", Reading::AsItIs(meaning));
            }
            None => check.number(value),
        });
    }
}

/// A number that was written as a string.
fn spelled(node: &Node) -> Reading {
    let number = node.str().and_then(|text| text.trim().parse().ok());
    number.map_or(Reading::Nothing, |number| {
        Reading::Value(Kind::Number(number))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::diff::load::Document;
    use crate::diff::{Comparison, Day, Options};

    fn document(edition: &str, schema: &Value) -> Document {
        let text = json!({
            "openapi": edition,
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": {
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {"200": {"description": "ok"}},
            }}},
        });
        Document::from_text("a.json", &text.to_string()).unwrap()
    }

    #[test]
    fn a_keyword_of_a_wrong_type_is_told_and_read_as_what_it_can_only_mean() {
        for (edition, written, meant) in [
            (
                "3.1.0",
                json!({"minimum": 0, "exclusiveMinimum": true}),
                json!({"exclusiveMinimum": 0}),
            ),
            (
                "3.1.0",
                json!({"maximum": 9, "exclusiveMaximum": false}),
                json!({"maximum": 9}),
            ),
            ("3.1.0", json!({"exclusiveMaximum": true}), json!({})),
            (
                "3.0.3",
                json!({"exclusiveMinimum": 3}),
                json!({"minimum": 3, "exclusiveMinimum": true}),
            ),
            (
                "3.0.3",
                json!({"type": "string", "maxLength": "10"}),
                json!({"type": "string", "maxLength": 10}),
            ),
            (
                "3.0.3",
                json!({"type": "string", "maxLength": -1}),
                json!({"type": "string"}),
            ),
            (
                "3.1.0",
                json!({"type": "string", "minLength": 1.5}),
                json!({"type": "string"}),
            ),
            (
                "3.1.0",
                json!({"type": "number", "maximum": "9.5"}),
                json!({"type": "number", "maximum": 9.5}),
            ),
            (
                "3.0.3",
                json!({"type": "file"}),
                json!({"type": "string", "format": "binary"}),
            ),
            (
                "3.0.3",
                json!({"type": "Integer"}),
                json!({"type": "integer"}),
            ),
            ("3.0.3", json!({"type": "any"}), json!({})),
            (
                "3.1.0",
                json!({"type": ["string", null]}),
                json!({"type": ["string", "null"]}),
            ),
            (
                "3.0.3",
                json!({"type": "array", "items": []}),
                json!({"type": "array"}),
            ),
            (
                "3.1.0",
                json!({"items": [{"type": "string"}]}),
                json!({"prefixItems": [{"type": "string"}]}),
            ),
            (
                "3.0.3",
                json!({"properties": {"a": {"type": "string", "required": true}, "b": {"required": false}}}),
                json!({"properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]}),
            ),
            (
                "3.0.3",
                json!({"required": "a"}),
                json!({"required": ["a"]}),
            ),
            ("3.0.3", json!({"enum": "a"}), json!({"enum": ["a"]})),
            (
                "3.0.3",
                json!({"type": "string", "nullable": "true"}),
                json!({"type": "string", "nullable": true}),
            ),
            (
                "3.0.3",
                json!({"allOf": {"type": "string"}}),
                json!({"allOf": [{"type": "string"}]}),
            ),
            (
                "3.0.3",
                json!({"additionalProperties": "false"}),
                json!({"additionalProperties": false}),
            ),
            (
                "3.1.0",
                json!({"properties": [], "format": null}),
                json!({}),
            ),
        ] {
            let [old, new] = [&written, &meant].map(|schema| document(edition, schema));
            assert!(!old.notes().is_empty(), "{written} is not told");
            assert!(
                old.notes()[0].starts_with("a.json:1: /paths/"),
                "{:?}",
                old.notes()
            );
            assert!(new.notes().is_empty(), "{:?}", new.notes());
            let today = Day(jiff::civil::date(2026, 11, 21));
            let comparison = Comparison::of(&old, &new, Options { today });
            let told: Vec<&str> = comparison
                .changes
                .iter()
                .filter(|change| !matches!(change.rule.id, "edit-without-effect" | "not-compared"))
                .map(|change| &*change.what)
                .collect();
            assert!(
                told.is_empty(),
                "{written} is not read as {meant}: {told:?}"
            );
        }
    }

    #[test]
    fn of_very_many_repairs_the_first_are_told_and_the_others_counted() {
        let properties: Value = (0..200)
            .map(|n| (format!("p{n}"), json!({"maxLength": "x"})))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let notes = document("3.1.0", &json!({"properties": properties})).notes();
        assert_eq!(notes.len(), 21);
        assert!(notes[20].contains("180 more values"), "{}", notes[20]);
    }
}
