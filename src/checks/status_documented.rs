use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::Operation;
use crate::document::Edition;
use crate::exchange::Method;
use crate::finding::{Class, Level, Location, Rule, Violation, causes};

static RULE: Rule = Rule {
    id: "status-documented",
    level: Level::Error,
    class: Class::Protocol,
    title: "Every response has a status that the contract lists for its operation",
    unit: "responses",
    what: "The status code of each response is looked up in the contract: exact, then its class \
           (4XX), then `default`. A request with a path or method that the contract does not list \
           must be rejected with 404 `rest_no_route`, as WordPress does.",
    why: "Clients branch on the status. A 500 instead of a 400 turns a customer's typing error \
          into an outage report, and a 200 on a route that should not exist is an unknown entry \
          point.",
    example: "GET …/members?per_page=0 returns 500 instead of 400 rest_invalid_param.",
    remedy: "For a 5xx, look at the site's PHP error log at the time of the request, then disable \
             other plugins one by one. For an unknown 2xx, find the plugin that registers the \
             route.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Unlisted { found: u16, expected: String } = "unlisted-status":
        "{expected}", "status {found}";
        /// The method is rejected, by whatever stands in front of all routes.
        MethodRefused { method: String, found: u16 } = "method-refused":
        "a response to the method {method}", "status {found}";
        UnlistedOperation { found: u16 } = "unlisted-operation":
        "status 404: the contract does not list this operation", "status {found}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(StatusDocumented),
};

struct StatusDocumented;

impl Check for StatusDocumented {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(address) = &seen.address else { return };
        for edition in run.editions() {
            let Some(contract) = run.contract(address.api, *edition) else {
                continue;
            };
            if *edition == run.edition() {
                report.examined(context, 1);
            }
            let template = address.template();
            let found = seen.status();
            let violation = |fault: Fault, source: Option<String>| Violation {
                basis: (*edition).into(),
                location: Location::Status,
                cause: fault.into(),
                source,
            };
            match contract.operation(&seen.method, &template) {
                Some(operation) if operation.response(seen.status()).is_none() => {
                    let source = operation.id.as_ref().map(|id| format!("operation {id}"));
                    let fault = unlisted(&seen.method, operation, found);
                    report.fault(context, violation(fault, source), At::Whole);
                }
                Some(_) => {}
                // OPTIONS is WordPress's own; the documentation need not list it.
                None if seen.method == Method::Options
                    && (contract.has_path(&template) || *edition == Edition::Documented) => {}
                None if (400..500).contains(&seen.status()) => {}
                None => {
                    let fault = Fault::UnlistedOperation { found };
                    report.fault(context, violation(fault, None), At::Whole);
                }
            }
        }
    }
}

fn unlisted(method: &Method, operation: &Operation, found: u16) -> Fault {
    if matches!(found, 405 | 501) {
        let method = method.to_string();
        return Fault::MethodRefused { method, found };
    }
    let expected = listed(operation, found);
    Fault::Unlisted { found, expected }
}

fn listed(operation: &Operation, status: u16) -> String {
    // These are answers of what stands in front of the site, whatever it was asked.
    if matches!(status, 502..=504) {
        return "a response of WordPress".to_owned();
    }
    let keys: Vec<&str> = operation
        .responses
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    match keys.as_slice() {
        [only] => format!("status {only}"),
        _ => format!("status {}", keys.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{ask, findings, get};
    use serde_json::json;

    #[test]
    fn a_status_that_the_operation_does_not_list_is_found() {
        let lines = findings(&ENTRY, &[get("/members?per_page=5", 500, &json!({}))]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].starts_with("status: status 200, 400,"),
            "{lines:?}"
        );
        assert!(lines[0].ends_with("status 500 found"), "{lines:?}");
    }

    #[test]
    fn what_stands_in_front_of_the_site_is_one_cause_at_every_operation() {
        let answers = ["/members", "/members/19"].map(|path| get(path, 503, &json!({})));
        let line = "status: a response of WordPress, status 503 found";
        assert_eq!(findings(&ENTRY, &answers), [line, line]);
    }

    #[test]
    fn a_method_that_is_rejected_is_one_cause_at_every_operation() {
        let answers = ["/members", "/members/19"].map(|path| ask(Method::Head, path, 405, ""));
        let line = "status: a response to the method HEAD, status 405 found";
        assert_eq!(findings(&ENTRY, &answers), [line, line]);
    }

    #[test]
    fn listed_statuses_and_refused_unknown_routes_are_silent() {
        let lines = findings(
            &ENTRY,
            &[
                get("/members", 200, &json!([])),
                get("/members/1", 404, &json!({})),
                get("/members/abc", 404, &json!({})),
                ask(Method::Options, "/members", 200, "{}"),
            ],
        );
        assert_eq!(lines, [""; 0]);
    }

    #[test]
    fn an_unknown_route_that_answers_is_found() {
        let lines = findings(&ENTRY, &[get("/notes", 200, &json!([]))]);
        assert_eq!(
            lines,
            ["status: status 404: the contract does not list this operation, status 200 found"]
        );
    }
}
