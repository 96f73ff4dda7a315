use serde_json::Value;

use super::confirm::Confirm;
use super::goal::{Literal, Side};
use super::reason::Reason;
use super::scale::{Rewritten, Scale};
use super::search::{Answer, Search};
use crate::diff::schema::{SchemaId, Schemas, reachable};

/// A value that the writer may send and the reader rejects, confirmed by a second validator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Witness {
    /// The value; where it is described, one of another size that stands for it.
    pub(crate) value: Value,
    /// The value in words, where it is too large to be shown.
    pub(crate) described: Option<String>,
}

/// Whether a reader can take all that a writer may send.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subsumption {
    /// It can: proved.
    Compatible,
    /// It cannot: here is a value.
    Broken(Witness),
    /// Nobody can tell.
    Undecided(Reason),
}

/// Pairs of branches that are looked at for what they share.
const PAIRS: usize = 200;

/// Decides questions about one set of schemas, remembering what it learned.
#[derive(Debug)]
pub(crate) struct Engine {
    search: Search,
    confirm: Confirm,
    rewritten: Rewritten,
}

impl Engine {
    /// Knows nothing yet.
    #[must_use]
    pub(crate) fn new(schemas: Schemas) -> Self {
        Self {
            search: Search::new(schemas),
            confirm: Confirm::default(),
            rewritten: Rewritten::default(),
        }
    }

    /// Allows for questions about a document of so many values.
    pub(crate) fn allow(&mut self, values: usize) {
        self.search.allow(values);
    }

    /// The schemas it decides about.
    #[must_use]
    pub(crate) fn schemas(&mut self) -> &mut Schemas {
        &mut self.search.schemas
    }

    /// Whether `reader` accepts every value that `writer` does.
    pub(crate) fn decide(&mut self, writer: SchemaId, reader: SchemaId) -> Subsumption {
        if writer == reader {
            return Subsumption::Compatible;
        }
        let literals = difference(writer, reader);
        // Bounds that are too large for values to be built end most questions about them.
        if self.search.schemas.has_large_bounds() {
            let answer = self.search.ask_briefly(literals.clone());
            if matches!(answer, Answer::Unknown(_))
                && let Some((ids, scale)) = self.scaled(writer, reader)
            {
                let answer = self.search.ask(difference(ids[0], ids[1]));
                let decided = self.told(ids, answer, &scale);
                if !matches!(decided, Subsumption::Undecided(_)) {
                    return decided;
                }
            } else if !matches!(answer, Answer::Unknown(_)) {
                return self.told([writer, reader], answer, &Scale::default());
            }
        }
        let answer = self.search.ask(literals);
        self.told([writer, reader], answer, &Scale::default())
    }

    /// The question with bounds that are too large for values to be built moved together.
    fn scaled(&mut self, writer: SchemaId, reader: SchemaId) -> Option<([SchemaId; 2], Scale)> {
        let schemas = &mut self.search.schemas;
        let large = schemas.has_large_bounds();
        large
            .then(|| Scale::of(schemas, [writer, reader], &mut self.rewritten))
            .flatten()
    }

    /// What an answer says of two schemas, once a counter-example is confirmed.
    fn told(&mut self, ids: [SchemaId; 2], answer: Answer, scale: &Scale) -> Subsumption {
        let [writer, reader] = ids;
        match answer {
            Answer::Unsat => {
                self.search.schemas.note_within(writer, reader);
                Subsumption::Compatible
            }
            Answer::Unknown(reason) => Subsumption::Undecided(reason),
            Answer::Sat(value) => {
                if self
                    .confirm
                    .tells_apart(&self.search.schemas, writer, reader, &value)
                {
                    let described = scale.describe(&value);
                    Subsumption::Broken(Witness { value, described })
                } else {
                    Subsumption::Undecided(Reason::Unconfirmed)
                }
            }
        }
    }

    /// Whether `reader` is proved to accept every value that `writer` does, within a part of what
    /// a question may cost. A counter-example is not confirmed here, which costs most.
    pub(crate) fn is_within(&mut self, writer: SchemaId, reader: SchemaId) -> bool {
        if writer == reader {
            return true;
        }
        match self.search.ask_briefly(difference(writer, reader)) {
            Answer::Unsat => {
                self.search.schemas.note_within(writer, reader);
                true
            }
            Answer::Sat(_) => false,
            Answer::Unknown(_) => self.scaled(writer, reader).is_some_and(|(ids, _)| {
                self.search.ask(difference(ids[0], ids[1])) == Answer::Unsat
            }),
        }
    }

