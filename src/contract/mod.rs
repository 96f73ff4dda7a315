//! A document compiled once: operations, parameters, response schemas. The only room of the check
//! line that knows the jsonschema crate.

mod describe;
mod error;
mod operation;
mod path;
mod pointer;
mod reading;
mod refusal;
mod schema;
mod shape;

pub(crate) use describe::describe;
pub(crate) use error::Error;
pub(crate) use operation::{Operation, Parameter, Place, ResponseSpec, Webhook};
pub(crate) use path::JsonPath;
pub(crate) use reading::{Found, Memory, Reading, SchemaCause, written_alike};
pub(crate) use schema::{Schema, Violation};
pub(crate) use shape::{Presence, Shape};

use std::sync::Arc;

use serde_json::Value;

use crate::exchange::Method;
use pointer::Document;

/// An OpenAPI document, ready to judge answers.
#[derive(Debug)]
pub struct Contract {
    operations: Vec<Operation>,
    webhooks: Vec<Webhook>,
    document: Arc<Document>,
}

impl Contract {
    /// Compiles a document: every response schema becomes a validator.
    ///
    /// # Errors
    ///
    /// When the document has no `paths`, when a `$ref` does not exist or out of the document, or
    /// when a schema is not valid JSON Schema 2020-12. Nothing is ever fetched.
    pub fn compile(document: Value) -> Result<Self, Error> {
        let document = Arc::new(Document::new(document));
        let (operations, webhooks) = operation::all(&document)?;
        Ok(Self {
            operations,
            webhooks,
            document,
        })
    }

    /// The operations in document order.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of a method and a path template from the REST root; HEAD is judged as GET
    /// where the document does not list it.
    #[must_use]
    pub fn operation(&self, method: &Method, template: &str) -> Option<&Operation> {
        let find = |method: &Method| {
            self.operations
                .iter()
                .find(|operation| operation.method == *method && operation.template == template)
        };
        find(method).or_else(|| {
            (*method == Method::Head)
                .then(|| find(&Method::Get))
                .flatten()
        })
    }

    /// What the document says of the deliveries of a topic, if it lists it.
    #[must_use]
    pub fn webhook(&self, topic: &str) -> Option<&Webhook> {
        self.webhooks.iter().find(|webhook| webhook.topic == topic)
    }

    /// Whether the document lists the path at all, under any method.
    #[must_use]
    pub fn has_path(&self, template: &str) -> bool {
        self.operations
            .iter()
            .any(|operation| operation.template == template)
    }

    /// The document itself.
    #[must_use]
    pub fn document(&self) -> &Value {
        self.document.root()
    }
}

#[cfg(test)]
mod tests;
