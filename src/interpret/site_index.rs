use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use url::Url;

use super::Interpreted;

/// What the index of a site's REST API (`/wp-json/`) says of the site itself
/// (`docs/observed.md#1`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteIndex {
    /// The address of the site's front page.
    pub home: Option<Url>,
    /// The time zone of its settings.
    pub zone: Option<TimeZone>,
}

impl SiteIndex {
    /// Reads the index in a response; none if it is none.
    #[must_use]
    pub fn of(seen: &Interpreted<'_>) -> Option<Self> {
        let path = seen.exchange.request.url.path();
        // A plugin can give the index another path; its answer to memberspec has these keys.
        let is_usual = path.trim_end_matches('/').ends_with("/wp-json");
        let body = seen.is_success().then(|| seen.object()).flatten()?;
        let keys = ["home", "timezone_string", "gmt_offset"];
        if !is_usual && keys.iter().any(|key| body.get(*key).is_none()) {
            return None;
        }
        let home = body.get("home").and_then(Value::as_str);
        let name = body.get("timezone_string").and_then(Value::as_str);
        let named = name.filter(|name| !name.is_empty());
        // The offset beside a name is that of today only.
        let zone = match named {
            Some(name) => TimeZone::get(name).ok(),
            None => body.get("gmt_offset").and_then(fixed),
        };
        Some(Self {
            home: home.and_then(|text| Url::parse(text).ok()),
            zone,
        })
    }
}

/// Hours east of Greenwich, as a number or as its text.
fn fixed(value: &Value) -> Option<TimeZone> {
    let hours = match value {
        Value::String(text) => text.parse().ok()?,
        other => other.as_f64()?,
    };
    let seconds = (hours * 3_600.0).round();
    // A cast cuts what is out of bounds, and offsets have narrower ones.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked by the bounds before"
    )]
    let seconds = (-86_400.0..=86_400.0)
        .contains(&seconds)
        .then_some(seconds as i32)?;
    Some(TimeZone::fixed(Offset::from_seconds(seconds).ok()?))
}
