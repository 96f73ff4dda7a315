//! The values that a finding holds against each other, and who else saw it, as lines of text.

use super::wrap;
use crate::base::plural;
use crate::finding::{Also, Fact, Location, Tally};

/// How wide the first two columns may get.
const LABEL: usize = 28;
const PLACE: usize = 44;

/// How much of a value must be seen for it to stand in the third column.
const VALUE: usize = 20;

/// Where a fact comes from.
pub(crate) fn place(fact: &Fact) -> String {
    match (fact.exchange, fact.at.as_str()) {
        (Some(number), "") => format!("exchange {number}"),
        (Some(number), at) => format!("exchange {number}, {at}"),
        (None, "") => "worked out".to_owned(),
        (None, at) => at.to_owned(),
    }
}

/// The facts in three columns, at most `width` characters wide; where the values are too long for
/// that, each stands on a line of its own under its label.
pub(crate) fn lines(facts: &[Fact], width: usize) -> Vec<String> {
    let rows: Vec<[String; 3]> = facts
        .iter()
        .map(|fact| {
            [
                wrap::cut(&fact.label, LABEL),
                wrap::cut(&place(fact), PLACE),
                fact.value.clone(),
            ]
        })
        .collect();
    let widest = |column: fn(&[String; 3]) -> &String| {
        let lengths = rows.iter().map(|row| column(row).chars().count());
        lengths.max().unwrap_or(0)
    };
    let (label, place) = (widest(|[it, ..]| it), widest(|[_, it, _]| it));
    let left = width.saturating_sub(label + place + 4);
    let fits = widest(|[.., it]| it) <= left.max(VALUE);
    rows.iter()
        .flat_map(|[name, at, value]| {
            if fits {
                let line = format!("{name:<label$}  {at:<place$}  {value}");
                vec![wrap::cut(line.trim_end(), width)]
            } else {
                let head = format!("{name:<label$}  {at}");
                let value = format!("  {}", wrap::cut(value, width.saturating_sub(2)));
                vec![wrap::cut(&head, width), value]
            }
        })
        .collect()
}

/// `schema at GET /wc/v3/memberships/members/{id}, $.order_id, 3 of 9 answers`.
pub(super) fn also(also: &Also) -> String {
    format!(
        "{} at {}, {}, {}",
        also.rule.id,
        also.operation,
        also.location,
        how_often(&also.location, also.tally)
    )
}

/// `10 of 10 rows`, `32 of 60 rows in 6 responses`, `1 response`.
pub(super) fn how_often(location: &Location, tally: Tally) -> String {
    let in_rows = matches!(location, Location::Json(path) if path.contains("[*]"));
    let noun = if in_rows { "row" } else { "response" };
    let mut text = if tally.judged > 1 || tally.bad != tally.judged {
        format!("{} of {}", tally.bad, plural(tally.judged, noun))
    } else {
        plural(tally.bad, noun)
    };
    if in_rows && tally.exchanges > 1 {
        text.push_str(&format!(" in {}", plural(tally.exchanges, "response")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(label: &str, exchange: Option<usize>, at: &str, value: &str) -> Fact {
        Fact {
            label: label.into(),
            exchange,
            at: at.into(),
            value: value.into(),
            open: None,
        }
    }

    #[test]
    fn two_values_stand_under_each_other() {
        let facts = [
            fact("in the list", Some(19), "$[3].status", "\"active\""),
            fact("alone", Some(34), "$.status", "\"paused\""),
            fact("sum", None, "", "2"),
        ];
        assert_eq!(
            lines(&facts, 96),
            [
                "in the list  exchange 19, $[3].status  \"active\"",
                "alone        exchange 34, $.status     \"paused\"",
                "sum          worked out                2",
            ]
        );
    }

    #[test]
    fn long_values_get_lines_of_their_own_and_none_is_too_long() {
        let long = "x".repeat(120);
        let facts = [
            fact("the link", Some(8), "header Link rel=next", &long),
            fact("asked for", Some(8), "parameter page", "page 1 of 3"),
        ];
        let shown = lines(&facts, 96);
        assert_eq!(shown.len(), 4);
        assert!(shown.iter().all(|line| line.chars().count() <= 96));
        assert_eq!(shown[3], "  page 1 of 3");
    }
}
