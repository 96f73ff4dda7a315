use serde_json::Value;

/// What stands where something was hidden.
pub(crate) const MASK: &str = "<redacted>";

/// Stands for an e-mail address, so that `format: email` still holds (RFC 2606 host).
const MASKED_EMAIL: &str = "redacted@example.invalid";

/// Stands for an absolute URL, so that `format: uri` still holds (RFC 2606 host).
const MASKED_URL: &str = "https://redacted.invalid/";

/// The mask of a whole string that is hidden: empty stays empty, an e-mail address and a URL keep
/// their form.
pub(super) fn of_text(text: &str) -> &'static str {
    if text.is_empty() {
        ""
    } else if text == MASK {
        MASK
    } else if text.starts_with("https://") || text.starts_with("http://") {
        MASKED_URL
    } else if is_email(text) {
        MASKED_EMAIL
    } else {
        MASK
    }
}

/// Hides every scalar below `value` and keeps keys, types, null and the number of elements.
/// Returns how many scalars changed.
pub(super) fn hide(value: &mut Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(flag) => usize::from(std::mem::replace(flag, false)),
        // A number stays a positive integer: ids and counts are the only personal numbers here.
        Value::Number(number) => {
            let mask = serde_json::Number::from(1);
            usize::from(std::mem::replace(number, mask.clone()) != mask)
        }
        Value::String(text) => {
            let mask = of_text(text);
            if text == mask {
                return 0;
            }
            mask.clone_into(text);
            1
        }
        Value::Array(elements) => elements.iter_mut().map(hide).sum(),
        Value::Object(members) => members.values_mut().map(hide).sum(),
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}
