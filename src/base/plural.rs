/// `1 exchange`, `2 exchanges`; for nouns whose plural ends in s.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let all = [0, 1, 2].map(|count| plural(count, "row"));
        assert_eq!(all, ["0 rows", "1 row", "2 rows"]);
    }
}
