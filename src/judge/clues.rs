use serde_json::{Map, Value};

use super::found::{Bound, Found, Kind, Sign, conclude};
use crate::document::Release;
use crate::exchange::{Exchange, Method};
use crate::interpret::{Api, Interpreted, Route};

/// What responses show of the release of the plugin (`docs/releases.md`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Clues {
    named: Option<Release>,
    signs: Vec<Sign>,
}

impl Clues {
    /// Learns which versions of the API the site has, if that is known.
    pub(crate) fn learn_versions(&mut self, known: &[Api]) {
        for api in known {
            self.learn_version(*api);
        }
        if !known.is_empty() && !known.contains(&Api::V4) {
            self.note(Kind::V4, Bound::Below(Release::V4), "v4 does not exist");
        }
    }

    /// Learns from an exchange, of this API or not.
    pub(crate) fn learn(&mut self, exchange: &Exchange) {
        let seen = Interpreted::new(0, exchange);
        if !seen.is_success() {
            return;
        }
        if exchange.request.url.path().ends_with("/system_status") {
            let status = seen.json().and_then(|body| body.one());
            self.named = status.and_then(|body| named(body.value())).or(self.named);
        }
        let Some(address) = &seen.address else {
            return;
        };
        self.learn_version(address.api);
        match &address.route {
            Route::Index => self.learn_routes(&seen, address.api),
            Route::Members if !seen.is_reshaped() => {
                if seen.method == Method::Options {
                    self.learn_description(&seen);
                }
                let row = seen.rows().and_then(<[_]>::first).map(|row| row.value());
                if let Some(row) = row.or_else(|| item(&seen)) {
                    self.learn_member(row);
                }
            }
            Route::Member(_) if !seen.is_reshaped() => {
                item(&seen)
                    .into_iter()
                    .for_each(|row| self.learn_member(row));
            }
            _ => {}
        }
    }

    /// The release to judge by.
    #[must_use]
    pub(crate) fn found(&self) -> Found {
        conclude(self.named, &self.signs)
    }

    fn learn_version(&mut self, api: Api) {
        match api {
            Api::V4 => self.note(Kind::V4, Bound::AtLeast(Release::V4), "v4 exists"),
            Api::V3 => self.note(Kind::V3, Bound::AtLeast(Release::V3), "v3 exists"),
            Api::V2 => {}
        }
    }

    fn learn_routes(&mut self, seen: &Interpreted<'_>, api: Api) {
        let routes = seen.json().and_then(|body| body.get("routes")?.as_object());
        let Some(routes) = routes else { return };
        let ending = |end: &str| routes.iter().find(|(route, _)| route.ends_with(end));
        let directory = Release::DIRECTORY;
        if ending("/members/directory").is_some() {
            let why = "the members directory exists";
            self.note(Kind::Directory, Bound::AtLeast(directory), why);
        } else {
            let why = "the members directory does not exist";
            self.note(Kind::Directory, Bound::Below(directory), why);
        }
        let Some((_, members)) = ending("/members") else {
            return;
        };
        let listed = members.get("methods").and_then(Value::as_array);
        if let Some(listed) = listed {
            if listed.iter().any(|method| method == "POST") {
                let why = "the members route accepts POST";
                self.note(Kind::Methods, Bound::AtLeast(Release::WRITES), why);
            } else {
                let why = "the members route accepts only GET";
                self.note(Kind::Methods, Bound::Below(Release::WRITES), why);
            }
        }
        self.learn_arguments(members, api);
    }

