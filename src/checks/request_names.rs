use super::sent::{Sent, Undeclared};
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::base::nearest;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::redact;

static RULE: Rule = Rule {
    id: "request-names",
    level: Level::Warning,
    class: Class::Requests,
    title: "A client sends only names that the API knows",
    unit: "requests",
    what: "Each query parameter and each property of a JSON body is one that the contract of the \
           release declares. Not judged are the names that all routes have (`_fields`, \
           `consumer_key`, other names with an underscore in front, `lang`) and `force` on DELETE. \
           Only requests of other clients are judged: those in recordings and of `memberspec proxy`.",
    why: "Sites ignore unknown names without an error: with a misspelled filter a list has all \
          members, and a misspelled date is not written.",
    example: "GET …/members?plan_id=20 returns the members of all plans: the filter is `plan`.",
    remedy: "Correct the name in the client. If another plugin adds it on purpose, add it to an \
             overlay or to your own copy of the document.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Parameter { name: String } = "unknown-parameter":
        "parameters that the release knows", "`{name}`, which is ignored";
        MisspelledParameter { name: String, nearest: String } = "misspelled-parameter":
        "a parameter that the release knows, such as `{nearest}`", "`{name}`, which is ignored";
        LaterParameter { name: String } = "later-parameter":
        "parameters that this release knows", "`{name}`, which only later releases know";
        Property { name: String } = "unknown-property":
        "properties that the release knows", "`{name}`, which is ignored";
        MisspelledProperty { name: String, nearest: String } = "misspelled-property":
        "a property that the release knows, such as `{nearest}`", "`{name}`, which is ignored";
        LaterProperty { name: String } = "later-property":
        "properties that this release knows", "`{name}`, which only later releases know";
        LocalDate { name: String } = "local-date":
        "the UTC date `{name}_gmt`", "only `{name}`, which is read-only and ignored";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(RequestNames),
};

struct RequestNames;

/// How many unknown parameters, and how many unknown properties, are reported for one request: each
/// finding holds the request, so that the work for all would grow with the square of their number.
const NAMED: usize = 20;

impl Check for RequestNames {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let Some(sent) = Sent::of(context.seen, run) else {
            return;
        };
        report.examined(context, 1);
        let mut tell = |location, cause: Fault| {
            let violation = Violation {
                basis: Basis::Both,
                location,
                cause: cause.into(),
                source: Some("docs/observed.md#4, #8".into()),
            };
            report.fault(context, violation, At::Whole);
        };
        let names = context.seen.query.names();
        let mut unknown = names.into_iter().filter(|name| !sent.knows(name));
        for name in unknown.by_ref().take(NAMED) {
            let shown = redact::told_key(name).into_owned();
            tell(
                Location::Parameter(shown.clone()),
                parameter(&sent, run, name, shown),
            );
        }
        let mut properties = sent.undeclared().into_iter().filter_map(|undeclared| {
            let cause = property(&sent, run, &undeclared)?;
            Some((undeclared.place, cause))
        });
        for (place, cause) in properties.by_ref().take(NAMED) {
            tell(Location::Json(place), cause);
        }
        if unknown.next().is_some() || properties.next().is_some() {
            report.unexercised(
                format!("unknown names of one request after the first {NAMED}"),
                "so many are not reported one by one",
            );
        }
    }
}

fn parameter(sent: &Sent<'_>, run: &RunContext, name: &str, shown: String) -> Fault {
    if sent.newest(run, |newest| newest.knows(name)) {
        return Fault::LaterParameter { name: shown };
    }
    match nearest(name, sent.parameters()) {
        Some(nearest) => Fault::MisspelledParameter {
            name: shown,
            nearest: nearest.to_owned(),
        },
        None => Fault::Parameter { name: shown },
    }
}

