/// Documents nest, and so does the search through them: the stack must hold the deepest.
const STACK: usize = 512 * 1024 * 1024;

/// Runs on a stack that holds the deepest document, whatever thread calls. Memory is taken as far
/// as the stack is used.
pub(crate) fn deep<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK / 2, STACK, work)
}

/// Documents are read to a depth that takes far less (`load/limits.rs`).
const READING: usize = 16 * 1024 * 1024;

/// Runs on a stack that holds the deepest document while it is read.
pub(super) fn reading<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(READING / 2, READING, work)
}

#[cfg(test)]
mod tests {
    use super::super::load::Document;
    use super::super::{Comparison, Day, Options};

    /// A schema that leads to the next one through `anyOf`, so many times.
    fn chain(length: usize, last: &str) -> Document {
        let link = |at: usize| {
            format!(
                r##""s{at}":{{"anyOf":[{{"$ref":"#/components/schemas/s{}"}}]}},"##,
                at + 1
            )
        };
        let links: String = (0..length).map(link).collect();
        let text = format!(
            r##"{{"openapi":"3.1.0","info":{{"title":"t","version":"1"}},"paths":{{"/a":{{"get":
            {{"responses":{{"200":{{"description":"ok","content":{{"application/json":{{"schema":
            {{"$ref":"#/components/schemas/s0"}}}}}}}}}}}}}}}},"components":{{"schemas":
            {{{links}"s{length}":{{"type":"{last}"}}}}}}}}"##
        );
        Document::from_text("chain", &text).unwrap()
    }

    #[test]
    fn a_plain_thread_compares_what_goes_deep() {
        let compared = std::thread::spawn(|| {
            let (old, new) = (chain(1_500, "integer"), chain(1_500, "string"));
            let today = Day(jiff::civil::date(2026, 1, 1));
            Comparison::of(&old, &new, Options { today }).changes.len()
        });
        assert_ne!(compared.join().unwrap(), 0);
    }
}
