//! What cannot be compared is never "no change": tests.

use serde_json::{Value, json};

use crate::diff::load::{Document, Outside, Remote, Rim, Source};
use crate::diff::{Change, Comparison, Day, Level, Options, Verdict};

fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let today = Day(jiff::civil::date(2026, 11, 21));
    Comparison::of(old, new, Options { today }).changes
}

fn document(paths: &Value, components: &Value) -> Document {
    let text = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": paths,
        "components": components,
    });
    Document::from_text("a.json", &text.to_string()).unwrap()
}

/// A document with a schema in a request and in its response.
fn with_schema(schema: &Value, schemas: &Value) -> Document {
    let content = json!({"application/json": {"schema": schema}});
    let paths = json!({"/a": {"post": {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "ok", "content": content}},
    }}});
    document(&paths, &json!({"schemas": schemas}))
}

/// What is reported: each rule with its level, without what is said of texts.
fn told(changes: &[Change]) -> Vec<(&'static str, Level)> {
    let mut told: Vec<_> = (changes.iter())
        .map(|change| (change.rule.id, change.level))
        .collect();
    told.dedup();
    told
}

const OPEN: [(&str, Level); 1] = [("not-compared", Level::Warning)];

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn references_that_do_not_exist_are_undecided_unless_both_sides_have_the_same() {
    let schemas = json!({"A": {"type": "object", "required": ["a"], "properties": {"a": {}}}});
    let inside = |schema: &Value| json!({"type": "object", "properties": {"p": schema}});
    let all =
        |schema: &Value| json!({"allOf": [schema, {"properties": {"p": {"type": "string"}}}]});
    let any = |schema: &Value| json!({"anyOf": [schema, {"type": "string"}]});
    let items = |schema: &Value| json!({"type": "array", "items": schema});
    let not = |schema: &Value| json!({"not": schema});
    let plain = |schema: &Value| schema.clone();
    let wrappers: [fn(&Value) -> Value; 6] = [plain, inside, all, any, items, not];
    for wrap in wrappers {
        let [one, other, there] = ["Gone", "Lost", "A"].map(|name| wrap(&reference(name)));
        let [one, other, there] = [one, other, there].map(|schema| with_schema(&schema, &schemas));
        assert_eq!(told(&compare(&one, &one)), [], "{}", one.to_json());
        for (old, new) in [(&one, &other), (&one, &there), (&there, &one)] {
            let changes = compare(old, new);
            let undecided = |change: &Change| matches!(change.verdict, Verdict::Undecided(_));
            assert!(changes.iter().any(undecided), "{:?}", told(&changes));
            let worst = changes.iter().map(|change| change.level).max();
            assert_eq!(worst, Some(Level::Warning), "{:?}", told(&changes));
        }
    }
}

#[test]
fn a_component_that_is_used_often_and_gone_is_reported_once_for_each_direction() {
    let properties = json!({"a": reference("A"), "b": reference("A"), "c": reference("A")});
    let schema = json!({"type": "object", "properties": properties});
    let old = with_schema(&schema, &json!({"A": {"type": "string"}}));
    let new = with_schema(&schema, &json!({}));
    let changes = compare(&old, &new);
    let open = changes
        .iter()
        .filter(|change| change.rule.id == "not-compared");
    assert_eq!(open.count(), 2, "{:?}", told(&changes));
}

#[test]
fn what_stands_beside_a_reference_that_does_not_exist_is_compared() {
    let schema =
        |kind: &str| json!({"allOf": [reference("Gone"), {"properties": {"p": {"type": kind}}}]});
    let [old, new] = ["string", "integer"].map(|kind| with_schema(&schema(kind), &json!({})));
    let rules: Vec<_> = (told(&compare(&old, &new)).into_iter())
        .map(|(rule, _)| rule)
        .collect();
    assert_eq!(rules, ["type-changed"]);
}

#[test]
fn parts_of_operations_that_do_not_exist_are_undecided_and_nothing_else() {
    let lead =
        |section: &str, name: &str| json!({"$ref": format!("#/components/{section}/{name}")});
    let parameter =
        json!({"name": "q", "in": "query", "required": true, "schema": {"type": "string"}});
    let body = json!({"required": true, "content": {"text/plain": {}}});
    let response = json!({"description": "ok", "content": {"text/plain": {}}});
    let callback = json!({"{$url}": {"post": {"responses": {"200": {"description": "ok"}}}}});
    let components = json!({
        "parameters": {"There": parameter},
        "requestBodies": {"There": body},
        "responses": {"There": response},
        "headers": {"There": {"required": true, "schema": {"type": "string"}}},
        "callbacks": {"There": callback},
        "links": {"There": {"operationId": "other"}},
        "pathItems": {"There": {"get": {"responses": {"200": {"description": "ok"}}}}},
    });
    let operation = |with: Value| {
        let mut operation = json!({"responses": {"200": {"description": "ok"}}});
        operation
            .as_object_mut()
            .unwrap()
            .extend(with.as_object().unwrap().clone());
        json!({"/a": {"post": operation}})
    };
    type Part = (&'static str, &'static dyn Fn(Value) -> Value);
    let parts: [Part; 7] = [
        ("parameters", &|lead| json!({"parameters": [lead]})),
        ("requestBodies", &|lead| json!({"requestBody": lead})),
        ("responses", &|lead| json!({"responses": {"200": lead}})),
        (
            "headers",
            &|lead| json!({"responses": {"200": {"description": "", "headers": {"X-A": lead}}}}),
        ),
        ("callbacks", &|lead| json!({"callbacks": {"c": lead}})),
        (
            "links",
            &|lead| json!({"responses": {"200": {"description": "", "links": {"l": lead}}}}),
        ),
        ("pathItems", &|lead| json!({ "": lead })),
    ];
    for (section, part) in parts {
        let [one, other, there] = ["Gone", "Lost", "There"].map(|name| {
            let lead = lead(section, name);
            let paths = match section {
                "pathItems" => json!({ "/a": lead }),
                _ => operation(part(lead)),
            };
            document(&paths, &components)
        });
        assert_eq!(told(&compare(&one, &one)), []);
        assert_eq!(told(&compare(&one, &other)), OPEN, "{section}");
        for (old, new) in [(&one, &there), (&there, &one)] {
            let mut changes = told(&compare(old, new));
            // What began or ceased to be used is reported at the component.
            changes.retain(|(rule, _)| !rule.starts_with("component-"));
            assert_eq!(changes, OPEN, "{section}");
        }
    }
}

