use super::compare::{Pair, SchemaWalk};
use crate::diff::walk::edits;
use crate::diff::walk::edits::Field;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::Record;

impl<'d> SchemaWalk<'d> {
    pub(super) fn own_keywords(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let (old, new) = (&pair.old_flat, &pair.new_flat);
        self.types(record, pair, found);
        self.values(record, pair, found);
        for field in edits::FIELDS {
            if (field.differs)(old, new) {
                let verdict = self.field_alone(pair, field);
                let said = self.say(pair, field, verdict);
                found.push(record.add(said));
            }
        }
    }

    pub(super) fn field(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        field: &Field,
        found: &mut Found,
    ) {
        if field.differs_in(&pair.old_flat, &pair.new_flat) {
            let verdict = self.field_alone(pair, field);
            let said = self.say(pair, field, verdict);
            found.push(record.add(said));
        }
    }
}
