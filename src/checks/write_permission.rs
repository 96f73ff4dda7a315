use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext, Traffic};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Credentials;

static RULE: Rule = Rule {
    id: "write-permission",
    level: Level::Error,
    class: Class::Writes,
    title: "Only a key that may write can write",
    unit: "unauthorized writes",
    what: "A write without credentials, with an unknown key, with a wrong secret or with a \
           read-only key must not succeed. Only memberspec's own traffic is judged: recorders \
           strip credentials.",
    why: "Anybody who can write can become a member of every plan.",
    example: "POST …/members with a read-only key returns 200 and a new membership.",
    remedy: "Look for a plugin that logs requests in by address or cookie, and for code on \
             woocommerce_rest_check_permissions or woocommerce_rest_is_request_to_rest_api.",
};

causes! {
    /// What the check finds.
    enum Fault {
        WithoutCredentials = "without-credentials":
        "status 401 without credentials", "a success";
        WrongCredentials = "with-wrong-credentials":
        "status 401 with wrong credentials", "a success";
        ReadOnly = "with-read-only-key":
        "status 401 with a read-only key", "a success";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WritePermission),
};

struct WritePermission;

impl Check for WritePermission {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if run.traffic() == Traffic::Foreign || seen.method.is_safe() {
            return;
        }
        let fault = match seen.credentials {
            Credentials::None => Fault::WithoutCredentials,
            Credentials::Wrong => Fault::WrongCredentials,
            Credentials::ReadOnly => Fault::ReadOnly,
            _ => return,
        };
        report.examined(context, 1);
        if seen.is_success() && !seen.is_error_envelope() {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Status,
                cause: fault.into(),
                source: Some("docs/observed.md#3".into()),
            };
            report.fault(context, violation, At::Whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, ask, findings};
    use crate::exchange::Method;

    #[test]
    fn a_write_without_credentials_that_succeeds_is_found() {
        let write = |status| ask(Method::Put, "/members/19", status, "{}").anonymous();
        assert_eq!(
            findings(&ENTRY, &[write(200)]),
            ["status: status 401 without credentials, a success found"]
        );
        assert_eq!(findings(&ENTRY, &[write(401)]), [""; 0]);
        let own = ask(Method::Put, "/members/19", 200, "{}");
        assert_eq!(findings(&ENTRY, &[own]), [""; 0]);
    }
}
