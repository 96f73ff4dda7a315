use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::seen::Api;

/// A release of the plugin, from the first with a REST API of its own (`docs/releases.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    major: u16,
    minor: u16,
    patch: u16,
}

/// What is no release.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no release of the plugin with this API: 1.11 was the first; write 1.27.2 or 1.27"
)]
pub struct NoRelease(String);

impl Release {
    /// The release that was measured; the observed contract is stated as of it.
    pub const MEASURED: Self = Self::new(1, 27, 2);
    /// The first that writes dates without an offset.
    pub const PLAIN_DATES: Self = Self::new(1, 19, 1);
    /// The first with profile fields.
    pub const PROFILE_FIELDS: Self = Self::new(1, 19, 0);
    /// The first that may have `plan_name`, `customer_data` and names of profile fields: a release
    /// between this one and [`Release::NAMES`] was not read.
    pub const MAY_HAVE_NAMES: Self = Self::new(1, 23, 0);
    /// The first that was read with them.
    pub const NAMES: Self = Self::new(1, 24, 0);
    /// The first that writes.
    pub const WRITES: Self = Self::new(1, 13, 0);
    /// The first with the directory of members.
    pub const DIRECTORY: Self = Self::new(1, 27, 3);
    /// The first with this API.
    pub const OLDEST: Self = Self::new(1, 11, 0);

    /// A release by its numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// Whether it has that version of the API.
    #[must_use]
    pub fn has(self, api: Api) -> bool {
        let first = match api {
            Api::V2 => Self::OLDEST,
            Api::V3 => Self::new(1, 12, 0),
            Api::V4 => Self::new(1, 23, 0),
        };
        self >= first
    }
}

impl FromStr for Release {
    type Err = NoRelease;

    fn from_str(text: &str) -> Result<Self, NoRelease> {
        let refused = || NoRelease(text.to_owned());
        let parts: Result<Vec<u16>, _> = text.trim().split('.').map(str::parse).collect();
        let release = match parts.map_err(|_no_number| refused())?.as_slice() {
            // 1.27 stands for the release of that series that was measured.
            [1, 27] => Self::MEASURED,
            [major, minor] => Self::new(*major, *minor, 0),
            [major, minor, patch] => Self::new(*major, *minor, *patch),
            _ => return Err(refused()),
        };
        if release >= Self::OLDEST {
            Ok(release)
        } else {
            Err(refused())
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

    #[test]
    fn releases_are_read_and_compare_by_number() {
        let of = |text: &str| text.parse::<Release>();
        assert_eq!(of("1.27"), Ok(Release::MEASURED));
        assert!(of("1.9").is_err() && of("x").is_err() && of("1.2.3.4").is_err());
        assert!(of("1.27.10").unwrap() > of("1.27.9").unwrap());
        assert!(of("1.22.10").is_ok_and(|it| !it.has(Api::V4) && it.has(Api::V3)));
        assert_eq!(of("1.17").unwrap().to_string(), "1.17.0");
    }
}
