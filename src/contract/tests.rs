use super::*;
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

#[test]
fn a_violation_names_place_words_and_schema() {
    let contract = contract();
    let rows = json!([{ "id": 1, "status": "active", "order_id": "47" }, { "id": 2 }]);
    let violations = schema(&contract).violations(&rows);
    let lines: Vec<String> = violations
        .iter()
        .map(|it| {
            format!(
                "{} · {} · {} · {}",
                it.path.pattern(),
                it.expected,
                it.found,
                it.source
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "$[*].order_id · integer or null · string · #/components/schemas/Member/properties/order_id",
            "$[*].status · one of active, paused · missing · #/components/schemas/Member/properties/status",
        ]
    );
}

#[test]
fn the_branch_of_a_union_that_came_closest_speaks() {
    let contract = contract();
    let rows = json!([{ "id": 1, "status": "active", "customer_data": { "phone": 5 } }]);
    let violations = schema(&contract).violations(&rows);
    assert_eq!(violations[0].path.exact(), "$[0].customer_data.phone");
    let rows = json!([{ "id": 1, "status": "active", "customer_data": 5 }]);
    let violations = schema(&contract).violations(&rows);
    assert_eq!(violations[0].expected, "array (items at most 0) or object");
}

#[test]
fn undeclared_keys_are_told_at_every_depth() {
    let contract = contract();
    let mut paths = Vec::new();
    let rows = json!([{ "id": 1, "extra": 1, "customer_data": { "phone": "1", "fax": "2" } }]);
    schema(&contract)
        .shape
        .undeclared(&rows, &mut |path| paths.push(path.pattern()));
    assert_eq!(paths, ["$[*].extra", "$[*].customer_data.fax"]);
}

#[test]
fn declared_keys_that_never_appear_are_told_with_what_they_need() {
    let contract = contract();
    let mut presence = Presence::default();
    let schema = schema(&contract);
    schema.shape.count(
        &json!([{ "id": 1, "status": "active", "customer_data": [] }]),
        &mut presence,
    );
    let missing = schema.shape.never_seen(&presence);
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
        "/paths/~1a/get/responses/200: the reference #/components/responses/Missing leads nowhere in this document"
    );
}
