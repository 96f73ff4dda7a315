use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};
use thiserror::Error;

use super::wordpress::Route;

/// A release of the plugin that the site answers as, from 1.13 on (`docs/releases.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    major: u16,
    minor: u16,
    patch: u16,
}

/// What is no release.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no release from 1.13 on, such as 1.27 or 1.19.1")]
pub struct NoRelease(String);

impl Release {
    /// The release that was measured.
    pub const MEASURED: Self = Self::new(1, 27, 2);
    /// The first that writes dates without an offset.
    const PLAIN_DATES: Self = Self::new(1, 19, 1);
    /// The first with profile fields.
    const PROFILE_FIELDS: Self = Self::new(1, 19, 0);
    /// The first that was read with `plan_name`, `customer_data` and the names of profile fields.
    const NAMES: Self = Self::new(1, 24, 0);
    /// The first with v4.
    const V4: Self = Self::new(1, 23, 0);
    /// The first that writes.
    const OLDEST: Self = Self::new(1, 13, 0);

    const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// Whether it registers v4.
    pub(super) fn has_v4(self) -> bool {
        self >= Self::V4
    }

    /// Takes from what the site says of its routes what this release does not have: before 1.19 no
    /// profile fields, neither in the schema nor among the arguments.
    pub(super) fn age_routes(self, routes: &mut [Route]) {
        if self >= Self::PROFILE_FIELDS {
            return;
        }
        let of_memberships = |route: &&mut Route| route.namespace.ends_with("/memberships");
        for route in routes.iter_mut().filter(of_memberships) {
            for endpoint in &mut route.endpoints {
                endpoint.args.retain(|arg| arg.name != PROFILE);
            }
            if let Some(schema) = &mut route.schema {
                forget(schema, PROFILE);
            }
        }
    }

    /// Takes from a membership of the measured release what this one does not answer, and writes
    /// its dates as this one does.
    pub(super) fn age(self, row: &mut Map<String, Value>) {
        if self < Self::NAMES {
            row.shift_remove("plan_name");
            row.shift_remove("customer_data");
            let fields = row.get_mut("profile_fields").and_then(Value::as_array_mut);
            for field in fields
                .into_iter()
                .flatten()
                .filter_map(Value::as_object_mut)
            {
                field.shift_remove("name");
            }
        }
        if self < Self::PROFILE_FIELDS {
            row.shift_remove("profile_fields");
        }
        if self < Self::PLAIN_DATES {
            for (name, value) in row.iter_mut() {
                let is_date = name.starts_with("date_") || name.contains("_date");
                if let (true, Value::String(text)) = (is_date, value)
                    && !text.ends_with("+00:00")
                {
                    text.push_str("+00:00");
                }
            }
        }
    }
}

const PROFILE: &str = "profile_fields";

/// Takes a key out at every depth.
fn forget(value: &mut Value, key: &str) {
    match value {
        Value::Object(members) => {
            members.shift_remove(key);
            members.values_mut().for_each(|child| forget(child, key));
        }
        Value::Array(items) => items.iter_mut().for_each(|child| forget(child, key)),
        _ => {}
    }
}

impl FromStr for Release {
    type Err = NoRelease;

    fn from_str(text: &str) -> Result<Self, NoRelease> {
        let parts: Result<Vec<u16>, _> = text.split('.').map(str::parse).collect();
        let release = match parts.as_deref() {
            Ok([major, minor]) => Self::new(*major, *minor, 0),
            Ok([major, minor, patch]) => Self::new(*major, *minor, *patch),
            _ => return Err(NoRelease(text.to_owned())),
        };
        // 1.27 stands for the release of that series that was measured.
        match release {
            release if release == Self::new(1, 27, 0) => Ok(Self::MEASURED),
            release if release >= Self::OLDEST => Ok(release),
            _ => Err(NoRelease(text.to_owned())),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys(release: &str) -> Vec<String> {
        let Value::Object(mut row) = json!({
            "id": 1,
            "customer_data": [],
            "plan_name": "A",
            "start_date": "2026-01-02T03:04:05",
            "profile_fields": [{"name": "X", "slug": "x", "value": "y"}],
        }) else {
            panic!()
        };
        release.parse::<Release>().unwrap().age(&mut row);
        row.iter()
            .map(|(key, value)| format!("{key} {value}"))
            .collect()
    }

    #[test]
    fn older_releases_answer_less_and_with_offsets() {
        assert_eq!(keys("1.27").len(), 5);
        assert_eq!(
            keys("1.22.10"),
            [
                "id 1",
                "start_date \"2026-01-02T03:04:05\"",
                "profile_fields [{\"slug\":\"x\",\"value\":\"y\"}]",
            ]
        );
        assert_eq!(
            keys("1.17.5"),
            ["id 1", "start_date \"2026-01-02T03:04:05+00:00\""]
        );
        assert!(
            "1.22.10"
                .parse::<Release>()
                .is_ok_and(|release| !release.has_v4())
        );
        assert!("1.23".parse::<Release>().is_ok_and(Release::has_v4));
    }

    #[test]
    fn what_is_no_release_is_refused() {
        for text in ["1", "1.12.9", "x", "1.27.2.1", ""] {
            assert!(text.parse::<Release>().is_err(), "{text}");
        }
        assert_eq!(
            "1.27".parse::<Release>().map(|release| release.to_string()),
            Ok("1.27.2".to_owned())
        );
    }
}
