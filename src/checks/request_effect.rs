use serde_json::Value;

use super::sent::Sent;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Interpreted, Route};
use crate::redact;

static RULE: Rule = Rule {
    id: "request-effect",
    level: Level::Info,
    class: Class::Requests,
    title: "What a client sends has an effect",
    unit: "requests",
    what: "Remarks on requests that the release rejects (status 400, or 404 for a create: which \
           parameter, which error code) and on bodies with read-only properties, which it ignores. \
           Only requests of other clients are judged: those in recordings and of `memberspec proxy`.",
    why: "A test of a client that only looks at the status does not notice that nothing was written.",
    example: "PUT …/members/7 with `view_url` and `plan_name` returns 200 and changes neither.",
    remedy: "If it is not intended (many tests provoke errors), correct the request; leave read-only \
             properties out of bodies.",
};

causes! {
    /// What the check finds.
    enum Fault {
        ReadOnly = "read-only":
        "only properties that can be written", "read-only properties, which are ignored";
        Parameter { found: String } = "rejected-parameter":
        "accepted values", "a value that is rejected ({found})";
        Rejected { found: String } = "rejected":
        "accepted requests", "{found}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(RequestEffect),
};

struct RequestEffect;

impl Check for RequestEffect {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let Some(sent) = Sent::of(context.seen, run) else {
            return;
        };
        report.examined(context, 1);
        let mut tell = |location, cause: Fault, at: At<'_>| {
            let violation = Violation {
                basis: Basis::Both,
                location,
                cause: cause.into(),
                source: Some("docs/observed.md#8".into()),
            };
            report.fault(context, violation, at);
        };
        let undeclared = sent.undeclared();
        let ignored = undeclared
            .iter()
            .filter(|it| it.is_read_only && !it.lacks_utc);
        let ignored: Vec<&str> = ignored.map(|it| it.key.as_str()).collect();
        if !ignored.is_empty() && context.seen.is_success() {
            tell(
                Location::Body,
                Fault::ReadOnly,
                At::Value(&ignored.join(", ")),
            );
        }
        for (location, cause) in rejected(context.seen) {
            tell(location, cause, At::Whole);
        }
    }
}

/// What the site rejects. A 404 of an address is an answer to a question; of a create it is about the
/// body.
fn rejected(seen: &Interpreted<'_>) -> Vec<(Location, Fault)> {
    let is_create = seen.route() == Some(&Route::Members) && !seen.method.is_safe();
    let is_rejected = seen.status() == 400 || (seen.status() == 404 && is_create);
    let (Some(code), true) = (seen.error_code(), is_rejected) else {
        return Vec::new();
    };
    if code == "rest_no_route" {
        return Vec::new();
    }
    let found = if redact::is_code(code) {
        code
    } else {
        "another code"
    };
    // Values of an array may be masked in a recording, keys are not.
    let named = seen.json().and_then(|body| body.get("data")?.get("params"));
    let named = named.and_then(Value::as_object);
    let names: Vec<&String> = named.into_iter().flat_map(|it| it.keys()).collect();
    if names.is_empty() {
        let found = format!("status {} with {found}", seen.status());
        return vec![(Location::Status, Fault::Rejected { found })];
    }
    let parameter = |name: &&String| {
        let found = found.to_owned();
        let name = redact::told_key(name).into_owned();
        (Location::Parameter(name), Fault::Parameter { found })
    };
    names.iter().map(parameter).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, findings_in_a_recording, get, send};
    use crate::exchange::Method;

    fn error(code: &str, params: &Value) -> Value {
        json!({ "code": code, "message": "No.", "data": { "status": 400, "params": params } })
    }

    #[test]
    fn rejected_values_and_requests_are_remarked_upon() {
        let body = error("rest_invalid_param", &json!({ "status": "No." }));
        let asked = get("/members?status=x", 400, &body);
        assert_eq!(
            findings_in_a_recording(&ENTRY, &[asked]),
            [
                "parameter status: accepted values, a value that is rejected (rest_invalid_param) found"
            ]
        );
        let body = error(
            "woocommerce_rest_wc_user_membership_plan_not_found",
            &Value::Null,
        );
        let asked = send(
            Method::Post,
            "/members",
            &json!({ "plan_id": 1 }),
            404,
            &body,
        );
        assert_eq!(
            findings_in_a_recording(&ENTRY, &[asked]),
            [
                "status: accepted requests, status 404 with woocommerce_rest_wc_user_membership_plan_not_found found"
            ]
        );
    }

    #[test]
    fn read_only_properties_are_one_remark() {
        let asked = send(Method::Put, "/members/7", &member(7), 200, &member(7));
        assert_eq!(
            findings_in_a_recording(&ENTRY, std::slice::from_ref(&asked)),
            [
                "body: only properties that can be written, read-only properties, which are ignored found"
            ]
        );
        assert_eq!(findings(&ENTRY, &[asked]), [""; 0]);
    }

    #[test]
    fn what_takes_effect_and_an_id_that_is_gone_are_silent() {
        let asked = send(
            Method::Put,
            "/members/7",
            &json!({ "status": "paused" }),
            200,
            &member(7),
        );
        assert_eq!(findings_in_a_recording(&ENTRY, &[asked]), [""; 0]);
        let gone = error(
            "woocommerce_rest_wc_user_membership_invalid_id",
            &Value::Null,
        );
        assert_eq!(
            findings_in_a_recording(&ENTRY, &[get("/members/9", 404, &gone)]),
            [""; 0]
        );
    }
}
