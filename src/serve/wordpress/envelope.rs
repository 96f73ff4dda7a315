use serde_json::{Map, Value, json};

use super::{Answer, ApiRequest};

/// Whether the request asks for status and headers inside the body.
pub(crate) fn wants_envelope(request: &ApiRequest) -> bool {
    request.query.contains_key("_envelope")
}

/// Puts status and headers into the body; the response itself is a bare 200.
pub(crate) fn envelop(answer: Answer) -> Answer {
    let headers: Map<String, Value> = answer
        .headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let headers = if headers.is_empty() {
        json!([])
    } else {
        Value::Object(headers)
    };
    Answer::ok(json!({"body": answer.body, "status": answer.status, "headers": headers}))
}