/// What is wrong with a property. One that responses have as well is ignored when it is sent back,
/// which does no harm unless it stands for the date that was meant.
fn property(sent: &Sent<'_>, run: &RunContext, undeclared: &Undeclared) -> Option<Fault> {
    let name = undeclared.key.clone();
    if undeclared.lacks_utc {
        return Some(Fault::LocalDate { name });
    }
    if undeclared.is_read_only || name.starts_with('_') {
        return None;
    }
    let is_known = |newest: &Sent<'_>| {
        !newest
            .undeclared()
            .iter()
            .any(|it| it.place == undeclared.place)
    };
    if sent.newest(run, is_known) {
        return Some(Fault::LaterProperty { name });
    }
    Some(match nearest(&name, sent.properties()) {
        Some(nearest) => Fault::MisspelledProperty {
            name,
            nearest: nearest.to_owned(),
        },
        None => Fault::Property { name },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::testing::rows::{member, members};
    use crate::checks::testing::{
        findings, findings_in_a_recording, findings_in_a_recording_of, get, send,
    };
    use crate::document::Release;
    use crate::exchange::Method;

    fn asked(path: &str) -> Vec<String> {
        findings_in_a_recording(&ENTRY, &[get(path, 200, &members(1..=3))])
    }

    fn sent(method: Method, path: &str, body: &serde_json::Value) -> Vec<String> {
        findings_in_a_recording(&ENTRY, &[send(method, path, body, 200, &member(7))])
    }

    #[test]
    fn unknown_and_misspelled_parameters_are_found() {
        assert_eq!(
            asked("/members?plan_id=20&zzz[]=1"),
            [
                "parameter plan_id: a parameter that the release knows, such as `plan`, `plan_id`, which is ignored found",
                "parameter zzz: parameters that the release knows, `zzz`, which is ignored found",
            ]
        );
    }

    #[test]
    fn of_very_many_unknown_names_the_first_are_found() {
        let names: Vec<String> = (0..30).map(|at| format!("zzz{at}=1")).collect();
        let lines = asked(&format!("/members?{}", names.join("&")));
        assert_eq!(lines.len(), NAMED, "{lines:?}");
    }

    #[test]
    fn unknown_properties_and_lone_local_dates_are_found_in_writes_and_batches() {
        let body = json!({ "end_date": "2027-01-01T00:00:00", "zzz": 1, "meta_data": [{ "key": "a", "vlaue": 1 }] });
        let found = [
            "$.end_date: the UTC date `end_date_gmt`, only `end_date`, which is read-only and ignored found",
            "$.zzz: properties that the release knows, `zzz`, which is ignored found",
        ];
        let lines = sent(Method::Put, "/members/7", &body);
        assert_eq!(&lines[..2], found);
        assert!(lines[2].starts_with("$.meta_data[*].vlaue: "), "{lines:?}");
        let batch = json!({ "update": [{ "id": 7, "statuss": "paused" }] });
        let lines = sent(Method::Post, "/members/batch", &batch);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("such as `status`"), "{lines:?}");
    }

    #[test]
    fn names_that_the_release_knows_are_silent() {
        for path in [
            "/members?plan=20&include[]=1&per_page=3&_fields=id&consumer_key=ck_1&_=17",
            "/members?lang=de&context=edit&oauth_signature=x",
            "/plans?status=publish&slug=gold",
        ] {
            assert_eq!(asked(path), [""; 0], "{path}");
        }
        let deleted = send(
            Method::Delete,
            "/members/7?force=true",
            &json!({}),
            200,
            &member(7),
        );
        assert_eq!(findings_in_a_recording(&ENTRY, &[deleted]), [""; 0]);
        let by_query = send(
            Method::Post,
            "/members?plan_id=2&customer_id=3",
            &json!({}),
            200,
            &member(7),
        );
        assert_eq!(findings_in_a_recording(&ENTRY, &[by_query]), [""; 0]);
    }

    #[test]
    fn a_membership_that_is_sent_back_whole_is_silent() {
        let mut whole = member(7);
        whole["meta_data"] = json!([{ "id": 3, "key": "a", "value": "b" }]);
        assert_eq!(sent(Method::Put, "/members/7", &whole), [""; 0]);
    }

    #[test]
    fn a_rejected_caller_and_memberspecs_own_requests_are_not_judged() {
        let request = |status| get("/members?zzz=1", status, &members(1..=3));
        assert_eq!(findings_in_a_recording(&ENTRY, &[request(401)]), [""; 0]);
        assert_eq!(findings(&ENTRY, &[request(200)]), [""; 0]);
    }

    #[test]
    fn what_only_later_releases_know_is_told_as_such() {
        let body = json!({ "profile_fields": [] });
        let write = send(Method::Put, "/members/7", &body, 200, &member(7));
        let lines = findings_in_a_recording_of(&ENTRY, &[write], Release::new(1, 13, 0));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("only later releases know"), "{lines:?}");
    }
}
