//! Which schema describes an exchange, and the rows that it holds.

use serde_json::Value;

use crate::document::validators::{escape, resolve};
use crate::exchange::Exchange;
use crate::interpret::{Delivery, Interpreted};

/// Values that one schema describes.
pub(super) struct Rows {
    /// Name of the schema.
    pub(super) schema: String,
    /// One value, or the elements of a list.
    pub(super) values: Vec<Value>,
}

/// What an exchange holds under a document; `None` for what the document does not describe.
pub(super) fn rows(document: &Value, exchange: &Exchange) -> Option<Rows> {
    let seen = Interpreted::new(1, exchange);
    let (schema, body) = match (&seen.address, Delivery::of(&exchange.request)) {
        (Some(address), _) if !seen.is_reshaped() && !seen.query.has("_embed") => {
            let body: Value = serde_json::from_slice(exchange.response.body.bytes()).ok()?;
            let operation = format!(
                "/paths/{}/{}",
                escape(&address.template()),
                seen.method.as_str().to_lowercase()
            );
            document.pointer(&operation)?;
            if seen.is_error_envelope() {
                return Some(Rows {
                    schema: "Error".to_owned(),
                    values: vec![body],
                });
            }
            let response = format!("{operation}/responses/{}", seen.status());
            document.pointer(&response)?;
            let (pointer, _) = resolve(document, response);
            (format!("{pointer}/content/application~1json/schema"), body)
        }
        (None, Some(Delivery::Event(event))) => {
            let body = serde_json::from_slice(exchange.request.body.as_deref()?).ok()?;
            let operation = format!("/webhooks/{}/post", event.name());
            (
                format!("{operation}/requestBody/content/application~1json/schema"),
                body,
            )
        }
        _ => return None,
    };
    let schema = document.pointer(&schema)?;
    let (reference, values) = match (schema.get("items"), body) {
        (Some(items), Value::Array(rows)) => (items, rows),
        (_, body) => (schema, vec![body]),
    };
    let name = reference
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")?;
    Some(Rows {
        schema: name.to_owned(),
        values,
    })
}