    /// Whether a value satisfies a schema, as the second validator says.
    pub(crate) fn accepts(&mut self, schema: SchemaId, value: &Value) -> bool {
        self.confirm.is_valid(&self.search.schemas, schema, value) == Some(true)
    }

    /// Whether a pattern matches a text: not where nobody can tell.
    pub(crate) fn matches(&mut self, pattern: &str, text: &str) -> bool {
        self.search.pattern_matches(&pattern.into(), text) == Some(true)
    }

    /// Whether no value at all satisfies the schema: proved.
    pub(crate) fn is_empty(&mut self, schema: SchemaId) -> bool {
        self.search.ask(vec![Literal::holds(schema, Side::Writer)]) == Answer::Unsat
    }

    /// Whether no value satisfies both schemas: proved.
    pub(crate) fn is_disjoint(&mut self, a: SchemaId, b: SchemaId) -> bool {
        let both = [a, b].map(|schema| Literal::holds(schema, Side::Writer));
        self.search.ask(both.to_vec()) == Answer::Unsat
    }

    /// Whether a `oneOf` inside the schema has branches that one object satisfies together, because
    /// they are open: such a `oneOf` is meant as a choice, for else it would refuse what it was
    /// written for. It is the axiom `open-branches-are-a-choice`.
    pub(crate) fn is_ambiguous(&mut self, schema: SchemaId) -> bool {
        let inside = reachable(&self.search.schemas, schema);
        let branches: Vec<Vec<SchemaId>> = inside
            .iter()
            .filter_map(|id| self.search.schemas.get(*id).one.clone())
            .collect();
        let mut tried = 0;
        for one in branches {
            for (index, a) in one.iter().enumerate() {
                for b in &one[index + 1..] {
                    tried += 1;
                    if tried > PAIRS {
                        return false;
                    }
                    let both = [*a, *b].map(|schema| Literal::holds(schema, Side::Writer));
                    if matches!(
                        self.search.ask(both.to_vec()),
                        Answer::Sat(Value::Object(_))
                    ) {
                        return true;
                    }
                }
            }
        }
        false
    }
}

