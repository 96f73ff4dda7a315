//! A struct and its schema accept the same values: each property of a good row is replaced by
//! values of every type, taken away and joined by another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::answers::rows;
use super::readers::{READERS, Reader};
use super::site;
use crate::base::pointer::unescape;
use crate::document::validators::{Validators, escape};
use crate::document::{Edition, openapi};
use crate::interpret::Api;
use crate::serve::Subscriptions;

/// Rows of each schema that are mutated, at most; rows of equal properties count once.
const SAMPLES: usize = 3;

/// What a schema may refuse that its struct takes: bounds of a value, which no type states. Dates
/// are not among them: a text that is not a date is rejected by both.
const BOUNDS: [&str; 5] = ["maximum", "maxItems", "minimum", "minLength", "pattern"];

/// What a struct takes although the schema asks for it: a release before the one that is stated, a
/// webhook or a delete leaves it out.
const LATER_OR_LEFT_OUT: [&str; 6] = [
    "required _links",
    "required customer_data",
    "required name",
    "required plan_name",
    "required profile_fields",
    "required view_url",
];

/// Bodies of requests, in which `null` means what nothing means and 7 what 7.0 means. Serde reads
/// the structs in them from a list too.
const REQUESTS: [&str; 2] = ["UserMembershipCreate", "UserMembershipUpdate"];

fn samples() -> Vec<(&'static str, Value)> {
    let create = json!({
        "customer_id": 7, "plan_id": 22, "status": "active", "order_id": null, "product_id": 84,
        "installment_plan": false, "end_date_gmt": "", "meta_data": [{"key": "a", "value": 7}],
        "profile_fields": [{"slug": "nick-name", "value": "Nick"}],
    });
    let directory = json!({
        "id": 38, "plan_name": null, "profile_fields": [], "meta_data": [],
        "customer_data": {
            "first_name": "Ada", "last_name": "", "user_email": "ada@shop.example", "address": "",
            "phone": "", "bio": "", "avatar": "https://shop.example/a.png",
        },
    });
    vec![
        ("DirectoryEntry", directory),
        ("UserMembershipCreate", create.clone()),
        ("UserMembershipUpdate", create),
    ]
}

/// Every place in a value, of lists the first element alone.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, child) in members {
                let place = format!("{at}/{}", escape(name));
                places(child, &place, found);
                found.push(place);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                let place = format!("{at}/0");
                places(first, &place, found);
                found.push(place);
            }
        }
        _ => {}
    }
}

/// The value with something else at a place, and what was done.
fn mutants(value: &Value, place: &str) -> Vec<(Value, String)> {
    let others = [
        json!(null),
        json!(true),
        json!(7),
        json!(1.5),
        json!("text"),
        json!(""),
        json!([]),
        json!(["text"]),
        json!({}),
    ];
    let mut mutants: Vec<(Value, String)> = others
        .into_iter()
        .map(|other| {
            let mut mutant = value.clone();
            let what = other.to_string();
            *mutant.pointer_mut(place).unwrap() = other;
            (mutant, what)
        })
        .collect();
    let (parent, name) = place.rsplit_once('/').unwrap();
    let mut without = value.clone();
    if let Value::Object(members) = without.pointer_mut(parent).unwrap() {
        members.shift_remove(&*unescape(name));
        mutants.push((without, "absent".to_owned()));
    }
    mutants
}

/// Compares struct and schema over the mutants of a row; gives how many there were.
fn compare(
    judge: &mut Validators<'_>,
    (name, read): (&str, Reader),
    value: &Value,
    disagreements: &mut BTreeMap<String, usize>,
) -> usize {
    let schema = format!("/components/schemas/{name}");
    let mut found = Vec::new();
    places(value, "", &mut found);
    let mut count = 0;
    for place in found {
        for (mutant, what) in mutants(value, &place) {
            count += 1;
            let broken: BTreeSet<String> = judge.broken(&schema, &mutant).into_iter().collect();
            // Inside a choice the schema does not say which property it misses.
            let missing = format!("required {}", place.rsplit('/').next().unwrap());
            let may_lack = what == "absent" && LATER_OR_LEFT_OUT.contains(&missing.as_str());
            let is_list = REQUESTS.contains(&name) && what.starts_with('[');
            let excused = |it: &String| {
                BOUNDS.contains(&it.as_str())
                    || LATER_OR_LEFT_OUT.contains(&it.as_str())
                    || (may_lack && it == "oneOf")
                    || (is_list && it == "type")
            };
            let verdict = match read(&mutant) {
                Err(error) if broken.is_empty() => format!("only the struct refuses: {error}"),
                Ok(_) if !broken.iter().all(excused) => {
                    format!("only the schema refuses: {broken:?}")
                }
                Ok(written) if written != mutant && !REQUESTS.contains(&name) => {
                    format!("written as {written}")
                }
                _ => continue,
            };
            let text = format!("{name} {place} {what}: {verdict}");
            *disagreements.entry(text).or_default() += 1;
        }
    }
    count
}

#[tokio::test]
#[expect(
    clippy::print_stderr,
    reason = "the figures are for whoever runs the test"
)]
async fn struct_and_schema_accept_the_same_values() {
    let document = openapi(Api::V3, Edition::Observed).unwrap();
    let mut judge = Validators::new(&document);
    let mut samples: BTreeMap<(String, String), Value> = samples()
        .into_iter()
        .map(|(name, value)| ((name.to_owned(), String::new()), value))
        .collect();
    for subscriptions in [Subscriptions::On, Subscriptions::Off] {
        for exchange in site::exchanges(Api::V3, "1.27.2", subscriptions).await {
            let Some(rows) = rows(&document, &exchange) else {
                continue;
            };
            for value in rows.values {
                let mut found = Vec::new();
                places(&value, "", &mut found);
                samples.insert((rows.schema.clone(), found.join(" ")), value);
            }
        }
    }
    let mut disagreements = BTreeMap::new();
    let mut count = 0;
    for (name, read) in READERS {
        let of_schema: Vec<&Value> = samples
            .iter()
            .filter(|((schema, _), _)| schema == name)
            .map(|(_, value)| value)
            .take(SAMPLES)
            .collect();
        assert!(
            !of_schema.is_empty() || name == "MembershipPlanPayload",
            "no sample of {name}"
        );
        for value in of_schema {
            count += compare(&mut judge, (name, read), value, &mut disagreements);
            let mut joined = value.clone();
            if let Some(members) = joined.as_object_mut()
                && !REQUESTS.contains(&name)
            {
                members.insert("of_another_plugin".to_owned(), json!([{"a": null}]));
                assert_eq!(read(&joined).unwrap(), joined, "{name}");
            }
        }
    }
    let shown: Vec<_> = disagreements.iter().take(60).collect();
    assert!(
        shown.is_empty(),
        "{} of {count} mutants: {shown:#?}",
        disagreements.len()
    );
    eprintln!("struct and schema agree on {count} mutants");
}
