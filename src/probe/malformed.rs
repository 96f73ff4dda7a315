use serde_json::Value;

use super::Planner;
use crate::contract::Place;
use crate::exchange::{Method, PlannedRequest};

/// Parameters that the contract rules out, computed from its schemas: below the least, above the
/// greatest, of another type, none of the listed values. WordPress names every parameter that it
/// rejects in one response, so that one request holds a bad value of each.
pub(super) fn probes(planner: &Planner<'_>) -> Vec<PlannedRequest> {
    let mut probes = Vec::new();
    for kind in ["members", "plans"] {
        let path = planner.path(&format!("/{kind}"));
        let Some(operation) = planner.contract.operation(&Method::Get, &path) else {
            continue;
        };
        let refusing: Vec<(&str, Vec<String>)> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == Place::Query && !parameter.undeclared)
            .map(|parameter| (parameter.name.as_str(), ruled_out(&parameter.schema)))
            .collect();
        let most = refusing.iter().map(|(_, values)| values.len()).max();
        // Lists of plans are paged by the same code as those of members.
        let most = if kind == "plans" {
            most.min(Some(1))
        } else {
            most
        };
        for turn in 0..most.unwrap_or(0) {
            let bad = refusing
                .iter()
                .filter_map(|(name, values)| Some((*name, values.get(turn)?)));
            let probe = planner.below("malformed parameters", &path);
            probes.push(bad.fold(probe, |probe, (name, value)| probe.with(name, value)));
        }
    }
    probes
}

/// Texts that a schema does not accept. Lists and free text rule nothing out: WordPress turns
/// what it cannot read into an empty filter (`docs/observed.md#4`).
fn ruled_out(schema: &Value) -> Vec<String> {
    let mut values = Vec::new();
    let is_integer = match schema.get("type") {
        Some(Value::String(name)) => name == "integer",
        _ => false,
    };
    if is_integer {
        if let Some(least) = schema.get("minimum").and_then(Value::as_i64) {
            values.push((least - 1).to_string());
        }
        if let Some(most) = schema.get("maximum").and_then(Value::as_i64) {
            values.push(most.saturating_add(1).to_string());
        }
        // Where both bounds are tried, other parameters show what is done with text.
        if values.len() < 2 {
            values.push("abc".to_owned());
        }
    }
    if schema.get("enum").is_some_and(Value::is_array) {
        values.push("memberspec-no-such-value".to_owned());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::ruled_out;
    use serde_json::json;

    #[test]
    fn values_lie_just_outside_of_what_the_schema_takes() {
        let bounded = json!({ "type": "integer", "minimum": 1, "maximum": 100 });
        assert_eq!(ruled_out(&bounded), ["0", "101"]);
        let counted = json!({ "type": "integer", "minimum": 1 });
        assert_eq!(ruled_out(&counted), ["0", "abc"]);
        assert_eq!(
            ruled_out(&json!({ "enum": ["view"] })),
            ["memberspec-no-such-value"]
        );
        assert_eq!(ruled_out(&json!({ "type": "string" })), [""; 0]);
    }
}
