use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::exchange::Method;
use crate::interpret::{Row, Shift, shifts};

/// Watches the memberships that are not the run's while it writes.
///
/// A shop goes on selling meanwhile. What changes only between two looks with a write in between,
/// and never between two looks without, is most likely the write's doing.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pages: BTreeMap<String, Vec<Arc<Row>>>,
    /// The methods of the writes since the last look.
    written: Vec<Method>,
    /// Looks with one write before them in which an anonymous client's membership changed or went,
    /// by the method of the write.
    after_writes: BTreeMap<Method, usize>,
    /// The same without a write.
    pub(super) by_themselves: usize,
}

impl Watch {
    /// Notes a write that a site took.
    pub(super) fn wrote(&mut self, method: &Method) {
        self.written.push(method.clone());
    }

    /// How often an anonymous client's membership changed or went after a write of the kind that it
    /// happened after most.
    pub(super) fn most_after(&self) -> usize {
        self.after_writes.values().copied().max().unwrap_or(0)
    }

    /// Compares a list with the last response to the same question.
    pub(super) fn look(
        &mut self,
        question: String,
        rows: &[Arc<Row>],
        per_page: u64,
        own: &BTreeSet<u64>,
    ) {
        let last = self.pages.insert(question, rows.to_vec());
        let written = std::mem::take(&mut self.written);
        let Some(last) = last else { return };
        let stirred = shifts(&last, rows, per_page)
            .iter()
            .any(|(id, shift)| !own.contains(id) && *shift != Shift::Come);
        match written.as_slice() {
            _ if !stirred => {}
            [] => self.by_themselves += 1,
            [method] => *self.after_writes.entry(method.clone()).or_default() += 1,
            _ => {}
        }
    }
}
