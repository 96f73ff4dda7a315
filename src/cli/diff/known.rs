//! Where a comparison of documents meets the catalogue: `diff` knows no model, and the catalogue
//! knows no documents.

use crate::catalogue;
use crate::diff::load::Document;
use crate::diff::{Comparison, Departure};

/// What `info.x-contract` says of a document.
fn contract(document: &Document) -> Option<&str> {
    document.root().node.get("info")?.text("x-contract")
}

/// Marks the changes that are known departures, where that is what is compared: what the
/// documentation says (or anything that does not claim to be observed) with what sites do.
pub(super) fn mark(comparison: &mut Comparison, old: &Document, new: &Document) {
    let observed = |document| contract(document) == Some("observed");
    if observed(old) || !observed(new) {
        return;
    }
    for change in &mut comparison.changes {
        change.departures = catalogue::concerned(change.rule.id, &change.operations, &change.place);
    }
    comparison.departures = catalogue::ROWS
        .iter()
        .filter(|row| (comparison.changes.iter()).any(|change| change.departures.contains(&row.id)))
        .map(|row| Departure {
            id: row.id,
            title: row.title,
            documented: row.documented,
            observed: row.observed,
            advice: row.advice,
        })
        .collect();
}
