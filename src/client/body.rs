use bytes::Bytes;

use crate::exchange::{Body, Undone, Unrecorded, undo};

/// The bytes of a body as they came over the wire.
#[derive(Debug, Default)]
pub(super) struct Received {
    /// What arrived.
    pub(super) bytes: Vec<u8>,
    /// Why that is not all, if it is not.
    pub(super) cut: Option<String>,
    /// Whether the connection was closed before the end.
    pub(super) is_dropped: bool,
    /// Whether it is larger than the limit, so that reading ended.
    pub(super) is_larger: bool,
}

/// Undoes the content encoding, up to `cap` bytes. What breaks off or breaks is cut, not lost; of what
/// is larger nothing is kept, since the limit is ours and not a fault of the site.
pub(super) fn decoded(received: Received, encoding: Option<&str>, cap: usize) -> Body {
    if received.is_larger {
        return Body::NotRecorded(Unrecorded::Truncated);
    }
    let Received { bytes, cut, .. } = received;
    let encoding = encoding.unwrap_or_default().trim().to_ascii_lowercase();
    let (got, broken) = if bytes.is_empty() {
        (Vec::new(), None)
    } else {
        match encoding.as_str() {
            "" | "identity" => (bytes, None),
            "gzip" | "x-gzip" | "deflate" => match undo(&encoding, &bytes, cap) {
                Undone::Whole(got) => (got, None),
                Undone::TooLarge(_) => return Body::NotRecorded(Unrecorded::Truncated),
                Undone::Broken(got, error) => {
                    let why = format!(
                        "the {encoding} encoding breaks after {} decoded bytes: {error}",
                        got.len()
                    );
                    (got, Some(why))
                }
                Undone::Unknown => (bytes, None),
            },
            other => {
                let why = format!("the content encoding is {other:?}, which was not requested");
                (bytes, Some(why))
            }
        }
    };
    let got = Bytes::from(got);
    // What happened on the wire is the cause of what happened to the encoding.
    match cut.or(broken) {
        Some(why) => Body::Cut { got, why },
        None => Body::Whole(got),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = br#"{"id":1,"name":"one two three one two three"}"#;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>, encoding: &str, cap: usize) -> Body {
        let received = Received {
            bytes,
            ..Received::default()
        };
        decoded(received, Some(encoding), cap)
    }

    #[test]
    fn every_encoding_that_is_asked_for_is_undone() {
        let whole = Body::Whole(Bytes::from_static(TEXT));
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(TEXT).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(TEXT).unwrap();
        assert_eq!(read(TEXT.to_vec(), "identity", 999), whole);
        assert_eq!(read(gzip(TEXT), "GZIP", 999), whole);
        assert_eq!(read(zlib.finish().unwrap(), "deflate", 999), whole);
        assert_eq!(read(bare.finish().unwrap(), "deflate", 999), whole);
    }

    #[test]
    fn what_breaks_is_cut_and_says_why() {
        let why = |body: Body| match body {
            Body::Cut { why, .. } => why,
            other => panic!("{other:?}"),
        };
        let mut short = gzip(TEXT);
        short.truncate(30);
        assert!(why(read(short, "gzip", 999)).starts_with("the gzip encoding breaks after"));
        assert!(why(read(b"plain".to_vec(), "gzip", 999)).contains("gzip encoding"));
        assert!(why(read(b"x".to_vec(), "br", 999)).contains("\"br\", which was not requested"));
    }

    #[test]
    fn a_bomb_goes_off_at_the_limit() {
        let bomb = gzip(&vec![b'a'; 50_000_000]);
        assert!(bomb.len() < 100_000);
        let body = read(bomb, "gzip", 1_000_000);
        assert_eq!(body, Body::NotRecorded(Unrecorded::Truncated));
    }
}
