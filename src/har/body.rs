//! Response bodies as recorders keep them: omitted, in another file, as base64, still compressed, or
//! cut at a limit.

use std::borrow::Cow;

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, engine};
use bytes::Bytes;
use serde::de::IgnoredAny;

use super::attachments::Attachments;
use super::lenient::RawText;
use super::raw::RawContent;
use crate::exchange::{Body, Headers, Undone, Unrecorded, undo};

/// Bytes that a compressed body may become.
const INFLATED: u64 = 32 << 20;

/// Base64 as recorders write it, with or without padding.
const LENIENT: engine::GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The body of a response. `announced` is the largest of the sizes that stand around it, `size` the
/// one that the recorder gives for the decoded body.
pub(super) fn received(
    raw: RawContent<'_>,
    (headers, bodiless): (&Headers, bool),
    transferred: Option<i64>,
    attachments: &mut Attachments,
) -> Body {
    let length = headers.get("Content-Length");
    let length: Option<u64> = length.and_then(|length| length.trim().parse().ok());
    let file = raw.file.0.as_ref();
    let kept = match raw.text {
        Some(text) if file.is_empty() || !text.0.is_empty() => decoded(text, &raw.encoding.0),
        _ if !file.is_empty() => attachments.read(file).ok_or(Unrecorded::FileMissing),
        _ if bodiless => Ok(Bytes::new()),
        // Browsers write 0 as the size also of what they did not keep.
        _ => Err(Unrecorded::Omitted),
    };
    let got = match kept {
        Ok(got) => got,
        Err(why) => return Body::NotRecorded(why),
    };
    if !raw.cut.0.is_empty() {
        let why = raw.cut.0.into_owned();
        return Body::Cut { got, why };
    }
    let is_announced = length > Some(0) || raw.size.0 > Some(0) || transferred > Some(0);
    if got.is_empty() && is_announced && !bodiless {
        return Body::NotRecorded(Unrecorded::Omitted);
    }
    let is_compressed = headers.contains("Content-Encoding");
    let got = match plain(&got, headers, attachments) {
        Ok(got) => got,
        Err(why) => return Body::NotRecorded(why),
    };
    let size = raw.size.0.and_then(|size| u64::try_from(size).ok());
    let size = size.filter(|size| *size > 0);
    let length = length.filter(|_| !is_compressed);
    if may_be_cut(&got, size, length) && is_unfinished(&got) {
        return Body::NotRecorded(Unrecorded::Truncated);
    }
    Body::Whole(got)
}

/// Whether the sizes leave room for more: recorders cut long bodies and tell the whole size. Where
/// they tell none, they cut at a round number. Masking changes a size too, so this alone proves
/// nothing.
fn may_be_cut(got: &[u8], size: Option<u64>, length: Option<u64>) -> bool {
    let held = got.len() as u64;
    match size.max(length) {
        Some(size) => size > held,
        None => {
            let characters = got.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64;
            [held, characters].iter().any(|count| {
                *count > 0 && (count.is_multiple_of(1000) || count.is_multiple_of(1024))
            })
        }
    }
}

/// Whether JSON ends before its end.
fn is_unfinished(bytes: &[u8]) -> bool {
    let first = bytes.trim_ascii_start().first();
    let parsed = || serde_json::from_slice::<IgnoredAny>(bytes);
    matches!(first, Some(b'{' | b'[')) && parsed().is_err_and(|error| error.is_eof())
}

