use std::sync::Arc;

use serde_json::Value;

use super::compare::{Around, Pair, SchemaWalk};
use super::few::MEMBERS;
use crate::diff::change::Verdict;
use crate::diff::load::Place;
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::schema::{Direction, Keywords, SchemaId, Wire};
use crate::diff::walk::found::Found;
use crate::diff::walk::lifecycle::{Removal, removal};
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::site::Site;

impl<'d> SchemaWalk<'d> {
    pub(super) fn properties(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let (old_places, new_places) = (pair.old_view.properties(), pair.new_view.properties());
        let mut names: Vec<&str> = old_places.keys().copied().collect();
        names.extend(
            new_places
                .keys()
                .copied()
                .filter(|name| !old_places.contains_key(name)),
        );
        let (mut one_sided, mut more) = (0, 0);
        for name in names {
            if old_places.contains_key(name) != new_places.contains_key(name) {
                one_sided += 1;
                if one_sided > MEMBERS {
                    more += 1;
                    continue;
                }
            }
            let (old, new) = (&pair.old_flat, &pair.new_flat);
            let here = |k: &Keywords| (k.properties.contains_key(name), k.ignored.contains(name));
            let ignored = |k: &Keywords| k.ignored.contains(name);
            match (old_places.get(name), new_places.get(name)) {
                (Some(before), Some(after)) => {
                    let site = pair.site.step(&step(name), pair.site.wire.inner());
                    match (here(old), here(new), &before[..], &after[..]) {
                        ((false, true), (false, true), ..) => {}
                        (_, _, [before], [after]) => {
                            // Whether a property counts in this direction changed: what it
                            // holds is not compared, only whether somebody relies on it.
                            let around = if ignored(old) == ignored(new) {
                                pair.around
                            } else {
                                Around::Proved
                            };
                            found.join(self.walk(record, before, after, &site, around));
                        }
                        _ => self.spread(record, pair, name, &site, found),
                    }
                    if ignored(old) != ignored(new) {
                        self.counts_now(record, pair, name, &before[0], &after[0], found);
                    }
                }
                (None, Some(after)) => self.property_added(record, pair, name, &after[0], found),
                (Some(before), None) => {
                    self.property_removed(record, pair, name, &before[0], found);
                }
                (None, None) => {}
            }
        }
        self.more_members(record, pair, (more, "were added or removed"), found);
    }

    /// One change for the properties that are not reported one by one.
    pub(super) fn more_members(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        (more, what): (usize, &str),
        found: &mut Found,
    ) {
        if more > 0 {
            let verdict = self.whole(pair);
            found.push(record.add(Said {
                rule: &rules::SCHEMA_CHANGED,
                site: pair.site,
                before: Some(pair.old),
                after: Some(pair.new),
                what: format!("{more} more properties {what}"),
                verdict,
            }));
        }
    }

    /// Walks the properties that both sides have, where nothing else of them can be compared.
    pub(super) fn shared_properties(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let (old, new) = (pair.old_view.properties(), pair.new_view.properties());
        for (name, before) in &old {
            if let (Some([after]), [before]) = (new.get(name).map(Vec::as_slice), &before[..]) {
                let site = pair.site.step(&step(name), pair.site.wire.inner());
                found.join(self.walk(record, before, after, &site, Around::Open));
            }
        }
    }

    /// A property that several `allOf` members speak of: judged as a whole.
    fn spread(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        site: &Site,
        found: &mut Found,
    ) {
        let ids = [&pair.old_flat, &pair.new_flat].map(|k| k.properties.get(name).copied());
        let [Some(old), Some(new)] = ids else { return };
        if old == new {
            return;
        }
        let verdict = match pair.around {
            Around::Proved => Verdict::Harmless,
            Around::Open => self.judge.verdict(old, new, site),
        };
        found.push(record.add(Said {
            rule: &rules::SCHEMA_CHANGED,
            site,
            before: Some(pair.old),
            after: Some(pair.new),
            what: format!("the meaning of the property {name} changed"),
            verdict,
        }));
    }

