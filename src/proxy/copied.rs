use bytes::Bytes;

use crate::exchange::{Body, Undone, Unrecorded, undo};

/// The start of a body that passes by.
#[derive(Debug)]
pub(super) struct Copied {
    bytes: Vec<u8>,
    limit: usize,
    is_larger: bool,
}

impl Copied {
    /// Nothing yet, and at most so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            is_larger: false,
        }
    }

    /// Copies what passes.
    pub(super) fn take(&mut self, data: &Bytes) {
        if self.is_larger || data.len() > self.limit.saturating_sub(self.bytes.len()) {
            // Half of a body cannot be judged, and need not be held.
            self.is_larger = true;
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(data);
        }
    }

    /// Whether there was more than is kept.
    pub(super) fn is_larger(&self) -> bool {
        self.is_larger
    }

    /// The body of a request; none where there was none or too much.
    pub(super) fn into_sent(self) -> Option<Bytes> {
        (!self.bytes.is_empty()).then(|| Bytes::from(self.bytes))
    }

    /// The body of an answer, its content coding undone. `broken` says why it did not come to its end.
    pub(super) fn into_received(self, coding: Option<&str>, broken: Option<String>) -> Body {
        if self.is_larger {
            return Body::NotRecorded(Unrecorded::Truncated);
        }
        let coding = coding.unwrap_or_default().trim().to_ascii_lowercase();
        let (got, why) = if self.bytes.is_empty() || matches!(coding.as_str(), "" | "identity") {
            (self.bytes, None)
        } else {
            match undo(&coding, &self.bytes, self.limit) {
                Undone::Whole(got) => (got, None),
                Undone::TooLarge(_) => return Body::NotRecorded(Unrecorded::Truncated),
                Undone::Unknown => return Body::NotRecorded(Unrecorded::Undecodable),
                Undone::Broken(got, error) => {
                    let count = got.len();
                    let why = format!(
                        "the {coding} encoding breaks after {count} decoded bytes: {error}"
                    );
                    (got, Some(why))
                }
            }
        };
        let got = Bytes::from(got);
        // What happened on the wire is the cause of what happened to the encoding.
        match broken.or(why) {
            Some(why) => Body::Cut { got, why },
            None => Body::Whole(got),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(parts: &[&'static str], limit: usize) -> Copied {
        let mut copied = Copied::new(limit);
        for part in parts {
            copied.take(&Bytes::from_static(part.as_bytes()));
        }
        copied
    }

    #[test]
    fn a_body_is_kept_whole_or_not_at_all() {
        let whole = copied(&["[1,", "2]"], 5).into_received(None, None);
        assert_eq!(whole, Body::from("[1,2]"));
        let larger = copied(&["[1,", "2]"], 4);
        assert!(larger.is_larger());
        assert_eq!(
            larger.into_received(None, None),
            Body::NotRecorded(Unrecorded::Truncated)
        );
        assert_eq!(copied(&["[1,", "2]", "3"], 4).into_sent(), None);
    }

    #[test]
    fn what_cannot_be_decoded_and_what_broke_off_are_told_apart() {
        let of = |coding, broken: Option<&str>| {
            copied(&["[1"], 9).into_received(Some(coding), broken.map(str::to_owned))
        };
        assert_eq!(of("zstd", None), Body::NotRecorded(Unrecorded::Undecodable));
        assert!(matches!(of("gzip", None), Body::Cut { why, .. } if why.contains("gzip")));
        assert!(matches!(of("", Some("closed")), Body::Cut { why, .. } if why == "closed"));
    }
}
