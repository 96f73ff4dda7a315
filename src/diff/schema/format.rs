use std::sync::Arc;

use super::Rational;

/// What the names of the formats begin with that stand for `multipleOf` in text. No document can
/// name one: a space is in it.
const MULTIPLE: &str = "multiple of ";

/// A `format` that asserts something about strings. Comparisons take formats as assertions:
/// it is the axiom `format-asserts`. Those that only name a width of numbers become bounds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Format(pub Arc<str>);

/// A date and a time without an offset.
const LOCAL: &str = "date-time-local";

/// Whether a text spells a multiple of a number.
fn spells_multiple(text: &str, step: &Rational) -> bool {
    const LONGEST: usize = 60;
    let plain = text.len() <= LONGEST && !text.contains(['e', 'E']);
    let text = text.strip_prefix('+').unwrap_or(text);
    let number = plain.then(|| text.parse().ok()).flatten();
    number.is_some_and(|number| Rational::of(&number).is_multiple_of(step))
}

/// Whether a text is a date and a time of RFC 3339 without its offset.
fn is_local(text: &str) -> bool {
    const SHAPE: &[u8; 19] = b"0000-00-00T00:00:00";
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let shaped = whole.len() == SHAPE.len()
        && (whole.bytes().zip(SHAPE)).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            _ => byte == *shape,
        });
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    shaped && digits && whole.parse::<jiff::civil::DateTime>().is_ok()
}

impl Format {
    /// The formats whose meaning is known: JSON Schema 2020-12, section 7.3, and dates without an
    /// offset (the registry of formats of OpenAPI).
    pub(crate) const KNOWN: [&'static str; 20] = [
        "date",
        "date-time",
        "date-time-local",
        "duration",
        "email",
        "hostname",
        "idn-email",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "iri",
        "iri-reference",
        "json-pointer",
        "regex",
        "relative-json-pointer",
        "time",
        "uri",
        "uri-reference",
        "uri-template",
        "uuid",
    ];

    /// The strings that spell a multiple of a number: what `multipleOf` means in text.
    #[must_use]
    pub(crate) fn multiple_of(step: &Rational) -> Self {
        Self(format!("{MULTIPLE}{step}").into())
    }

    /// The number of which the strings of this format spell multiples.
    #[must_use]
    pub(crate) fn step(&self) -> Option<Rational> {
        let number = self.0.strip_prefix(MULTIPLE)?.parse().ok()?;
        Some(Rational::of(&number)).filter(Rational::is_positive)
    }

    /// Whether a text is of a format that validators of JSON Schema do not know. `None` where it
    /// is no such format.
    #[must_use]
    pub(crate) fn own(&self, text: &str) -> Option<bool> {
        if &*self.0 == LOCAL {
            return Some(is_local(text));
        }
        Some(spells_multiple(text, &self.step()?))
    }

    /// Whether its meaning is known, so that a value can be tested.
    #[must_use]
    pub(crate) fn is_known(&self) -> bool {
        Self::KNOWN.contains(&&*self.0) || self.step().is_some()
    }

    /// Whether every string of this format is one of `other` as well.
    #[must_use]
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self == other
            || matches!((self.step(), other.step()), (Some(a), Some(b)) if a.is_multiple_of(&b))
            || matches!(
                (&*self.0, &*other.0),
                ("email", "idn-email")
                    | ("hostname", "idn-hostname")
                    | ("uri", "iri" | "uri-reference" | "iri-reference")
                    | ("iri" | "uri-reference", "iri-reference")
            )
    }

    /// Strings of this format; none where its meaning is not known.
    #[must_use]
    pub(crate) fn samples(&self) -> &'static [&'static str] {
        match &*self.0 {
            "date" => &["2024-01-31", "1999-12-01"],
            "date-time-local" => &["2024-01-31T10:20:30", "1999-12-01T00:00:00"],
            "date-time" => &["2024-01-31T10:20:30Z", "1999-12-01T00:00:00+01:00"],
            "duration" => &["P1D", "PT2H"],
            "email" => &["a@example.com", "someone.else@example.org"],
            "hostname" => &["example.com", "a", "1.example"],
            "idn-email" => &["a@example.com", "ü@example.com"],
            "idn-hostname" => &["example.com", "bücher.example"],
            "ipv4" => &["192.0.2.1", "10.0.0.1"],
            "ipv6" => &["2001:db8::1", "::1"],
            "iri" => &["https://example.com/", "https://example.com/ü"],
            "iri-reference" => &["/a", "https://example.com/", "ü"],
            "json-pointer" => &["/a", "", "/a/0"],
            "regex" => &["^a$", "a"],
            "relative-json-pointer" => &["0", "1/a"],
            "time" => &["10:20:30Z", "23:59:00+01:00"],
            "uri" => &[
                "https://example.com/",
                "urn:a:b",
                "http://example.org/a?b=c",
            ],
            "uri-reference" => &["/a", "https://example.com/", "a"],
            "uri-template" => &["/a/{b}", "/a"],
            "uuid" => &[
                "2f1e4b1a-0c57-4d6a-9f0e-3a6d1c5b7e90",
                "00000000-0000-4000-8000-000000000000",
            ],
            _ => &[],
        }
    }
}
