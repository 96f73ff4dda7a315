use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::Value;

use super::pointer::{Document, Located, NAME};
use super::reading::{Found, Memory, OfSchema, SchemaCause};
use super::{Error, JsonPath, Presence, Reading, Shape, describe};
use crate::interpret::{Json, Row, Spelling, type_name};

/// One compiled schema of a document.
#[derive(Debug)]
pub struct Schema {
    /// JSON pointer of the schema in the document, references followed.
    pub pointer: String,
    /// Which keys it declares, at every depth.
    pub shape: Shape,
    validator: Validator,
    document: Arc<Document>,
    /// The schema of the rows, where this is the schema of a list and of nothing more.
    rows: Option<Arc<Schema>>,
    /// Tells it apart from every other schema that was ever compiled.
    number: u64,
}

/// One way in which a value breaks a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place in the value. For a missing key, the place where it should be.
    pub path: JsonPath,
    /// What is wrong, the same for every row that shows it.
    pub cause: Arc<SchemaCause>,
}

impl Schema {
    pub(super) fn compile(
        document: &Arc<Document>,
        registry: &Registry<'_>,
        place: &Located<'_>,
        rows: Option<Arc<Self>>,
    ) -> Result<Self, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let reference = serde_json::json!({ "$ref": format!("{NAME}#{}", place.pointer) });
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(registry)
            .should_validate_formats(true)
            .build(&reference)
            .map_err(|source| Error::Schema {
                at: place.pointer.clone(),
                source: Box::new(source),
            })?;
        let shape = Shape::of(document, place)?;
        Ok(Self {
            pointer: place.pointer.clone(),
            shape,
            validator,
            document: Arc::clone(document),
            rows,
            number: NEXT.fetch_add(1, Ordering::Relaxed),
        })
    }

    /// What this schema says of a value: of each row of a list by itself, with the row's place, or
    /// of the value as a whole. A row that was read before is not read again.
    #[must_use]
    pub fn readings(&self, body: &Json, memory: &mut Memory) -> Vec<(Option<usize>, Arc<Reading>)> {
        match (&self.rows, body) {
            (Some(rows), Json::List(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (Some(index), rows.reading(item, memory)))
                .collect(),
            (None, Json::List(items)) => {
                // Where no list is expected, it is read as a whole.
                let whole = items.iter().map(|item| item.value().clone()).collect();
                vec![(None, self.reading(&Row::new(whole), memory))]
            }
            (_, Json::One(row)) => vec![(None, self.reading(row, memory))],
        }
    }

    /// Counts the declared keys of one row in `presence`, or of the value where this is not a list.
    pub fn count(&self, row: &Value, presence: &mut Presence) {
        match &self.rows {
            Some(rows) => rows.shape.count(row, "$[*]", presence),
            None => self.shape.count(row, "$", presence),
        }
    }

    /// The declared keys that were never there although their object was: place, how many
    /// objects were looked at, and what the site must run for the key to exist.
    #[must_use]
    pub fn never_seen(&self, presence: &Presence) -> Vec<(String, u64, Option<String>)> {
        self.rows
            .as_ref()
            .map_or(&self.shape, |rows| &rows.shape)
            .never_seen(presence)
    }

    /// JSON pointer of the schema that readings are made by: that of the rows, or this one's.
    #[must_use]
    pub fn of_rows_pointer(&self) -> &str {
        self.rows
            .as_ref()
            .map_or(&self.pointer, |rows| &rows.pointer)
    }

    /// The keys of a row, or of the whole value, that the schema does not declare.
    #[must_use]
    pub fn undeclared(&self, value: &Value) -> BTreeSet<String> {
        let shape = self.rows.as_ref().map_or(&self.shape, |rows| &rows.shape);
        let mut undeclared = BTreeSet::new();
        shape.undeclared(value, &mut |path| {
            undeclared.insert(path.pattern());
        });
        undeclared
    }

    fn reading(&self, row: &Row, memory: &mut Memory) -> Arc<Reading> {
        let memory = memory.of(self.number);
        if let Some(known) = memory.known(row) {
            return known;
        }
        let typed = has_untyped(row.value()).then(|| as_typed(row.value()));
        let value = typed.as_ref().unwrap_or(row.value());
        let mut undeclared = Vec::new();
        self.shape.undeclared(value, &mut |path| {
            undeclared.push((memory.place(path.pattern()), path));
        });
        // Looking first is cheap where values are sound, and for nothing where they are not: rows
        // of one site break the same promises.
        let violations = if !memory.breaks && self.validator.is_valid(value) {
            Vec::new()
        } else {
            self.violations(value, memory)
        };
        memory.breaks = !violations.is_empty();
        memory.keep(row, violations, undeclared)
    }

    /// Every way in which the value breaks the schema, in document order.
    fn violations(&self, value: &Value, memory: &mut OfSchema) -> Vec<Violation> {
        self.validator
            .iter_errors(value)
            .map(|error| self.violation(&error, value, memory))
            .collect()
    }

    fn violation(
        &self,
        error: &ValidationError<'_>,
        root: &Value,
        memory: &mut OfSchema,
    ) -> Violation {
        // A union fails as a whole; the branch that came closest says more.
        if let ValidationErrorKind::AnyOf { context }
        | ValidationErrorKind::OneOfNotValid { context } = error.kind()
            && let Some(closest) = closest(context, error.instance())
        {
            return self.violation(closest, root, memory);
        }
        let mut path = JsonPath::of_pointer(error.instance_path().as_str(), root);
        if let ValidationErrorKind::Required { property } = error.kind() {
            path = path.key(property.as_str().unwrap_or_default());
        }
        let location = error
            .absolute_keyword_location()
            .map(jsonschema::Uri::as_str);
        let pattern = path.pattern();
        let found = match error.instance().as_str() {
            Some(text) => Spelling::of(text).id(),
            None => type_name(error.instance()),
        };
        // The same place, keyword and kind of value have the same words: they are worked out once.
        let key = OfSchema::key(&[location.unwrap_or_default(), &pattern, found]);
        let cause = memory.cause(key, &pattern, || self.cause(error, &path, location));
        Violation { path, cause }
    }

    fn cause(
        &self,
        error: &ValidationError<'_>,
        path: &JsonPath,
        location: Option<&str>,
    ) -> SchemaCause {
        let keyword = error.kind().keyword().to_owned();
        let pointer = location
            .and_then(|uri| uri.split_once('#'))
            .map_or_else(|| self.pointer.clone(), |(_, pointer)| pointer.to_owned());
        let owner = pointer
            .rsplit_once('/')
            .map_or(pointer.as_str(), |(owner, _)| owner);
        let schema = self.document.root().pointer(owner).unwrap_or(&Value::Null);
        let about_date = schema.get("x-timezone").is_some()
            || schema
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(|format| format.starts_with("date"));
        let other_text = || match error.instance().as_str() {
            Some(text) if about_date => Found::Date(Spelling::of(text)),
            _ => Found::Text,
        };
        let (expected, found, source) = match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let declared = schema.get("properties").and_then(|all| all.get(name));
                let expected = declared.map_or_else(|| "present".to_owned(), |it| self.words(it));
                (
                    expected,
                    Found::Missing,
                    format!("{owner}/properties/{name}"),
                )
            }
            ValidationErrorKind::Pattern { pattern } => (
                format!("text that matches {pattern}"),
                other_text(),
                owner.to_owned(),
            ),
            ValidationErrorKind::Format { format } => {
                (format!("format {format}"), other_text(), owner.to_owned())
            }
            ValidationErrorKind::Type { .. } => (
                self.words(schema),
                Found::Type(type_name(error.instance())),
                owner.to_owned(),
            ),
            _ => (
                self.words(schema),
                Found::Another(type_name(error.instance())),
                owner.to_owned(),
            ),
        };
        let wanted = match error.kind() {
            ValidationErrorKind::Required { property } => property.to_string(),
            _ => schema
                .get(&keyword)
                .map_or_else(String::new, Value::to_string),
        };
        let source = format!("#{source}");
        let pattern = path.pattern();
        SchemaCause {
            pattern,
            wanted,
            expected,
            found,
            source,
            keyword,
            about_date,
        }
    }

    fn words(&self, schema: &Value) -> String {
        describe(schema, &|reference| {
            self.document
                .root()
                .pointer(reference.strip_prefix('#')?)
                .cloned()
        })
    }
}