#[test]
fn values_that_are_skipped_are_undecided_where_they_differ() {
    let schema =
        |value: &Value| with_schema(&json!({"type": "string", "maxLength": value}), &json!({}));
    let [ten, five, none] = [json!("ten"), json!("five"), json!(null)].map(|value| schema(&value));
    assert_eq!(told(&compare(&ten, &ten)), []);
    assert_eq!(told(&compare(&ten, &five)), OPEN);
    assert_eq!(told(&compare(&none, &ten)), OPEN);
    // A header may have such a name, and an extension has no place among headers.
    let headers = |headers: &Value| {
        let response = json!({"description": "", "headers": headers});
        document(
            &json!({"/a": {"get": {"responses": {"200": response}}}}),
            &json!({}),
        )
    };
    let [none, one] = [json!({}), json!({"x-a": 1})].map(|all| headers(&all));
    assert_eq!(told(&compare(&none, &one)), OPEN);
    let fence = |text: &str| {
        let text = format!("openapi: 3.1.0\npaths: {{}}\n{text}\ninfo: {{}}\n");
        Document::from_text("a.yaml", &text).unwrap()
    };
    let [one, other, none] = ["```suggestion", "```other", ""].map(fence);
    assert_eq!(told(&compare(&one, &one)), []);
    assert_eq!(told(&compare(&one, &other)), OPEN);
    assert_eq!(told(&compare(&none, &one)), OPEN);
}

#[test]
fn another_dialect_is_reported_and_another_name_of_it_is_none() {
    let named = |name: Option<&str>| {
        let mut text =
            json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}});
        if let Some(name) = name {
            text["jsonSchemaDialect"] = json!(name);
        }
        Document::from_text("a.json", &text.to_string()).unwrap()
    };
    let [none, base, hash, draft] = [
        None,
        Some("https://spec.openapis.org/oas/3.1/dialect/base"),
        Some("https://json-schema.org/draft/2020-12/schema#"),
        Some("http://json-schema.org/draft-07/schema#"),
    ]
    .map(named);
    for new in [&base, &hash] {
        assert_eq!(
            told(&compare(&none, new)),
            [("edit-without-effect", Level::Info)]
        );
    }
    for (old, new) in [(&none, &draft), (&draft, &hash)] {
        assert_eq!(
            told(&compare(old, new)),
            [("schema-dialect-changed", Level::Warning)]
        );
    }
    assert!(base.notes().is_empty());
    assert!(draft.notes()[0].contains("draft-07"), "{:?}", draft.notes());
    let own = |dialect: &str| {
        with_schema(
            &json!({"$id": "https://a.example/a", "$schema": dialect}),
            &json!({}),
        )
    };
    let [old, new] = [
        "https://json-schema.org/draft/2020-12/schema",
        "http://json-schema.org/draft-07/schema",
    ]
    .map(own);
    assert_eq!(
        told(&compare(&old, &new)),
        [("schema-dialect-changed", Level::Warning)]
    );
}

#[test]
fn dynamic_anchors_of_other_files_are_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let list = "$id: https://a.example/list\ntype: array\nitems: {$dynamicRef: '#item'}\n\
                $defs: {item: {$dynamicAnchor: item}}\n";
    std::fs::write(folder.path().join("list.yaml"), list).unwrap();
    let document = |name: &str, kind: &str| {
        let text = format!(
            "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
             description: ok\n          content:\n            application/json:\n              schema:\n                \
             $ref: list.yaml\n                $defs: {{item: {{$dynamicAnchor: item, type: {kind}}}}}\n"
        );
        std::fs::write(folder.path().join(name), text).unwrap();
        let rim = Rim {
            directory: folder.path(),
            fetch: &|_| Err(String::new()),
            remote: Remote::Refused,
            outside: Outside::Refused,
        };
        Document::load(Source::File(name.into()), rim).unwrap()
    };
    let [old, same, new] = [
        ("a.yaml", "string"),
        ("b.yaml", "string"),
        ("c.yaml", "integer"),
    ]
    .map(|(name, kind)| document(name, kind));
    assert!(
        old.notes().iter().any(|note| note.contains("#item")),
        "{:?}",
        old.notes()
    );
    assert_eq!(told(&compare(&old, &same)), []);
    assert!(
        told(&compare(&old, &new)).contains(&OPEN[0]),
        "{:?}",
        told(&compare(&old, &new))
    );
}
