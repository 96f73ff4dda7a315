use serde_json::{Map, Value};

use super::urlencode;

/// How many variables PHP reads from one query or form (`max_input_vars`); the rest is dropped.
const MAX_VARIABLES: usize = 1000;
/// How deep brackets may nest (`max_input_nesting_level`); a deeper variable is dropped.
const MAX_DEPTH: usize = 64;

/// PHP's `parse_str`: the last of equal names wins, `a[]` appends, `a[k]` sets a key, a dot or a
/// space in a name becomes `_`. An array whose keys are 0, 1, 2 … is an array of JSON.
pub(crate) fn parse_str(text: &str) -> Map<String, Value> {
    let mut variables = Map::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()).take(MAX_VARIABLES) {
        let (base, keys) = split_name(name.trim_start());
        if base.is_empty() || keys.len() > MAX_DEPTH {
            continue;
        }
        set(&mut variables, base, &keys, value.into_owned());
    }
    variables
        .into_iter()
        .map(|(name, value)| (name, into_lists(value)))
        .collect()
}

/// `name[a][]` as `name` and its keys; an empty key appends. A bracket that never closes becomes
/// part of the name.
fn split_name(name: &str) -> (String, Vec<&str>) {
    let Some((base, mut rest)) = name.split_once('[').filter(|(base, _)| !base.is_empty()) else {
        return (name.replace(['.', ' ', '['], "_"), Vec::new());
    };
    let mut keys = Vec::new();
    while let Some((key, after)) = rest.split_once(']') {
        keys.push(key);
        match after.strip_prefix('[') {
            Some(next) => rest = next,
            None => break,
        }
    }
    if keys.is_empty() {
        return (name.replace(['.', ' ', '['], "_"), keys);
    }
    (base.replace(['.', ' '], "_"), keys)
}

fn set(into: &mut Map<String, Value>, name: String, keys: &[&str], text: String) {
    let Some((key, deeper)) = keys.split_first() else {
        into.insert(name, Value::String(text));
        return;
    };
    let slot = into
        .entry(name)
        .or_insert_with(|| Value::Object(Map::new()));
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Value::Object(inner) = slot {
        let key = if key.is_empty() {
            next_index(inner).to_string()
        } else {
            (*key).to_owned()
        };
        set(inner, key, deeper, text);
    }
}

fn next_index(array: &Map<String, Value>) -> u64 {
    array
        .keys()
        .filter_map(|key| key.parse::<u64>().ok())
        .max()
        .map_or(0, |last| last.saturating_add(1))
}

fn into_lists(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let is_list = map
                .keys()
                .enumerate()
                .all(|(index, key)| index.to_string() == *key);
            let inner = map.into_iter().map(|(key, value)| (key, into_lists(value)));
            if is_list {
                Value::Array(inner.map(|(_, value)| value).collect())
            } else {
                Value::Object(inner.collect())
            }
        }
        other => other,
    }
}

/// What `add_query_arg` makes of parameters: arrays as `name%5B0%5D=`, an empty string without `=`,
/// without null and empty arrays (`docs/observed.md#4`).
pub(crate) fn to_query(parameters: &Map<String, Value>) -> String {
    let mut parts = Vec::new();
    for (name, value) in parameters {
        write_parameter(&mut parts, &urlencode(name), value);
    }
    parts.join("&")
}

fn write_parameter(parts: &mut Vec<String>, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write_parameter(parts, &format!("{name}%5B{index}%5D"), item);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                write_parameter(parts, &format!("{name}%5B{}%5D", urlencode(key)), item);
            }
        }
        Value::String(text) if text.is_empty() => parts.push(name.to_owned()),
        Value::String(text) => parts.push(format!("{name}={}", urlencode(text))),
        Value::Bool(flag) => parts.push(format!("{name}={}", u8::from(*flag))),
        Value::Number(number) => parts.push(format!("{name}={number}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn brackets_make_lists_and_maps_and_the_last_name_wins() {
        assert_eq!(
            Value::Object(parse_str("a=1&a=2&b[]=x&b[]=y&c[k][z]=1&d.e=5&f[2]=q&=x")),
            json!({"a": "2", "b": ["x", "y"], "c": {"k": {"z": "1"}}, "d_e": "5", "f": {"2": "q"}})
        );
    }

    #[test]
    fn a_query_is_written_as_wordpress_writes_it() {
        let parameters =
            json!({"include": [63, 64], "_fields": "", "after": "a:b", "x": [], "o": 1});
        let Value::Object(map) = parameters else {
            panic!()
        };
        assert_eq!(
            to_query(&map),
            "include%5B0%5D=63&include%5B1%5D=64&_fields&after=a%3Ab&o=1"
        );
    }

    #[test]
    fn a_flood_of_brackets_and_names_is_cut() {
        assert!(parse_str(&format!("a{}=1", "[b]".repeat(65))).is_empty());
        let many: String = (0..2000).map(|n| format!("v{n}=1&")).collect();
        assert_eq!(parse_str(&many).len(), 1000);
    }
}
