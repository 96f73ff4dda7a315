use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use bytes::Bytes;
use rustc_hash::FxHasher;
use serde::de::IgnoredAny;

use super::{Json, Row, Rows};

/// Remembers bodies and rows by their bytes, so that what was parsed once is not parsed again and
/// keeps its identity.
#[derive(Debug, Default)]
pub struct Bodies {
    bodies: Store<Json>,
    rows: Store<Arc<Row>>,
}

impl Bodies {
    /// Reads a JSON text.
    ///
    /// # Errors
    ///
    /// When it is not JSON, or nests deeper than the parser goes.
    pub fn read(&mut self, text: &Bytes) -> serde_json::Result<Json> {
        let hash = hash(text);
        if let Some(json) = self.bodies.get(hash, text) {
            return Ok(json);
        }
        let json = match self.list(text) {
            Some(rows) => Json::List(rows),
            // Whatever is no well-formed array is read as a whole, and a mistake in it told.
            None => Json::One(self.row(text)?),
        };
        self.bodies.keep(hash, text.clone(), &json);
        Ok(json)
    }

    /// The elements of an array; `None` for anything else, also for a broken one.
    fn list(&mut self, text: &Bytes) -> Option<Rows> {
        let mut rows = Vec::new();
        let mut left_out = 0;
        let mut at = blank(text, 0);
        if text.get(at) != Some(&b'[') {
            return None;
        }
        at = blank(text, at + 1);
        if text.get(at) == Some(&b']') {
            return (blank(text, at + 1) == text.len()).then(|| Rows::new(rows, left_out));
        }
        loop {
            let mut values =
                serde_json::Deserializer::from_slice(&text[at..]).into_iter::<IgnoredAny>();
            values.next()?.ok()?;
            let end = at + values.byte_offset();
            if rows.len() < Rows::READ {
                rows.push(self.row(&text[at..end]).ok()?);
            } else {
                left_out += 1;
            }
            at = blank(text, end);
            match text.get(at)? {
                b',' => at = blank(text, at + 1),
                b']' => {
                    let is_all = blank(text, at + 1) == text.len();
                    return is_all.then(|| Rows::new(rows, left_out));
                }
                _ => return None,
            }
        }
    }

    fn row(&mut self, text: &[u8]) -> serde_json::Result<Arc<Row>> {
        let hash = hash(text);
        if let Some(row) = self.rows.get(hash, text) {
            return Ok(row);
        }
        let row = Arc::new(Row::new(serde_json::from_slice(text)?));
        // A copy: a slice would keep the whole answer in memory for one row of it.
        self.rows.keep(hash, Bytes::copy_from_slice(text), &row);
        Ok(row)
    }
}

/// Bytes of text that are remembered; then memory starts afresh, so that it stays bounded. A value
/// takes a few times the room of its text.
const KEPT: usize = 4 * 1024 * 1024;

/// What a value takes however short its text is.
const LEAST: usize = 512;

#[derive(Debug)]
struct Store<T> {
    known: HashMap<u64, (Bytes, T), BuildHasherDefault<FxHasher>>,
    bytes: usize,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self {
            known: HashMap::default(),
            bytes: 0,
        }
    }
}

impl<T: Clone> Store<T> {
    fn get(&self, hash: u64, text: &[u8]) -> Option<T> {
        self.known
            .get(&hash)
            .filter(|(known, _)| *known == text)
            .map(|(_, value)| value.clone())
    }

    fn keep(&mut self, hash: u64, text: Bytes, value: &T) {
        let room = text.len() + LEAST;
        if self.bytes + room > KEPT {
            self.known.clear();
            self.bytes = 0;
        }
        if room <= KEPT {
            self.bytes += room;
            self.known.insert(hash, (text, value.clone()));
        }
    }
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

/// Where the blanks end that JSON allows between values.
fn blank(text: &[u8], from: usize) -> usize {
    text.get(from..)
        .unwrap_or_default()
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        .map_or(text.len(), |blanks| from + blanks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(bodies: &mut Bodies, text: &str) -> Json {
        bodies
            .read(&Bytes::copy_from_slice(text.as_bytes()))
            .unwrap()
    }

    #[test]
    fn equal_bytes_are_one_row_wherever_they_stand() {
        let mut bodies = Bodies::default();
        let list = read(&mut bodies, r#" [ {"id":1} , {"id":2},{"id":1}] "#);
        let rows = list.list().unwrap();
        assert_eq!(rows[0].serial(), rows[2].serial());
        assert_ne!(rows[0].serial(), rows[1].serial());
        let item = read(&mut bodies, r#"{"id":2}"#);
        assert_eq!(item.one().unwrap().serial(), rows[1].serial());
    }

    #[test]
    fn what_serde_json_refuses_is_refused_and_the_rest_is_the_same() {
        for text in [
            "[]",
            "[ ]",
            "[1,null,\"a\",{},[2]]",
            "{}",
            "1",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,]",
            "[1 2]",
            "[1]]",
            "[1] x",
            "{\"a\":1",
            "",
            " ",
            "[01]",
            "[\"\\ud800\"]",
        ] {
            let expected = serde_json::from_str::<serde_json::Value>(text);
            let read = Bodies::default().read(&Bytes::copy_from_slice(text.as_bytes()));
            match (expected, read) {
                (Ok(expected), Ok(read)) => assert_eq!(read, Json::new(expected), "{text}"),
                (Err(expected), Err(read)) => assert_eq!(read.to_string(), expected.to_string()),
                (expected, read) => panic!("{text}: {expected:?}, {read:?}"),
            }
        }
    }

    #[test]
    fn of_very_many_rows_the_first_are_read_and_the_others_counted() {
        let text = format!("[{}1]", "0,".repeat(Rows::READ + 2));
        let read = read(&mut Bodies::default(), &text);
        let Json::List(rows) = read else {
            panic!("it is a list")
        };
        assert_eq!((rows.len(), rows.left_out()), (Rows::READ, 3));
    }

    #[test]
    fn a_long_run_does_not_fill_the_memory() {
        let mut bodies = Bodies::default();
        for number in 0..200 {
            let text = json!([{ "id": number, "text": "x".repeat(100_000) }]).to_string();
            read(&mut bodies, &text);
            assert!(bodies.rows.bytes <= KEPT && bodies.bodies.bytes <= KEPT);
        }
        assert!(bodies.rows.known.len() < 50);
    }
}
