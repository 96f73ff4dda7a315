//! The texts that dates are in responses, read and written.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A date and time as a response writes it: bare, or with the `+00:00` of releases before 1.19.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WrittenTime {
    /// What the clock shows.
    pub civil: DateTime,
    /// Whether `+00:00` follows, which says nothing of the time.
    pub has_zero_offset: bool,
}

/// A date and time that `+00:00` always follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeWithZeroOffset(pub DateTime);

/// A text that is not a date and time of a response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not written YYYY-MM-DDTHH:MM:SS")]
pub struct NoTime(String);

const ZERO_OFFSET: &str = "+00:00";

impl TryFrom<String> for WrittenTime {
    type Error = NoTime;

    fn try_from(text: String) -> Result<Self, NoTime> {
        let bare = text.strip_suffix(ZERO_OFFSET).unwrap_or(&text);
        let read: Option<DateTime> = bare.parse().ok();
        match read {
            // The only way of writing that is taken is the one that is written.
            Some(civil) if civil.to_string() == bare => Ok(Self {
                civil,
                has_zero_offset: bare.len() < text.len(),
            }),
            _ => Err(NoTime(text)),
        }
    }
}

impl TryFrom<String> for TimeWithZeroOffset {
    type Error = NoTime;

    fn try_from(text: String) -> Result<Self, NoTime> {
        match WrittenTime::try_from(text)? {
            WrittenTime {
                civil,
                has_zero_offset: true,
            } => Ok(Self(civil)),
            bare @ WrittenTime { .. } => Err(NoTime(bare.to_string())),
        }
    }
}

impl fmt::Display for WrittenTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = if self.has_zero_offset {
            ZERO_OFFSET
        } else {
            ""
        };
        write!(f, "{}{offset}", self.civil)
    }
}

impl From<WrittenTime> for String {
    fn from(time: WrittenTime) -> Self {
        time.to_string()
    }
}

impl From<TimeWithZeroOffset> for String {
    fn from(time: TimeWithZeroOffset) -> Self {
        format!("{}{ZERO_OFFSET}", time.0)
    }
}

/// What PHP makes of MySQL's zero date, which stands for a date that is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NeverWritten {
    /// As releases since 1.19.1 write it.
    #[serde(rename = "-0001-11-30T00:00:00")]
    Bare,
    /// As earlier releases write it.
    #[serde(rename = "-0001-11-30T00:00:00+00:00")]
    WithZeroOffset,
}