    /// `readOnly` or `writeOnly` came or went, so that a property counts here or does not.
    fn counts_now(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        before: &Place<'d>,
        after: &Place<'d>,
        found: &mut Found,
    ) {
        let now = pair.new_flat.properties.get(name).copied();
        let required = pair.new_flat.required.contains(name);
        let name: Arc<str> = name.into();
        let verdict = self.property_alone(pair, &name, |k| {
            k.properties.remove(&name);
            k.ignored.remove(&name);
            k.required.remove(&name);
            match now {
                Some(schema) => {
                    k.properties.insert(name.clone(), schema);
                    if required {
                        k.required.insert(name.clone());
                    }
                }
                None => {
                    k.ignored.insert(name.clone());
                }
            }
        });
        let (rule, what): (&'static Rule, String) = match (now, pair.site.direction) {
            (None, Direction::Response) if verdict == Verdict::Harmless => (
                &rules::PROPERTY_WITHHELD,
                format!("the property {name} is no longer returned"),
            ),
            (None, _) if verdict == Verdict::Harmless => return,
            (None, _) => (
                &rules::PROPERTY_REMOVED,
                format!("the property {name} no longer applies here"),
            ),
            (Some(_), _) if verdict == Verdict::Harmless => return,
            (Some(_), _) => (
                &rules::PROPERTY_BECAME_REQUIRED,
                format!("the property {name} now applies here and is required"),
            ),
        };
        let site = pair.site.step(&step(&name), Wire::Json);
        found.push(record.add(Said {
            rule,
            site: &site,
            before: Some(before),
            after: Some(after),
            what,
            verdict: at_parent(verdict, pair.site),
        }));
    }

    fn property_added(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        after: &Place<'d>,
        found: &mut Found,
    ) {
        let new = &pair.new_flat;
        let required = new.required.contains(name) && !pair.old_flat.required.contains(name);
        let verdict = match new.properties.get(name) {
            None => Verdict::Harmless,
            Some(schema) => self.property_alone(pair, name, |k| {
                k.properties.insert(name.into(), *schema);
                if required {
                    k.required.insert(name.into());
                }
            }),
        };
        let rule = if required {
            &rules::REQUIRED_PROPERTY_ADDED
        } else {
            &rules::PROPERTY_ADDED
        };
        let kind = if required { "required" } else { "optional" };
        let site = pair.site.step(&step(name), Wire::Json);
        found.push(
            record.add(Said {
                rule,
                site: &site,
                before: pair
                    .new_view
                    .beside(&pair.old_view, name)
                    .or(Some(pair.old)),
                after: Some(after),
                what: format!("the {kind} property {name} was added"),
                verdict: at_parent(verdict, pair.site),
            }),
        );
    }

    fn property_removed(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        name: &str,
        before: &Place<'d>,
        found: &mut Found,
    ) {
        let ignored = pair.old_flat.ignored.contains(name);
        let still_required = pair.new_flat.required.contains(name);
        let verdict = self.property_alone(pair, name, |k| {
            k.properties.remove(name);
            k.ignored.remove(name);
            if still_required {
                k.required.insert(name.into());
            } else {
                k.required.remove(name);
            }
        });
        let site = pair.site.step(&step(name), Wire::Json);
        let never = pair.old_flat.properties.get(name) == Some(&SchemaId::FALSE);
        let quiet = verdict == Verdict::Harmless && !ignored;
        let (rule, what): (&'static Rule, _) = if ignored && verdict != Verdict::Harmless {
            let what = "is no longer described and is required now";
            (&rules::PROPERTY_BECAME_REQUIRED, what)
        } else if ignored {
            (
                &rules::WRITE_ONLY_PROPERTY_REMOVED,
                "was removed; it was never sent in this direction",
            )
        } else if quiet && never {
            (
                &rules::SCHEMA_CHANGED,
                "was removed; it could never be present",
            )
        } else if quiet && self.is_spoken_of(pair, name) {
            (
                &rules::SCHEMA_CHANGED,
                "is now described elsewhere in the schema",
            )
        } else {
            match removal(before.node, self.today) {
                Removal::Announced => {
                    // It is told at its level: the schema around it need not be told again.
                    found.is_serious = true;
                    (
                        &rules::PROPERTY_REMOVED_AS_ANNOUNCED,
                        "was removed as announced",
                    )
                }
                Removal::Unstable => {
                    found.is_serious = true;
                    let what = "was removed; it was never stable";
                    (&rules::PROPERTY_REMOVED_AS_ANNOUNCED, what)
                }
                Removal::Early => (
                    &rules::PROPERTY_REMOVED,
                    "was removed before its sunset date",
                ),
                Removal::Unannounced => (&rules::PROPERTY_REMOVED, "was removed"),
            }
        };
        found.push(
            record.add(Said {
                rule,
                site: &site,
                before: Some(before),
                after: pair
                    .old_view
                    .beside(&pair.new_view, name)
                    .or(Some(pair.new)),
                what: format!("the property {name} {what}"),
                verdict: at_parent(verdict, pair.site),
            }),
        );
    }
}

/// The counter-example is one of the schema around the property.
pub(super) fn at_parent(verdict: Verdict, site: &Site) -> Verdict {
    match verdict {
        Verdict::Witnessed {
            value, described, ..
        } => Verdict::Witnessed {
            value,
            described,
            at: site.place(),
        },
        other => other,
    }
}

pub(super) fn step(name: &str) -> String {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain && !name.is_empty() {
        format!(".{name}")
    } else {
        format!("[{}]", Value::from(name))
    }
}
