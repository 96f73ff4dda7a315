use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext, Traffic};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Address, Credentials, asks_the_same, is_same_site};

/// Its id: the only check beside those of security that judges redirects.
pub(crate) const ID: &str = "stays-on-route";

static RULE: Rule = Rule {
    id: ID,
    level: Level::Error,
    class: Class::Protocol,
    title: "A request with credentials is not redirected away from its route",
    unit: "responses to requests with credentials",
    what: "A redirect may change scheme, host and slashes and may add parameters. A redirect to a \
           page (login, account, maintenance), to another route, or to the same route without some \
           of the parameters is a violation. A redirect of a request without credentials is a \
           rejection and is judged by authentication-required.",
    why: "A client follows the redirect and reads a web page, or the whole list instead of the \
          filtered one, with status 200.",
    example: "GET …/members?status=paused returns 302 with Location /my-account/.",
    remedy: "Exclude /wp-json/ from login and members-only plugins and from redirect rules of \
             the web server.",
};

causes! {
    /// What the check finds.
    enum Fault {
        ToAPage = "to-a-page": "a response of the API", "a redirect to another page";
        ToAnotherQuestion = "to-another-question":
        "a redirect that keeps route and parameters", "a redirect that does not";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(StaysOnRoute),
};

struct StaysOnRoute;

impl Check for StaysOnRoute {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if matches!(seen.credentials, Credentials::None | Credentials::Wrong) {
            return;
        }
        report.examined(context, 1);
        let url = &seen.exchange.request.url;
        let Some(target) = seen.redirect().filter(|to| !asks_the_same(url, to)) else {
            return;
        };
        // Whether it is a page or the address of the site that it should be asked at is seen only by
        // asking there, and a recording shows what its client was sent to.
        if run.traffic() != Traffic::Live && !is_same_site(url, &target) {
            report.unexercised(
                "where a redirect leads",
                "it leads to another host, of which a recording shows too little",
            );
            return;
        }
        let fault = match Address::of(&target) {
            None => Fault::ToAPage,
            Some(_) => Fault::ToAnotherQuestion,
        };
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Header("Location".into()),
            cause: fault.into(),
            source: None,
        };
        report.fault(context, violation, At::Link(target.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, findings, get};
    use serde_json::json;

    fn sent_to(target: &str) -> Vec<String> {
        let redirect = get("/members?status=paused", 302, &json!({}));
        findings(&ENTRY, &[redirect.header("Location", target)])
    }

    #[test]
    fn a_redirect_to_a_login_page_and_one_that_loses_the_filter_are_found() {
        assert_eq!(
            sent_to("/my-account/"),
            ["header Location: a response of the API, a redirect to another page found"]
        );
        assert_eq!(
            sent_to("/wp-json/wc/v3/memberships/members"),
            [
                "header Location: a redirect that keeps route and parameters, a redirect that does not found"
            ]
        );
    }

    #[test]
    fn a_redirect_to_another_host_is_no_fault_in_a_recording() {
        assert_eq!(sent_to("https://shop-example.example/x"), [""; 0]);
        assert_eq!(sent_to("https://www.shop.example/x").len(), 1);
    }

    #[test]
    fn a_slash_and_a_visitor_who_is_sent_to_the_login_are_silent() {
        let slash = "https://shop.example/wp-json/wc/v3/memberships/members/?status=paused";
        assert_eq!(sent_to(slash), [""; 0]);
        let visitor = get("/members", 302, &json!({})).anonymous();
        let visitor = visitor.header("Location", "/my-account/");
        assert_eq!(findings(&ENTRY, &[visitor]), [""; 0]);
    }
}
