//! Sessions as Charles exports them in JSON (`.chlsj`): a list of transactions.

use serde_json::{Value, json};

/// An entry of HAR from a transaction; `None` for anything else.
pub(super) fn entry(transaction: &Value) -> Option<Value> {
    let text = |key: &str| transaction.get(key).and_then(Value::as_str);
    let (scheme, host) = (text("scheme")?, text("host")?);
    let port = ["port", "actualPort"].map(|key| transaction.get(key).and_then(Value::as_u64));
    let port = port.into_iter().flatten().next();
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    let query = text("query").filter(|query| !query.is_empty());
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let path = text("path").unwrap_or("/");
    let request = transaction.get("request")?;
    // A failed transaction has a response without a status.
    let response = transaction.get("response");
    Some(json!({
        "startedDateTime": transaction.pointer("/times/start"),
        "request": {
            "method": text("method"),
            "url": format!("{scheme}://{host}{port}{path}{query}"),
            "headers": headers(Some(request)),
            "postData": request.get("body").map(|body| content(Some(body))),
        },
        "response": {
            "status": response.and_then(|response| response.get("status")),
            "headers": headers(response),
            "content": content(response.and_then(|response| response.get("body"))),
        },
    }))
}

fn headers(message: Option<&Value>) -> Option<&Value> {
    message?.pointer("/header/headers")
}

/// A body: text, or bytes in base64.
fn content(body: Option<&Value>) -> Value {
    let member = |key: &str| body.and_then(|body| body.get(key));
    match member("encoded") {
        Some(encoded) => json!({"text": encoded, "encoding": "base64"}),
        None => json!({"text": member("text")}),
    }
}
