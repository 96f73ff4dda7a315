//! Any bytes are a document or an error, as JSON and as YAML; a document is the same as itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use memberspec::diff::Document;
use memberspec::diff::{Comparison, Day, Options};

mod deep;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    deep::deep(|| {
        for name in ["a.json", "a.yaml"] {
            match Document::from_text(name, text) {
                Ok(document) => {
                    let today = Day(jiff::civil::date(2026, 11, 21));
                    let same = Comparison::of(&document, &document, Options { today });
                    assert!(same.changes.is_empty(), "{:?}", same.changes);
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    });
});
