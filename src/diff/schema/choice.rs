use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

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
/// Schemas that are looked at for nothing before no more are.
const VAIN: usize = 200 * MANY;

/// Schemas with `anyOf` wherever they say `oneOf`, each rewritten once.
#[derive(Debug, Default)]
pub struct Choices {
    rewritten: FxHashMap<SchemaId, SchemaId>,
    /// Those that hold too much.
    large: FxHashSet<SchemaId>,
    /// Schemas that were looked at for nothing.
    vain: usize,
}

impl Choices {
    /// The same schema with `anyOf` wherever it says `oneOf`; itself where it says it nowhere,
    /// or holds too much to be rewritten.
    pub fn of(&mut self, schemas: &mut Schemas, root: SchemaId) -> SchemaId {
        if !schemas.has_one_of() || self.large.contains(&root) {
            return root;
        }
        if let Some(known) = self.rewritten.get(&root) {
            return *known;
        }
        if self.vain > VAIN {
            return root;
        }
        // What leads to whom, of all that was not looked at before.
        let mut parents: FxHashMap<SchemaId, Vec<SchemaId>> = FxHashMap::default();
        let (mut inside, mut open) = (vec![root], vec![root]);
        let mut concerned = Vec::new();
        while let Some(id) = open.pop() {
            if inside.len() > MANY {
                self.large.insert(root);
                self.vain += inside.len();
                return root;
            }
            if schemas.get(id).one.is_some() {
                concerned.push(id);
            }
            for child in children(schemas.get(id)) {
                if let Some(known) = self.rewritten.get(&child) {
                    if *known != child {
                        concerned.push(id);
                    }
                    continue;
                }
                let leading = parents.entry(child).or_default();
                if leading.is_empty() && child != root {
                    inside.push(child);
                    open.push(child);
                }
                leading.push(id);
            }
        }
        let mut touched = BTreeSet::new();
        while let Some(id) = concerned.pop() {
            if touched.insert(id) {
                concerned.extend(parents.get(&id).into_iter().flatten());
            }
        }
        for id in &inside {
            let is_touched = touched.contains(id);
            let new = if is_touched { schemas.reserve() } else { *id };
            self.rewritten.insert(*id, new);
        }
        for id in touched {
            if let Some(new) = self.rewritten.get(&id).copied() {
                let k = self.rewrite(schemas, id);
                schemas.fill(new, k);
            }
        }
        self.rewritten.get(&root).copied().unwrap_or(root)
    }

    fn rewrite(&self, schemas: &mut Schemas, id: SchemaId) -> Keywords {
        let mut k = schemas.get(id).clone();
        each_child(&mut k, &mut |child| {
            *child = self.rewritten.get(child).copied().unwrap_or(*child);
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
        k
    }
}

fn children(k: &Keywords) -> impl Iterator<Item = SchemaId> {
    let lists = [
        Some(&k.prefix),
        Some(&k.all),
        k.any.as_ref(),
        k.one.as_ref(),
    ];
    let maps = [&k.properties, &k.patterns, &k.dependent_schemas];
    let single = [
        k.items,
        k.contains.map(|contains| contains.schema),
        k.unevaluated_items,
        k.additional,
        k.property_names,
        k.unevaluated_properties,
        k.not,
    ];
    let conditional = k.conditional.map(|c| [c.condition, c.then, c.otherwise]);
    (lists.into_iter().flatten().flatten().copied())
        .chain(maps.into_iter().flat_map(|map| map.values().copied()))
        .chain(single.into_iter().flatten())
        .chain(conditional.into_iter().flatten())
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
