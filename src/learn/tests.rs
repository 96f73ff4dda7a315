use serde_json::{Value, json};

use super::contrast::{Aspect, Who};
use super::{Agreement, Learned, Line, compare};
use crate::contract::Contract;
use crate::document::{self, Edition};
use crate::exchange::{Exchange, Headers, Method, Request, Response};
use crate::interpret::Api;

fn exchange(method: Method, path: &str, body: &Value) -> Exchange {
    let url = format!("https://shop.example/wp-json/wc/v3/memberships{path}");
    let headers: Headers = [("Content-Type", "application/json")].into_iter().collect();
    Exchange {
        label: None,
        role: Default::default(),
        started: None,
        request: Request::new(method, url.parse().unwrap()),
        response: Response {
            status: 200,
            headers,
            body: body.to_string().as_str().into(),
        },
    }
}

fn ours() -> Value {
    document::openapi(Api::V3, Edition::Observed).unwrap()
}

fn learned(exchanges: &[Exchange]) -> Learned {
    let mut learned = Learned::default();
    exchanges.iter().for_each(|it| learned.learn(it));
    learned
}

fn member(extra: &Value) -> Value {
    let mut row = crate::checks::testing::rows::member(19);
    let members = row.as_object_mut().unwrap();
    members.extend(extra.as_object().unwrap().clone());
    row
}

fn lines(learned: &Learned) -> Vec<Line> {
    compare(learned, &Contract::compile(ours()).unwrap(), Api::V3, false)
}

fn verdict(lines: &[Line], what: &str, aspect: Aspect) -> Option<Agreement> {
    let line = lines
        .iter()
        .find(|line| line.what == what && line.aspect == aspect);
    line.map(|line| line.verdict)
}

/// The response to OPTIONS of the members, with a schema and arguments of GET.
fn options(properties: &Value, arguments: &Value) -> Exchange {
    let body = json!({
        "namespace": "wc/v3/memberships",
        "methods": ["GET", "POST"],
        "endpoints": [
            { "methods": ["GET"], "args": arguments },
            { "methods": ["POST"], "args": {
                "customer_id": { "type": "integer", "required": true },
                "plan_id": { "type": "integer", "required": false },
                "coupon": { "type": ["null", "string"], "description": "Own.", "required": false },
            } },
        ],
        "schema": { "title": "user_membership", "type": "object", "properties": properties },
    });
    exchange(Method::Options, "/members", &body)
}

#[test]
fn who_is_alone_is_named() {
    let row = member(&json!({ "order_id": "47", "note": 1, "plan_id": null }));
    let learned = learned(&[
        options(
            &json!({
                "id": { "type": "integer", "readonly": false },
                "order_id": { "type": "integer" },
                "plan_id": { "type": "integer" },
                "view_url": { "type": "integer", "readonly": true },
                "points": { "type": "integer" },
                "start_date": { "type": "date-time", "readonly": true },
            }),
            &json!({}),
        ),
        exchange(Method::Get, "/members", &json!([row])),
    ]);
    let lines = lines(&learned);
    let of = |what: &str, aspect| verdict(&lines, what, aspect).unwrap();
    let disagree = Agreement::Disagree;
    assert_eq!(of("members order_id", Aspect::Type), disagree(Who::Values));
    assert_eq!(of("members note", Aspect::Presence), disagree(Who::Values));
    assert_eq!(of("members view_url", Aspect::Type), disagree(Who::Site));
    assert_eq!(of("members plan_id", Aspect::Null), disagree(Who::Values));
    assert_eq!(
        of("members id", Aspect::ReadOnly),
        disagree(Who::DocumentAndSite)
    );
    assert_eq!(
        of("members points", Aspect::Presence),
        disagree(Who::DocumentAndSite)
    );
    assert_eq!(
        of("members start_date", Aspect::Format),
        Agreement::Known("options-schema-is-not-json-schema")
    );
    assert_eq!(
        of("members plan_name", Aspect::Presence),
        Agreement::Known("options-schema-is-not-json-schema")
    );
    assert_eq!(of("members customer_id", Aspect::Type), Agreement::Agree);
}