    fn learn_arguments(&mut self, members: &Value, api: Api) {
        let endpoints = members.get("endpoints").and_then(Value::as_array);
        let arguments: Vec<&Map<String, Value>> = endpoints
            .into_iter()
            .flatten()
            .filter_map(|endpoint| endpoint.get("args")?.as_object())
            .collect();
        let plan = arguments.iter().find_map(|args| args.get("plan"));
        match plan.and_then(|plan| plan.get("type")?.as_str()) {
            Some("mixed") => {
                let why = "the filter `plan` is declared as mixed";
                self.note(Kind::Filter, Bound::Below(Release::TEXT_FILTERS), why);
            }
            Some("string") if api != Api::V4 => {
                let why = "the filter `plan` is declared as a string";
                self.note(Kind::Filter, Bound::AtLeast(Release::TEXT_FILTERS), why);
            }
            _ => {}
        }
        let takes = |name: &str| arguments.iter().any(|args| args.contains_key(name));
        if !takes("plan_id") {
            return;
        }
        let fields = Release::PROFILE_FIELDS;
        if takes("profile_fields") {
            let why = "writes accept `profile_fields`";
            self.note(Kind::Arguments, Bound::AtLeast(fields), why);
        } else {
            let why = "writes do not accept `profile_fields`";
            self.note(Kind::Arguments, Bound::Below(fields), why);
        }
    }

    fn learn_description(&mut self, seen: &Interpreted<'_>) {
        let start = seen
            .json()
            .and_then(|body| body.pointer("/schema/properties/start_date"));
        if let Some(start) = start {
            let (bound, why) = match start.get("readonly") {
                Some(_) => (
                    Bound::AtLeast(Release::WRITES),
                    "`start_date` is declared as read-only",
                ),
                None => (
                    Bound::Below(Release::WRITES),
                    "`start_date` is not declared as read-only",
                ),
            };
            self.note(Kind::Description, bound, why);
        }
    }

    fn learn_member(&mut self, row: &Value) {
        if row.get("plan_name").is_some() {
            let why = "memberships have `plan_name`";
            self.note(Kind::Names, Bound::AtLeast(Release::MAY_HAVE_NAMES), why);
        } else {
            let why = "memberships have no `plan_name`";
            self.note(Kind::Names, Bound::Below(Release::NAMES), why);
        }
        let fields = Release::PROFILE_FIELDS;
        if row.get("profile_fields").is_some() {
            let why = "memberships have `profile_fields`";
            self.note(Kind::Fields, Bound::AtLeast(fields), why);
        } else {
            let why = "memberships have no `profile_fields`";
            self.note(Kind::Fields, Bound::Below(fields), why);
        }
        match row.get("date_created").and_then(Value::as_str) {
            Some(text) if text.ends_with("+00:00") => {
                let why = "dates have an offset";
                self.note(Kind::Dates, Bound::Below(Release::PLAIN_DATES), why);
            }
            Some(text) if crate::interpret::local_date_time(text).is_some() => {
                let why = "dates have no offset";
                self.note(Kind::Dates, Bound::AtLeast(Release::PLAIN_DATES), why);
            }
            _ => {}
        }
    }

    fn note(&mut self, kind: Kind, bound: Bound, why: &'static str) {
        if self.signs.iter().all(|sign| sign.why != why) {
            self.signs.push(Sign { kind, bound, why });
        }
    }
}

/// The membership that a response is, to whatever method.
fn item<'a>(seen: &'a Interpreted<'_>) -> Option<&'a Value> {
    let body = seen.json()?.one()?.value();
    body.get("plan_id").map(|_| body)
}

