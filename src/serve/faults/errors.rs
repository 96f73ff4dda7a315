use serde_json::{Value, json};

use super::{Class, Effect, Fault, Needs};
use crate::serve::http_answer::HttpAnswer;
use crate::serve::wordpress::{Answer, Problem};

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Errors,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "codes-hidden",
        "a security plugin that uses one code for every error",
        "error-code",
        Effect::Answer(|answer, _| {
            if (400..500).contains(&answer.status) {
                answer.body["code"] = "rest_forbidden".into();
            }
        }),
    ),
    fault(
        "unknown-id-no-route",
        "a firewall that hides ids that do not exist",
        "error-code",
        Effect::Answer(|answer, _| {
            let code = answer.body.get("code").and_then(Value::as_str);
            if code.is_some_and(|code| code.ends_with("_id")) {
                *answer = Problem::no_route().to_answer();
            }
        }),
    ),
    fault(
        "error-without-data",
        "an error built by custom code, without its status",
        "error-envelope",
        Effect::Answer(|answer, _| {
            if let (400..500, Value::Object(body)) = (answer.status, &mut answer.body) {
                body.shift_remove("data");
            }
        }),
    ),
    fault(
        "error-status-disagrees",
        "a proxy that maps client errors to one status",
        "error-envelope",
        Effect::Answer(|answer, _| {
            if answer.status == 404 {
                answer.body["data"]["status"] = 400.into();
            }
        }),
    ),
    fault(
        "error-under-200",
        "a gateway that returns 200 for everything",
        "error-envelope",
        Effect::Answer(|answer, _| {
            if answer.status == 404 {
                answer.status = 200;
            }
        }),
    ),
    fault(
        "not-found-is-null",
        "a proxy that replaces error pages by an empty success",
        "item-id",
        Effect::Answer(|answer, _| {
            if answer.status == 404 {
                answer.status = 200;
                answer.body = Value::Null;
            }
        }),
    ),
    fault(
        "error-params-lost",
        "a filter that shortens error bodies",
        "error-envelope",
        Effect::Answer(|answer, _| {
            if let (400, Some(Value::Object(data))) = (answer.status, answer.body.get_mut("data")) {
                data.shift_remove("params");
                data.shift_remove("details");
            }
        }),
    ),
    fault(
        "error-in-another-envelope",
        "a gateway with an error format of its own",
        "error-envelope",
        Effect::Answer(|answer, _| {
            if (400..500).contains(&answer.status) {
                let message = answer.body.get("message").cloned().unwrap_or_default();
                answer.body = json!({"error": {"title": message}});
            }
        }),
    ),
    fault(
        "error-as-page",
        "a web server that replaces 404 responses by its own page",
        "json-body",
        Effect::Http(|answer, _| {
            if answer.status == 404 {
                page(
                    answer,
                    "<html><head><title>404 Not Found</title></head></html>",
                );
            }
        }),
    ),
    fault(
        "unknown-id-crashes",
        "a filter that does not expect a missing membership",
        "status-documented",
        Effect::Answer(|answer, _| {
            let code = answer.body.get("code").and_then(Value::as_str);
            if code.is_some_and(|code| code.ends_with("_id")) {
                crash(answer);
            }
        }),
    ),
    fault(
        "bounds-crash",
        "a filter that divides by the page size before it is checked",
        "status-documented",
        Effect::Answer(|answer, _| {
            if answer.body.get("code") == Some(&json!("rest_invalid_param")) {
                crash(answer);
            }
        }),
    ),
    fault(
        "plan-crashes",
        "a plan whose product was deleted under a plugin that reads it",
        "status-documented",
        Effect::Answer(|answer, _| {
            if answer.body.get("access_length_type").is_some() {
                crash(answer);
            }
        }),
    ),
];

fn crash(answer: &mut Answer) {
    *answer = Problem::fatal().to_answer();
}

/// Puts an HTML page in place of the body.
pub(super) fn page(answer: &mut HttpAnswer, html: &str) {
    answer.body = html.as_bytes().to_vec();
    for (name, value) in &mut answer.headers {
        if name == "Content-Type" {
            "text/html".clone_into(value);
        }
    }
}
