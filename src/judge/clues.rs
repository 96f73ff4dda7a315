use std::fmt;

use serde_json::Value;

use crate::document::Release;
use crate::exchange::Exchange;
use crate::seen::{Api, Route, Seen};

/// What answers say about the release of the plugin (`docs/releases.md`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Clues {
    told: Option<Release>,
    at_least: Option<(Release, &'static str)>,
    below: Option<(Release, &'static str)>,
}

/// The release by which a run judges, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The release.
    pub release: Release,
    /// How it was found.
    pub by: By,
    /// The release that the site's system status names, if it does.
    pub named: Option<Release>,
}

/// How a release was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The person who runs it said so.
    Told,
    /// WooCommerce's system status lists the plugin.
    SystemStatus,
    /// What the responses hold, in words.
    Answers(String),
    /// Nothing tells: the release that was measured is assumed.
    Assumed,
}

impl Found {
    /// The release that was measured, where nothing tells.
    #[must_use]
    pub fn assumed() -> Self {
        Self {
            release: Release::MEASURED,
            by: By::Assumed,
            named: None,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "judged as {}, ", self.release)?;
        match &self.by {
            By::Told => f.write_str("as told")?,
            By::SystemStatus => f.write_str("which the system status names")?,
            By::Answers(why) => write!(f, "inferred from the responses: {why}")?,
            By::Assumed => f.write_str("assumed: no response shows the release")?,
        }
        match self.named.filter(|named| *named != self.release) {
            Some(other) => write!(
                f,
                "; this is the wrong release: the site runs {other}, see --release"
            ),
            None => Ok(()),
        }
    }
}

impl Clues {
    /// Learns from an exchange, of this API or not.
    pub(crate) fn learn(&mut self, exchange: &Exchange) {
        let seen = Seen::new(0, exchange);
        if !seen.is_success() {
            return;
        }
        if exchange.request.url.path().ends_with("/system_status") {
            let status = seen.json().and_then(|body| body.one());
            self.told = status.and_then(|body| named(body.value())).or(self.told);
        }
        let Some(address) = &seen.address else {
            return;
        };
        if address.api == Api::V4 {
            self.is_at_least(Release::new(1, 23, 0), "v4 exists");
        }
        match &address.route {
            Route::Index => self.learn_routes(&seen),
            Route::Members if !seen.is_reshaped() => {
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

    /// Whether more responses could tell more than is known already.
    #[must_use]
    pub(crate) fn is_settled(&self) -> bool {
        self.told.is_some()
            || self
                .at_least
                .is_some_and(|(release, _)| release >= Release::MAY_HAVE_NAMES)
            || self
                .below
                .is_some_and(|(release, _)| release <= Release::NAMES)
    }

    /// The release to judge by.
    #[must_use]
    pub(crate) fn found(&self) -> Found {
        if let Some(release) = self.told {
            return Found {
                release,
                by: By::SystemStatus,
                named: Some(release),
            };
        }
        let at_least = self.at_least.map(|(release, _)| release);
        let below = self.below.map(|(release, _)| release);
        let is_contradiction =
            matches!((at_least, below), (Some(one), Some(other)) if one >= other);
        // What contradicts itself is no old release but a fault, and is judged as one.
        let fits_measured = at_least.is_none_or(|release| release <= Release::MEASURED)
            && below.is_none_or(|release| release > Release::MEASURED);
        let why: Vec<&str> = [self.at_least, self.below]
            .into_iter()
            .flatten()
            .map(|(_, why)| why)
            .collect();
        match at_least {
            _ if why.is_empty() || is_contradiction => Found::assumed(),
            _ if fits_measured => Found {
                by: By::Answers(why.join(", ")),
                ..Found::assumed()
            },
            release => Found {
                release: release.unwrap_or(Release::WRITES),
                by: By::Answers(why.join(", ")),
                named: None,
            },
        }
    }

    fn learn_routes(&mut self, seen: &Seen<'_>) {
        let routes = seen.json().and_then(|body| body.get("routes")?.as_object());
        let Some(routes) = routes else { return };
        if routes
            .keys()
            .any(|route| route.ends_with("/members/directory"))
        {
            self.is_at_least(Release::DIRECTORY, "the members directory exists");
        } else {
            self.is_below(Release::DIRECTORY, "the members directory does not exist");
        }
    }

    fn learn_member(&mut self, row: &Value) {
        if row.get("plan_name").is_some() {
            self.is_at_least(Release::MAY_HAVE_NAMES, "memberships have `plan_name`");
        } else {
            self.is_below(Release::NAMES, "memberships have no `plan_name`");
        }
        if row.get("profile_fields").is_some() {
            self.is_at_least(Release::PROFILE_FIELDS, "memberships have `profile_fields`");
        } else {
            self.is_below(
                Release::PROFILE_FIELDS,
                "memberships have no `profile_fields`",
            );
        }
        match row.get("date_created").and_then(Value::as_str) {
            Some(text) if text.ends_with("+00:00") => {
                self.is_below(Release::PLAIN_DATES, "dates have an offset");
            }
            Some(text) if crate::seen::local_date_time(text).is_some() => {
                self.is_at_least(Release::PLAIN_DATES, "dates have no offset");
            }
            _ => {}
        }
    }

    fn is_at_least(&mut self, release: Release, why: &'static str) {
        if self.at_least.is_none_or(|(known, _)| known < release) {
            self.at_least = Some((release, why));
        }
    }

    fn is_below(&mut self, release: Release, why: &'static str) {
        if self.below.is_none_or(|(known, _)| known > release) {
            self.below = Some((release, why));
        }
    }
}

/// The membership that a response is, to whatever method.
fn item<'a>(seen: &'a Seen<'_>) -> Option<&'a Value> {
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
    use super::*;
    use crate::exchange::{Headers, Method, Request, Response};
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

    fn of_member(row: &Value) -> Found {
        let mut clues = Clues::default();
        clues.learn(&answer("/wc/v3/memberships/members", &json!([row])));
        clues.found()
    }

    #[test]
    fn the_system_status_names_the_release() {
        let mut clues = Clues::default();
        let plugin = "woocommerce-memberships/woocommerce-memberships.php";
        let body = json!({ "active_plugins": [{ "plugin": plugin, "version": "1.25.1-dev" }] });
        clues.learn(&answer("/wc/v3/system_status", &body));
        let found = clues.found();
        assert_eq!(
            (found.release, found.by),
            (Release::new(1, 25, 1), By::SystemStatus)
        );
    }

    #[test]
    fn answers_tell_a_release_by_what_they_hold() {
        let old = json!({ "id": 1, "date_created": "2020-01-01T00:00:00+00:00" });
        assert!(of_member(&old).release < Release::PROFILE_FIELDS);
        let newer = json!({ "profile_fields": [], "date_created": "2020-01-01T00:00:00" });
        assert_eq!(of_member(&newer).release, Release::PLAIN_DATES);
        let now = json!({ "plan_name": "A", "profile_fields": [], "date_created": "x" });
        assert_eq!(of_member(&now).release, Release::MEASURED);
    }

    #[test]
    fn what_contradicts_itself_is_no_old_release() {
        let faulty = json!({ "plan_name": "A", "date_created": "2020-01-01T00:00:00" });
        assert_eq!(of_member(&faulty), Found::assumed());
    }
}
