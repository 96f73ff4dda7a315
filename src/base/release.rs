use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::Api;

/// A release of the plugin (`docs/releases.md`), or of what another document describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release([u32; 3]);

/// What is not a release.
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
    /// The first with v3.
    pub const V3: Self = Self::new(1, 12, 0);
    /// The first with v4.
    pub const V4: Self = Self::new(1, 23, 0);
    /// The first whose filters `plan` and `customer` are text and no arrays, and that can filter by
    /// customer on PHP 8.
    pub const TEXT_FILTERS: Self = Self::new(1, 12, 3);
    /// The first that writes.
    pub const WRITES: Self = Self::new(1, 13, 0);
    /// The first with the directory of members.
    pub const DIRECTORY: Self = Self::new(1, 27, 3);
    /// The first with this API.
    pub const OLDEST: Self = Self::new(1, 11, 0);

    /// A release by its numbers.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self([major, minor, patch])
    }

    /// Reads one to three numbers with dots between them, as `x-since` names a release; a number
    /// that is omitted is zero. `None` where it is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = [0; 3];
        let mut parts = text.trim().split('.');
        for number in &mut numbers {
            match parts.next() {
                Some(part) => *number = part.parse().ok()?,
                None => break,
            }
        }
        parts.next().is_none().then_some(Self(numbers))
    }

    /// Whether it has that version of the API.
    #[must_use]
    pub fn has(self, api: Api) -> bool {
        let first = match api {
            Api::V2 => Self::OLDEST,
            Api::V3 => Self::V3,
            Api::V4 => Self::V4,
        };
        self >= first
    }
}

impl FromStr for Release {
    type Err = NoRelease;

    /// Reads a release of the plugin that has this API.
    fn from_str(text: &str) -> Result<Self, NoRelease> {
        let read = match text.trim() {
            // 1.27 stands for the release of that series that was measured.
            "1.27" => Some(Self::MEASURED),
            text => Self::parse(text).filter(|_| text.contains('.')),
        };
        read.filter(|release| *release >= Self::OLDEST)
            .ok_or_else(|| NoRelease(text.to_owned()))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
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
        assert!(of("2").is_err());
        assert_eq!(Release::parse("2"), Some(Release::new(2, 0, 0)));
        assert!(Release::parse("1.9") < Release::parse("1.10.0"));
        assert_eq!(Release::parse("1.x"), None);
    }
}