#[test]
fn what_is_told_as_known_is_in_the_catalogue() {
    for line in include_str!("known.rs").lines() {
        for id in line.split('"').skip(1).step_by(2) {
            let is_id = id.contains('-') && !["auto-draft"].contains(&id);
            assert!(!is_id || crate::catalogue::find(id).is_some(), "{id}");
        }
    }
}

#[test]
fn a_key_that_only_some_rows_have_is_not_always_there() {
    let whole = member(&json!({}));
    let mut less = whole.clone();
    less.as_object_mut().unwrap().shift_remove("plan_name");
    let some = learned(&[exchange(Method::Get, "/members", &json!([whole, less]))]);
    let of = |learned: &Learned| {
        verdict(&lines(learned), "members plan_name", Aspect::Required).unwrap()
    };
    assert_eq!(of(&some), Agreement::Disagree(Who::DocumentAndValues));
    let none = learned(&[exchange(Method::Get, "/members", &json!([less]))]);
    assert_eq!(of(&none), Agreement::Disagree(Who::DocumentAndValues));
    let all = learned(&[exchange(Method::Get, "/members", &json!([whole]))]);
    assert_eq!(of(&all), Agreement::Agree);
}

#[test]
fn arguments_are_compared_by_name_type_values_default_and_need() {
    let learned = learned(&[options(
        &json!({}),
        &json!({
            "context": { "type": "string", "enum": ["view", "edit", "embed"], "default": "edit" },
            "per_page": { "type": "string", "minimum": 1, "maximum": 200, "default": 10 },
            "colour": { "type": "string" },
        }),
    )]);
    let lines = lines(&learned);
    let of = |what: &str, aspect| verdict(&lines, what, aspect).unwrap();
    let apart = Agreement::Disagree(Who::DocumentAndSite);
    assert_eq!(of("GET members context", Aspect::Enum), apart);
    assert_eq!(of("GET members context", Aspect::Default), apart);
    assert_eq!(of("GET members per_page", Aspect::Type), apart);
    assert_eq!(of("GET members per_page", Aspect::Limits), apart);
    assert_eq!(
        of("GET members per_page", Aspect::Default),
        Agreement::Agree
    );
    assert_eq!(of("GET members colour", Aspect::Presence), apart);
    assert_eq!(of("GET members page", Aspect::Presence), apart);
    assert_eq!(
        of("GET members orderby", Aspect::Presence),
        Agreement::Known("undeclared-member-parameters")
    );
    assert_eq!(
        of("POST members customer_id", Aspect::Required),
        Agreement::Agree
    );
    assert_eq!(of("POST members plan_id", Aspect::Required), apart);
    assert_eq!(of("route members", Aspect::Methods), Agreement::Agree);
}

#[test]
fn what_is_learned_extends_the_document_at_every_depth() {
    let fields = json!([{ "name": "A", "slug": "a", "value": { "lat": 1.5 }, "group": "x" }]);
    let row = member(&json!({
        "loyalty": { "tiers": [{ "name": "gold" }], "by": { "a@b.example": 1 } },
        "profile_fields": fields,
        "meta_data": [{ "id": 1, "key": "k", "value": 7, "label": null }],
        "status": "suspended",
    }));
    let learned = learned(&[
        options(
            &json!({ "status": { "type": "string", "enum": ["active", "suspended"] } }),
            &json!({ "colour": { "type": "string", "enum": ["red"], "required": false } }),
        ),
        exchange(Method::Get, "/members", &json!([row])),
    ]);
    let extended = learned.extend(&ours(), Api::V3).unwrap();
    let schema = |name: &str| extended["components"]["schemas"][name].clone();
    for owner in ["UserMembership", "UserMembershipPayload"] {
        assert_eq!(
            schema(owner)["properties"]["loyalty"],
            json!({
                "type": "object",
                "properties": {
                    "by": { "type": "object", "additionalProperties": { "type": "integer" } },
                    "tiers": { "type": "array", "items": {
                        "type": "object", "properties": { "name": { "type": "string" } },
                    } },
                },
                "x-learned": true,
            }),
        );
    }
    assert_eq!(
        schema("ProfileField")["properties"]["group"]["type"],
        "string"
    );
    assert_eq!(
        schema("MetaData")["properties"]["value"]["type"],
        json!(["string", "null", "integer"])
    );
    assert_eq!(schema("MetaData")["properties"]["label"]["type"], "null");
    let branches = schema("ProfileFieldValue")["oneOf"].clone();
    assert_eq!(branches[4]["properties"]["lat"]["type"], "number");
    assert_eq!(
        schema("UserMembershipCreate")["properties"]["coupon"],
        json!({ "type": ["string", "null"], "description": "Own.", "x-learned": true })
    );
    let parameters = &extended["paths"]["/wc/v3/memberships/members"]["get"]["parameters"];
    let last = parameters.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["name"], &last["schema"]["enum"][0]),
        (&json!("colour"), &json!("red"))
    );
    let text = extended.to_string();
    assert_eq!(text.matches("\"suspended\"").count(), 3, "{text}");

    // The extended document takes the row that taught it, and has nothing more to learn.
    assert_eq!(
        learned.overlay(&extended, Api::V3, "")["actions"],
        json!([
            { "target": "$.components.schemas.ProfileField.properties.slug",
              "description": "The profile fields that the site has.",
              "update": { "x-known-values": ["a"] } },
        ])
    );
    Contract::compile(extended).unwrap();
}

