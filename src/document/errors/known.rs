use serde_json::{Value, json};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::response::Response;

use crate::document::operation::{Sample, answer, schema};

/// One error that an operation is known to return.
pub(super) struct Known {
    name: &'static str,
    code: &'static str,
    summary: &'static str,
    message: &'static str,
    status: u16,
    more: Value,
}

impl Known {
    pub(super) const fn new(
        status: u16,
        name: &'static str,
        summary: &'static str,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            name,
            code,
            summary,
            message,
            status,
            more: Value::Null,
        }
    }

    /// Adds what else `data` holds.
    pub(super) fn with(mut self, more: Value) -> Self {
        self.more = more;
        self
    }

    fn envelope(&self) -> Value {
        let mut data = json!({"status": self.status});
        if let (Some(object), Value::Object(more)) = (data.as_object_mut(), &self.more) {
            object.extend(more.clone());
        }
        json!({"code": self.code, "message": self.message, "data": data})
    }
}

/// The response of one status with the errors that are known for it. `x-error-codes` names them
/// all.
pub(super) fn errors(description: &str, known: Vec<Known>) -> Response {
    let mut codes: Vec<&str> = Vec::new();
    for error in &known {
        if !codes.contains(&error.code) {
            codes.push(error.code);
        }
    }
    let extensions = ExtensionsBuilder::new().add("x-error-codes", codes).build();
    let samples = known
        .into_iter()
        .map(|error| Sample::new(error.name, error.summary, error.envelope()))
        .collect();
    let mut response: Response = answer(description, schema("Error"), samples).build();
    response.extensions = Some(extensions);
    response
}
