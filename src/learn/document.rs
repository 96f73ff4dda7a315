//! What an OpenAPI document says of the properties of a schema, by place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::book::Book;
use super::statement::{Format, Statement, Statements, Types, known_type};

/// Deeper than any document of ours; a user's may refer to itself.
const DEPTH: usize = 8;
/// Places in all: a schema that refers to itself from several properties grows fast.
const PLACES: usize = 2000;

/// What the schema at a pointer says.
pub(super) fn statements(book: Book<'_>, pointer: &str) -> Statements {
    let mut statements = Statements::default();
    collect(book, pointer, "$", None, &mut statements, 0);
    statements
}

fn collect(
    book: Book<'_>,
    pointer: &str,
    path: &str,
    required: Option<bool>,
    statements: &mut Statements,
    depth: usize,
) {
    let leaves = book.leaves(pointer);
    let mut statement = statement(book, &leaves);
    statement.required = required;
    statements.insert(path.to_owned(), statement);
    if depth >= DEPTH || statements.len() >= PLACES {
        return;
    }
    let schemas = || leaves.iter().filter_map(|leaf| book.at(leaf));
    let mut names: BTreeSet<&String> = BTreeSet::new();
    let mut needed: Option<BTreeSet<&str>> = None;
    for schema in schemas() {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        names.extend(properties.keys());
        let list = schema.get("required").and_then(Value::as_array);
        let own: BTreeSet<&str> = list
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        needed = Some(match needed {
            Some(others) => others.intersection(&own).copied().collect(),
            None => own,
        });
    }
    let needed = needed.unwrap_or_default();
    for name in names {
        if let Some(below) = book.property(&leaves, name) {
            let required = Some(needed.contains(name.as_str()));
            let path = format!("{path}.{name}");
            collect(book, &below, &path, required, statements, depth + 1);
        }
    }
    if let Some(below) = book.others(&leaves) {
        collect(
            book,
            &below,
            &format!("{path}.*"),
            None,
            statements,
            depth + 1,
        );
    }
    if let Some(below) = book.items(&leaves) {
        collect(
            book,
            &below,
            &format!("{path}[*]"),
            None,
            statements,
            depth + 1,
        );
    }
}

/// What the leaves of one schema say together.
fn statement(book: Book<'_>, leaves: &[String]) -> Statement {
    let mut types = Types::new();
    let mut null = false;
    let mut formats = BTreeSet::new();
    let mut options: Option<BTreeSet<String>> = None;
    let mut is_open = false;
    let mut statement = Statement::default();
    let schemas = leaves.iter().filter_map(|leaf| book.at(leaf));
    for schema in schemas {
        let kinds = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        null |= kinds.contains(&"null");
        let own: Types = kinds.iter().filter_map(|kind| known_type(kind)).collect();
        match schema.get("enum").and_then(Value::as_array) {
            Some(list) => {
                let texts = list.iter().filter_map(Value::as_str).map(str::to_owned);
                options.get_or_insert_default().extend(texts);
            }
            // A branch that takes any text takes more than what the others list.
            None => is_open |= own.contains("string"),
        }
        types.extend(own);
        let format = schema.get("format").and_then(Value::as_str);
        formats.extend(format.and_then(Format::named));
        statement.read_only = Some(
            statement.read_only == Some(true) || schema.get("readOnly") == Some(&Value::Bool(true)),
        );
        statement.requires |= schema.get("x-requires").is_some();
        let default = schema.get("default");
        statement.default = statement.default.or_else(|| default.cloned());
        let number = |key: &str| schema.get(key).and_then(Value::as_i64);
        let limits = (number("minimum"), number("maximum"));
        statement.limits = statement
            .limits
            .or((limits != (None, None)).then_some(limits));
    }
    statement.null = (!types.is_empty()).then_some(null);
    statement.options = options.filter(|options| !is_open && !options.is_empty());
    statement.format = match formats.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    statement.types = (!types.is_empty()).then_some(types);
    statement
}
