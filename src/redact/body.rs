use bytes::Bytes;
use serde_json::Value;

use super::{strict, uri};

/// A body as it may be written down. A body in which nothing is hidden keeps its bytes.
///
/// JSON keeps what is harmless by its place and form, form data too; of anything else, also JSON
/// that is cut or has a PHP message before it, only what it is stays, not its words.
#[must_use]
pub(crate) fn body(bytes: &Bytes, content_type: Option<&str>) -> Bytes {
    if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
        // Of two members of one name the last is read, and both would be written.
        let is_whole = members(bytes) == members(value.to_string().as_bytes());
        return match strict::json(&mut value) {
            0 if is_whole => bytes.clone(),
            _ => Bytes::from(value.to_string()),
        };
    }
    let Ok(original) = std::str::from_utf8(bytes) else {
        let mut shown = strict::broken(&String::from_utf8_lossy(bytes)).into_bytes();
        // It is still no UTF-8.
        shown.push(0xFF);
        return Bytes::from(shown);
    };
    let is_form =
        content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let shown = if is_form {
        uri::pairs(original)
    } else {
        strict::broken(original)
    };
    if shown == original {
        bytes.clone()
    } else {
        Bytes::from(shown)
    }
}

/// How many members the objects of a JSON text have, each as often as it is written.
fn members(text: &[u8]) -> usize {
    let (mut count, mut in_string, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b':' if !in_string => count += 1,
            _ => {}
        }
    }
    count
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
    fn a_member_that_is_written_twice_is_not_written_as_it_was() {
        assert_eq!(shown("{\"id\":\"Ann Smith\",\"id\":1}", None), "{\"id\":1}");
    }

    #[test]
    fn a_key_that_is_data_is_masked_within_personal_data_too() {
        let body = r#"{"customer_data":{"first_name":"Ann","Ann Smith":[{"ann@a.example":1}]}}"#;
        let shown = shown(body, None);
        assert!(shown.contains("first_name"), "{shown}");
        assert!(!shown.to_lowercase().contains("ann"), "{shown}");
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
            "<b>Warning</b>: redacted\n"
        );
        assert_eq!(
            shown("{\"id\":1,\"last_name\":\"Smi", None),
            "{\"id\":1,\"last_name\":\"<redacted>"
        );
    }
}
