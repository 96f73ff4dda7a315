use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Keywords, SchemaId, Schemas};

/// Every schema inside of a schema, itself included; the first few thousand of very many.
#[must_use]
pub fn reachable(schemas: &Schemas, id: SchemaId) -> BTreeSet<SchemaId> {
    let (mut seen, mut open) = (BTreeSet::from([id]), vec![id]);
    while let Some(id) = open.pop() {
        if seen.len() > MANY {
            break;
        }
        for child in children(schemas.get(id)) {
            if seen.insert(child) {
                open.push(child);
            }
        }
    }
    seen
}

/// Schemas inside of one that are rewritten.
const MANY: usize = 2_000;

/// The same schema with `anyOf` wherever it says `oneOf`.
pub fn as_choice(schemas: &mut Schemas, id: SchemaId) -> SchemaId {
    if !schemas.has_one_of() {
        return id;
    }
    let inside = reachable(schemas, id);
    if inside.len() > MANY {
        return id;
    }
    if inside.iter().all(|id| schemas.get(*id).one.is_none()) {
        return id;
    }
    let mut renamed: FxHashMap<SchemaId, SchemaId> = FxHashMap::default();
    for id in &inside {
        let fixed = matches!(*id, SchemaId::TRUE | SchemaId::FALSE);
        renamed.insert(*id, if fixed { *id } else { schemas.reserve() });
    }
    for id in inside {
        let Some(new) = renamed.get(&id).copied().filter(|new| *new != id) else {
            continue;
        };
        let mut k = schemas.get(id).clone();
        each_child(&mut k, &mut |child| {
            *child = renamed.get(child).copied().unwrap_or(*child);
        });
        if let Some(one) = k.one.take() {
            if let Some(any) = k.any.take() {
                let any = schemas.intern(Keywords {
                    any: Some(any),
                    ..Keywords::default()
                });
                k.all.push(any);
            }
            k.any = Some(one);
        }
        schemas.fill(new, k);
    }
    renamed.get(&id).copied().unwrap_or(id)
}

fn children(k: &Keywords) -> Vec<SchemaId> {
    let mut found = Vec::new();
    let mut k = k.clone();
    each_child(&mut k, &mut |child| found.push(*child));
    found
}

fn each_child(k: &mut Keywords, each: &mut dyn FnMut(&mut SchemaId)) {
    let lists = [
        Some(&mut k.prefix),
        Some(&mut k.all),
        k.any.as_mut(),
        k.one.as_mut(),
    ];
    for id in lists.into_iter().flatten().flatten() {
        each(id);
    }
    let maps = [&mut k.properties, &mut k.patterns, &mut k.dependent_schemas];
    for id in maps.into_iter().flat_map(|map| map.values_mut()) {
        each(id);
    }
    let single = [
        k.items.as_mut(),
        k.contains.as_mut().map(|contains| &mut contains.schema),
        k.unevaluated_items.as_mut(),
        k.additional.as_mut(),
        k.property_names.as_mut(),
        k.unevaluated_properties.as_mut(),
        k.not.as_mut(),
    ];
    for id in single.into_iter().flatten() {
        each(id);
    }
    if let Some(c) = &mut k.conditional {
        for id in [&mut c.condition, &mut c.then, &mut c.otherwise] {
            each(id);
        }
    }
}
