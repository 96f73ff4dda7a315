use serde_json::{Map, Value};

use crate::serve::data::Status;
use crate::serve::wordpress::Problem;

/// What a create or an update asks for: of a request whose types have been checked, or of an item
/// of a batch whose types nobody has looked at (`docs/observed.md#10`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Input(Map<String, Value>);

impl Input {
    /// Takes the named values of a request or of a batch item; null is kept apart from absence.
    pub(crate) fn new(values: Map<String, Value>) -> Self {
        Self(values)
    }

    /// A value that is there and not null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// An integer as PHP's cast gives it; absent and null are none.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => Some(text.trim().parse().unwrap_or_default()),
            Value::Bool(flag) => Some((*flag).into()),
            _ => Some(0),
        }
    }

    /// An id; 0, a negative number and null are none.
    pub(crate) fn id(&self, name: &str) -> Option<u64> {
        self.integer(name)
            .and_then(|id| u64::try_from(id).ok())
            .filter(|id| *id > 0)
    }

    /// Whether a flag is set.
    pub(crate) fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_i64() != Some(0),
            Some(Value::String(text)) => matches!(text.as_str(), "1" | "true" | "yes"),
            _ => false,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self, name: &str) -> &[Value] {
        match self.get(name) {
            Some(Value::Array(items)) => items,
            _ => &[],
        }
    }

    /// The status asked for. Null is not a status of a membership, and rejected.
    pub(crate) fn status(&self) -> Result<Option<Status>, Problem> {
        let Some(value) = self.0.get("status") else {
            return Ok(None);
        };
        let name = value.as_str().unwrap_or_default();
        match Status::parse(name) {
            Some(status) => Ok(Some(status)),
            None => Err(Problem::new(
                400,
                "woocommerce_rest_invalid_wc_user_membership_status",
                format!("Invalid user membership status: \"{name}\"."),
            )),
        }
    }
}
