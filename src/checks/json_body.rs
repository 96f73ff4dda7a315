use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::exchange::Method;
use crate::finding::{Basis, Cause, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Broken, Content};

static RULE: Rule = Rule {
    id: "json-body",
    level: Level::Error,
    class: Class::Protocol,
    title: "The body of a response is JSON and nothing else",
    unit: "responses",
    what: "Every response, except to HEAD, must have a body that parses as JSON from the first to \
           the last byte: without a PHP message or a byte-order mark in front, not an HTML page, \
           not truncated, and valid UTF-8.",
    why: "A PHP notice printed before the response breaks every client, although the site looks \
          fine in a browser.",
    example: "`<br /><b>Warning</b>: Undefined array key …` comes before `[{\"id\":19`.",
    remedy: "PHP message: set WP_DEBUG_DISPLAY to false and fix the cause of the message. \
             Byte-order mark: save the theme's functions.php or the plugin file without one. HTML \
             page: look for maintenance mode, a login page or a firewall in front of /wp-json. \
             Truncated: look at timeouts and size limits of proxy and PHP.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoBody = "no-body": "JSON", "no body";
        NoJson = "no-json": "JSON", "a body that is not JSON";
        ByteOrderMark = "byte-order-mark": "JSON", "a byte-order mark before the JSON";
        PhpMessage = "php-message": "JSON", "a PHP message before the JSON";
        Prefix = "other-text": "JSON", "other text before the JSON";
        Html = "html": "JSON", "an HTML page";
        NotUtf8 = "not-utf-8": "JSON", "bytes that are not UTF-8";
        TooDeep { levels: usize } = "too-deep": "JSON", "nesting deeper than {levels} levels";
        Cut = "cut": "JSON", "a truncated body";
        Syntax = "syntax": "JSON", "broken JSON";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(JsonBody),
};

struct JsonBody;

impl Check for JsonBody {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let wire = &seen.exchange.request.method;
        let bodiless = *wire == Method::Head || matches!(seen.status(), 204 | 304);
        // What stands in a server error is up to the server; status-documented speaks of it.
        let failed = seen.status() >= 500;
        if seen.address.is_none() || bodiless || failed || seen.query.has("_jsonp") {
            return;
        }
        let mut details = None;
        let fault = match &seen.content {
            Content::NotRecorded => return,
            Content::Json(_) => {
                report.examined(context, 1);
                return;
            }
            Content::Empty => Fault::NoBody,
            Content::Text => Fault::NoJson,
            Content::Broken(broken) => {
                details = match broken {
                    Broken::Cut(why) => Some(why),
                    Broken::Syntax { message, .. } => Some(message),
                    _ => None,
                };
                broken.into()
            }
        };
        report.examined(context, 1);
        let body = seen.exchange.response.body.bytes();
        let start = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
        let at = if start.is_empty() {
            At::Whole
        } else {
            At::Outside("body", &start)
        };
        let mut cause = Cause::from(fault);
        if let Some(details) = details {
            cause.found.push_str(": ");
            cause.found.push_str(details);
        }
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Body,
            cause,
            source: None,
        };
        report.fault(context, violation, at);
    }
}

impl From<&Broken> for Fault {
    fn from(broken: &Broken) -> Self {
        match broken {
            Broken::ByteOrderMark => Self::ByteOrderMark,
            Broken::Prefix { php: true, .. } => Self::PhpMessage,
            Broken::Prefix { .. } => Self::Prefix,
            Broken::Html => Self::Html,
            Broken::NotUtf8(_) => Self::NotUtf8,
            Broken::TooDeep => Self::TooDeep {
                levels: Content::DEPTH,
            },
            Broken::Cut(_) => Self::Cut,
            Broken::Syntax { .. } => Self::Syntax,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{ask, findings};

    fn answer(body: &str) -> Vec<String> {
        findings(&ENTRY, &[ask(Method::Get, "/members", 200, body)])
    }

    #[test]
    fn what_is_not_json_is_named() {
        assert_eq!(
            answer("<b>Notice</b>: x in a.php\n[]"),
            ["body: JSON, a PHP message before the JSON found"]
        );
        assert_eq!(
            answer("<!doctype html><p>"),
            ["body: JSON, an HTML page found"]
        );
        assert_eq!(answer(""), ["body: JSON, no body found"]);
        assert_eq!(
            answer("[{\"id\":1},"),
            ["body: JSON, broken JSON: EOF while parsing a value found"]
        );
    }

    #[test]
    fn json_and_an_answer_to_head_are_silent() {
        assert_eq!(answer("[]"), [""; 0]);
        assert_eq!(
            findings(&ENTRY, &[ask(Method::Head, "/members", 200, "")]),
            [""; 0]
        );
    }
}
