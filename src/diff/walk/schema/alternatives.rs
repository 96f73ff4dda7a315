use super::compare::{Pair, SchemaWalk};
use crate::diff::load::{Node, Object, Place};
use crate::diff::rules;
use crate::diff::schema::{Edition, SchemaId, Wire};
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::view::{View, items};

impl<'d> SchemaWalk<'d> {
    /// Pairs the branches of `anyOf` and `oneOf` by what they are, not by where they stand.
    pub(super) fn alternatives(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let keyword = match (&pair.old_flat.one, &pair.old_flat.any) {
            (Some(_), _) => "oneOf",
            (None, Some(_)) => "anyOf",
            (None, None) => return,
        };
        let direction = pair.site.direction;
        let branches =
            |walk: &mut Self, edition: Edition, view: &View<'d>| -> Vec<(SchemaId, Place<'d>)> {
                let places = view
                    .keyword(keyword)
                    .map(|all| items(&all))
                    .unwrap_or_default();
                (places.into_iter())
                    .map(|place| {
                        (
                            walk.judge.lower(edition, &place, direction, Wire::Json),
                            place,
                        )
                    })
                    .collect()
            };
        let mut old = branches(self, Edition::Old, &pair.old_view);
        let mut new = branches(self, Edition::New, &pair.new_view);
        let mut pairs = Vec::new();
        take_pairs(&mut old, &mut new, &mut pairs, |a, b| a.0 == b.0);
        take_pairs(&mut old, &mut new, &mut pairs, |a, b| {
            let name =
                |place: &Place<'d>| place.node.text("$ref").or_else(|| place.node.text("title"));
            name(&a.1).is_some() && name(&a.1) == name(&b.1)
        });
        take_pairs(&mut old, &mut new, &mut pairs, |a, b| {
            let tag = |place: &Place<'d>| tags(place.node);
            !tag(&a.1).is_empty() && tag(&a.1) == tag(&b.1)
        });
        if old.len() == 1 && new.len() == 1 {
            take_pairs(&mut old, &mut new, &mut pairs, |a, b| {
                a.1.node.text("type") == b.1.node.text("type")
            });
        }
        for ((_, old), (_, new)) in pairs {
            let site = pair.site.step("", pair.site.wire);
            self.beside.push((site.path.clone(), pair.new.clone()));
            found.join(self.walk(record, &old, &new, &site, pair.around));
            self.beside.pop();
        }
        for (rule, left, verb, added) in [
            (&rules::ALTERNATIVE_REMOVED, old, "is gone", false),
            (&rules::ALTERNATIVE_ADDED, new, "was added", true),
        ] {
            for (id, place) in left {
                let verdict = self.alone(pair, |k| {
                    for list in [&mut k.any, &mut k.one].into_iter().flatten() {
                        if added {
                            list.push(id);
                            list.sort_unstable();
                        } else if let Some(at) = list.iter().position(|known| *known == id) {
                            list.remove(at);
                        }
                    }
                });
                let name = branch_name(&place);
                found.push(record.add(Said {
                    rule,
                    site: pair.site,
                    before: Some(if added { pair.old } else { &place }),
                    after: Some(if added { &place } else { pair.new }),
                    what: format!("the branch {name} of {keyword} {verb}"),
                    verdict,
                }));
            }
        }
    }
}

/// Properties of a branch that hold one value only: they tell branches apart.
fn tags(node: &Node) -> Vec<(String, String)> {
    let properties = node.get("properties").and_then(Node::object);
    let mut tags: Vec<(String, String)> = (properties.into_iter().flat_map(Object::iter))
        .filter_map(|(name, schema)| {
            let single = schema
                .get("const")
                .or_else(|| match schema.get("enum")?.array()? {
                    [only] => Some(only),
                    _ => None,
                })?;
            Some((name.to_owned(), single.to_json().to_string()))
        })
        .collect();
    tags.sort();
    tags
}

fn branch_name(place: &Place<'_>) -> String {
    if let Some(reference) = place.node.text("$ref") {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    if let Some(title) = place.node.text("title") {
        return title.to_owned();
    }
    match place.node.get("type") {
        Some(types) => types.to_json().to_string(),
        None => place
            .pointer
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Moves out of both lists what belongs together.
fn take_pairs<T>(
    old: &mut Vec<T>,
    new: &mut Vec<T>,
    pairs: &mut Vec<(T, T)>,
    belong: impl Fn(&T, &T) -> bool,
) {
    let mut at = 0;
    while at < old.len() {
        match new.iter().position(|candidate| belong(&old[at], candidate)) {
            Some(found) => pairs.push((old.remove(at), new.remove(found))),
            None => at += 1,
        }
    }
}