/// The bytes of a text, base64 undone: wrapped lines, missing padding and the alphabet of URLs do
/// not matter.
pub(super) fn decoded(text: RawText<'_>, encoding: &str) -> Result<Bytes, Unrecorded> {
    let is_plain = matches!(text.0.trim_ascii_start().first(), Some(b'{' | b'['));
    if !encoding.eq_ignore_ascii_case("base64") || is_plain {
        return Ok(match text.0 {
            Cow::Borrowed(bytes) => Bytes::copy_from_slice(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        });
    }
    let mut digits: Vec<u8> = (text.0.iter())
        .filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=')
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    // One digit alone says nothing: the recorder cut the text.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    let bytes = LENIENT.decode(digits);
    bytes.map(Bytes::from).map_err(|_| Unrecorded::Undecodable)
}

/// Content of an entry that holds bytes.
pub(super) fn base64(bytes: &[u8]) -> serde_json::Value {
    let text = engine::general_purpose::STANDARD.encode(bytes);
    serde_json::json!({"text": text, "encoding": "base64"})
}

/// The body without its content codings. Most recorders undo them and keep the header, so what is
/// text was decoded before.
fn plain(
    got: &Bytes,
    headers: &Headers,
    attachments: &mut Attachments,
) -> Result<Bytes, Unrecorded> {
    let codings = headers.get_all("Content-Encoding");
    let codings: Vec<String> = codings
        .flat_map(|value| value.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    if codings.is_empty() || got.is_empty() {
        return Ok(got.clone());
    }
    let mut bytes = match std::str::from_utf8(got) {
        Ok(text) if !is_binary(text) => return Ok(got.clone()),
        Ok(text) => bytes_of(text).ok_or(Unrecorded::Undecodable)?,
        Err(_) => got.to_vec(),
    };
    for coding in codings.iter().rev() {
        // A field may stand there twice.
        if std::str::from_utf8(&bytes).is_ok_and(|text| !is_binary(text)) {
            break;
        }
        let limit = INFLATED.min(attachments.left());
        let undone = undo(coding, &bytes, usize::try_from(limit).unwrap_or(0));
        attachments.take(match &undone {
            Undone::Whole(got) | Undone::TooLarge(got) | Undone::Broken(got, _) => got.len() as u64,
            Undone::Unknown => 0,
        });
        bytes = match undone {
            Undone::Whole(plain) => plain,
            // Text that is not UTF-8: what the site sent, for the checks to judge.
            _ if matches!(got.first(), Some(b'{' | b'[')) => return Ok(got.clone()),
            Undone::Broken(start, error)
                if !start.is_empty() && error.kind() == std::io::ErrorKind::UnexpectedEof =>
            {
                return Err(Unrecorded::Truncated);
            }
            _ => return Err(Unrecorded::Undecodable),
        };
    }
    Ok(Bytes::from(bytes))
}

/// Whether a text has characters that JSON and HTML never have.
fn is_binary(text: &str) -> bool {
    let is_odd = |c: char| c.is_control() && !c.is_ascii_whitespace();
    text.chars().take(1024).any(is_odd)
}

/// The bytes of a text that has one character for each byte.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const TEXT: &[u8] = br#"[{"id":1,"name":"one"}]"#;
    /// The same, compressed by Brotli: one block that is not compressed, and the end.
    const BROTLI: &[u8] = b"\x0b\x0b\x80[{\"id\":1,\"name\":\"one\"}]\x03";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn base64(bytes: &[u8]) -> String {
        engine::general_purpose::STANDARD.encode(bytes)
    }

    fn read(content: &serde_json::Value, headers: &[(&str, &str)]) -> Body {
        let text = content.to_string();
        let raw: RawContent<'_> = serde_json::from_str(&text).unwrap();
        let headers: Headers = headers.iter().copied().collect();
        received(raw, (&headers, false), None, &mut Attachments::default())
    }

    #[test]
    fn base64_is_read_wrapped_unpadded_and_in_either_alphabet() {
        let whole = base64(TEXT);
        let wrapped = format!("{}\r\n{}\n", &whole[..20], &whole[20..]);
        for text in [&whole, &wrapped, whole.trim_end_matches('=')] {
            let content = serde_json::json!({"text": text, "encoding": "BASE64"});
            assert_eq!(read(&content, &[]), Body::Whole(TEXT.into()));
        }
        let content = serde_json::json!({"text": "W10_fg", "encoding": "base64"});
        assert_eq!(read(&content, &[]), Body::Whole(b"[]?~"[..].into()));
        let content = serde_json::json!({"text": "no base64!!", "encoding": "base64"});
        assert_eq!(
            read(&content, &[]),
            Body::NotRecorded(Unrecorded::Undecodable)
        );
    }

    #[test]
    fn a_body_that_is_still_compressed_is_decompressed() {
        let latin: String = gzip(TEXT).into_iter().map(char::from).collect();
        for (content, coding) in [
            (
                serde_json::json!({"text": base64(&gzip(TEXT)), "encoding": "base64"}),
                "gzip",
            ),
            (
                serde_json::json!({"text": base64(BROTLI), "encoding": "base64"}),
                "br",
            ),
            (serde_json::json!({"text": latin}), "gzip"),
            (
                serde_json::json!({"text": String::from_utf8_lossy(TEXT)}),
                "br",
            ),
        ] {
            let coding = ("content-encoding", coding);
            let body = read(&content, &[coding, coding]);
            assert_eq!(body, Body::Whole(TEXT.into()), "{coding:?}");
        }
        let lost = String::from_utf8_lossy(&gzip(TEXT)).into_owned();
        for (text, encoding, coding) in [
            (lost, "", "gzip"),
            (base64(b"\x28\xb5\x2f\xfdx"), "base64", "zstd"),
        ] {
            let content = serde_json::json!({"text": text, "encoding": encoding});
            assert_eq!(
                read(&content, &[("Content-Encoding", coding)]),
                Body::NotRecorded(Unrecorded::Undecodable)
            );
        }
    }

    #[test]
    fn all_bodies_of_a_recording_become_only_so_large_together() {
        let content = serde_json::json!({"text": base64(&gzip(TEXT)), "encoding": "base64"});
        let text = content.to_string();
        let headers: Headers = [("Content-Encoding", "gzip")].into_iter().collect();
        let mut attachments = Attachments::default();
        attachments.take(attachments.left() - TEXT.len() as u64);
        let mut read = || {
            let raw: RawContent<'_> = serde_json::from_str(&text).unwrap();
            received(raw, (&headers, false), None, &mut attachments)
        };
        assert_eq!(read(), Body::Whole(TEXT.into()));
        assert_eq!(read(), Body::NotRecorded(Unrecorded::Undecodable));
    }

    #[test]
    fn a_body_that_the_recorder_cut_is_not_recorded() {
        let truncated = Body::NotRecorded(Unrecorded::Truncated);
        let cut = |size: u64, text: &str| serde_json::json!({"size": size, "text": text});
        assert_eq!(read(&cut(90, r#"[{"id":1"#), &[]), truncated);
        assert_eq!(read(&cut(90, r#"[{"id":1}"#), &[]), truncated);
        assert_eq!(
            read(
                &serde_json::json!({"text": "[{\"id\":"}),
                &[("Content-Length", "90")]
            ),
            truncated
        );
        let round = format!("[\"{}", "x".repeat(998));
        assert_eq!(read(&serde_json::json!({"text": round}), &[]), truncated);
        // A body that is whole, but masked, and one that the site itself broke off.
        assert_eq!(read(&cut(90, "[1]"), &[]), Body::from("[1]"));
        assert_eq!(read(&cut(2, "[1"), &[]), Body::from("[1"));
        assert_eq!(read(&cut(1000, &round), &[]), Body::from(&*round));
    }
}
