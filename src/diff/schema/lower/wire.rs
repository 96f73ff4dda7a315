use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::diff::schema::{JsonType, Keywords, Rational, SchemaId, Schemas, TypeSet};

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
pub(in crate::diff) fn loosen(s: &mut Schemas, k: &mut Keywords, wire: Wire) {
    // Branches that a reader of text cannot tell apart are not told apart.
    if let Some(one) = k.one.take() {
        let all = k.any.take().map(|any| Keywords {
            any: Some(any),
            ..Keywords::default()
        });
        k.all.extend(all.map(|all| s.intern(all)));
        k.any = Some(one);
    }
    spellings(k);
    let Some(types) = k.types else { return };
    let plain = k.values.is_none() && k.pattern.is_none() && k.format.is_none();
    let numeric =
        k.minimum.is_some() || k.maximum.is_some() || k.above.is_some() || k.below.is_some();
    let free = plain && !numeric && k.multiple_of.is_none();
    if types.touches(JsonType::String) && free && k.min_length.is_none_or(|min| min <= 1) {
        k.types = Some(types.with("number").with("boolean").tidy());
        if let Some(most) = k.max_length {
            // The numbers that so many characters can spell.
            let digits = u32::try_from(most.min(18)).unwrap_or(18);
            let bound = 10_i64.saturating_pow(digits);
            k.maximum = Some(Rational::integer(bound - 1));
            k.minimum = Some(Rational::integer(1 - bound / 10));
        }
    } else if types.touches(JsonType::Number) && !types.touches(JsonType::String) && free {
        let digits = if types.only_integers() {
            "^-?[0-9]+$"
        } else {
            "^-?[0-9]+([.][0-9]+)?$"
        };
        let number = s.intern(std::mem::take(k));
        let spelled = s.intern(Keywords {
            types: Some(TypeSet::NONE.with("string")),
            pattern: Some(digits.into()),
            ..Keywords::default()
        });
        k.any = Some(vec![number, spelled]);
        return;
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

/// A listed number is its digits, and listed digits are their number.
fn spellings(k: &mut Keywords) {
    let Some(values) = &mut k.values else { return };
    let besides: Vec<Value> = (values.iter())
        .filter_map(|value| match value {
            Value::String(text) => match serde_json::from_str(text) {
                Ok(value @ (Value::Number(_) | Value::Bool(_))) => Some(value),
                _ => None,
            },
            Value::Number(_) | Value::Bool(_) => Some(Value::String(value.to_string())),
            _ => None,
        })
        .collect();
    let mut known: FxHashSet<Value> = values.iter().cloned().collect();
    for value in besides {
        let kind = JsonType::of(&value).name();
        k.types = k.types.map(|types| types.with(kind).tidy());
        if known.insert(value.clone()) {
            values.push(value);
        }
    }
    values.sort_by_cached_key(Value::to_string);
}