/// Whether a number is an integer for JSON Schema and not for clients with typed integers: it is written
/// with a decimal point or an exponent, as in `121.0`, or does not fit into 64 bits.
fn has_untyped(value: &Value) -> bool {
    match value {
        Value::Number(number) => is_untyped(number),
        Value::Array(items) => items.iter().any(has_untyped),
        Value::Object(members) => members.values().any(has_untyped),
        _ => false,
    }
}

/// The value with a number that no schema takes for an integer in place of each of these.
fn as_typed(value: &Value) -> Value {
    match value {
        Value::Number(number) if is_untyped(number) => {
            let sign = number.as_f64().map_or(1.0, f64::signum);
            (1.5 * sign).into()
        }
        Value::Array(items) => items.iter().map(as_typed).collect(),
        Value::Object(members) => (members.iter())
            .map(|(name, member)| (name.clone(), as_typed(member)))
            .collect(),
        _ => value.clone(),
    }
}

fn is_untyped(number: &serde_json::Number) -> bool {
    let is_whole = number.as_f64().is_some_and(|it| it.fract() == 0.0);
    number.as_i64().is_none() && is_whole
}

/// The branch of a union that fits the value's type and then fails deepest; none where every
/// branch fails on the type at once, so that the union itself is the better message.
fn closest<'a>(
    branches: &'a [Vec<ValidationError<'static>>],
    instance: &Value,
) -> Option<&'a ValidationError<'static>> {
    let depth = |error: &ValidationError<'_>| error.instance_path().as_str().matches('/').count();
    let is_type_mismatch = |error: &ValidationError<'_>| {
        matches!(error.kind(), ValidationErrorKind::Type { .. })
            && *error.instance().as_ref() == *instance
    };
    branches
        .iter()
        .filter(|errors| !errors.iter().any(is_type_mismatch))
        .filter_map(|errors| errors.first())
        .max_by_key(|error| depth(error))
}
