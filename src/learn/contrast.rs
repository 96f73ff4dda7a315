use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::learned::is_slug;
use super::statement::{Format, Statement, Types};
use crate::redact;

/// What of a property or an argument is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    /// Whether it is there at all.
    Presence,
    /// Its JSON types, without null.
    Type,
    /// Whether it may be null.
    Null,
    /// How its dates are spelled.
    Format,
    /// Which values it takes.
    Enum,
    /// Whether clients may only read it.
    ReadOnly,
    /// Whether it is always there, or required.
    Required,
    /// What it is when it is not sent.
    Default,
    /// Its least and its greatest number.
    Limits,
    /// The methods of a route.
    Methods,
}

impl Aspect {
    /// Those of a property or an argument that is there.
    pub(super) const OF_WHAT_IS_THERE: [Self; 8] = [
        Self::Type,
        Self::Null,
        Self::Format,
        Self::Enum,
        Self::ReadOnly,
        Self::Required,
        Self::Default,
        Self::Limits,
    ];

    /// The word for people.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "there",
            Self::Type => "type",
            Self::Null => "null",
            Self::Format => "format",
            Self::Enum => "enum",
            Self::ReadOnly => "readonly",
            Self::Required => "required",
            Self::Default => "default",
            Self::Limits => "limits",
            Self::Methods => "methods",
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One statement about one property, argument or route, as document, site and values have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// `members order_id`, `GET members per_page`.
    pub what: String,
    /// What of it.
    pub aspect: Aspect,
    /// What the document says.
    pub document: String,
    /// The site's self-description.
    pub site: String,
    /// What answers held.
    pub seen: String,
    /// Who disagrees.
    pub verdict: Agreement,
}

/// Whether document, self-description and values agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// All that speak say the same.
    Agree,
    /// They differ as every site of the release does: the id of the catalogue's row.
    Known(&'static str),
    /// They differ, and nobody knows of it.
    Disagree(Who),
}

/// Who disagrees with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Site and values say the same, the document something else.
    Document,
    /// Document and values say the same, the site something else of itself.
    Site,
    /// Document and site say the same, the values something else.
    Values,
    /// All three differ.
    All,
    /// The document and the site; no value decides.
    DocumentAndSite,
    /// The document and the values; the self-description is silent.
    DocumentAndValues,
    /// The site and the values; the document says nothing.
    SiteAndValues,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "the document",
            Self::Site => "the self-description",
            Self::Values => "the responses",
            Self::All => "all three",
            Self::DocumentAndSite => "document and self-description",
            Self::DocumentAndValues => "document and responses",
            Self::SiteAndValues => "self-description and responses",
        })
    }
}

impl Who {
    /// From which pairs contradict each other: document and site, document and values, site and
    /// values.
    pub(super) fn of(
        document_site: bool,
        document_values: bool,
        site_values: bool,
    ) -> Option<Self> {
        Some(match (document_site, document_values, site_values) {
            (false, false, false) => return None,
            (true, true, false) => Self::Document,
            (true, false, true) => Self::Site,
            (false, true, true) => Self::Values,
            (true, true, true) => Self::All,
            (true, false, false) => Self::DocumentAndSite,
            (false, true, false) => Self::DocumentAndValues,
            (false, false, true) => Self::SiteAndValues,
        })
    }

    /// Whether document and site contradict each other, and no value takes the site's part.
    pub(super) fn is_of_words(self) -> bool {
        matches!(self, Self::Site | Self::DocumentAndSite)
    }
}

/// The three voices on one place; those that do not speak of it are none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Compared<'a> {
    pub(super) document: Option<&'a Statement>,
    pub(super) site: Option<&'a Statement>,
    pub(super) values: Option<&'a Statement>,
}

impl Compared<'_> {
    /// Who disagrees about an aspect; none where fewer than two speak of it.
    pub(super) fn judge(&self, aspect: Aspect) -> Option<Option<Who>> {
        let speaks = |statements: Option<&Statement>| {
            statements.is_some_and(|statement| speaks(aspect, statement))
        };
        let sources = [self.document, self.site, self.values];
        if sources
            .into_iter()
            .filter(|statements| speaks(*statements))
            .count()
            < 2
        {
            return None;
        }
        let words = |one: Option<&Statement>, other: Option<&Statement>| match (one, other) {
            (Some(one), Some(other)) => differ(aspect, one, other),
            _ => false,
        };
        let values = |words: Option<&Statement>| match (words, self.values) {
            (Some(words), Some(values)) => defy(aspect, words, values),
            _ => false,
        };
        Some(Who::of(
            words(self.document, self.site),
            values(self.document),
            values(self.site),
        ))
    }
}

fn speaks(aspect: Aspect, statement: &Statement) -> bool {
    match aspect {
        Aspect::Type => statement.types.is_some(),
        Aspect::Null => statement.null.is_some(),
        Aspect::Format => statement.format.is_some(),
        Aspect::Enum => statement.options.is_some(),
        Aspect::ReadOnly => statement.read_only.is_some(),
        Aspect::Required => statement.required.is_some(),
        Aspect::Default => has_default(statement),
        Aspect::Limits => statement.limits.is_some(),
        Aspect::Presence | Aspect::Methods => true,
    }
}

