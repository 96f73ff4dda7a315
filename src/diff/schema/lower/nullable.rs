use serde_json::Value;

use super::lowering::Lowered;
use super::tidy::tidy;
use crate::diff::schema::{Keywords, Schemas, TypeSet};

/// `nullable: true` of OpenAPI 3.0: null besides, whatever else is asked.
pub(super) fn nullable(s: &mut Schemas, mut k: Keywords) -> Keywords {
    let simple = k.all.is_empty() && k.any.is_none() && k.one.is_none() && k.not.is_none();
    if simple {
        k.types = k.types.map(|types| types.with("null"));
        if let Some(values) = &mut k.values
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
            values.sort_by_cached_key(ToString::to_string);
        }
        return k;
    }
    let inner = match tidy(k, false) {
        Lowered::Known(id) => id,
        Lowered::New(keywords) => s.intern(*keywords),
    };
    let null = s.intern(Keywords {
        types: Some(TypeSet::NONE.with("null")),
        ..Keywords::default()
    });
    let mut any = vec![inner, null];
    any.sort_unstable();
    Keywords {
        any: Some(any),
        ..Keywords::default()
    }
}
