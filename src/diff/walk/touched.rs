use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::found::Found;
use crate::diff::operations::Operations;

/// Which operations are touched by which changes.
///
/// A change that is met where it was made is noted at once. What a walk found is noted as a whole
/// for each operation that leads to it; how far that reaches is computed once, at the end, and
/// lists that are equal are shared. So a schema of a thousand changes in five thousand operations
/// costs six thousand steps and not five million.
#[derive(Debug, Default)]
pub(super) struct Touched {
    operations: IndexSet<Arc<str>, FxBuildHasher>,
    /// For each change the operations that met it themselves.
    direct: Vec<Vec<u32>>,
    /// What was found before, and the operations that lead to it.
    roots: FxHashMap<*const Found, (Rc<Found>, Vec<u32>)>,
}

/// Numbers of operations, sorted.
type Numbers = Rc<Vec<u32>>;

/// Lists that are put together; one that several handed on is there once.
#[derive(Debug, Default)]
struct Union(Vec<Numbers>);

impl Union {
    fn add(&mut self, numbers: &Numbers) {
        if !self.0.iter().any(|known| Rc::ptr_eq(known, numbers)) {
            self.0.push(Rc::clone(numbers));
        }
    }

    fn join(self) -> Numbers {
        let mut lists = self.0;
        match (lists.pop(), lists.is_empty()) {
            (None, _) => Numbers::default(),
            (Some(only), true) => only,
            (Some(last), false) => {
                let mut all: Vec<u32> =
                    lists.iter().flat_map(|list| list.iter().copied()).collect();
                all.extend(last.iter());
                all.sort_unstable();
                all.dedup();
                Rc::new(all)
            }
        }
    }
}

impl Touched {
    /// Notes that an operation met a change; none where the document itself did.
    pub(super) fn note(&mut self, change: usize, operation: &str) {
        if self.direct.len() <= change {
            self.direct.resize_with(change + 1, Vec::new);
        }
        if !operation.is_empty() {
            let number = self.number(operation);
            push(&mut self.direct[change], number);
        }
    }

    /// Notes that an operation leads to what was found before.
    pub(super) fn note_all(&mut self, found: &Rc<Found>, operation: &str) {
        if !operation.is_empty() {
            let number = self.number(operation);
            let root = (self.roots.entry(Rc::as_ptr(found)))
                .or_insert_with(|| (Rc::clone(found), Vec::new()));
            push(&mut root.1, number);
        }
    }

    fn number(&mut self, operation: &str) -> u32 {
        let at = match self.operations.get_index_of(operation) {
            Some(at) => at,
            None => self.operations.insert_full(operation.into()).0,
        };
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// For each change the operations that it touches: the one that met it first, and then the
    /// others in the order in which they were met.
    pub(super) fn finish(self) -> Vec<Operations> {
        let mut reached: Vec<Union> = Vec::new();
        reached.resize_with(self.direct.len(), Union::default);
        let mut handed: FxHashMap<*const Found, Union> = FxHashMap::default();
        for (found, numbers) in self.roots.values() {
            let mut numbers = numbers.clone();
            numbers.sort_unstable();
            let union = handed.entry(Rc::as_ptr(found)).or_default();
            union.add(&Rc::new(numbers));
        }
        for found in outermost_first(self.roots.values().map(|(found, _)| found)) {
            let Some(union) = handed.remove(&Rc::as_ptr(found)) else {
                continue;
            };
            let numbers = union.join();
            for change in &found.own {
                if let Some(union) = reached.get_mut(*change) {
                    union.add(&numbers);
                }
            }
            for inner in &found.inner {
                handed.entry(Rc::as_ptr(inner)).or_default().add(&numbers);
            }
        }
        let mut shared: FxHashMap<Vec<u32>, Operations> = FxHashMap::default();
        (self.direct.into_iter().zip(reached))
            .map(|(mut numbers, union)| {
                let first = numbers.first().copied();
                numbers.extend(union.join().iter());
                numbers.sort_unstable_by_key(|number| (Some(*number) != first, *number));
                numbers.dedup();
                let names = |numbers: &[u32]| {
                    let name = |number: &u32| self.operations.get_index(*number as usize).cloned();
                    numbers.iter().filter_map(name).collect()
                };
                match shared.get(&numbers) {
                    Some(known) => known.clone(),
                    None => {
                        let operations: Operations = names(&numbers);
                        shared.insert(numbers, operations.clone());
                        operations
                    }
                }
            })
            .collect()
    }
}

/// Adds a number that is not there yet. Operations come one after the other, so that it is the
/// last one if it is there at all, save for callbacks.
fn push(numbers: &mut Vec<u32>, number: u32) {
    let is_new = match numbers.last() {
        None => true,
        Some(last) if *last == number => false,
        Some(last) => *last < number || !numbers.contains(&number),
    };
    if is_new {
        numbers.push(number);
    }
}

/// Everything that was found, each before what it holds.
fn outermost_first<'f>(roots: impl Iterator<Item = &'f Rc<Found>>) -> Vec<&'f Rc<Found>> {
    let mut seen: FxHashSet<*const Found> = FxHashSet::default();
    let mut order = Vec::new();
    // What stands open, and how many of the things in it were looked at.
    let mut open: Vec<(&Rc<Found>, usize)> = Vec::new();
    for root in roots {
        if seen.insert(Rc::as_ptr(root)) {
            open.push((root, 0));
        }
        while let Some((found, at)) = open.last_mut() {
            match found.inner.get(*at) {
                Some(inner) => {
                    *at += 1;
                    if seen.insert(Rc::as_ptr(inner)) {
                        open.push((inner, 0));
                    }
                }
                None => {
                    order.push(*found);
                    open.pop();
                }
            }
        }
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(own: &[usize], inner: &[&Rc<Found>]) -> Rc<Found> {
        Rc::new(Found {
            own: own.to_vec(),
            inner: inner.iter().map(|inner| Rc::clone(inner)).collect(),
            is_serious: false,
        })
    }

    fn names(operations: &Operations) -> Vec<&str> {
        operations.iter().map(|name| &**name).collect()
    }

    #[test]
    fn what_an_operation_leads_to_is_touched_however_deep_it_is() {
        let leaf = found(&[0], &[]);
        let (left, right) = (found(&[1], &[&leaf]), found(&[], &[&leaf]));
        let root = found(&[2], &[&left, &right]);
        let mut touched = Touched::default();
        for change in 0..3 {
            touched.note(change, "GET /b");
        }
        touched.note(3, "");
        touched.note_all(&right, "GET /c");
        touched.note_all(&root, "GET /a");
        touched.note_all(&root, "GET /a");
        let told = touched.finish();
        assert_eq!(names(&told[0]), ["GET /b", "GET /c", "GET /a"]);
        assert_eq!(names(&told[1]), ["GET /b", "GET /a"]);
        assert_eq!(told[1], told[2]);
        assert!(Arc::ptr_eq(&told[1][0], &told[2][0]));
        assert!(told[3].is_empty());
    }
}
