use bytes::Bytes;

use super::Headers;

/// What a site answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// Header fields as received.
    pub headers: Headers,
    /// The body after content decoding.
    pub body: Body,
}

/// A response body, and whether all of it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// The whole body, empty if there was none.
    Whole(Bytes),
    /// The connection ended or the encoding broke; `why` is a
    /// sentence for people that names the cause ("the connection closed after 120 of 900 bytes").
    Cut {
        /// What arrived before.
        got: Bytes,
        /// What happened.
        why: String,
    },
    /// A body that was there and was not kept, or not all of it: by a recorder, or because it is larger
    /// than the limit of a live run.
    NotRecorded(Unrecorded),
}

/// Why a body was not kept. It says nothing about the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unrecorded {
    /// The recorder left it out.
    Omitted,
    /// The recorder kept only its start, or it is larger than the limit.
    Truncated,
    /// It is in a file beside the recording that is missing or must not be read.
    FileMissing,
    /// The recorder kept it in an encoding that cannot be undone.
    Undecodable,
}

impl Body {
    /// The bytes that are there.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) | Self::Cut { got: bytes, .. } => bytes,
            Self::NotRecorded(_) => &[],
        }
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::Whole(Bytes::copy_from_slice(text.as_bytes()))
    }
}
