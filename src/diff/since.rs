use std::fmt;

use super::change::{Change, Spot};
use super::load::{Document, Node};

/// A release, as `x-since` names it: numbers with dots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(Vec<u64>);

impl Release {
    /// Reads `1.23.0`. `None` where it is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
        let mut numbers = numbers?;
        while numbers.len() > 1 && numbers.last() == Some(&0) {
            numbers.pop();
        }
        Some(Self(numbers))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

/// Labels changes with the release that brought what changed: what `x-since` says there or at
/// the nearest place around it, in the new document or, for what is gone, in the old one.
pub(super) fn label(changes: &mut [Change], old: &Document, new: &Document) {
    for change in changes {
        let since = (change.after.as_ref()).map(|spot| at(new, spot));
        let since = since.or_else(|| change.before.as_ref().map(|spot| at(old, spot)));
        change.since = since.flatten();
    }
}

fn at(document: &Document, spot: &Spot) -> Option<String> {
    let mut node = document.root_of(&spot.file)?;
    let mut nearest = since(node);
    for token in spot.pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        node = match node.array() {
            Some(items) => items.get(name.parse::<usize>().ok()?)?,
            None => node.get(&name)?,
        };
        nearest = since(node).or(nearest);
    }
    nearest
}

fn since(node: &Node) -> Option<String> {
    node.text("x-since").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Comparison, Day, Options};

    #[test]
    fn releases_are_compared_by_number() {
        let release = |text| Release::parse(text).unwrap();
        assert!(release("1.9") < release("1.10.0"));
        assert_eq!(release("1.13"), release("1.13.0"));
        assert!(Release::parse("1.x").is_none());
    }

    #[test]
    fn the_nearest_label_counts() {
        let document = |text: &str| Document::from_text("a.yaml", text).unwrap();
        let old = document("openapi: 3.1.0\npaths: {}\n");
        let new = document(
            "openapi: 3.1.0\npaths:\n  /a:\n    get: {x-since: 1.19.0, responses: {}}\n    put: \
             {responses: {}}\n",
        );
        let today = Day(jiff::civil::date(2026, 11, 21));
        let mut comparison = Comparison::of(&old, &new, Options { today });
        comparison.label_releases(&old, &new);
        let labels: Vec<Option<&str>> = (comparison.changes.iter())
            .map(|change| change.since.as_deref())
            .collect();
        assert_eq!(labels, [Some("1.19.0"), None]);
        comparison.keep_later_than(&Release::parse("1.18").unwrap());
        assert_eq!(comparison.changes.len(), 1);
        comparison.keep_later_than(&Release::parse("1.19").unwrap());
        assert!(comparison.changes.is_empty());
    }
}
