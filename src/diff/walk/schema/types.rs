use super::compare::{Pair, SchemaWalk};
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::schema::{JsonType, TypeSet};
use crate::diff::walk::found::Found;
use crate::diff::walk::record::Record;

impl<'d> SchemaWalk<'d> {
    pub(super) fn types(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let (old, new) = (pair.old_flat.types, pair.new_flat.types);
        if old == new {
            return;
        }
        let verdict = self.alone(pair, |k| {
            k.types = new;
            // A listed value of a type that is no longer allowed goes with its type.
            if k.values.is_some() && pair.old_flat.values != pair.new_flat.values {
                k.values.clone_from(&pair.new_flat.values);
            }
        });
        let null = TypeSet::NONE.with("null");
        let without_null = |types: Option<TypeSet>| {
            types.map(|types| {
                types
                    .names()
                    .into_iter()
                    .filter(|name| *name != "null")
                    .collect::<Vec<_>>()
            })
        };
        let only_null =
            without_null(old) == without_null(new) && new != Some(null) && old != Some(null);
        let names = |types: Option<TypeSet>| match types {
            None => "any type".to_owned(),
            Some(types) if types.names().is_empty() => "no JSON type".to_owned(),
            Some(types) => types.names().join(" or "),
        };
        let (rule, what): (&'static Rule, String) = if only_null {
            let allowed = new.is_some_and(|types| types.touches(JsonType::Null));
            let what = if allowed {
                "null is now allowed"
            } else {
                "null is no longer allowed"
            };
            (&rules::NULLABLE_CHANGED, what.to_owned())
        } else {
            (
                &rules::TYPE_CHANGED,
                format!("the type changed from {} to {}", names(old), names(new)),
            )
        };
        let said = self.said(pair, rule, &["type", "nullable"], what, verdict);
        found.push(record.add(said));
    }
}
