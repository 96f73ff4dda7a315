use bytes::Bytes;
use serde_json::Value;

use super::{json, text, uri};

/// A body as it may be written down. A body in which nothing is hidden keeps its bytes.
///
/// JSON is masked by key, form data by name; anything else, also JSON that is cut or has a PHP
/// message before it, is masked by what its text looks like.
#[must_use]
pub fn body(bytes: &Bytes, content_type: Option<&str>) -> Bytes {
    if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
        return match json(&mut value) {
            0 => bytes.clone(),
            _ => Bytes::from(value.to_string()),
        };
    }
    let Ok(original) = std::str::from_utf8(bytes) else {
        return Bytes::from(text(&String::from_utf8_lossy(bytes)));
    };
    let is_form =
        content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let shown = if is_form {
        uri::pairs(original)
    } else {
        text(original)
    };
    if shown == original {
        bytes.clone()
    } else {
        Bytes::from(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &'static str, kind: Option<&str>) -> String {
        String::from_utf8(super::body(&Bytes::from_static(body.as_bytes()), kind).to_vec()).unwrap()
    }

    #[test]
    fn a_body_without_secrets_keeps_its_bytes() {
        assert_eq!(shown("{ \"id\" : 1.0 }", None), "{ \"id\" : 1.0 }");
    }

    #[test]
    fn form_data_is_masked_by_name() {
        let form = Some("application/x-www-form-urlencoded; charset=utf-8");
        assert_eq!(
            shown("customer_id=1&first_name=Ann&billing[city]=Rome", form),
            "customer_id=1&first_name=<redacted>&billing[city]=<redacted>"
        );
    }

    #[test]
    fn json_that_does_not_parse_is_still_masked() {
        assert_eq!(
            shown(
                "<b>Warning</b>: in a.php\n{\"id\":1,\"first_name\":\"Ann \\\"B\\\"\",\"meta_data\":[{\"value\":\"Rome\"",
                None
            ),
            "<b>Warning</b>: in a.php\n{\"id\":1,\"first_name\":\"<redacted>\",\"meta_data\":[{\"value\":\"<redacted>\""
        );
        assert_eq!(
            shown("{\"id\":1,\"last_name\":\"Smi", None),
            "{\"id\":1,\"last_name\":\"<redacted>"
        );
    }
}