#[test]
fn a_status_that_the_site_does_not_name_is_a_fault_and_is_not_learned() {
    let row = member(&json!({ "status": "wcm-active" }));
    let list = exchange(Method::Get, "/members", &json!([row]));
    let named = json!({ "status": { "type": "string", "enum": ["active"] } });
    let told = learned(&[options(&named, &json!({})), list.clone()]);
    let overlay = told.overlay(&ours(), Api::V3, "").to_string();
    assert!(!overlay.contains("wcm-active"), "{overlay}");
    // Where the site was not asked, its answers are all there is.
    let overlay = learned(&[list]).overlay(&ours(), Api::V3, "").to_string();
    assert!(overlay.contains("wcm-active"), "{overlay}");
}

#[test]
fn a_document_of_somebody_elses_is_extended_where_it_says_the_same() {
    let own = json!({
        "openapi": "3.1.0",
        "info": { "title": "Mine", "version": "1" },
        "paths": { "/wc/v3/memberships/members/{id}": { "get": { "responses": { "200": {
            "description": "One.",
            "content": { "application/json": { "schema": { "allOf": [
                { "$ref": "#/components/schemas/My Member" },
                { "properties": { "note": {} } },
            ] } } },
        } } } } },
        "components": { "schemas": { "My Member": { "type": "object", "properties": {
            "customer_id": { "type": "integer" },
            "status": { "type": "string", "enum": ["active"] },
        } } } },
    });
    let row = json!({ "customer_id": 1, "note": 1, "extra": true, "status": "paused" });
    let learned = learned(&[exchange(Method::Get, "/members/1", &row)]);
    let extended = learned.extend(&own, Api::V3).unwrap();
    let member = &extended["components"]["schemas"]["My Member"]["properties"];
    assert_eq!(
        member["extra"],
        json!({ "type": "boolean", "x-learned": true })
    );
    assert_eq!(member["status"]["enum"], json!(["active", "paused"]));
    assert!(member.get("note").is_none(), "{member:#}");
}

#[test]
fn a_document_that_refers_to_itself_comes_to_an_end() {
    let own = json!({
        "openapi": "3.1.0",
        "info": { "title": "Mine", "version": "1" },
        "paths": { "/wc/v3/memberships/members/{id}": { "get": { "responses": { "200": {
            "description": "One.",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } },
        } } } } },
        "components": { "schemas": { "A": {
            "type": "object",
            "allOf": [{ "$ref": "#/components/schemas/A" }],
            "properties": {
                "customer_id": { "$ref": "#/components/schemas/A" },
                "a": { "$ref": "#/components/schemas/A" },
                "b": { "type": "array", "items": { "$ref": "#/components/schemas/A" } },
            },
        } } },
    });
    let learned = learned(&[exchange(
        Method::Get,
        "/members/1",
        &json!({ "customer_id": 1 }),
    )]);
    let contract = Contract::compile(own).unwrap();
    assert!(compare(&learned, &contract, Api::V3, false).len() < 10_000);
}
