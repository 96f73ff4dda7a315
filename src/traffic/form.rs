use jiff::civil;
use serde_json::Value;
use url::Url;

use crate::diff::schema::Format;

/// A date and a time with a blank between them.
const STORED: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?$";

/// An amount with a point.
const AMOUNT: &str = "^-?[0-9]+\\.[0-9]+$";

/// A keyword and its argument.
pub(crate) type Form = (&'static str, &'static str);

/// The keyword and its argument that say how a text is written, where it is written in a way that
/// is no accident: a date, an amount, an address. The text itself is not in it.
pub(super) fn form_of(text: &str) -> Option<Form> {
    const LONGEST: usize = 2000;
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let is_local = || Format("date-time-local".into()).own(text) == Some(true);
    match () {
        () if text.parse::<jiff::Timestamp>().is_ok() && text.contains('T') => {
            Some(("format", "date-time"))
        }
        () if is_stored(text) => Some(("pattern", STORED)),
        () if is_local() && text.contains('T') => Some(("format", "date-time-local")),
        () if text.len() == 10 && text.parse::<civil::Date>().is_ok() => Some(("format", "date")),
        () if is_amount(text) => Some(("pattern", AMOUNT)),
        () if is_uuid(text) => Some(("format", "uuid")),
        () if is_address(text) => Some(("format", "uri")),
        () => None,
    }
}

/// The way to write a text that a schema asks for, of those that [`form_of`] tells apart.
pub(super) fn known_form(schema: &Value) -> Option<Form> {
    const FORMS: [Form; 7] = [
        ("format", "date-time"),
        ("format", "date-time-local"),
        ("format", "date"),
        ("format", "uuid"),
        ("format", "uri"),
        ("pattern", STORED),
        ("pattern", AMOUNT),
    ];
    let is_asked = |(keyword, form): &Form| schema.get(*keyword).is_some_and(|it| it == form);
    FORMS.into_iter().find(is_asked)
}

fn is_stored(text: &str) -> bool {
    let Some((date, time)) = text.split_once(' ') else {
        return false;
    };
    date.len() == 10
        && date.parse::<civil::Date>().is_ok()
        && matches!(time.len(), 5 | 8)
        && time
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':')
        && time.parse::<civil::Time>().is_ok()
}

fn is_amount(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    (text.split_once('.')).is_some_and(|(whole, rest)| digits(whole) && digits(rest))
}

fn is_uuid(text: &str) -> bool {
    const PARTS: [usize; 5] = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == PARTS.len()
        && (parts.iter().zip(PARTS)).all(|(part, length)| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

/// Whether a text is an absolute address of the web as RFC 3986 writes it.
fn is_address(text: &str) -> bool {
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    is_web && text.bytes().all(is_plain) && Url::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_accident_is_a_form() {
        for (text, expected) in [
            ("2026-01-31T10:20:30Z", Some("date-time")),
            ("2026-01-31T10:20:30+00:00", Some("date-time")),
            ("2026-01-31T10:20:30", Some("date-time-local")),
            ("2026-01-31 10:20:30", Some(STORED)),
            ("2026-01-31", Some("date")),
            ("2026-02-31", None),
            ("12.50", Some(AMOUNT)),
            ("12", None),
            ("https://shop.example/a", Some("uri")),
            ("2f1e4b1a-0c57-4d6a-9f0e-3a6d1c5b7e90", Some("uuid")),
            ("active", None),
            ("", None),
        ] {
            assert_eq!(form_of(text).map(|(_, form)| form), expected, "{text}");
        }
    }
}
