use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Credentials, asks_the_same, is_same_site};
use crate::redact::MASK;

static RULE: Rule = Rule {
    id: "credentials-echoed",
    level: Level::Error,
    class: Class::Security,
    title: "Responses do not repeat the credentials of the request",
    unit: "responses",
    what: "If a request is authenticated by query parameters (consumer key and secret, or OAuth \
           1.0a), the headers and body of the response are searched for the secret and the \
           signature.",
    why: "Response headers end up in logs, caches and bug reports, where other people can read \
          them. The paging links of WordPress repeat the whole query.",
    example: "`Link: <…?consumer_key=…&consumer_secret=…&page=2>; rel=\"next\"`.",
    remedy: "Send credentials in the Authorization header (Basic over https); never log `Link` \
             unredacted; replace a key whose secret was logged.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Echoed { found: String } = "echoed": "no credentials", "the value of {found}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(CredentialsEchoed),
};

struct CredentialsEchoed;

const SECRET_PARAMETERS: [&str; 2] = ["consumer_secret", "oauth_signature"];

impl Check for CredentialsEchoed {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let sent: Vec<(&str, &str)> = SECRET_PARAMETERS
            .iter()
            .filter_map(|name| Some((*name, seen.query.get(name)?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let in_query = matches!(seen.credentials, Credentials::Query | Credentials::OAuth);
        if seen.address.is_none() || !in_query || sent.is_empty() {
            return;
        }
        report.examined(context, 1);
        let url = &seen.exchange.request.url;
        let keeps =
            (seen.redirect()).is_some_and(|to| asks_the_same(url, &to) && is_same_site(url, &to));
        for (name, value) in sent {
            let assignment = format!("{name}=");
            // In a recording that was redacted, a masked value may hide anything.
            let trace = if value == MASK { &assignment } else { value };
            let headers = seen.exchange.response.headers.iter();
            let echoing: Vec<&str> = headers
                .filter(|(_, text)| text.contains(&assignment) || text.contains(trace))
                // A redirect to the same question at another address of the site repeats it.
                .filter(|(header, _)| !(keeps && header.eq_ignore_ascii_case("Location")))
                .map(|(header, _)| header)
                .collect();
            let mut fault = |location: Location| {
                let violation = Violation {
                    basis: Basis::Both,
                    location,
                    cause: Fault::Echoed {
                        found: name.to_owned(),
                    }
                    .into(),
                    source: Some("docs/observed.md#3".into()),
                };
                report.fault(context, violation, At::Whole);
            };
            for header in echoing {
                fault(Location::Header(header.to_owned()));
            }
            let body = seen.exchange.response.body.bytes();
            if memchr::memmem::find(body, trace.as_bytes()).is_some() {
                fault(Location::Body);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, findings, get};
    use serde_json::json;

    const ASKED: &str = "/members?consumer_key=ck_1&consumer_secret=cs_9&per_page=1";

    #[test]
    fn a_secret_in_a_header_or_in_the_body_is_found() {
        let link = "<https://shop.example/x?consumer_secret=cs_9&page=2>; rel=\"next\"";
        let in_header = get(ASKED, 200, &json!([])).anonymous().header("Link", link);
        assert_eq!(
            findings(&ENTRY, &[in_header]),
            ["header Link: no credentials, the value of consumer_secret found"]
        );
        let in_body = get(ASKED, 200, &json!([{ "view_url": "https://a/?x=cs_9" }])).anonymous();
        assert_eq!(
            findings(&ENTRY, &[in_body]),
            ["body: no credentials, the value of consumer_secret found"]
        );
    }

    #[test]
    fn personal_data_that_was_masked_is_not_taken_for_the_masked_secret() {
        let asked = "/members?consumer_key=%3Credacted%3E&consumer_secret=%3Credacted%3E";
        let masked = json!([{ "meta_data": [{ "key": "note", "value": "<redacted>" }] }]);
        let quiet = get(asked, 200, &masked).anonymous();
        assert_eq!(findings(&ENTRY, &[quiet]), [""; 0]);
        let link = "<https://shop.example/x?consumer_secret=<redacted>&page=2>; rel=\"next\"";
        let echoing = get(asked, 200, &masked).anonymous().header("Link", link);
        assert_eq!(
            findings(&ENTRY, &[echoing]),
            ["header Link: no credentials, the value of consumer_secret found"]
        );
    }

    #[test]
    fn an_answer_that_keeps_quiet_is_silent() {
        assert_eq!(
            findings(&ENTRY, &[get(ASKED, 200, &json!([])).anonymous()]),
            [""; 0]
        );
        assert_eq!(
            findings(&ENTRY, &[get("/members", 200, &json!([]))]),
            [""; 0]
        );
    }
}
