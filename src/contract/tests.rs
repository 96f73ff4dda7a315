use std::sync::Arc;

use super::*;
use crate::interpret::Json;
use serde_json::json;

fn contract() -> Contract {
    Contract::compile(json!({
        "openapi": "3.1.0",
        "paths": { "/wc/v3/memberships/members": { "get": {
            "operationId": "list",
            "parameters": [{ "$ref": "#/components/parameters/page" }],
            "responses": {
                "200": { "description": "ok", "content": { "application/json": { "schema": {
                    "type": "array", "items": { "$ref": "#/components/schemas/Member" } } } } },
                "4XX": { "$ref": "#/components/responses/Error" }
            }
        } } },
        "components": {
            "parameters": { "page": { "name": "page", "in": "query", "schema": { "type": "integer" } } },
            "responses": { "Error": { "description": "no" } },
            "schemas": { "Member": { "type": "object", "required": ["id", "status"], "properties": {
                "id": { "type": "integer" },
                "status": { "enum": ["active", "paused"] },
                "order_id": { "type": ["integer", "null"] },
                "subscription_id": { "type": "integer", "x-requires": "subscriptions" },
                "customer_data": { "anyOf": [{ "type": "array", "maxItems": 0 },
                    { "type": "object", "properties": { "phone": { "type": "string" } } }] }
            } } }
        }
    }))
    .unwrap()
}

fn schema(contract: &Contract) -> Arc<Schema> {
    let operation = contract
        .operation(&Method::Get, "/wc/v3/memberships/members")
        .unwrap();
    operation.response(200).unwrap().schema.clone().unwrap()
}

#[test]
fn an_operation_is_found_by_method_and_template_and_head_counts_as_get() {
    let contract = contract();
    let operation = contract
        .operation(&Method::Head, "/wc/v3/memberships/members")
        .unwrap();
    assert_eq!(operation.name(), "GET /wc/v3/memberships/members");
    assert!(operation.query("page").is_some());
    assert_eq!(
        operation.response(404).unwrap().pointer,
        "/components/responses/Error"
    );
    assert!(operation.response(500).is_none());
}

/// Every violation of a list as `place · expected · found · source`.
fn violations(rows: &Value) -> Vec<String> {
    let contract = contract();
    let readings = schema(&contract).readings(&Json::new(rows.clone()), &mut Memory::default());
    let of_row = |(index, reading): &(Option<usize>, Arc<Reading>)| {
        let row = index.map_or(String::new(), |index| format!("[{index}]"));
        reading
            .violations
            .iter()
            .map(|it| {
                let path = it.path.exact().replacen('$', &format!("${row}"), 1);
                format!(
                    "{path} · {} · {} · {}",
                    it.cause.expected, it.cause.found, it.cause.source
                )
            })
            .collect::<Vec<_>>()
    };
    readings.iter().flat_map(of_row).collect()
}

#[test]
fn a_violation_names_place_words_and_schema() {
    let rows = json!([{ "id": 1, "status": "active", "order_id": "47" }, { "id": 2 }]);
    let root = "#/components/schemas/Member/properties";
    assert_eq!(
        violations(&rows),
        [
            format!("$[0].order_id · integer or null · string · {root}/order_id"),
            format!("$[1].status · one of active, paused · missing · {root}/status"),
        ]
    );
}

#[test]
fn what_typed_clients_do_not_take_for_an_integer_is_a_number() {
    for text in ["121.0", "63e0", "-1.0", "1e300", "9223372036854775808"] {
        let row = format!(r#"[{{"id":{text},"status":"active"}}]"#);
        let lines = violations(&serde_json::from_str(&row).unwrap());
        let wanted = "$[0].id · integer · number · #/components/schemas/Member/properties/id";
        assert_eq!(lines, [wanted], "{text}");
    }
    let largest = r#"[{"id":9223372036854775807,"status":"active"}]"#;
    assert_eq!(violations(&serde_json::from_str(largest).unwrap()), [""; 0]);
}

#[test]
fn what_is_no_list_is_told_as_a_whole() {
    let lines = violations(&json!({ "id": 1 }));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("$ · array · object"), "{lines:?}");
}

#[test]
fn the_branch_of_a_union_that_came_closest_speaks() {
    let lines =
        violations(&json!([{ "id": 1, "status": "active", "customer_data": { "phone": 5 } }]));
    assert!(
        lines[0].starts_with("$[0].customer_data.phone · string · integer"),
        "{lines:?}"
    );
    let lines = violations(&json!([{ "id": 1, "status": "active", "customer_data": 5 }]));
    assert!(
        lines[0].contains("array (items at most 0) or object"),
        "{lines:?}"
    );
}

#[test]
fn undeclared_keys_are_told_at_every_depth() {
    let rows = json!([{ "id": 1, "extra": 1, "customer_data": { "phone": "1", "fax": "2" } }]);
    let readings = schema(&contract()).readings(&Json::new(rows), &mut Memory::default());
    let paths: Vec<String> = readings[0]
        .1
        .undeclared
        .iter()
        .map(|(_, path)| path.exact())
        .collect();
    assert_eq!(paths, ["$.extra", "$.customer_data.fax"]);
}

#[test]
fn the_same_row_is_read_once_and_another_one_again() {
    let (contract, mut memory) = (contract(), Memory::default());
    let [one, alike] = [(); 2].map(|()| Json::new(json!([{ "id": 1, "status": "active" }])));
    let mut read = |body: &Json| Arc::clone(&schema(&contract).readings(body, &mut memory)[0].1);
    let first = read(&one);
    assert!(Arc::ptr_eq(&first, &read(&one)));
    assert!(!Arc::ptr_eq(&first, &read(&alike)));
}

#[test]
fn a_contract_may_be_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Contract>();
}

#[test]
fn equal_causes_of_different_rows_are_one_allocation() {
    let schema = schema(&contract());
    let readings = schema.readings(
        &Json::new(json!([{ "id": "1" }, { "id": "2" }])),
        &mut Memory::default(),
    );
    let cause = |row: usize| Arc::clone(&readings[row].1.violations[0].cause);
    assert!(Arc::ptr_eq(&cause(0), &cause(1)));
}

#[test]
fn declared_keys_that_never_appear_are_told_with_what_they_need() {
    let mut presence = Presence::default();
    let schema = schema(&contract());
    schema.count(
        &json!({ "id": 1, "status": "active", "customer_data": [] }),
        &mut presence,
    );
    let missing = schema.never_seen(&presence);
    assert_eq!(
        missing,
        [
            ("$[*].order_id".to_owned(), 1, None),
            (
                "$[*].subscription_id".to_owned(),
                1,
                Some("subscriptions".to_owned())
            ),
        ]
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_an_error_with_its_place() {
    let broken = Contract::compile(json!({ "paths": { "/a": { "get": {
        "responses": { "200": { "$ref": "#/components/responses/Missing" } } } } } }));
    assert_eq!(
        broken.unwrap_err().to_string(),
        "/paths/~1a/get/responses/200: the reference #/components/responses/Missing does not exist in this document"
    );
}
