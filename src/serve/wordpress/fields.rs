use serde_json::{Map, Value};

/// Keeps only what `_fields` names; a dot goes into an object (`docs/observed.md#4`). An empty list
/// keeps all.
pub(crate) fn keep_fields(body: Value, wanted: Option<&Value>) -> Value {
    let names: Vec<&str> = match wanted {
        Some(Value::String(text)) => text
            .split([',', ' '])
            .filter(|name| !name.is_empty())
            .collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if names.is_empty() {
        return body;
    }
    match body {
        Value::Array(rows) => rows.into_iter().map(|row| keep(row, &names)).collect(),
        single => {
            // WordPress adds the links of a single resource after it has chosen the fields.
            let links = single.get("_links").cloned();
            let mut kept = keep(single, &names);
            if let (Some(kept), Some(links)) = (kept.as_object_mut(), links) {
                kept.insert("_links".to_owned(), links);
            }
            kept
        }
    }
}

fn keep(row: Value, names: &[&str]) -> Value {
    let Value::Object(map) = row else {
        return row;
    };
    let mut kept = Map::new();
    for (key, value) in map {
        if names.contains(&key.as_str()) {
            kept.insert(key, value);
            continue;
        }
        let inner: Vec<&str> = names
            .iter()
            .filter_map(|name| name.strip_prefix(key.as_str())?.strip_prefix('.'))
            .collect();
        if inner.is_empty() {
            continue;
        }
        // Lists have no named children: a dotted name leaves an empty list (`docs/observed.md#4`).
        let value = match value {
            Value::Array(_) => Value::Array(Vec::new()),
            other => keep(other, &inner),
        };
        kept.insert(key, value);
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn named_fields_are_kept_in_the_order_of_the_answer() {
        let row = json!({"id": 1, "meta": [{"key": "a"}], "links": {"self": 1, "up": 2}, "x": 0});
        let wanted = json!("links.up,id,meta.key");
        assert_eq!(
            keep_fields(row.clone(), Some(&wanted)),
            json!({"id": 1, "meta": [], "links": {"up": 2}})
        );
        assert_eq!(keep_fields(row.clone(), Some(&json!(""))), row);
    }
}
