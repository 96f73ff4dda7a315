use rustc_hash::{FxHashMap, FxHashSet};

use super::{Keywords, SchemaId, Schemas};

/// `allOf` inside `allOf` that is followed. Each member is merged once, however often it is
/// referred to.
const DEEP: usize = 24;

/// A schema with its `allOf` written into it as far as that keeps its meaning; what cannot be
/// merged stays in `all`.
#[must_use]
pub(crate) fn flat(schemas: &mut Schemas, id: SchemaId) -> Keywords {
    if id == SchemaId::FALSE {
        return Keywords {
            all: vec![id],
            ..Keywords::default()
        };
    }
    merged(schemas, id, 0, &mut FxHashMap::default())
}

fn merged(
    schemas: &mut Schemas,
    id: SchemaId,
    depth: usize,
    known: &mut FxHashMap<SchemaId, Keywords>,
) -> Keywords {
    if let Some(keywords) = known.get(&id) {
        return keywords.clone();
    }
    let mut into = schemas.get(id).clone();
    if depth > DEEP || into.all.is_empty() {
        return into;
    }
    for member in std::mem::take(&mut into.all) {
        if member == SchemaId::FALSE || member == id {
            into.all.push(member);
            continue;
        }
        let from = merged(schemas, member, depth + 1, known);
        if !merge(schemas, &mut into, from) {
            into.all.push(member);
        }
    }
    into.all.sort_unstable();
    into.all.dedup();
    if depth > 0 {
        known.insert(id, into.clone());
    }
    into
}

/// Writes one schema into another that must hold as well. `false` when that cannot be said with
/// the keywords of one schema; nothing is written then.
fn merge(schemas: &mut Schemas, into: &mut Keywords, from: Keywords) -> bool {
    let speaks_of_members =
        |k: &Keywords| !k.properties.is_empty() || !k.patterns.is_empty() || !k.ignored.is_empty();
    let closes = |k: &Keywords| k.additional.is_some();
    let evaluates =
        |k: &Keywords| k.unevaluated_properties.is_some() || k.unevaluated_items.is_some();
    let apart = |a: bool, b: bool| a && b;
    let is_unread = |k: &Keywords| k.unread.is_some();
    if is_unread(into)
        || is_unread(&from)
        || evaluates(into)
        || evaluates(&from)
        || apart(closes(into), speaks_of_members(&from) || closes(&from))
        || apart(closes(&from), speaks_of_members(into))
        || apart(
            into.pattern.is_some(),
            from.pattern.is_some() && into.pattern != from.pattern,
        )
        || apart(
            into.format.is_some(),
            from.format.is_some() && into.format != from.format,
        )
        || apart(into.multiple_of.is_some(), from.multiple_of.is_some())
        || apart(into.any.is_some(), from.any.is_some())
        || apart(into.one.is_some(), from.one.is_some())
        || apart(into.not.is_some(), from.not.is_some())
        || apart(into.conditional.is_some(), from.conditional.is_some())
        || apart(into.contains.is_some(), from.contains.is_some())
        || apart(into.property_names.is_some(), from.property_names.is_some())
        || apart(
            into.items.is_some() || !into.prefix.is_empty(),
            from.items.is_some() || !from.prefix.is_empty(),
        )
        || into
            .patterns
            .keys()
            .any(|pattern| from.patterns.contains_key(pattern))
        || from
            .dependent_schemas
            .keys()
            .any(|name| into.dependent_schemas.contains_key(name))
        || from
            .dependent_required
            .keys()
            .any(|name| into.dependent_required.contains_key(name))
        || !matches!((into.types, from.types), (None, _) | (_, None)) && into.types != from.types
        || !from.all.is_empty()
    {
        return false;
    }
    into.types = into.types.or(from.types);
    into.values = match (into.values.take(), from.values) {
        (Some(a), Some(b)) => {
            let both: FxHashSet<_> = b.into_iter().collect();
            Some(a.into_iter().filter(|value| both.contains(value)).collect())
        }
        (a, b) => a.or(b),
    };
    raise(&mut into.minimum, from.minimum);
    raise(&mut into.above, from.above);
    raise(&mut into.min_length, from.min_length);
    raise(&mut into.min_items, from.min_items);
    raise(&mut into.min_properties, from.min_properties);
    lower(&mut into.maximum, from.maximum);
    lower(&mut into.below, from.below);
    lower(&mut into.max_length, from.max_length);
    lower(&mut into.max_items, from.max_items);
    lower(&mut into.max_properties, from.max_properties);
    into.multiple_of = into.multiple_of.take().or(from.multiple_of);
    into.pattern = into.pattern.take().or(from.pattern);
    into.format = into.format.take().or(from.format);
    if into.prefix.is_empty() {
        into.prefix = from.prefix;
    }
    into.items = into.items.or(from.items);
    into.contains = into.contains.or(from.contains);
    into.unique |= from.unique;
    for name in from.ignored {
        into.properties.remove(&name);
        into.ignored.insert(name);
    }
    for (name, schema) in from.properties {
        if into.ignored.contains(&name) {
            continue;
        }
        let schema = match into.properties.get(&name) {
            Some(known) if *known != schema => {
                let mut all = vec![*known, schema];
                all.sort_unstable();
                schemas.intern(Keywords {
                    all,
                    ..Keywords::default()
                })
            }
            _ => schema,
        };
        into.properties.insert(name, schema);
    }
    into.patterns.extend(from.patterns);
    into.additional = into.additional.or(from.additional);
    into.required.extend(from.required);
    into.property_names = into.property_names.or(from.property_names);
    into.dependent_required.extend(from.dependent_required);
    into.dependent_schemas.extend(from.dependent_schemas);
    into.any = into.any.take().or(from.any);
    into.one = into.one.take().or(from.one);
    into.not = into.not.or(from.not);
    into.conditional = into.conditional.or(from.conditional);
    true
}

fn raise<T: Ord>(into: &mut Option<T>, from: Option<T>) {
    *into = match (into.take(), from) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
}

fn lower<T: Ord>(into: &mut Option<T>, from: Option<T>) {
    *into = match (into.take(), from) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}
