use serde_json::Value;

use super::learner::Learner;
use super::media;
use crate::exchange::{Body, Exchange, Method};
use crate::interpret::{Broken, Content};

/// Lines of a sequence that are looked at.
const LINES: usize = 1000;

/// What came of a response's body.
#[derive(Debug)]
pub(super) struct Received {
    /// The media type, where one is known.
    pub(super) media: Option<String>,
    /// What is in it.
    pub(super) read: Read,
    /// Whether the recording holds it.
    pub(super) is_there: bool,
    /// Whether it was labelled as JSON and is not.
    pub(super) is_mislabelled: bool,
}

/// The content of a body.
#[derive(Debug)]
pub(super) enum Read {
    /// One JSON value.
    Json(Value),
    /// JSON values, one a line.
    Lines(Vec<Value>),
    /// Something else, or it was not recorded.
    Other,
}

impl Received {
    /// Whether an API answered.
    pub(super) fn is_json(&self) -> bool {
        !matches!(self.read, Read::Other)
    }
}

impl Learner {
    /// Reads the body of a response by its media type; what is labelled as JSON and is not is
    /// called what it is.
    pub(super) fn received(&mut self, exchange: &Exchange) -> Received {
        let response = &exchange.response;
        let label = response.headers.get("Content-Type").unwrap_or_default();
        let essence = media::essence(label);
        let of = |media: Option<&str>, read| Received {
            media: media.map(str::to_owned),
            read,
            is_there: !matches!(response.body, Body::NotRecorded(_)),
            is_mislabelled: false,
        };
        let label = match (label, response.headers.is_empty()) {
            // A recorder that keeps no headers says nothing of them.
            ("", true) => Some("application/json"),
            // What has no type may be anything (RFC 9110, section 8.3).
            ("", false) => Some("application/octet-stream"),
            (label, _) => Some(label),
        };
        let bytes = match &response.body {
            Body::NotRecorded(_) if essence.is_empty() => return of(None, Read::Other),
            Body::NotRecorded(_) => return of(label, Read::Other),
            Body::Cut { .. } => return of(None, Read::Other),
            Body::Whole(bytes) => bytes,
        };
        let claims = essence.is_empty() || media::is_json(&essence);
        if bytes.is_empty() {
            // Only a read that succeeds must have something to show.
            let is_promised = claims && !essence.is_empty() && response.status == 200;
            let is_read = exchange.request.method == Method::Get;
            return match is_promised && is_read {
                true => mislabelled("text/plain"),
                false => of(None, Read::Other),
            };
        }
        if media::is_lines(&essence) {
            let lines = bytes.split(|byte| *byte == b'\n').take(LINES);
            let lines = lines.filter(|line| !line.trim_ascii().is_empty());
            let values: Result<Vec<Value>, _> = lines.map(serde_json::from_slice).collect();
            return of(label, values.map_or(Read::Other, Read::Lines));
        }
        let looks = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
        if (claims || looks)
            && let Ok(value) = serde_json::from_slice::<Value>(bytes)
        {
            return of(label, Read::Json(value));
        }
        if !claims || essence.is_empty() {
            return of(label.filter(|_| !essence.is_empty()), Read::Other);
        }
        match Content::of(response, &mut self.bodies) {
            Content::Broken(Broken::TooDeep | Broken::Cut(_)) => of(None, Read::Other),
            Content::Broken(Broken::Html) => mislabelled("text/html"),
            _ => mislabelled("text/plain"),
        }
    }
}

fn mislabelled(media: &str) -> Received {
    Received {
        media: Some(media.to_owned()),
        read: Read::Other,
        is_there: true,
        is_mislabelled: true,
    }
}
