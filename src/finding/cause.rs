use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// What is wrong, as a check states it: an id and parameters for programs, two sentences for
/// people.
///
/// Two causes are equal when their ids and parameters are: no behavior hangs on the sentences.
/// [`causes!`] declares the causes of a check as an enum that turns into this type.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Kebab-case, unique within its check and stable: `too-many-rows`.
    pub id: Cow<'static, str>,
    /// What tells causes of one id apart, by name. `found` is what the response holds (a status, a
    /// type, a spelling), everything else belongs to the expectation.
    pub parameters: Vec<(&'static str, String)>,
    /// What the contract or the law asks for: "integer or null".
    pub expected: String,
    /// What the response holds, without the value itself: "string".
    pub found: String,
}

impl Cause {
    /// A cause with its sentences.
    pub fn new(
        id: impl Into<Cow<'static, str>>,
        parameters: Vec<(&'static str, String)>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            parameters,
            expected: wording(expected.into()),
            found: wording(found.into()),
        }
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let known = self.parameters.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| value.as_str())
    }

    /// What the response holds, for programs: the parameter `found`, or the id where that says it
    /// all.
    #[must_use]
    pub fn symptom(&self) -> &str {
        self.parameter("found").unwrap_or(&self.id)
    }

    /// Whether the cause is the one that a row of a table names: any for an empty name, else the id
    /// or the symptom.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        name.is_empty() || self.id == name || self.symptom() == name
    }

    fn key(&self) -> (&str, &[(&'static str, String)]) {
        (&self.id, &self.parameters)
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Cause {}

impl PartialOrd for Cause {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cause {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Cause {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// The sentence as it is; in tests of what hangs on sentences, the sentence backwards.
fn wording(sentence: String) -> String {
    #[cfg(test)]
    if std::env::var_os(REVERSED).is_some() {
        return sentence.chars().rev().collect();
    }
    sentence
}

/// The environment variable that turns every sentence of every cause around, in tests only.
#[cfg(test)]
pub(crate) const REVERSED: &str = "MEMBERSPEC_REVERSED_SENTENCES";

/// Declares what a check can find: an enum whose variants have an id, and two sentences in which
/// the fields stand as in `format!`. Each field is a parameter of the cause.
///
/// ```text
/// causes! {
///     /// What page-size finds.
///     enum Found {
///         TooManyRows = "too-many-rows": "at most per_page rows", "more rows";
///         Status { found: u16 } = "status": "status 200", "status {found}";
///     }
/// }
/// ```
macro_rules! causes {
    (
        $(#[$meta:meta])*
        enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident $({ $($field:ident : $type:ty),+ })? = $id:literal :
                $expected:literal, $found:literal;
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        enum $name {
            $( $(#[$variant_meta])* $variant $({ $($field: $type),+ })?, )+
        }

        impl $name {
            /// The ids of all of them.
            const IDS: &'static [&'static str] = &[$($id),+];
        }

        impl From<$name> for $crate::finding::Cause {
            fn from(cause: $name) -> Self {
                match cause {
                    $(
                        $name::$variant $({ $($field),+ })? => Self::new(
                            $id,
                            vec![$($((stringify!($field), $field.to_string())),+)?],
                            format_args!($expected).to_string(),
                            format_args!($found).to_string(),
                        ),
                    )+
                }
            }
        }
    };
}
pub(crate) use causes;

#[cfg(test)]
mod tests {
    use super::*;

    causes! {
        enum Sample {
            Plain = "plain": "a row", "none";
            Status { found: u16 } = "status": "status 200", "status {found}";
        }
    }

    #[test]
    fn a_cause_is_known_by_its_id_and_parameters_and_not_by_its_sentences() {
        assert_eq!(Sample::IDS, ["plain", "status"]);
        let status = |found| Cause::from(Sample::Status { found });
        let plain = Cause::from(Sample::Plain);
        assert_ne!(status(500), status(404));
        assert_ne!(plain, status(500));
        assert_eq!(
            status(500),
            Cause::new("status", vec![("found", "500".to_owned())], "x", "y")
        );
        assert_eq!(status(500).symptom(), "500");
        assert_eq!(plain.symptom(), "plain");
        assert!(plain.is("") && plain.is("plain") && !plain.is("status"));
        assert!(status(404).is("404") && status(404).is("status"));
    }

    #[test]
    fn sentences_hold_the_parameters() {
        if std::env::var_os(REVERSED).is_some() {
            return;
        }
        let cause = Cause::from(Sample::Status { found: 500 });
        assert_eq!(
            (&*cause.expected, &*cause.found),
            ("status 200", "status 500")
        );
    }
}
