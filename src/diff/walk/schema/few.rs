//! Of very many values or branches that came or went in one schema only the first are reported one
//! by one, each with a proof of its own; the rest is one change, judged as a whole. Else the proofs
//! would cost the square of what the schema holds.

/// How many are reported one by one.
pub(super) const FEW: usize = 100;

/// Properties that came, went, or are required otherwise: how many are reported one by one. No honest
/// schema has as many.
pub(super) const MEMBERS: usize = 20_000;

/// Those that are reported one by one.
pub(super) fn few<T>(all: &[T], most: usize) -> &[T] {
    &all[..all.len().min(most)]
}

/// Those that are reported together, if there are any.
pub(super) fn more<T>(all: &[T], most: usize) -> Option<&[T]> {
    all.get(most..).filter(|more| !more.is_empty())
}
