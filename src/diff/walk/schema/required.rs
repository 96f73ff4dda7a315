use std::collections::BTreeSet;
use std::sync::Arc;

use super::compare::{Pair, SchemaWalk};
use super::few::MEMBERS;
use super::properties::{at_parent, step};
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::schema::Wire;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};

impl<'d> SchemaWalk<'d> {
    pub(super) fn required(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let (old_places, new_places) = (pair.old_view.properties(), pair.new_view.properties());
        let (old, new) = (&pair.old_flat.required, &pair.new_flat.required);
        let changed: BTreeSet<&Arc<str>> = old.symmetric_difference(new).collect();
        let more = changed.len().saturating_sub(MEMBERS);
        for name in changed.into_iter().take(MEMBERS) {
            let became = new.contains(name);
            let added =
                became && !old_places.contains_key(&**name) && new_places.contains_key(&**name);
            let removed =
                !became && old_places.contains_key(&**name) && !new_places.contains_key(&**name);
            let turned = [&pair.old_flat, &pair.new_flat]
                .iter()
                .any(|k| k.ignored.contains(name));
            if added || removed || turned {
                continue;
            }
            let verdict = self.property_alone(pair, name, |k| {
                if became {
                    k.required.insert(name.clone());
                } else {
                    k.required.remove(name);
                }
            });
            let (rule, what): (&'static Rule, _) = if became {
                (&rules::PROPERTY_BECAME_REQUIRED, "required")
            } else {
                (&rules::PROPERTY_BECAME_OPTIONAL, "optional")
            };
            let site = pair.site.step(&step(name), Wire::Json);
            found.push(
                record.add(Said {
                    rule,
                    site: &site,
                    before: old_places
                        .get(&**name)
                        .and_then(|places| places.first())
                        .or(Some(pair.old)),
                    after: new_places
                        .get(&**name)
                        .and_then(|places| places.first())
                        .or(Some(pair.new)),
                    what: format!("the property {name} became {what}"),
                    verdict: at_parent(verdict, pair.site),
                }),
            );
        }
        self.more_members(record, pair, (more, "became required or optional"), found);
    }
}
