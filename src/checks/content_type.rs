use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Content;

static RULE: Rule = Rule {
    id: "content-type",
    level: Level::Error,
    class: Class::Protocol,
    title: "A JSON response is declared as JSON in UTF-8",
    unit: "responses",
    what: "A response whose body is JSON must have `Content-Type: application/json`, without a \
           charset or with UTF-8. Bodies that are not JSON are judged by json-body.",
    why: "HTTP clients choose the decoder by this header: many do not parse a body declared as \
          text/html, others garble every name with an accent.",
    example: "The list of members arrives as `Content-Type: text/html; charset=UTF-8`.",
    remedy: "Look for a plugin or a proxy that sets the header: caches that store pages, snippets \
             that call header(), web application firewalls.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoHeader = "no-header": "application/json in UTF-8", "no such header";
        Media { found: String } = "media-type": "application/json in UTF-8", "{found}";
        Charset { found: String } = "charset": "application/json in UTF-8", "charset {found}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(ContentType),
};

struct ContentType;

impl Check for ContentType {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let is_recorded = !seen.exchange.response.headers.is_empty();
        if !is_recorded || seen.address.is_none() || !matches!(seen.content, Content::Json(_)) {
            return;
        }
        report.examined(context, 1);
        let header = seen.exchange.response.headers.get("Content-Type");
        let violation = |fault: Fault| Violation {
            basis: Basis::Both,
            location: Location::Header("Content-Type".into()),
            cause: fault.into(),
            source: None,
        };
        let Some(value) = header else {
            report.fault(context, violation(Fault::NoHeader), At::Whole);
            return;
        };
        let mut parts = value
            .split(';')
            .map(|part| part.trim().to_ascii_lowercase());
        let media = parts.next().unwrap_or_default();
        let charset = parts.find_map(|part| {
            part.strip_prefix("charset=")
                .map(|set| set.trim_matches('"').to_owned())
        });
        if media != "application/json" {
            let found = crate::redact::told_text("Content-Type", &media).into_owned();
            let at = At::Outside("Content-Type", value);
            report.fault(context, violation(Fault::Media { found }), at);
        } else if let Some(charset) = charset.filter(|charset| charset != "utf-8") {
            let found = crate::redact::told_text("charset", &charset).into_owned();
            let at = At::Outside("Content-Type", value);
            report.fault(context, violation(Fault::Charset { found }), at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, findings, get};
    use serde_json::json;

    fn answer(value: &str) -> Vec<String> {
        let exchange = get("/members", 200, &json!([])).without("Content-Type");
        findings(&ENTRY, &[exchange.header("Content-Type", value)])
    }

    #[test]
    fn another_media_type_another_charset_and_none_are_found() {
        let place = "header Content-Type: application/json in UTF-8";
        assert_eq!(
            answer("text/html; charset=UTF-8"),
            [format!("{place}, text/html found")]
        );
        assert_eq!(
            answer("application/json; charset=ISO-8859-1"),
            [format!("{place}, charset iso-8859-1 found")]
        );
        let none = get("/members", 200, &json!([])).header("Server", "x");
        let none = none.without("Content-Type");
        assert_eq!(
            findings(&ENTRY, &[none]),
            [format!("{place}, no such header found")]
        );
    }

    #[test]
    fn json_in_utf_8_is_silent() {
        assert_eq!(answer("application/json; charset=\"utf-8\""), [""; 0]);
        assert_eq!(answer("application/json"), [""; 0]);
    }
}
