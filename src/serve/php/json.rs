use std::io;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// Writes JSON as `wp_json_encode` does: no white space, `/` as `\/`, everything beyond ASCII as
/// `\uXXXX`.
pub(crate) fn encode_json(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(&mut bytes, PhpFormatter(CompactFormatter));
    // A `Value` has string keys only and a `Vec` takes every byte, so nothing here can fail.
    match value.serialize(&mut serializer) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

struct PhpFormatter(CompactFormatter);

impl Formatter for PhpFormatter {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let bytes = fragment.as_bytes();
        let mut from = 0;
        for (at, char) in fragment.char_indices() {
            if char != '/' && char.is_ascii() {
                continue;
            }
            writer.write_all(&bytes[from..at])?;
            from = at + char.len_utf8();
            if char == '/' {
                writer.write_all(b"\\/")?;
            } else {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        writer.write_all(&bytes[from..])
    }

    fn write_f64<W>(&mut self, writer: &mut W, value: f64) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        self.0.write_f64(writer, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn slashes_and_letters_beyond_ascii_are_escaped() {
        assert_eq!(
            encode_json(&json!({"a": "https://x/ä𝄞\n\""})),
            br#"{"a":"https:\/\/x\/\u00e4\ud834\udd1e\n\""}"#
        );
    }
}
