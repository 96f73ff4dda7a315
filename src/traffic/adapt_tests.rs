use super::*;

fn fitted(schema: &Value, values: &[Value]) -> Value {
    let mut adapted = Adapted::new(
        json!({"openapi": "3.1.0", "schema": schema, "defs": {"a": {"type": "object", "properties": {"a": {"type": "string"}}}}}),
    );
    for value in values {
        adapted.fit("/schema", value);
        let accepts = Keywords::default().accepts(&adapted.root, "/schema", value);
        assert!(accepts, "{}", adapted.root);
    }
    adapted.root["schema"].clone()
}

#[test]
fn what_fits_changes_nothing() {
    let schema = json!({"type": "object", "required": ["a"], "properties": {
        "a": {"type": ["string", "null"], "enum": ["x", null]}, "n": {"type": "number"}}});
    let values = [json!({"a": "x", "n": 1}), json!({"a": null})];
    assert_eq!(fitted(&schema, &values), schema);
}

#[test]
fn only_what_a_value_contradicts_is_loosened() {
    let schema = json!({"type": "object", "required": ["a", "b"], "properties": {
        "a": {"type": "string", "format": "date-time", "minLength": 1},
        "b": {"type": "integer"}}});
    assert_eq!(
        fitted(
            &schema,
            &[
                json!({"a": "2026-01-01T00:00:00", "c": [true]}),
                json!({"a": null, "b": "1"})
            ]
        ),
        json!({"type": "object", "required": ["a"], "properties": {
            "a": {"type": ["string", "null"], "minLength": 1},
            "b": {"type": ["integer", "string"]},
            "c": {"type": "array", "items": {"type": "boolean"}}}})
    );
}

#[test]
fn a_property_goes_to_the_part_that_declares_it_and_a_new_one_to_one_part() {
    let schema = json!({"allOf": [{"$ref": "#/defs/a"}, {"type": "object", "properties": {"b": {"type": "string"}}}]});
    let fitted = fitted(&schema, &[json!({"a": "x", "b": 1, "c": 2})]);
    assert_eq!(
        fitted["allOf"][1],
        json!({"type": "object", "properties": {"b": {"type": ["string", "integer"]}}})
    );
}

#[test]
fn a_value_that_no_branch_takes_becomes_one_branch() {
    let schema = json!({"oneOf": [{"type": "string"}, {"type": "boolean"}]});
    assert_eq!(
        fitted(&schema, &[json!("x"), json!(1), json!(null)]),
        json!({"oneOf": [{"type": "string"}, {"type": "boolean"},
            {"type": ["integer", "null"], "x-learned": true}]})
    );
}

#[test]
fn a_branch_that_was_learned_before_goes_on_taking_what_it_took() {
    let learned = json!({"type": ["string", "object"], "format": "date", "additionalProperties":
        {"type": "integer"}, "properties": {"a": {"type": "string"}, "b": {"type": "null"}},
        "required": ["a", "b"], "x-learned": true});
    let schema = json!({"anyOf": [{"type": "boolean"}, learned]});
    let wider = fitted(
        &schema,
        &[json!("2026-01-31"), json!({"a": null, "c": []}), json!("x")],
    );
    assert_eq!(
        wider["anyOf"][1],
        json!({"type": ["string", "object"], "additionalProperties": {"type": "integer"},
            "properties": {"a": {"type": ["string", "null"]}, "b": {"type": "null"},
                "c": {"type": "array"}},
            "required": ["a"], "x-learned": true})
    );
}

#[test]
fn a_list_takes_words_and_goes_where_data_comes() {
    let schema = json!({"type": "string", "enum": ["active", "free_trial"]});
    let listed = fitted(&schema, &[json!("manual-only"), json!("active")]);
    assert_eq!(
        listed["enum"],
        json!(["active", "free_trial", "manual-only"])
    );
    for data in ["ann@private.example", "Ann", "ann-smith", "2026-01-31"] {
        let open = fitted(&schema, &[json!("manual-only"), json!(data), json!("late")]);
        assert_eq!(open, json!({"type": "string"}), "{data}");
    }
    let mut open = Adapted::new(json!({"schema": schema}));
    open.told = Told::Words;
    open.fit("/schema", &json!("on-hold"));
    assert_eq!(open.root["schema"]["enum"][2], "on-hold");
    let many = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(Value::from);
    assert_eq!(fitted(&schema, &many), json!({"type": "string"}));
    let other = json!({"type": "string", "enum": ["Ann", "Bob"]});
    assert_eq!(fitted(&other, &[json!("eve")]), json!({"type": "string"}));
}

#[test]
fn a_name_that_is_data_is_not_repeated() {
    let schema = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
    let text = fitted(&schema, &[json!({"ann@private.example": 1})]).to_string();
    assert!(!text.contains("private"), "{text}");
}

#[test]
fn null_is_told_as_the_edition_does() {
    let mut adapted = Adapted::new(json!({"openapi": "3.0.3", "schema": {"type": "string"}}));
    adapted.fit("/schema", &json!(null));
    assert_eq!(
        adapted.root["schema"],
        json!({"type": "string", "nullable": true})
    );
}