/// An empty list by default is the same as none.
fn has_default(statement: &Statement) -> bool {
    match &statement.default {
        None => false,
        Some(Value::Array(list)) => !list.is_empty(),
        Some(_) => true,
    }
}

/// Whether what two texts say differs; where one is silent it does not.
fn differ(aspect: Aspect, one: &Statement, other: &Statement) -> bool {
    fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        matches!((one, other), (Some(one), Some(other)) if one != other)
    }
    match aspect {
        Aspect::Type => differ(one.types.as_ref(), other.types.as_ref()),
        Aspect::Null => differ(one.null.as_ref(), other.null.as_ref()),
        Aspect::Format => differ(one.format.as_ref(), other.format.as_ref()),
        Aspect::Enum => differ(one.options.as_ref(), other.options.as_ref()),
        Aspect::ReadOnly => differ(one.read_only.as_ref(), other.read_only.as_ref()),
        Aspect::Required => differ(one.required.as_ref(), other.required.as_ref()),
        Aspect::Default => has_default(one) && has_default(other) && one.default != other.default,
        Aspect::Limits => differ(one.limits.as_ref(), other.limits.as_ref()),
        Aspect::Presence | Aspect::Methods => false,
    }
}

/// Whether values are not what a text says.
fn defy(aspect: Aspect, words: &Statement, values: &Statement) -> bool {
    fn beyond<T: Ord>(words: Option<&BTreeSet<T>>, values: Option<&BTreeSet<T>>) -> bool {
        matches!((words, values), (Some(words), Some(values)) if !values.is_subset(words))
    }
    match aspect {
        Aspect::Type => match (&words.types, &values.types) {
            (Some(words), Some(values)) => values.iter().any(|kind| !allows(words, kind)),
            _ => false,
        },
        Aspect::Null => words.null == Some(false) && values.null == Some(true),
        Aspect::Format => {
            matches!((words.format, values.format), (Some(one), Some(other)) if one != other)
        }
        Aspect::Enum => beyond(words.options.as_ref(), values.options.as_ref()),
        Aspect::Required => words.required == Some(true) && values.required == Some(false),
        Aspect::ReadOnly
        | Aspect::Default
        | Aspect::Limits
        | Aspect::Presence
        | Aspect::Methods => false,
    }
}

/// Whether types allow another; integers are numbers.
pub(super) fn allows(types: &Types, kind: &str) -> bool {
    types.contains(kind) || (kind == "integer" && types.contains("number"))
}

/// What a voice says of an aspect of a property, in words; unless `open`, values that are not known
/// to be harmless by their shape.
pub(super) fn words(
    (aspect, key): (Aspect, &str),
    statements: Option<&Statement>,
    others: &BTreeSet<String>,
    open: bool,
) -> String {
    let Some(statement) = statements else {
        return nothing();
    };
    let yes_or_no = |answer: Option<bool>, yes: &str, no: &str| match answer {
        None => nothing(),
        Some(true) => yes.to_owned(),
        Some(false) => no.to_owned(),
    };
    match aspect {
        Aspect::Presence => "yes".to_owned(),
        Aspect::Type => match &statement.types {
            None => "anything".to_owned(),
            Some(types) => join(types.iter().copied(), " or "),
        },
        Aspect::Null => yes_or_no(statement.null, "null too", "never null"),
        Aspect::Format => statement
            .format
            .map_or_else(nothing, |it: Format| it.as_str().to_owned()),
        Aspect::Enum => match &statement.options {
            None => nothing(),
            Some(options) => {
                // Only what not all have is worth the room.
                let told = |word: &String| match open || is_slug(word) {
                    true => word.clone(),
                    false => redact::shape_of_text(word),
                };
                let own: Vec<String> = options.difference(others).map(told).collect();
                match own.as_slice() {
                    [] => options.len().to_string(),
                    own => format!("{}: {}", options.len(), own.join(", ")),
                }
            }
        },
        Aspect::ReadOnly => yes_or_no(statement.read_only, "readonly", "writable"),
        Aspect::Required => yes_or_no(statement.required, "always", "not always"),
        Aspect::Default => match &statement.default {
            None => nothing(),
            Some(value) if open => value.to_string(),
            Some(value) => redact::told(key, value),
        },
        Aspect::Limits => match statement.limits {
            None => nothing(),
            Some((least, most)) => {
                let bound = |bound: Option<i64>| bound.map_or(String::new(), |it| it.to_string());
                format!("{}..{}", bound(least), bound(most))
            }
        },
        Aspect::Methods => nothing(),
    }
}

fn join<'a>(words: impl Iterator<Item = &'a str>, by: &str) -> String {
    words.collect::<Vec<_>>().join(by)
}

/// What stands where a voice is silent.
pub(super) fn nothing() -> String {
    "–".to_owned()
}
