use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext, Traffic};
use crate::exchange::{Headers, Method};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Credentials, Route};

static RULE: Rule = Rule {
    id: "not-cached",
    level: Level::Error,
    class: Class::Security,
    title: "Shared caches may not keep responses to requests with credentials",
    unit: "responses to requests with credentials",
    what: "Each successful response about members or plans to a request with credentials must say \
           that it is private: `Cache-Control` with `no-store` or `private`, or without any \
           lifetime (`public`, `s-maxage`, `max-age`), and no `Expires` in the future. `Age` \
           proves that a shared cache kept it. A response that depends on the caller by `Vary: \
           Authorization` or `Vary: *` is accepted. In recordings of other programs missing \
           headers are not judged.",
    why: "A cache that keeps such a response shows it to the next visitor, or shows the owner of \
          the key an outdated membership.",
    example: "`Cache-Control: public, max-age=600` on GET …/members.",
    remedy: "Exclude /wp-json/ from page caches, from the CDN and from expiry rules of the web \
             server (mod_expires, `expires` of nginx).",
};

causes! {
    /// What the check finds.
    enum Fault {
        MayBeKept = "may-be-kept": "no-store or private", "a lifetime for shared caches";
        Unlimited = "nothing-said": "Cache-Control with no-store or private", "no Cache-Control";
        WasKept = "was-kept": "a response that no cache kept", "a response from a cache";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(NotCached),
};

struct NotCached;

impl Check for NotCached {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let is_private = seen.route().is_some_and(|route| {
            matches!(route, Route::Directory) || route.is_list() || route.is_item()
        });
        let is_read = matches!(seen.method, Method::Get | Method::Head);
        let is_keyed = !matches!(seen.credentials, Credentials::None | Credentials::Wrong);
        // No response comes without header fields: the recorder left them out.
        let is_recorded = !seen.exchange.response.headers.is_empty();
        if !(is_private && is_read && is_keyed && seen.is_success() && is_recorded) {
            return;
        }
        report.examined(context, 1);
        let headers = &seen.exchange.response.headers;
        let Some((name, fault)) = fault(headers, run.traffic() == Traffic::Foreign) else {
            return;
        };
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Header(name.into()),
            cause: fault.into(),
            source: Some("docs/observed.md#11".into()),
        };
        match headers.get(name) {
            Some(value) => report.fault(context, violation, At::Outside(name, value)),
            None => report.fault(context, violation, At::Whole),
        };
    }
}

fn fault(headers: &Headers, may_lack_headers: bool) -> Option<(&'static str, Fault)> {
    let number = |text: &str| text.trim().trim_matches('"').parse::<u64>().ok();
    if headers
        .get("Age")
        .and_then(number)
        .is_some_and(|age| age > 0)
    {
        return Some(("Age", Fault::WasKept));
    }
    let list = |name: &str| -> Vec<String> {
        let values = headers.get_all(name).flat_map(|value| value.split(','));
        values
            .map(|part| part.trim().to_ascii_lowercase())
            .collect()
    };
    let vary = list("Vary");
    if vary
        .iter()
        .any(|name| name == "*" || name == "authorization")
    {
        return None;
    }
    let control = list("Cache-Control");
    if control.is_empty() {
        if let Some(value) = headers.get("Expires") {
            return is_later(value, headers).then_some(("Expires", Fault::MayBeKept));
        }
        let is_said = may_lack_headers || headers.contains("Pragma");
        return (!is_said).then_some(("Cache-Control", Fault::Unlimited));
    }
    // `private="X-Name"` is about one header only.
    if control.iter().any(|it| it == "no-store" || it == "private") {
        return None;
    }
    let may_be_kept = control.iter().any(|directive| {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let has_time = number(value).is_some_and(|seconds| seconds > 0);
        name == "public" || (matches!(name, "max-age" | "s-maxage") && has_time)
    });
    may_be_kept.then_some(("Cache-Control", Fault::MayBeKept))
}

/// Whether a date of HTTP lies behind that of the response; a date that is none means "expired"
/// (RFC 9111, 5.3).
fn is_later(text: &str, headers: &Headers) -> bool {
    let instant = |text: &str| {
        jiff::fmt::rfc2822::parse(text)
            .ok()
            .map(|it| it.timestamp())
    };
    let (Some(expires), Some(date)) = (instant(text), headers.get("Date").and_then(instant)) else {
        return false;
    };
    expires > date
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, findings, findings_in_a_recording, get};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn with(headers: &[(&str, &str)]) -> Exchange {
        let list = get("/members", 200, &json!([])).header("Date", "Sat, 10 Jan 2026 12:00:00 GMT");
        headers
            .iter()
            .fold(list, |list, (name, value)| list.header(name, value))
    }

    #[test]
    fn what_a_shared_cache_may_keep_or_kept_is_found() {
        for (headers, place) in [
            (
                vec![("Cache-Control", "public, max-age=600")],
                "Cache-Control",
            ),
            (vec![("Cache-Control", "s-maxage=60")], "Cache-Control"),
            (
                vec![("Expires", "Sat, 10 Jan 2026 13:00:00 GMT")],
                "Expires",
            ),
            (vec![("Cache-Control", "no-store"), ("Age", "12")], "Age"),
            (vec![], "Cache-Control"),
        ] {
            let lines = findings(&ENTRY, &[with(&headers)]);
            assert_eq!(lines.len(), 1, "{headers:?}");
            assert!(
                lines[0].starts_with(&format!("header {place}")),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn private_responses_visitors_and_recordings_without_headers_are_silent() {
        let core = "no-cache, must-revalidate, max-age=0, no-store, private";
        for headers in [
            vec![
                ("Cache-Control", core),
                ("Expires", "Wed, 11 Jan 1984 05:00:00 GMT"),
            ],
            vec![("Expires", "0")],
            vec![
                ("Cache-Control", "max-age=60"),
                ("Vary", "Origin, Authorization"),
            ],
        ] {
            assert_eq!(findings(&ENTRY, &[with(&headers)]), [""; 0], "{headers:?}");
        }
        let open = [("Cache-Control", "public")];
        assert_eq!(findings(&ENTRY, &[with(&open).anonymous()]), [""; 0]);
        assert_eq!(findings_in_a_recording(&ENTRY, &[with(&[])]), [""; 0]);
    }
}
