use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Route;

static RULE: Rule = Rule {
    id: "error-code",
    level: Level::Error,
    class: Class::Errors,
    title: "The code of an error matches its cause",
    unit: "errors",
    what: "If the cause of a rejection is clear from the request, its `code` is compared with the \
           one that WordPress, WooCommerce and Memberships use: an unknown route (rest_no_route), \
           an id that does not exist, a parameter out of bounds or of the wrong type \
           (rest_invalid_param), no credentials (woocommerce_rest_cannot_view).",
    why: "Integrations decide by the code whether to retry, to request new keys or to drop a \
          record; a generic code makes them choose wrongly.",
    example: "GET …/members/999999 returns 404 with the code `not_found`.",
    remedy: "Look for a security plugin that hides the REST API behind its own errors, and for a \
             proxy that responds instead of the site.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Code { found: String, expected: String } = "code": "{expected}", "the code {found}";
        NoCode { expected: String } = "no-code": "{expected}", "another code";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(ErrorCode),
};

struct ErrorCode;

impl Check for ErrorCode {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let (Some(code), Some(route)) = (seen.error_code(), seen.route()) else {
            return;
        };
        if !(400..500).contains(&seen.status()) {
            return;
        }
        let Some(expected) = expected(seen.status(), route, &seen.method) else {
            return;
        };
        report.examined(context, 1);
        if !expected.iter().any(|known| matches(known, code)) {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json("$.code".into()),
                cause: instead(code, expected.join(" or ")).into(),
                source: Some("docs/observed.md#3, #4, #8, #10, #11".into()),
            };
            let path = JsonPath::root().key("code");
            report.contradiction(context, violation, At::Json(&path), &[], || {
                let number = Some(seen.number);
                vec![
                    facts::text("the status", number, "status", &seen.status().to_string()),
                    facts::outside("its code", number, ("$.code", "code"), code),
                ]
            });
        }
    }
}

/// One code in place of many is one cause, so that it is named where it looks like one.
fn instead(code: &str, expected: String) -> Fault {
    if crate::redact::is_code(code) {
        let found = code.to_owned();
        Fault::Code { found, expected }
    } else {
        Fault::NoCode { expected }
    }
}

/// The codes that a status may carry on a route (`docs/observed.md#3`, `#4`, `#8`, `#9`, `#10`,
/// `#11`); `…` stands for any ending. `None` where nothing is known.
fn expected(
    status: u16,
    route: &Route,
    method: &crate::exchange::Method,
) -> Option<&'static [&'static str]> {
    let writes = !method.is_safe();
    Some(match (status, route) {
        (404, Route::Unknown(_) | Route::Index | Route::Plans) => &["rest_no_route"],
        (404, Route::Members | Route::Member(_)) if writes => {
            &["rest_no_route", "woocommerce_rest_…"]
        }
        (404, Route::Member(_)) => &[
            "woocommerce_rest_invalid_wc_user_membership_id",
            "rest_no_route",
        ],
        (404, Route::Plan(_)) if writes => &["rest_no_route"],
        (404, Route::Plan(_)) => &["woocommerce_rest_invalid_wc_membership_plan_id"],
        (401 | 403, _) => &[
            "woocommerce_rest_cannot_…",
            "woocommerce_rest_authentication_…",
        ],
        (400, _) if writes => &[
            "rest_invalid_param",
            "rest_missing_callback_param",
            "rest_invalid_json",
            "woocommerce_rest_…",
        ],
        (400, _) => &["rest_invalid_param", "rest_missing_callback_param"],
        (413, Route::Batch) => &["woocommerce_rest_request_entity_too_large"],
        _ => return None,
    })
}

fn matches(known: &str, code: &str) -> bool {
    known
        .strip_suffix('…')
        .map_or(known == code, |start| code.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn refused(path: &str, status: u16, code: &str) -> Vec<String> {
        let body = json!({ "code": code, "message": "x", "data": { "status": status } });
        findings(&ENTRY, &[get(path, status, &body)])
    }

    #[test]
    fn a_code_that_does_not_belong_to_the_cause_is_found() {
        assert_eq!(
            refused("/members/999999", 404, "not_found"),
            [
                "$.code: woocommerce_rest_invalid_wc_user_membership_id or rest_no_route, the code not_found found"
            ]
        );
        assert_eq!(refused("/members?per_page=0", 400, "bad_request").len(), 1);
        assert_eq!(refused("/members", 401, "jwt_auth_invalid").len(), 1);
    }

    #[test]
    fn the_codes_of_a_real_site_are_silent() {
        for (path, status, code) in [
            (
                "/members/9",
                404,
                "woocommerce_rest_invalid_wc_user_membership_id",
            ),
            (
                "/plans/9",
                404,
                "woocommerce_rest_invalid_wc_membership_plan_id",
            ),
            ("/members/abc", 404, "rest_no_route"),
            ("/members?page=0", 400, "rest_invalid_param"),
            ("/members", 401, "woocommerce_rest_cannot_view"),
            ("/members", 401, "woocommerce_rest_authentication_error"),
        ] {
            assert_eq!(refused(path, status, code), [""; 0], "{path} {code}");
        }
    }
}
