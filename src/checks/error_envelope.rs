use serde_json::Value;

use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::{JsonPath, Place};
use crate::exchange::Method;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Interpreted;

static RULE: Rule = Rule {
    id: "error-envelope",
    level: Level::Error,
    class: Class::Errors,
    title: "Errors, and only errors, have WordPress's error format",
    unit: "responses",
    what: "The body of each 4xx must be an object with the strings `code` and `message` and with \
           `data.status` equal to the HTTP status; `rest_invalid_param` also lists each query \
           parameter whose value the contract does not allow. A success must not hold an error \
           object.",
    why: "Clients show `message` and branch on `code`. An error sent with status 200 is mistaken \
          for a membership.",
    example: "HTTP 200 with `{\"code\": \"…invalid_profile_field\", \"data\": {\"status\": 0}}`.",
    remedy: "If status and body disagree, trust the body. Look for a plugin that rewrites REST \
             errors, and for a proxy that replaces error pages.",
};

causes! {
    /// What the check finds.
    enum Fault {
        InSuccess = "in-success": "the body of a success", "an error object";
        NotAnObject = "not-an-object":
        "an object with code, message and data", "another kind of body";
        AnotherObject = "another-object":
        "an object with code, message and data", "another object";
        NoText = "no-text": "text", "another value";
        TextMissing = "text-missing": "text", "missing";
        DataMissing = "data-missing": "an object with the HTTP status", "missing";
        AnotherStatus = "another-status": "the HTTP status", "another number";
        StatusMissing = "status-missing": "the HTTP status", "missing";
        ParamsMissing = "params-missing": "an object with a string for each parameter", "none";
        ParamMissing { parameter: String } = "param-missing": "a string for {parameter}", "none";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(ErrorEnvelope),
};

struct ErrorEnvelope;

impl Check for ErrorEnvelope {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if seen.address.is_none()
            || seen.query.has("_envelope")
            || seen.exchange.request.method == Method::Head
        {
            return;
        }
        let Some(body) = seen.json() else { return };
        report.examined(context, 1);
        let mut fault = |place: &str, fault: Fault| {
            let path = match place.split_once('.') {
                Some((outer, inner)) => JsonPath::root().key(outer).key(inner),
                None if place.is_empty() => JsonPath::root(),
                None => JsonPath::root().key(place),
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(path.pattern()),
                cause: fault.into(),
                source: None,
            };
            report.fault(context, violation, At::Json(&path));
        };
        if seen.status() < 400 {
            if seen.is_success() && seen.is_error_envelope() {
                fault("code", Fault::InSuccess);
            }
            return;
        }
        // A server error is status-documented's business, whatever its body.
        if seen.status() >= 500 {
            return;
        }
        let Some(object) = body.as_object() else {
            fault("", Fault::NotAnObject);
            return;
        };
        if ["code", "message", "data"]
            .iter()
            .all(|key| !object.contains_key(*key))
        {
            fault("", Fault::AnotherObject);
            return;
        }
        for key in ["code", "message"] {
            match object.get(key) {
                Some(Value::String(text)) if !text.is_empty() => {}
                Some(_) => fault(key, Fault::NoText),
                None => fault(key, Fault::TextMissing),
            }
        }
        if !object.contains_key("data") {
            fault("data", Fault::DataMissing);
            return;
        }
        let status = body.pointer("/data/status").and_then(Value::as_u64);
        match status {
            Some(inner) if inner == u64::from(seen.status()) => {}
            Some(_) => fault("data.status", Fault::AnotherStatus),
            None => fault("data.status", Fault::StatusMissing),
        }
        if seen.error_code() == Some("rest_invalid_param") {
            match body.pointer("/data/params").and_then(Value::as_object) {
                None => fault("data.params", Fault::ParamsMissing),
                Some(named) => {
                    for name in refused(seen, run) {
                        if !named.contains_key(name) {
                            let parameter = name.to_owned();
                            fault("data.params", Fault::ParamMissing { parameter });
                        }
                    }
                }
            }
        }
    }
}

/// The query parameters of a request whose values the contract rules out.
fn refused<'a>(seen: &Interpreted<'_>, run: &'a RunContext) -> Vec<&'a str> {
    run.operation(seen, run.edition())
        .into_iter()
        .flat_map(|operation| &operation.parameters)
        .filter(|parameter| parameter.place == Place::Query)
        .filter(|parameter| {
            let sent = seen.query.get(&parameter.name);
            sent.is_some_and(|value| parameter.refuses(value))
        })
        .map(|parameter| parameter.name.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn refused() -> Value {
        json!({ "code": "rest_no_route", "message": "No route.", "data": { "status": 404 } })
    }

    #[test]
    fn a_status_that_differs_and_a_missing_code_are_found() {
        let mut body = refused();
        body["data"]["status"] = json!(400);
        assert_eq!(
            findings(&ENTRY, &[get("/members/1", 404, &body)]),
            ["$.data.status: the HTTP status, another number found"]
        );
        body = refused();
        body.as_object_mut().unwrap().shift_remove("code");
        assert_eq!(
            findings(&ENTRY, &[get("/members/1", 404, &body)]),
            ["$.code: text, missing found"]
        );
    }

    #[test]
    fn an_error_that_travels_as_a_success_is_found() {
        assert_eq!(
            findings(&ENTRY, &[get("/members/1", 200, &refused())]),
            ["$.code: the body of a success, an error object found"]
        );
    }

    #[test]
    fn an_honest_error_and_an_honest_success_are_silent() {
        let exchanges = [
            get("/members/1", 404, &refused()),
            get("/members", 200, &json!([])),
        ];
        assert_eq!(findings(&ENTRY, &exchanges), [""; 0]);
    }
}
