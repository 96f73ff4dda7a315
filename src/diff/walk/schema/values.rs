use rustc_hash::FxHashSet;
use serde_json::Value;

use super::compare::{Pair, SchemaWalk};
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::Record;

impl<'d> SchemaWalk<'d> {
    pub(super) fn values(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let new = &pair.new_flat;
        let (rule, what): (&'static Rule, String) = match (&pair.old_flat.values, &new.values) {
            (None, None) => return,
            (None, Some(_)) => (&rules::ENUM_ADDED, "values are listed now".to_owned()),
            (Some(_), None) => (
                &rules::ENUM_REMOVED,
                "values are not listed any more".to_owned(),
            ),
            (Some(old), Some(new)) => {
                for (rule, from, to, verb) in [
                    (&rules::ENUM_VALUE_REMOVED, old, new, "is no longer listed"),
                    (&rules::ENUM_VALUE_ADDED, new, old, "is listed besides"),
                ] {
                    let kept: FxHashSet<&Value> = to.iter().collect();
                    for value in from.iter().filter(|value| !kept.contains(value)) {
                        let only_null =
                            value.is_null() && pair.old_flat.types != pair.new_flat.types;
                        if only_null {
                            continue;
                        }
                        let added = std::ptr::eq(from, new);
                        let verdict = self.alone(pair, |k| {
                            if let Some(values) = &mut k.values {
                                if added {
                                    values.push(value.clone());
                                    values.sort_by_cached_key(Value::to_string);
                                } else {
                                    values.retain(|known| known != value);
                                }
                            }
                            if added && pair.old_flat.types != pair.new_flat.types {
                                k.types = pair.new_flat.types;
                            }
                        });
                        let what = format!("the value {value} {verb}");
                        let said = self.said(pair, rule, what, verdict);
                        found.push(record.add(said));
                    }
                }
                return;
            }
        };
        let verdict = self.alone(pair, |k| {
            k.values.clone_from(&new.values);
            if pair.old_flat.types != new.types {
                k.types = new.types;
            }
        });
        let said = self.said(pair, rule, what, verdict);
        found.push(record.add(said));
    }
}
