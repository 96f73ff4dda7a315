use crate::diff::schema::{JsonType, Keywords, SchemaId, Schemas, TypeSet};

/// How values travel: it decides which types can be told apart on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// As JSON.
    Json,
    /// As text: a number arrives as a string of digits.
    Text,
    /// As text in a query string where a single value and a list of one look alike
    /// (`style: form` with `explode: true`).
    Form,
}

impl Wire {
    /// How the parts of a value travel.
    #[must_use]
    pub fn inner(self) -> Self {
        match self {
            Self::Json => Self::Json,
            Self::Text | Self::Form => Self::Text,
        }
    }
}

/// What a reader of text accepts besides: digits are a string, and one value is a list of one.
pub(super) fn loosen(s: &mut Schemas, k: &mut Keywords, wire: Wire) {
    // Branches that a reader of text cannot tell apart are not told apart.
    if let Some(one) = k.one.take() {
        let all = k.any.take().map(|any| Keywords {
            any: Some(any),
            ..Keywords::default()
        });
        k.all.extend(all.map(|all| s.intern(all)));
        k.any = Some(one);
    }
    let Some(types) = k.types else { return };
    let plain = k.values.is_none() && k.pattern.is_none() && k.format.is_none();
    if types.touches(JsonType::String) && plain {
        let bounded = k.min_length.is_some_and(|min| min > 1) || k.max_length.is_some();
        let numeric =
            k.minimum.is_some() || k.maximum.is_some() || k.above.is_some() || k.below.is_some();
        if !bounded && !numeric && k.multiple_of.is_none() {
            k.types = Some(types.with("number").with("boolean").tidy());
        }
    }
    if wire == Wire::Form
        && types.touches(JsonType::Array)
        && k.min_items.is_none_or(|min| min <= 1)
    {
        let item = k
            .prefix
            .first()
            .copied()
            .or(k.items)
            .unwrap_or(SchemaId::TRUE);
        let list = s.intern(std::mem::take(k));
        let scalar = s.intern(Keywords {
            types: Some(
                ["string", "number", "boolean"]
                    .iter()
                    .fold(TypeSet::NONE, |set, name| set.with(name)),
            ),
            all: vec![item],
            ..Keywords::default()
        });
        k.any = Some(vec![list, scalar]);
    }
}
