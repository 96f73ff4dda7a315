use super::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of this group.
pub(super) const RULES: &[&Rule] = &[
    &TYPE_CHANGED,
    &NULLABLE_CHANGED,
    &FORMAT_CHANGED,
    &ENUM_VALUE_REMOVED,
    &ENUM_VALUE_ADDED,
    &ENUM_ADDED,
    &ENUM_REMOVED,
    &MINIMUM_CHANGED,
    &MAXIMUM_CHANGED,
    &EXCLUSIVE_MINIMUM_CHANGED,
    &EXCLUSIVE_MAXIMUM_CHANGED,
    &MULTIPLE_OF_CHANGED,
    &MIN_LENGTH_CHANGED,
    &MAX_LENGTH_CHANGED,
    &PATTERN_CHANGED,
    &MIN_ITEMS_CHANGED,
    &MAX_ITEMS_CHANGED,
    &UNIQUE_ITEMS_CHANGED,
    &CONTAINS_CHANGED,
    &PREFIX_ITEMS_CHANGED,
    &ITEMS_CHANGED,
    &UNEVALUATED_ITEMS_CHANGED,
    &MIN_PROPERTIES_CHANGED,
    &MAX_PROPERTIES_CHANGED,
    &PROPERTY_NAMES_CHANGED,
    &PATTERN_PROPERTIES_CHANGED,
    &ADDITIONAL_PROPERTIES_CHANGED,
    &DEPENDENT_REQUIRED_CHANGED,
    &DEPENDENT_SCHEMAS_CHANGED,
    &UNEVALUATED_PROPERTIES_CHANGED,
    &ALL_OF_CHANGED,
    &NOT_CHANGED,
    &CONDITIONAL_CHANGED,
    &PROPERTY_ADDED,
    &REQUIRED_PROPERTY_ADDED,
    &PROPERTY_REMOVED,
    &WRITE_ONLY_PROPERTY_REMOVED,
    &PROPERTY_BECAME_REQUIRED,
    &PROPERTY_BECAME_OPTIONAL,
    &ALTERNATIVE_ADDED,
    &ALTERNATIVE_REMOVED,
    &ALTERNATIVES_CHANGED,
    &SCHEMA_CHANGED,
    &SCHEMA_ADDED,
    &SCHEMA_REMOVED,
    &READ_ONLY_CHANGED,
    &WRITE_ONLY_CHANGED,
    &PROPERTY_WITHHELD,
    &DEFAULT_CHANGED,
    &CONTENT_ENCODING_CHANGED,
    &CONTENT_SCHEMA_CHANGED,
    &DISCRIMINATOR_CHANGED,
    &DISCRIMINATOR_ADDED,
    &DISCRIMINATOR_REMOVED,
    &EXTENSIBLE_ENUM_VALUE_REMOVED,
];

/// The type changed.
pub(in crate::diff) static TYPE_CHANGED: Rule = Rule {
    id: "type-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the type changed",
    why: "A client reads or sends a value of another type.",
    remedy: "Keep the old type among those that are allowed.",
};

/// Null is allowed now or not any more.
pub(in crate::diff) static NULLABLE_CHANGED: Rule = Rule {
    id: "nullable-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "null is allowed now or not any more",
    why: "A client reads null where it expects a value, or its null is refused.",
    remedy: "Handle null, or keep allowing it.",
};

/// The format changed.
pub(in crate::diff) static FORMAT_CHANGED: Rule = Rule {
    id: "format-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the format changed",
    why: "A value is spelled in another way.",
    remedy: "Keep the format.",
};

/// A value is no longer listed.
pub(in crate::diff) static ENUM_VALUE_REMOVED: Rule = Rule {
    id: "enum-value-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a value is no longer listed",
    why: "A request with it is refused; an answer never has it again.",
    remedy: "Keep accepting it.",
};

/// A value is listed besides.
pub(in crate::diff) static ENUM_VALUE_ADDED: Rule = Rule {
    id: "enum-value-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a value is listed besides",
    why: "An answer may hold a value that clients do not know.",
    remedy: "Handle unknown values.",
};

/// Values are listed now.
pub(in crate::diff) static ENUM_ADDED: Rule = Rule {
    id: "enum-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "values are listed now",
    why: "A request with another value is refused.",
    remedy: "List all that was accepted.",
};

/// Values are not listed any more.
pub(in crate::diff) static ENUM_REMOVED: Rule = Rule {
    id: "enum-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "values are not listed any more",
    why: "An answer may hold a value that clients do not know.",
    remedy: "Handle unknown values.",
};

