use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::Row;

/// What became of a row between two responses to the same question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shift {
    /// These properties have other values.
    Changed(Vec<String>),
    /// It is there no more.
    Gone,
    /// It was not there before.
    Come,
}

/// Compares the rows of two responses to one list question, by id.
///
/// What moves by itself is omitted: `end_date` while there is a `paused_date`
/// (`docs/observed.md#5`). Lists run from the newest row to the oldest and are cut off after
/// `per_page` rows, so that a row at least as old as the last one of a full page may be on the next
/// page: it is not judged.
#[must_use]
pub(crate) fn shifts(
    before: &[Arc<Row>],
    after: &[Arc<Row>],
    per_page: u64,
) -> BTreeMap<u64, Shift> {
    let (old, new) = (by_id(before), by_id(after));
    let mut found = BTreeMap::new();
    for (id, was) in &old {
        match new.get(id) {
            Some(is) => {
                let names = differing(was, is);
                if !names.is_empty() {
                    found.insert(*id, Shift::Changed(names));
                }
            }
            None if is_within(was, after, per_page) => {
                found.insert(*id, Shift::Gone);
            }
            None => {}
        }
    }
    for (id, is) in &new {
        if !old.contains_key(id) && is_within(is, before, per_page) {
            found.insert(*id, Shift::Come);
        }
    }
    found
}

/// The properties of two states of one membership that differ, except for what moves by itself, in
/// order of their names.
#[must_use]
pub(crate) fn differing(one: &Value, other: &Value) -> Vec<String> {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else {
        return Vec::new();
    };
    let is_held = [one, other]
        .iter()
        .any(|row| row.get("paused_date").is_some_and(Value::is_string));
    let mut names: Vec<String> = one
        .keys()
        .chain(other.keys().filter(|name| !one.contains_key(*name)))
        .filter(|name| one.get(*name) != other.get(*name))
        .filter(|name| !(is_held && matches!(name.as_str(), "end_date" | "end_date_gmt")))
        .cloned()
        .collect();
    names.sort();
    names
}

fn by_id(rows: &[Arc<Row>]) -> BTreeMap<u64, &Value> {
    rows.iter()
        .filter_map(|row| Some((row.get("id")?.as_u64()?, row.value())))
        .collect()
}

/// Whether a row belongs on a page, whatever came or went: the page is not full, or the row is newer
/// than its last.
fn is_within(row: &Value, page: &[Arc<Row>], per_page: u64) -> bool {
    let created = |row: &Value| {
        let text = row.get("date_created_gmt").and_then(Value::as_str);
        text.map(str::to_owned)
    };
    let is_newer = match (page.last().and_then(|row| created(row)), created(row)) {
        (Some(last), Some(own)) => own > last,
        _ => false,
    };
    is_newer || (page.len() as u64) < per_page
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(id: u64, status: &str) -> Arc<Row> {
        let created = format!("2026-01-{id:02}T00:00:00");
        let row = json!({ "id": id, "status": status, "date_created_gmt": created });
        Arc::new(Row::new(row))
    }

    #[test]
    fn changes_are_found_and_a_moving_end_is_none() {
        let before = [row(9, "active"), row(8, "active"), row(7, "active")];
        let after = [row(10, "active"), row(9, "paused"), row(7, "active")];
        let found = shifts(&before, &after, 100);
        assert_eq!(found.get(&9), Some(&Shift::Changed(vec!["status".into()])));
        assert_eq!(found.get(&8), Some(&Shift::Gone));
        assert_eq!(found.get(&10), Some(&Shift::Come));
        assert_eq!(found.len(), 3);
        let held = |end: &str| {
            let paused = "2026-01-01T00:00:00";
            let row = json!({ "id": 1, "paused_date": paused, "end_date": end });
            Arc::new(Row::new(row))
        };
        assert!(shifts(&[held("a")], &[held("b")], 10).is_empty());
    }

    #[test]
    fn a_row_that_was_pushed_off_the_page_is_not_gone() {
        let before = [row(9, "active"), row(8, "active")];
        let after = [row(10, "active"), row(9, "active")];
        assert_eq!(
            shifts(&before, &after, 2).into_keys().collect::<Vec<_>>(),
            [10]
        );
    }
}
