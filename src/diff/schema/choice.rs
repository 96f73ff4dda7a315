use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Keywords, SchemaId, Schemas};

/// Every schema inside a schema, itself included; the first few thousand of very many.
#[must_use]
pub(crate) fn reachable(schemas: &Schemas, id: SchemaId) -> BTreeSet<SchemaId> {
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

/// Schemas inside one that are rewritten.
const MANY: usize = 2_000;
/// Schemas that are looked at for nothing before no more are.
const VAIN: usize = 200 * MANY;

/// Schemas with `anyOf` wherever they say `oneOf`, each rewritten once.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    rewritten: FxHashMap<SchemaId, SchemaId>,
    /// Those that hold too much.
    large: FxHashSet<SchemaId>,
    /// Schemas that were looked at for nothing.
    vain: usize,
}

impl Choices {
    /// The same schema with `anyOf` wherever it says `oneOf`; itself where it says it nowhere,
    /// or holds too much to be rewritten.
    pub(crate) fn of(&mut self, schemas: &mut Schemas, root: SchemaId) -> SchemaId {
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

/// The schemas that a schema holds.
pub(in crate::diff) fn children(k: &Keywords) -> impl Iterator<Item = SchemaId> {
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

/// Calls `each` with each schema that a schema holds.
pub(in crate::diff) fn each_child(k: &mut Keywords, each: &mut dyn FnMut(&mut SchemaId)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::schema::Contains;

    fn of(schemas: &mut Schemas, min: u64) -> SchemaId {
        schemas.intern(Keywords {
            min_length: Some(min),
            ..Keywords::default()
        })
    }

    #[test]
    fn every_keyword_with_schemas_is_looked_into_and_rewritten() {
        let mut schemas = Schemas::default();
        let ids: Vec<SchemaId> = (1..20).map(|min| of(&mut schemas, min)).collect();
        let mut k = Keywords {
            prefix: vec![ids[0]],
            all: vec![ids[1]],
            any: Some(vec![ids[2]]),
            one: Some(vec![ids[3]]),
            properties: [("a".into(), ids[4])].into(),
            patterns: [("a".into(), ids[5])].into(),
            dependent_schemas: [("a".into(), ids[6])].into(),
            items: Some(ids[7]),
            contains: Some(Contains {
                schema: ids[8],
                min: 1,
                max: None,
            }),
            unevaluated_items: Some(ids[9]),
            additional: Some(ids[10]),
            property_names: Some(ids[11]),
            unevaluated_properties: Some(ids[12]),
            not: Some(ids[13]),
            conditional: Some(crate::diff::schema::Conditional {
                condition: ids[14],
                then: ids[15],
                otherwise: ids[16],
            }),
            ..Keywords::default()
        };
        let looked_into: BTreeSet<SchemaId> = children(&k).collect();
        let mut rewritten = BTreeSet::new();
        each_child(&mut k, &mut |child| {
            rewritten.insert(*child);
        });
        assert_eq!(looked_into, rewritten);
        assert_eq!(looked_into, ids[..17].iter().copied().collect());
    }

    #[test]
    fn a_schema_is_rewritten_once_and_only_where_it_leads_to_a_choice() {
        let mut schemas = Schemas::default();
        let plain = of(&mut schemas, 1);
        let one = schemas.intern(Keywords {
            one: Some(vec![plain, SchemaId::TRUE]),
            ..Keywords::default()
        });
        let around = schemas.intern(Keywords {
            all: vec![plain, one],
            ..Keywords::default()
        });
        let mut choices = Choices::default();
        let any = choices.of(&mut schemas, one);
        let rewritten = choices.of(&mut schemas, around);
        assert_eq!(schemas.get(any).any, Some(vec![plain, SchemaId::TRUE]));
        assert_eq!(schemas.get(rewritten).all, [plain, any]);
        let stored = schemas.len();
        assert_eq!(choices.of(&mut schemas, around), rewritten);
        assert_eq!(choices.of(&mut schemas, plain), plain);
        assert_eq!(schemas.len(), stored);
    }
}
