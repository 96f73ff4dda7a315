use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::Value;

use super::pointer::{Document, Located, NAME};
use super::{Error, JsonPath, Shape, describe};

/// One compiled schema of a document.
#[derive(Debug)]
pub struct Schema {
    /// JSON pointer of the schema in the document, references followed.
    pub pointer: String,
    /// Which keys it declares, at every depth.
    pub shape: Shape,
    validator: Validator,
    document: Arc<Document>,
}

/// One way in which a value breaks a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place in the value. For a missing key, the place where it should be.
    pub path: JsonPath,
    /// What the schema asks for there, in words.
    pub expected: String,
    /// What is there, in words, without the value.
    pub found: String,
    /// Pointer of the schema that is broken, in the document: `#/components/…/order_id`.
    pub source: String,
    /// The keyword that is broken: `type`, `enum`, `required`.
    pub keyword: String,
    /// The broken schema speaks about a date: it has a date format, or names a time zone.
    pub about_date: bool,
}

impl Schema {
    pub(super) fn compile(
        document: &Arc<Document>,
        registry: &Registry<'_>,
        place: &Located<'_>,
    ) -> Result<Self, Error> {
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
        })
    }

    /// Whether the value conforms. Much cheaper than listing violations.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Every way in which the value breaks the schema, in document order.
    #[must_use]
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        self.validator
            .iter_errors(value)
            .map(|error| self.violation(&error, value))
            .collect()
    }

    fn violation(&self, error: &ValidationError<'_>, root: &Value) -> Violation {
        // A union fails as a whole; the branch that came closest says more.
        if let ValidationErrorKind::AnyOf { context }
        | ValidationErrorKind::OneOfNotValid { context } = error.kind()
            && let Some(closest) = closest(context, error.instance())
        {
            return self.violation(closest, root);
        }
        let mut path = JsonPath::of_pointer(error.instance_path().as_str(), root);
        let keyword = error.kind().keyword().to_owned();
        let location = error
            .absolute_keyword_location()
            .map(|uri| uri.as_str().to_owned());
        let pointer = location
            .as_deref()
            .and_then(|uri| uri.split_once('#'))
            .map_or_else(|| self.pointer.clone(), |(_, pointer)| pointer.to_owned());
        let owner = pointer
            .rsplit_once('/')
            .map_or(pointer.as_str(), |(owner, _)| owner);
        let schema = self.document.root().pointer(owner).unwrap_or(&Value::Null);
        let (expected, found, source) = match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                path = path.key(name);
                let declared = schema.get("properties").and_then(|all| all.get(name));
                let expected = declared.map_or_else(|| "present".to_owned(), |it| self.words(it));
                (
                    expected,
                    "missing".to_owned(),
                    format!("{owner}/properties/{name}"),
                )
            }
            ValidationErrorKind::Pattern { pattern } => (
                format!("text that matches {pattern}"),
                "other text".to_owned(),
                owner.to_owned(),
            ),
            ValidationErrorKind::Format { format } => (
                format!("format {format}"),
                "other text".to_owned(),
                owner.to_owned(),
            ),
            ValidationErrorKind::Type { .. } => (
                self.words(schema),
                type_name(error.instance()).to_owned(),
                owner.to_owned(),
            ),
            _ => (
                self.words(schema),
                format!("another {}", type_name(error.instance())),
                owner.to_owned(),
            ),
        };
        let about_date = schema.get("x-timezone").is_some()
            || schema
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(|format| format.starts_with("date"));
        Violation {
            path,
            expected,
            found,
            source: format!("#{source}"),
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

/// The JSON type of a value, as JSON Schema names it; a whole number is an integer.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
