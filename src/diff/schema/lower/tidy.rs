use super::lowering::Lowered;
use crate::diff::schema::{Keywords, SchemaId, TypeSet};

/// Takes out what says nothing and settles what is settled. Where the document asks for what is
/// left unevaluated, a choice that always holds still says something: what it evaluates.
pub(in crate::diff::schema) fn tidy(mut k: Keywords, unevaluated: bool) -> Lowered {
    const EVERYTHING: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];
    if k.types
        == Some(
            EVERYTHING
                .iter()
                .fold(TypeSet::NONE, |set, name| set.with(name)),
        )
    {
        k.types = None;
    }
    if let Some(conditional) = k.conditional {
        match conditional.condition {
            SchemaId::TRUE => k.all.push(conditional.then),
            SchemaId::FALSE => k.all.push(conditional.otherwise),
            _ if conditional.then == conditional.otherwise => k.all.push(conditional.then),
            _ => {}
        }
        if matches!(conditional.condition, SchemaId::TRUE | SchemaId::FALSE)
            || conditional.then == conditional.otherwise
        {
            k.conditional = None;
        }
    }
    if let Some(any) = &mut k.any {
        any.sort_unstable();
        any.dedup();
        any.retain(|id| *id != SchemaId::FALSE);
        match any.as_slice() {
            [] => return Lowered::Known(SchemaId::FALSE),
            [only] => {
                k.all.push(*only);
                k.any = None;
            }
            [SchemaId::TRUE, ..] if !unevaluated => k.any = None,
            _ => {}
        }
    }
    if let Some(one) = &mut k.one {
        one.sort_unstable();
        one.retain(|id| *id != SchemaId::FALSE);
        match one.as_slice() {
            [] => return Lowered::Known(SchemaId::FALSE),
            [only] => {
                k.all.push(*only);
                k.one = None;
            }
            _ => {}
        }
    }
    match k.not {
        Some(SchemaId::TRUE) => return Lowered::Known(SchemaId::FALSE),
        Some(SchemaId::FALSE) => k.not = None,
        _ => {}
    }
    k.all.sort_unstable();
    k.all.dedup();
    k.all.retain(|id| *id != SchemaId::TRUE);
    if k.all.contains(&SchemaId::FALSE) {
        return Lowered::Known(SchemaId::FALSE);
    }
    if let [only] = k.all[..] {
        let all = std::mem::take(&mut k.all);
        if k.is_trivial() {
            return Lowered::Known(only);
        }
        k.all = all;
    }
    Lowered::New(Box::new(k))
}
