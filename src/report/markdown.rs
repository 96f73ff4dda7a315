//! Text inside Markdown (GitHub's flavour): nothing in it may become markup.

/// Text for a table cell or a paragraph, on one line.
pub(crate) fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => safe.push(' '),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '$' | '~' => {
                safe.push('\\');
                safe.push(character);
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// A code span for a table cell: bars escaped.
pub(crate) fn code(text: &str) -> String {
    span(&text.replace('|', "\\|"))
}

/// A code span outside tables: fenced by more backticks than it holds.
pub(crate) fn span(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// A code block, fenced by more backticks than it holds.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_site_becomes_markup() {
        assert_eq!(
            cell("a|b <img src=x> `c`\n*d*"),
            "a\\|b &lt;img src=x&gt; \\`c\\` \\*d\\*"
        );
        assert_eq!(code("a `b` | c"), "``a `b` \\| c``");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(fenced("json", "```\nx"), "````json\n```\nx\n````\n");
    }
}