/// What the one writes and the other does not take.
fn difference(writer: SchemaId, reader: SchemaId) -> Vec<Literal> {
    vec![
        Literal::holds(writer, Side::Writer),
        Literal::fails(reader, Side::Reader),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::diff::load::{Document, Version};
    use crate::diff::schema::{Direction, Edition, Lowering};

    fn decide(writer: &Value, reader: &Value) -> Subsumption {
        let documents = [writer, reader].map(|schema| Document::of_schema(schema, Version::V3_1));
        let mut schemas = Schemas::default();
        let [writer, reader] = [&documents[0], &documents[1]].map(|document| {
            let place = document.target(document.root().file, "#/schema").unwrap();
            let mut lowering = Lowering::new(document, document);
            lowering.lower(&mut schemas, Edition::Old, &place, Direction::Request)
        });
        Engine::new(schemas).decide(writer, reader)
    }

    #[track_caller]
    fn compatible(writer: &Value, reader: &Value) {
        assert_eq!(
            decide(writer, reader),
            Subsumption::Compatible,
            "{writer} in {reader}"
        );
    }

    #[track_caller]
    fn broken(writer: &Value, reader: &Value) {
        let answer = decide(writer, reader);
        assert!(
            matches!(answer, Subsumption::Broken(_)),
            "{answer:?}: {writer} in {reader}"
        );
    }

    /// The first is within the second, and the second is not within the first.
    #[track_caller]
    fn narrower(narrow: &Value, wide: &Value) {
        compatible(narrow, wide);
        broken(wide, narrow);
    }

    #[track_caller]
    fn equal(a: &Value, b: &Value) {
        compatible(a, b);
        compatible(b, a);
    }

    #[test]
    fn bounds_of_numbers() {
        narrower(&json!({"minimum": 2}), &json!({"minimum": 1}));
        narrower(&json!({"exclusiveMinimum": 1}), &json!({"minimum": 1}));
        narrower(&json!({"type": "integer"}), &json!({"type": "number"}));
        narrower(&json!({"multipleOf": 6}), &json!({"multipleOf": 3}));
        equal(
            &json!({"type": "integer", "exclusiveMinimum": 0}),
            &json!({"type": "integer", "minimum": 1}),
        );
        compatible(
            &json!({"type": "integer", "minimum": 0, "maximum": 10}),
            &json!({"anyOf": [{"type": "number", "maximum": 5}, {"type": "number", "minimum": 4.5}]}),
        );
        equal(
            &json!({"type": "integer", "minimum": 3, "maximum": 4}),
            &json!({"enum": [3, 4]}),
        );
    }

    #[test]
    fn strings_and_patterns() {
        narrower(&json!({"maxLength": 4}), &json!({"maxLength": 5}));
        narrower(
            &json!({"pattern": "^[a-f]+$"}),
            &json!({"pattern": "^[a-z]*$"}),
        );
        narrower(
            &json!({"type": "string", "format": "date"}),
            &json!({"type": "string", "minLength": 10, "maxLength": 10}),
        );
        narrower(&json!({"format": "date"}), &json!({}));
        broken(
            &json!({"type": "string", "format": "date"}),
            &json!({"type": "string", "format": "date-time"}),
        );
        narrower(
            &json!({"format": "uri"}),
            &json!({"format": "uri-reference"}),
        );
        narrower(&json!({"enum": ["a"]}), &json!({"enum": ["a", "b"]}));
        narrower(
            &json!({"const": "a"}),
            &json!({"type": "string", "pattern": "a"}),
        );
    }

    #[test]
    fn objects() {
        narrower(&json!({"required": ["a"]}), &json!({}));
        narrower(
            &json!({"required": ["a", "b"]}),
            &json!({"minProperties": 2}),
        );
        narrower(
            &json!({"properties": {"a": {"type": "integer"}}}),
            &json!({"properties": {"a": {"type": "number"}}}),
        );
        narrower(&json!({"additionalProperties": false}), &json!({}));
        narrower(
            &json!({"additionalProperties": {"type": "string"}}),
            &json!({}),
        );
        narrower(
            &json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}),
            &json!({"propertyNames": {"pattern": "^x"}}),
        );
        narrower(
            &json!({"propertyNames": {"maxLength": 3}}),
            &json!({"propertyNames": {"maxLength": 4}}),
        );
        narrower(
            &json!({"required": ["b"]}),
            &json!({"dependentRequired": {"a": ["b"]}}),
        );
        narrower(&json!({"maxProperties": 1}), &json!({"maxProperties": 2}));
        narrower(
            &json!({"properties": {"a": {"type": "string"}}, "unevaluatedProperties": false}),
            &json!({"properties": {"a": {"type": "string"}}}),
        );
        equal(
            &json!({"properties": {"a": {}}, "unevaluatedProperties": false}),
            &json!({"properties": {"a": {}}, "additionalProperties": false}),
        );
        equal(
            &json!({"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}], "unevaluatedProperties": false}),
            &json!({"properties": {"a": {}, "b": {}}, "additionalProperties": false}),
        );
        narrower(
            &json!({"dependentSchemas": {"a": {"required": ["b", "c"]}}}),
            &json!({"dependentSchemas": {"a": {"required": ["b"]}}}),
        );
    }

    #[test]
    fn an_optional_property_of_one_side_breaks_nobody() {
        equal(
            &json!({"type": "object"}),
            &json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        );
        broken(
            &json!({"type": "object"}),
            &json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}),
        );
        broken(
            &json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            &json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        );
    }

    #[test]
    fn arrays() {
        narrower(
            &json!({"items": {"type": "integer"}}),
            &json!({"items": {"type": "number"}}),
        );
        narrower(&json!({"minItems": 2}), &json!({"minItems": 1}));
        narrower(&json!({"uniqueItems": true}), &json!({}));
        narrower(&json!({"maxItems": 1}), &json!({"uniqueItems": true}));
        narrower(&json!({"prefixItems": [{"type": "string"}]}), &json!({}));
        narrower(
            &json!({"type": "array", "items": {"const": 1}, "minItems": 1}),
            &json!({"contains": {"const": 1}}),
        );
        narrower(
            &json!({"contains": {"type": "string"}, "minContains": 2}),
            &json!({"contains": {"type": "string"}}),
        );
        narrower(
            &json!({"contains": {"type": "string"}, "maxContains": 1}),
            &json!({"contains": {"type": "string"}}),
        );
        narrower(
            &json!({"contains": {"const": 1}, "minContains": 0, "maxContains": 12}),
            &json!({"contains": {"const": 1}, "minContains": 0, "maxContains": 13}),
        );
        compatible(
            &json!({"type": "array", "items": {"type": "string"}, "contains": {"type": "integer"}}),
            &json!(false),
        );
        equal(
            &json!({"prefixItems": [{"type": "string"}], "unevaluatedItems": false}),
            &json!({"prefixItems": [{"type": "string"}], "items": false}),
        );
    }

    /// A schema with a bound.
    type Bounded<'a> = &'a dyn Fn(&str, u64) -> Value;

    /// Each pair of bounds one apart and far apart, alone and beside much else.
    #[test]
    fn bounds_of_any_size_are_arithmetic() {
        let beside = |keyword: &str, bound: u64| {
            json!({
                "anyOf": [
                    {"type": "string", "pattern": "^[a-z0-9]*$", keyword: bound},
                    {"type": "array", "items": {"type": "integer"}, "contains": {"const": 5}, keyword: bound},
                    {"type": "object", "required": ["k"], "properties": {"k": {"enum": ["a", "b"]}}, keyword: bound},
                ],
            })
        };
        for size in [
            1,
            9,
            63,
            64,
            119,
            2_000,
            20_001,
            1 << 20,
            10 << 20,
            1_000_000_000,
            u64::MAX - 9,
        ] {
            for more in [1, 2, 7] {
                let (small, large) = (size, size + more);
                for (keyword, kind) in [
                    ("Length", "string"),
                    ("Items", "array"),
                    ("Properties", "object"),
                ] {
                    let (max, min) = (format!("max{keyword}"), format!("min{keyword}"));
                    let alone = |keyword: &str, bound| json!({"type": kind, keyword: bound});
                    let inside = |keyword: &str, bound: u64| json!({"type": "array", "minItems": 1, "items": alone(keyword, bound)});
                    let all: [Bounded<'_>; 3] = [&alone, &inside, &beside];
                    for schema in all {
                        narrower(&schema(&max, small), &schema(&max, large));
                        narrower(&schema(&min, large), &schema(&min, small));
                    }
                }
            }
        }
        let Subsumption::Broken(witness) = decide(
            &json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": 20_000_000}}, "required": ["a"]}),
            &json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": 10_485_760}}}),
        ) else {
            panic!("it is refused");
        };
        assert_eq!(
            witness.described.as_deref(),
            Some("{\"a\":<a string of 10,485,761 characters>}")
        );
    }

    #[test]
    fn connectives() {
        let (a, b) = (json!({"type": "string"}), json!({"type": "integer"}));
        equal(
            &json!({"type": ["string", "integer"]}),
            &json!({"anyOf": [a, b]}),
        );
        equal(&json!({"oneOf": [a, b]}), &json!({"anyOf": [b, a]}));
        equal(&json!({"oneOf": [a]}), &a);
        equal(
            &json!({"allOf": [{"minimum": 1}, {"maximum": 5}]}),
            &json!({"minimum": 1, "maximum": 5}),
        );
        equal(
            &json!({"not": {"type": ["string", "integer"]}}),
            &json!({"allOf": [{"not": a}, {"not": b}]}),
        );
        narrower(
            &json!({"oneOf": [{"minimum": 1}, {"type": "integer"}]}),
            &json!({}),
        );
        equal(
            &json!({"if": {"type": "string"}, "then": {"maxLength": 3}, "else": {"type": "integer"}}),
            &json!({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer"}]}),
        );
        narrower(
            &json!({"not": {"required": ["a"]}}),
            &json!({"not": {"required": ["a", "b"]}}),
        );
        equal(&json!(true), &json!({}));
        narrower(&json!(false), &json!({"type": "null"}));
    }

    #[test]
    fn tagged_branches_are_told_apart_in_good_time() {
        let branch = |tag: usize, extra: &str| {
            json!({
                "type": "object",
                "required": ["kind", "value"],
                "properties": {"kind": {"const": format!("k{tag}")}, "value": {"type": extra}},
            })
        };
        let old: Vec<Value> = (0..12).map(|tag| branch(tag, "integer")).collect();
        let mut new = old.clone();
        new.reverse();
        equal(&json!({"oneOf": old}), &json!({"oneOf": new}));
        new[3] = branch(8, "string");
        broken(&json!({"oneOf": old}), &json!({"oneOf": new}));
        new[3] = branch(8, "number");
        narrower(&json!({"oneOf": old}), &json!({"oneOf": new}));
    }

    #[test]
    fn circles_end() {
        let tree = |leaf: &str| {
            json!({
                "type": "object",
                "properties": {"value": {"type": leaf}, "next": {"$ref": "#/schema"}},
                "required": ["value"],
            })
        };
        equal(&tree("integer"), &tree("integer"));
        narrower(&tree("integer"), &tree("number"));
        let endless = json!({"type": "object", "properties": {"next": {"$ref": "#/schema"}}, "required": ["next"]});
        compatible(&endless, &json!(false));
        let laughs = json!({"allOf": [{"$ref": "#/schema"}, {"type": "string"}]});
        equal(&laughs, &json!({"type": "string"}));
    }

    fn schema() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(true)),
            Just(json!({"type": "string"})),
            Just(json!({"type": ["integer", "null"]})),
            (0..4_i64, 0..4_i64)
                .prop_map(|(a, b)| json!({"type": "number", "minimum": a, "maximum": a + b})),
            (0..3_u64).prop_map(|n| json!({"minLength": n})),
            (0..3_u64).prop_map(|n| json!({"type": "string", "maxLength": n})),
            (1..5_i64).prop_map(|n| json!({"multipleOf": n})),
            Just(json!({"enum": ["a", "b", 1, null]})),
            Just(json!({"pattern": "^a*$"})),
            Just(json!({"const": {"a": 1}})),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            let list = prop::collection::vec(inner.clone(), 1..3);
            prop_oneof![
                list.clone().prop_map(|l| json!({"allOf": l})),
                list.clone().prop_map(|l| json!({"anyOf": l})),
                list.clone().prop_map(|l| json!({"oneOf": l})),
                inner.clone().prop_map(|s| json!({"not": s})),
                (inner.clone(), inner.clone(), inner.clone())
                    .prop_map(|(a, b, c)| json!({"if": a, "then": b, "else": c})),
                inner.clone().prop_map(|s| json!({"type": "array", "items": s, "minItems": 1})),
                (inner.clone(), 0..2_u64, 1..3_u64)
                    .prop_map(|(s, a, b)| json!({"contains": s, "minContains": a, "maxContains": b})),
                list.prop_map(|l| json!({"prefixItems": l, "items": false})),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({
                    "properties": {"a": a, "b": b}, "required": ["a"]
                })),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({
                    "properties": {"a": a, "b": true}, "additionalProperties": b
                })),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({
                    "patternProperties": {"^a": a}, "anyOf": [{"properties": {"b": b}}, {"required": ["a"]}],
                    "unevaluatedProperties": false
                })),
                inner.clone().prop_map(|s| json!({"dependentSchemas": {"a": s}, "properties": {"a": true}})),
                inner.prop_map(|s| json!({"propertyNames": s})),
            ]
        })
    }

    /// Objects and arrays within one another in an instance.
    const DEPTH: u32 = 2;

    fn instance() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            Just(json!(true)),
            (-1..7_i64).prop_map(|n| json!(n)),
            Just(json!(1.5)),
            prop::sample::select(vec!["", "a", "b", "aa", "abc"]).prop_map(|s| json!(s)),
        ];
        leaf.prop_recursive(DEPTH, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map(
                    prop::sample::select(vec!["a", "b", "ab", "c"]),
                    inner,
                    0..3
                )
                .prop_map(|map| json!(map)),
            ]
        })
    }

    /// The same schema with the names that instances use declared wherever an object may stand,
    /// so that the axiom of undeclared properties excuses nothing.
    fn declared(schema: &Value) -> Value {
        let Value::Object(members) = schema else {
            return open(DEPTH);
        };
        let mut declaring = serde_json::Map::new();
        for (keyword, value) in members {
            let value = match (keyword.as_str(), value) {
                ("const" | "enum", _) => value.clone(),
                ("properties" | "patternProperties" | "dependentSchemas", Value::Object(map)) => {
                    map.iter()
                        .map(|(name, value)| (name.clone(), declared(value)))
                        .collect()
                }
                (_, Value::Array(list))
                    if list
                        .iter()
                        .any(|item| item.is_object() || item.is_boolean()) =>
                {
                    list.iter().map(declared).collect()
                }
                (_, Value::Object(_)) => declared(value),
                _ => value.clone(),
            };
            declaring.insert(keyword.clone(), value);
        }
        let properties = declaring.entry("properties").or_insert_with(|| json!({}));
        for name in ["a", "b", "ab", "c"] {
            let properties = properties.as_object_mut().unwrap();
            properties.entry(name).or_insert_with(|| open(DEPTH));
        }
        Value::Object(declaring)
    }

    /// Any value, with the names declared as deep as instances nest.
    fn open(depth: u32) -> Value {
        if depth == 0 {
            return json!(true);
        }
        let inner = open(depth - 1);
        json!({"properties": {"a": inner, "b": inner, "ab": inner, "c": inner}})
    }

    fn cases(least: u32) -> ProptestConfig {
        let config = ProptestConfig::default();
        ProptestConfig {
            cases: config.cases.max(least),
            ..config
        }
    }

    #[test]
    fn small_schemas_never_stay_open() {
        use proptest::strategy::ValueTree;
        use proptest::test_runner::TestRunner;

        let mut runner = TestRunner::deterministic();
        for _ in 0..1_500 {
            let pair = (schema(), schema())
                .new_tree(&mut runner)
                .unwrap()
                .current();
            let answer = decide(&pair.0, &pair.1);
            assert!(
                !matches!(answer, Subsumption::Undecided(_)),
                "{answer:?}: {} {}",
                pair.0,
                pair.1
            );
        }
    }

    proptest! {
        // More cases by `PROPTEST_CASES`.
        #![proptest_config(cases(600))]

        /// Nothing excuses here: whatever the one accepts and the other rejects is a break.
        #[test]
        fn compatible_schemas_are_not_told_apart_by_any_value(
            a in schema(), b in schema(), values in prop::collection::vec(instance(), 40)
        ) {
            let [a, b] = [declared(&a), declared(&b)];
            let valid = |schema: &Value, value: &Value| {
                jsonschema::draft202012::options().build(schema).unwrap().is_valid(value)
            };
            if decide(&a, &b) == Subsumption::Compatible {
                let met = match decide(&a, &json!(false)) {
                    Subsumption::Broken(Witness { value, .. }) => vec![value],
                    _ => Vec::new(),
                };
                for value in values.iter().chain(&met) {
                    prop_assert!(!valid(&a, value) || valid(&b, value), "{} tells {} from {}", value, a, b);
                }
            }
        }

        /// The validator judges the schemas as they were written, so lowering is judged as well.
        #[test]
        fn a_counter_example_tells_the_schemas_apart_as_they_were_written(
            a in schema(), b in schema()
        ) {
            let valid = |schema: &Value, value: &Value| {
                jsonschema::draft202012::options().build(schema).unwrap().is_valid(value)
            };
            match decide(&a, &b) {
                Subsumption::Broken(Witness { value, .. }) => {
                    prop_assert!(valid(&a, &value) && !valid(&b, &value), "{} {} {}", value, a, b);
                }
                Subsumption::Undecided(Reason::Unconfirmed) => prop_assert!(false, "unconfirmed: {} {}", a, b),
                Subsumption::Compatible | Subsumption::Undecided(_) => {}
            }
        }

        #[test]
        fn a_schema_is_within_itself_and_within_either(a in schema(), b in schema()) {
            prop_assert_eq!(decide(&a, &json!({"allOf": [a]})), Subsumption::Compatible);
            let either = decide(&a, &json!({"anyOf": [b, a]}));
            prop_assert!(!matches!(either, Subsumption::Broken(_)), "{:?}", either);
        }
    }
}
