use std::collections::BTreeSet;

use serde_json::Value;

/// How many places are followed in one document.
const PLACES: usize = 100_000;

/// The places of a document, as JSON pointers, to which these parts of it refer, directly or through
/// others. At most 100,000 are followed.
pub(super) fn referred<'a>(document: &'a Value, mut open: Vec<&'a Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                open.extend(members.values());
                let target = members.get("$ref").and_then(Value::as_str);
                let Some(target) = target.and_then(|it| it.strip_prefix('#')) else {
                    continue;
                };
                let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
                if found.len() < PLACES && found.insert(target.clone().into_owned()) {
                    open.extend(document.pointer(&target));
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}
