/// Below this likeness a suggestion is noise.
const CLOSE: f64 = 0.75;

/// The known name that somebody most likely meant, if any is close: for "did you mean".
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|it| (strsim::jaro_winkler(it, name), it))
        .filter(|(likeness, _)| *likeness > CLOSE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_close_name_is_suggested() {
        let known = ["page-size", "page-sequence", "schema"];
        assert_eq!(nearest("page-siez", known), Some("page-size"));
        assert_eq!(nearest("xyz", known), None);
    }
}