/// The release that the system status names.
fn named(status: &Value) -> Option<Release> {
    let plugins = status.get("active_plugins")?.as_array()?;
    let text = |plugin: &Value, key: &str| {
        plugin
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let own = plugins
        .iter()
        .find(|plugin| text(plugin, "plugin").ends_with("woocommerce-memberships.php"))?;
    let version = text(own, "version");
    // 1.27.2-beta.1 is judged as 1.27.2.
    let numbers = version
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .next()?;
    let numbers = numbers.trim_end_matches('.');
    match numbers.matches('.').count() {
        1 => format!("{numbers}.0").parse().ok(),
        _ => numbers.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::found::By;
    use super::*;
    use crate::exchange::{Headers, Request, Response};
    use serde_json::json;

    fn answer(path: &str, body: &Value) -> Exchange {
        let url = format!("https://shop.example/wp-json{path}");
        let headers: Headers = [("Content-Type", "application/json")].into_iter().collect();
        Exchange {
            label: None,
            role: Default::default(),
            started: None,
            request: Request::new(Method::Get, url.parse().unwrap()),
            response: Response {
                status: 200,
                headers,
                body: body.to_string().as_str().into(),
            },
        }
    }

    fn status(version: &str) -> Exchange {
        let plugin = "woocommerce-memberships/woocommerce-memberships.php";
        let body = json!({ "active_plugins": [{ "plugin": plugin, "version": version }] });
        answer("/wc/v3/system_status", &body)
    }

    fn members(api: &str, row: &Value) -> Exchange {
        answer(&format!("/wc/{api}/memberships/members"), &json!([row]))
    }

    fn index(methods: &Value, plan: &str, more: &Value) -> Exchange {
        let mut args = json!({ "plan": { "type": plan } });
        if let (Value::Object(args), Value::Object(more)) = (&mut args, more) {
            args.extend(more.clone());
        }
        let route = json!({ "methods": methods, "endpoints": [{ "args": args }] });
        let routes = json!({ "routes": { "/wc/v3/memberships/members": route } });
        answer("/wc/v3/memberships", &routes)
    }

    fn of(exchanges: &[Exchange]) -> Found {
        let mut clues = Clues::default();
        exchanges.iter().for_each(|exchange| clues.learn(exchange));
        clues.found()
    }

    fn of_member(row: &Value) -> Found {
        of(&[members("v2", row)])
    }

    fn old() -> Value {
        json!({ "id": 1, "date_created": "2020-01-01T00:00:00+00:00" })
    }

    fn current() -> Value {
        json!({ "plan_name": "A", "profile_fields": [], "date_created": "2020-01-01T00:00:00" })
    }

    #[test]
    fn the_system_status_names_the_release() {
        let found = of(&[status("1.25.1-dev"), members("v3", &current())]);
        assert_eq!(
            (found.release, found.by),
            (Release::new(1, 25, 1), By::SystemStatus)
        );
        assert!(found.against.is_empty());
    }

    #[test]
    fn a_status_from_before_an_upgrade_is_overruled() {
        let found = of(&[status("1.17.4"), members("v3", &current())]);
        assert_eq!(found.release, Release::MEASURED);
        assert!(found.to_string().contains("names 1.17.4"), "{found}");
        let back = of(&[status("1.27.2"), members("v3", &old())]);
        assert!(back.release < Release::PROFILE_FIELDS, "{back}");
    }

    #[test]
    fn one_sign_against_the_status_is_reported_and_no_more() {
        let mut row = current();
        row.as_object_mut().unwrap().remove("plan_name");
        let found = of(&[status("1.27.2"), members("v3", &row)]);
        assert_eq!(found.release, Release::MEASURED);
        assert_eq!(found.against, ["memberships have no `plan_name`"]);
    }

    #[test]
    fn responses_show_a_release_by_what_they_hold() {
        assert!(of_member(&old()).release < Release::PROFILE_FIELDS);
        let newer = json!({ "profile_fields": [], "date_created": "2020-01-01T00:00:00" });
        assert_eq!(of_member(&newer).release, Release::PLAIN_DATES);
        assert_eq!(of_member(&current()).release, Release::MEASURED);
    }

    #[test]
    fn methods_and_arguments_tell_releases_before_writes_apart() {
        let read = json!(["GET"]);
        let found = |plan: &str| of(&[index(&read, plan, &json!({})), members("v3", &old())]);
        assert_eq!(found("mixed").release, Release::new(1, 12, 2));
        assert_eq!(found("string").release, Release::new(1, 12, 4));
        let writes = index(&json!(["GET", "POST"]), "string", &json!({ "plan_id": {} }));
        let found = of(&[writes, members("v3", &old())]);
        assert!(found.release >= Release::WRITES && found.release < Release::PROFILE_FIELDS);
        assert_eq!(
            of(&[index(&read, "mixed", &json!({})), members("v2", &old())]).release,
            Release::new(1, 12, 2)
        );
    }

    #[test]
    fn a_name_of_the_plan_alone_proves_nothing() {
        let mut row = old();
        row["plan_name"] = json!("A");
        let found = of_member(&row);
        assert!(found.release < Release::PROFILE_FIELDS, "{found}");
        assert_eq!(found.against, ["memberships have `plan_name`"]);
        let bare = json!({ "plan_name": "A", "profile_fields": [] });
        assert_eq!(of_member(&bare).release, Release::MEASURED);
    }
}
