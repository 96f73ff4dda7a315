//! Where a comparison of documents meets the catalogue: `diff` knows no model, and the catalogue
//! knows no documents.

use super::site::described;
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
    // The catalogue speaks of this API alone.
    let is_own = |document| described(document).is_some();
    if observed(old) || !observed(new) || !is_own(old) || !is_own(new) {
        return;
    }
    for change in &mut comparison.changes {
        if !change
            .operations
            .iter()
            .all(|title| is_of_api(title.as_ref()))
        {
            continue;
        }
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

/// Whether an operation is one of this API. What belongs to the document as a whole has none.
fn is_of_api(title: &str) -> bool {
    title.starts_with("webhook ")
        || ["/wc/v", "/memberships"]
            .iter()
            .all(|part| title.contains(part))
}
