use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::learner::{Learner, Part};
use crate::exchange::Exchange;
use crate::interpret::Credentials;

/// The name of the security scheme in a document that has none of its own.
const SCHEME: &str = "credentials";

/// Who was let in.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// Whether any call carries credentials: some recorders remove them all.
    is_signed: bool,
    operations: BTreeMap<String, Callers>,
}

/// What came to callers without credentials.
#[derive(Debug, Default, Clone, Copy)]
struct Callers {
    is_let_in: bool,
    is_refused: bool,
}

impl Access {
    pub(super) fn see(&mut self, operation: &str, exchange: &Exchange) {
        if Credentials::of(&exchange.request) != Credentials::None {
            self.is_signed = true;
            return;
        }
        let callers = self.operations.entry(operation.to_owned()).or_default();
        match exchange.response.status {
            200..300 => callers.is_let_in = true,
            401 => callers.is_refused = true,
            _ => {}
        }
    }
}

impl Learner {
    /// Lets callers without credentials in where they were, and keeps them out where they were
    /// refused.
    pub(super) fn finish_access(&mut self) {
        let access = std::mem::take(&mut self.access);
        for (operation, callers) in access.operations {
            let own = format!("{operation}/security");
            let own = self.adapted.root.pointer(&own);
            let asked = own.or_else(|| self.adapted.root.get("security"));
            let mut asked: Vec<Value> =
                asked.and_then(Value::as_array).cloned().unwrap_or_default();
            let is_open = asked.is_empty() || asked.contains(&json!({}));
            if callers.is_let_in && access.is_signed && !is_open {
                asked.push(json!({}));
            } else if callers.is_refused && !callers.is_let_in && is_open {
                // A document that somebody wrote may leave security to its readers.
                if self.part == Part::BesideWritten {
                    continue;
                }
                asked = vec![json!({SCHEME: []})];
                self.declare_scheme();
            } else {
                continue;
            }
            if let Some(members) = self.adapted.object(&operation) {
                members.insert("security".to_owned(), Value::Array(asked));
            }
        }
    }

    fn declare_scheme(&mut self) {
        let scheme = json!({"type": "apiKey", "in": "header", "name": "Authorization"});
        let Some(root) = self.adapted.root.as_object_mut() else {
            return;
        };
        let components = root.entry("components").or_insert(json!({}));
        if let Some(components) = components.as_object_mut()
            && let Some(schemes) =
                (components.entry("securitySchemes").or_insert(json!({}))).as_object_mut()
        {
            schemes.entry(SCHEME).or_insert(scheme);
        }
    }
}
