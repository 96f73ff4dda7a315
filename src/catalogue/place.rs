/// `$.x` in a sign fits `$.x` and the rows' `$[*].x`; a star stands for any text: `$.date_*_gmt`,
/// `*.paused_date`. A plus at the end stands for one name: `$._links.+`.
pub(super) fn place_fits(pattern: &str, place: &str) -> bool {
    pattern.is_empty()
        || glob(pattern, place)
        || place
            .strip_prefix("$[*]")
            .is_some_and(|rest| glob(pattern, &format!("${rest}")))
}

/// Whether a text fits a pattern in which a star stands for any text, and a plus at the end for
/// one name.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    if let Some(start) = pattern.strip_suffix('+') {
        let name = text.strip_prefix(start);
        return name.is_some_and(|name| !name.is_empty() && !name.contains(['.', '[']));
    }
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::place_fits;

    #[test]
    fn a_place_of_the_item_fits_the_rows_too() {
        assert!(place_fits("$.order_id", "$[*].order_id"));
        assert!(place_fits("$.end_date*", "$[*].end_date_gmt"));
        assert!(place_fits("*.value", "$[*].meta_data[*].value"));
        assert!(place_fits("", "status"));
        assert!(place_fits("$.date_*_gmt", "$[*].date_created_gmt"));
        assert!(!place_fits("$.date_*_gmt", "$[*].date_created"));
        assert!(!place_fits("$.order_id", "$[*]._links.order_id"));
    }

    #[test]
    fn a_plus_stands_for_one_name() {
        assert!(place_fits("$._links.+", "$[*]._links.passport"));
        assert!(!place_fits("$._links.+", "$._links.self[*].targetHints"));
        assert!(!place_fits("$._links.+", "$._links."));
    }
}
