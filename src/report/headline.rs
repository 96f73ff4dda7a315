use super::sides;
use crate::finding::Finding;

/// A finding in parts that belong together, to be joined by ` · ` or broken between.
pub(super) fn parts(finding: &Finding) -> Vec<String> {
    let mut parts = vec![
        finding.location.to_string(),
        sides::how_often(&finding.location, finding.tally),
    ];
    parts.extend(contrast(finding));
    parts.extend(first(finding));
    parts
}

/// `integer or null expected, string found`; whole sentences stand apart, each with its label.
pub(super) fn contrast(finding: &Finding) -> Vec<String> {
    let (expected, found) = (&finding.cause.expected, &finding.cause.found);
    if expected.ends_with('.') || found.ends_with('.') {
        vec![format!("expected: {expected}"), format!("found: {found}")]
    } else {
        vec![format!("{expected} expected, {found} found")]
    }
}

/// ` · string, not integer or null`; nothing where whole sentences would have to be quoted, since
/// the location says enough there.
pub(super) fn difference(finding: &Finding) -> String {
    let (expected, found) = (&finding.cause.expected, &finding.cause.found);
    if expected.ends_with('.') || found.ends_with('.') {
        String::new()
    } else {
        format!(" · {found}, not {expected}")
    }
}

/// A finding in one line.
pub(super) fn line(finding: &Finding) -> String {
    let mut parts = parts(finding);
    parts.extend(finding.confirmation.map(|it| it.to_string()));
    parts.join(" · ")
}

/// `first "47" at $[0] (id 19)`; nothing where it would say no more than the location.
fn first(finding: &Finding) -> Option<String> {
    let example = &finding.example;
    let says_more = example.value.is_some() || example.row.is_some() || example.at.contains('[');
    if !says_more {
        return None;
    }
    let location = finding.location.to_string();
    let at = place(&location, &example.at);
    let mut text = String::from("first");
    if let Some(value) = &example.value {
        text.push(' ');
        text.push_str(value);
    }
    if at != location {
        text.push_str(" at ");
        text.push_str(at);
    }
    if let Some(row) = example.row {
        text.push_str(&format!(" (id {row})"));
    }
    (text != "first").then_some(text)
}

/// Cuts from `at` what the location says already: `$[*].order_id` and `$[0].order_id` give `$[0]`.
fn place<'a>(location: &str, at: &'a str) -> &'a str {
    let tail = location.rsplit_once("[*]").map(|(_, tail)| tail);
    tail.filter(|tail| !tail.is_empty())
        .and_then(|tail| at.strip_suffix(tail))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Location;
    use crate::report::sample;

    #[test]
    fn a_finding_is_one_line_with_place_measure_reason_and_first_instance() {
        assert_eq!(
            line(&sample::wrong_type()),
            "$[*].order_id · 10 of 10 rows · integer or null expected, string found · \
             first \"47\" at $[0] (id 19)"
        );
        assert_eq!(
            line(&sample::wrong_total()),
            "header X-WP-Total · 1 of 6 responses · 60, the rows of all pages expected, \
             59 found · first 59"
        );
    }

    #[test]
    fn whole_sentences_are_not_run_together() {
        let mut finding = sample::wrong_total();
        finding.location = Location::Status;
        finding.cause.expected = "201 with a `Location` header.".to_owned();
        finding.cause.found = "200 without one.".to_owned();
        finding.example.value = None;
        assert_eq!(
            line(&finding),
            "status · 1 of 6 responses · expected: 201 with a `Location` header. · \
             found: 200 without one."
        );
    }

    #[test]
    fn rows_of_several_answers_say_so() {
        let mut finding = sample::wrong_type();
        finding.tally.bad = 32;
        finding.tally.judged = 60;
        finding.tally.exchanges = 6;
        assert!(line(&finding).contains("· 32 of 60 rows in 6 responses ·"));
    }

    #[test]
    fn only_the_part_of_the_place_that_is_new_is_printed() {
        assert_eq!(place("$[*].order_id", "$[3].order_id"), "$[3]");
        assert_eq!(
            place("$[*].meta_data[*].value", "$[0].meta_data[2].value"),
            "$[0].meta_data[2]"
        );
        assert_eq!(place("$.status", "$.status"), "$.status");
    }
}
