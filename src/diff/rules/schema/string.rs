use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of strings and what they hold.
pub(super) const RULES: &[&Rule] = &[
    &MIN_LENGTH_CHANGED,
    &MAX_LENGTH_CHANGED,
    &PATTERN_CHANGED,
    &CONTENT_ENCODING_CHANGED,
    &CONTENT_ENCODING_DECLARED,
    &CONTENT_SCHEMA_CHANGED,
];

/// `minLength` changed.
pub(in crate::diff) static MIN_LENGTH_CHANGED: Rule = Rule {
    id: "min-length-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minLength` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `maxLength` changed.
pub(in crate::diff) static MAX_LENGTH_CHANGED: Rule = Rule {
    id: "max-length-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maxLength` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `pattern` changed.
pub(in crate::diff) static PATTERN_CHANGED: Rule = Rule {
    id: "pattern-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`pattern` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// A string holds content in another encoding or of another type.
pub(in crate::diff) static CONTENT_ENCODING_CHANGED: Rule = Rule {
    id: "content-encoding-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a string holds content in another encoding or of another type",
    why: "The same string is interpreted differently.",
    remedy: "Keep contentEncoding and contentMediaType.",
};

/// The encoding of a string is declared where none was, or no longer declared.
pub(in crate::diff) static CONTENT_ENCODING_DECLARED: Rule = Rule {
    id: "content-encoding-declared",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Warning),
    title: "the encoding of a string was declared, or its declaration was removed",
    why: "An encoding is not validated; whether strings had it before is unknown.",
    remedy: "Look at an earlier string, and decode it accordingly.",
};

/// The schema of content inside a string changed.
pub(in crate::diff) static CONTENT_SCHEMA_CHANGED: Rule = Rule {
    id: "content-schema-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the schema of the content of a string changed",
    why: "The content is judged by another schema.",
    remedy: "Compare the schemas.",
};
