use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::seen::{Row, Shift, shifts};

/// Watches the memberships that are not the run's while it writes.
///
/// A shop goes on selling meanwhile. What changes only between two looks with a write in between,
/// and never between two looks without, is most likely the write's doing.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pages: BTreeMap<String, Vec<Rc<Row>>>,
    has_written: bool,
    /// Looks with a write before them in which a stranger's membership changed or went.
    pub(super) after_writes: usize,
    /// The same without a write.
    pub(super) by_themselves: usize,
}

impl Watch {
    /// Notes a write that a site took.
    pub(super) fn wrote(&mut self) {
        self.has_written = true;
    }

    /// Compares a list with the last answer to the same question.
    pub(super) fn look(
        &mut self,
        question: String,
        rows: &[Rc<Row>],
        per_page: u64,
        own: &BTreeSet<u64>,
    ) {
        let last = self.pages.insert(question, rows.to_vec());
        let has_written = std::mem::take(&mut self.has_written);
        let Some(last) = last else { return };
        let stirred = shifts(&last, rows, per_page)
            .iter()
            .any(|(id, shift)| !own.contains(id) && *shift != Shift::Come);
        if stirred && has_written {
            self.after_writes += 1;
        } else if stirred {
            self.by_themselves += 1;
        }
    }
}