/// `minimum` changed.
pub(in crate::diff) static MINIMUM_CHANGED: Rule = Rule {
    id: "minimum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minimum` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `maximum` changed.
pub(in crate::diff) static MAXIMUM_CHANGED: Rule = Rule {
    id: "maximum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maximum` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `exclusiveMinimum` changed.
pub(in crate::diff) static EXCLUSIVE_MINIMUM_CHANGED: Rule = Rule {
    id: "exclusive-minimum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`exclusiveMinimum` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `exclusiveMaximum` changed.
pub(in crate::diff) static EXCLUSIVE_MAXIMUM_CHANGED: Rule = Rule {
    id: "exclusive-maximum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`exclusiveMaximum` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `multipleOf` changed.
pub(in crate::diff) static MULTIPLE_OF_CHANGED: Rule = Rule {
    id: "multiple-of-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`multipleOf` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `minLength` changed.
pub(in crate::diff) static MIN_LENGTH_CHANGED: Rule = Rule {
    id: "min-length-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minLength` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `maxLength` changed.
pub(in crate::diff) static MAX_LENGTH_CHANGED: Rule = Rule {
    id: "max-length-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maxLength` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `pattern` changed.
pub(in crate::diff) static PATTERN_CHANGED: Rule = Rule {
    id: "pattern-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`pattern` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `minItems` changed.
pub(in crate::diff) static MIN_ITEMS_CHANGED: Rule = Rule {
    id: "min-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minItems` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `maxItems` changed.
pub(in crate::diff) static MAX_ITEMS_CHANGED: Rule = Rule {
    id: "max-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maxItems` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `uniqueItems` changed.
pub(in crate::diff) static UNIQUE_ITEMS_CHANGED: Rule = Rule {
    id: "unique-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`uniqueItems` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `contains` changed.
pub(in crate::diff) static CONTAINS_CHANGED: Rule = Rule {
    id: "contains-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`contains` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `prefixItems` changed.
pub(in crate::diff) static PREFIX_ITEMS_CHANGED: Rule = Rule {
    id: "prefix-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`prefixItems` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `items` changed.
pub(in crate::diff) static ITEMS_CHANGED: Rule = Rule {
    id: "items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`items` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `unevaluatedItems` changed.
pub(in crate::diff) static UNEVALUATED_ITEMS_CHANGED: Rule = Rule {
    id: "unevaluated-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`unevaluatedItems` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `minProperties` changed.
pub(in crate::diff) static MIN_PROPERTIES_CHANGED: Rule = Rule {
    id: "min-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minProperties` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `maxProperties` changed.
pub(in crate::diff) static MAX_PROPERTIES_CHANGED: Rule = Rule {
    id: "max-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maxProperties` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `propertyNames` changed.
pub(in crate::diff) static PROPERTY_NAMES_CHANGED: Rule = Rule {
    id: "property-names-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`propertyNames` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `patternProperties` changed.
pub(in crate::diff) static PATTERN_PROPERTIES_CHANGED: Rule = Rule {
    id: "pattern-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`patternProperties` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `additionalProperties` changed.
pub(in crate::diff) static ADDITIONAL_PROPERTIES_CHANGED: Rule = Rule {
    id: "additional-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`additionalProperties` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `dependentRequired` changed.
pub(in crate::diff) static DEPENDENT_REQUIRED_CHANGED: Rule = Rule {
    id: "dependent-required-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`dependentRequired` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `dependentSchemas` changed.
pub(in crate::diff) static DEPENDENT_SCHEMAS_CHANGED: Rule = Rule {
    id: "dependent-schemas-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`dependentSchemas` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `unevaluatedProperties` changed.
pub(in crate::diff) static UNEVALUATED_PROPERTIES_CHANGED: Rule = Rule {
    id: "unevaluated-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`unevaluatedProperties` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `allOf` changed.
pub(in crate::diff) static ALL_OF_CHANGED: Rule = Rule {
    id: "all-of-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`allOf` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `not` changed.
pub(in crate::diff) static NOT_CHANGED: Rule = Rule {
    id: "not-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`not` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `if, then or else` changed.
pub(in crate::diff) static CONDITIONAL_CHANGED: Rule = Rule {
    id: "conditional-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`if, then or else` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// A property was added.
pub(in crate::diff) static PROPERTY_ADDED: Rule = Rule {
    id: "property-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property was added",
    why: "Clients that do not know it ignore it, unless the schema was closed.",
    remedy: "Ignore properties that you do not know.",
};

/// A required property was added.
pub(in crate::diff) static REQUIRED_PROPERTY_ADDED: Rule = Rule {
    id: "required-property-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a required property was added",
    why: "A request without it is refused; an answer has more than before.",
    remedy: "Make it optional.",
};

/// A property is gone.
pub(in crate::diff) static PROPERTY_REMOVED: Rule = Rule {
    id: "property-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Warning),
    title: "a property is gone",
    why: "Clients that read it find nothing; what they send for it is ignored or refused.",
    remedy: "Stop relying on it.",
};

/// A property that is never sent this way is gone.
pub(in crate::diff) static WRITE_ONLY_PROPERTY_REMOVED: Rule = Rule {
    id: "write-only-property-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property that is never sent this way is gone",
    why: "Nothing changes on this side of the wire.",
    remedy: "Nothing needs to be done.",
};

/// A property became required.
pub(in crate::diff) static PROPERTY_BECAME_REQUIRED: Rule = Rule {
    id: "property-became-required",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property became required",
    why: "A request without it is refused.",
    remedy: "Keep it optional.",
};

/// A property became optional.
pub(in crate::diff) static PROPERTY_BECAME_OPTIONAL: Rule = Rule {
    id: "property-became-optional",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property became optional",
    why: "An answer may come without it.",
    remedy: "Handle its absence.",
};

/// A branch of anyOf or oneOf was added.
pub(in crate::diff) static ALTERNATIVE_ADDED: Rule = Rule {
    id: "alternative-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a branch of anyOf or oneOf was added",
    why: "An answer may have a form that clients do not know.",
    remedy: "Handle unknown forms.",
};

/// A branch of anyOf or oneOf is gone.
pub(in crate::diff) static ALTERNATIVE_REMOVED: Rule = Rule {
    id: "alternative-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a branch of anyOf or oneOf is gone",
    why: "A request of that form is refused.",
    remedy: "Keep accepting it.",
};

/// The schema has branches now, or none any more.
pub(in crate::diff) static ALTERNATIVES_CHANGED: Rule = Rule {
    id: "alternatives-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the schema has branches now, or none any more",
    why: "A form of values came or went.",
    remedy: "Compare the forms before and after.",
};

/// The schema means something else.
pub(in crate::diff) static SCHEMA_CHANGED: Rule = Rule {
    id: "schema-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the schema means something else",
    why: "A value is good under one schema and bad under the other.",
    remedy: "Look at the counter-example.",
};

/// A schema was added where there was none.
pub(in crate::diff) static SCHEMA_ADDED: Rule = Rule {
    id: "schema-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a schema was added where there was none",
    why: "A request that does not satisfy it is refused.",
    remedy: "Accept what was accepted before.",
};

/// A schema is gone where there was one.
pub(in crate::diff) static SCHEMA_REMOVED: Rule = Rule {
    id: "schema-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a schema is gone where there was one",
    why: "An answer may hold anything now.",
    remedy: "Describe what is answered.",
};

/// A property became readOnly or is not any more.
pub(in crate::diff) static READ_ONLY_CHANGED: Rule = Rule {
    id: "read-only-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a property became readOnly or is not any more",
    why: "It counts only in answers, or in requests too.",
    remedy: "Do not send readOnly properties.",
};

/// A property became writeOnly or is not any more.
pub(in crate::diff) static WRITE_ONLY_CHANGED: Rule = Rule {
    id: "write-only-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a property became writeOnly or is not any more",
    why: "It counts only in requests, or in answers too.",
    remedy: "Do not expect writeOnly properties.",
};

/// A property became writeOnly: it is not answered any more.
pub(in crate::diff) static PROPERTY_WITHHELD: Rule = Rule {
    id: "property-withheld",
    area: Area::Schema,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a property became writeOnly: it is not answered any more",
    why: "Clients that read it find nothing.",
    remedy: "Stop relying on it.",
};

/// A default changed.
pub(in crate::diff) static DEFAULT_CHANGED: Rule = Rule {
    id: "default-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a default changed",
    why: "A request that leaves it out may mean something else.",
    remedy: "Send the value that you mean.",
};

/// A string holds content in another encoding or of another type.
pub(in crate::diff) static CONTENT_ENCODING_CHANGED: Rule = Rule {
    id: "content-encoding-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a string holds content in another encoding or of another type",
    why: "The same string is read as something else.",
    remedy: "Keep contentEncoding and contentMediaType.",
};

/// The schema of content inside of a string changed.
pub(in crate::diff) static CONTENT_SCHEMA_CHANGED: Rule = Rule {
    id: "content-schema-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the schema of content inside of a string changed",
    why: "The content is judged by another schema.",
    remedy: "Compare the schemas.",
};

/// A discriminator names another property or maps a value elsewhere.
pub(in crate::diff) static DISCRIMINATOR_CHANGED: Rule = Rule {
    id: "discriminator-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Warning),
    title: "a discriminator names another property or maps a value elsewhere",
    why: "Code that picks a class by it picks another one.",
    remedy: "Keep the property and the mapping.",
};

/// A discriminator or a mapping was added.
pub(in crate::diff) static DISCRIMINATOR_ADDED: Rule = Rule {
    id: "discriminator-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a discriminator or a mapping was added",
    why: "Code may pick a class by it.",
    remedy: "Nothing needs to be done.",
};

/// A discriminator is gone.
pub(in crate::diff) static DISCRIMINATOR_REMOVED: Rule = Rule {
    id: "discriminator-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a discriminator is gone",
    why: "Code that picks a class by it cannot any more.",
    remedy: "Tell the branches apart by their content.",
};

/// A value of x-extensible-enum is gone.
pub(in crate::diff) static EXTENSIBLE_ENUM_VALUE_REMOVED: Rule = Rule {
    id: "extensible-enum-value-removed",
    area: Area::Schema,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a value of x-extensible-enum is gone",
    why: "A request with it may be refused.",
    remedy: "Keep accepting it.",
};
