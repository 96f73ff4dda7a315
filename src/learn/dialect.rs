//! WordPress's dialect of JSON Schema: draft 4 with `date-time` and `mixed` as types, `readonly`,
//! `context`, and `required` within a property (`docs/observed.md#7`).

use serde_json::Value;

use super::statement::{Format, Statement, Statements, Types, known_type};

const DEPTH: usize = 8;

/// What a schema or an argument of the dialect says, by place.
pub(super) fn statements(schema: &Value) -> Statements {
    let mut statements = Statements::default();
    collect(schema, "$", &mut statements, 0);
    statements
}

fn collect(schema: &Value, path: &str, statements: &mut Statements, depth: usize) {
    statements.insert(path.to_owned(), statement(schema));
    if depth >= DEPTH {
        return;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, below) in properties.into_iter().flatten() {
        collect(below, &format!("{path}.{name}"), statements, depth + 1);
    }
    if let Some(items) = schema.get("items").filter(|items| items.is_object()) {
        collect(items, &format!("{path}[*]"), statements, depth + 1);
    }
}

/// What it says of one place.
pub(super) fn statement(schema: &Value) -> Statement {
    let kinds = kinds(schema);
    let named = |name: &str| kinds.contains(&name);
    let types: Types = kinds
        .iter()
        .filter_map(|kind| match *kind {
            "date-time" => Some("string"),
            kind => known_type(kind),
        })
        .collect();
    // `mixed`, or a list of every type that there is.
    let says_any = types.is_empty() || types.len() >= 6;
    let format = schema.get("format").and_then(Value::as_str);
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    let limits = (number("minimum"), number("maximum"));
    let options = schema.get("enum").and_then(Value::as_array);
    let texts = options.map(|options| {
        let texts = options.iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    });
    Statement {
        null: (!says_any).then(|| named("null")),
        types: (!says_any).then_some(types),
        format: if named("date-time") {
            Some(Format::Instant)
        } else {
            format.and_then(Format::named)
        },
        options: texts,
        read_only: Some(schema.get("readonly") == Some(&Value::Bool(true))),
        required: schema.get("required").and_then(Value::as_bool),
        default: schema.get("default").cloned(),
        limits: (limits != (None, None)).then_some(limits),
        ..Statement::default()
    }
}

/// The types as written.
fn kinds(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
