use serde_json::Value;

/// One of the six types of JSON values. An integer is a number without a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// All of them, the simplest first: the first counter-example found is the plainest.
    pub(crate) const ALL: [Self; 6] = [
        Self::String,
        Self::Number,
        Self::Boolean,
        Self::Object,
        Self::Array,
        Self::Null,
    ];

    /// Its name in JSON Schema.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// The type of a value.
    #[must_use]
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

/// A set of JSON types as the keyword `type` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeSet(u8);

const INTEGER: u8 = 1 << 6;

impl TypeSet {
    /// No type at all.
    pub(crate) const NONE: Self = Self(0);

    /// Adds a type by its JSON Schema name; unknown names add nothing.
    #[must_use]
    pub(crate) fn with(self, name: &str) -> Self {
        Self(
            self.0
                | match name {
                    "null" => bit(JsonType::Null),
                    "boolean" => bit(JsonType::Boolean),
                    "integer" => INTEGER,
                    "number" => bit(JsonType::Number),
                    "string" => bit(JsonType::String),
                    "array" => bit(JsonType::Array),
                    "object" => bit(JsonType::Object),
                    _ => 0,
                },
        )
    }

    /// Whether the set says nothing about integers that `number` does not say.
    #[must_use]
    pub(crate) fn tidy(self) -> Self {
        if self.0 & bit(JsonType::Number) == 0 {
            self
        } else {
            Self(self.0 & !INTEGER)
        }
    }

    /// Whether some value of that type is in the set.
    #[must_use]
    pub(crate) fn touches(self, kind: JsonType) -> bool {
        self.0 & bit(kind) != 0 || (kind == JsonType::Number && self.0 & INTEGER != 0)
    }

    /// Whether of the numbers only integers are in the set.
    #[must_use]
    pub(crate) fn only_integers(self) -> bool {
        self.0 & INTEGER != 0 && self.0 & bit(JsonType::Number) == 0
    }

    /// The names of the types, in JSON Schema's words.
    #[must_use]
    pub(crate) fn names(self) -> Vec<&'static str> {
        let all = [
            (bit(JsonType::String), "string"),
            (INTEGER, "integer"),
            (bit(JsonType::Number), "number"),
            (bit(JsonType::Boolean), "boolean"),
            (bit(JsonType::Object), "object"),
            (bit(JsonType::Array), "array"),
            (bit(JsonType::Null), "null"),
        ];
        all.into_iter()
            .filter(|(bit, _)| self.0 & bit != 0)
            .map(|(_, name)| name)
            .collect()
    }
}

const fn bit(kind: JsonType) -> u8 {
    1 << kind as u8
}
