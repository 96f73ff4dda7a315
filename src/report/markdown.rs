//! Text inside Markdown (GitHub's flavour): nothing in it may become markup.

use std::io::{self, Write};

/// Markdown of at most so many bytes, written in blocks that stand whole or are left out.
pub(crate) struct Bounded<'w> {
    out: &'w mut dyn Write,
    room: usize,
}

impl<'w> Bounded<'w> {
    /// GitHub rejects a comment of more than 65,536 characters; some are for what says that
    /// something was left out.
    const ROOM: usize = 56_000;

    pub(crate) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            room: Self::ROOM,
        }
    }

    /// Writes a line, or several, if there is room; gives back whether there was.
    ///
    /// # Errors
    ///
    /// Whatever the writer says.
    pub(crate) fn add(&mut self, text: &str) -> io::Result<bool> {
        let Some(room) = self.room.checked_sub(text.len() + 1) else {
            return Ok(false);
        };
        self.room = room;
        writeln!(self.out, "{text}")?;
        Ok(true)
    }

    /// Writes the first of these blocks, at most so many, and how many more of what there are.
    ///
    /// # Errors
    ///
    /// Whatever the writer says.
    pub(crate) fn add_all(
        &mut self,
        blocks: impl IntoIterator<Item = String>,
        most: usize,
        rest: impl Fn(usize) -> String,
    ) -> io::Result<()> {
        let (mut count, mut left) = (0, 0);
        for block in blocks {
            // One that is left out ends the list, so that it is the first ones that are seen.
            if left > 0 || count == most || !self.add(&block)? {
                left += 1;
            } else {
                count += 1;
            }
        }
        if left > 0 {
            writeln!(self.out, "{}", rest(left))?;
        }
        Ok(())
    }
}

/// Text for a table cell or a paragraph, on one line.
pub(crate) fn cell(text: &str) -> String {
    let words = text
        .split([' ', '\n', '\r', '\t'])
        .map(|word| match is_live(word) {
            true => code(word),
            false => escaped(word),
        });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether GitHub makes something of a word that no escape takes from it: an address that it links, a
/// person whom it notifies, an issue that it mentions.
fn is_live(word: &str) -> bool {
    let follows = |mark: char, wanted: fn(char) -> bool| {
        let mut parts = word.split(mark).skip(1);
        parts.any(|it| it.starts_with(wanted))
    };
    word.contains("://")
        || word.contains('@')
        || word.to_ascii_lowercase().contains("www.")
        || follows('#', |it| it.is_ascii_digit())
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
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
    fn what_has_no_room_is_counted() {
        let mut text = Vec::new();
        let mut out = Bounded::new(&mut text);
        let lines = (0..100_000).map(|number| format!("- {number}"));
        out.add_all(lines, usize::MAX, |left| format!("- and {left} more"))
            .unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.len() < 60_000);
        let count = text.lines().count() - 1;
        assert!(text.ends_with(&format!("\n- and {} more\n", 100_000 - count)));
    }

    #[test]
    fn nothing_from_a_site_links_notifies_or_mentions() {
        for (text, safe) in [
            ("found @octocat here", "found `@octocat` here"),
            (
                "\"https://evil.example/|\"",
                "`\"https://evil.example/\\|\"`",
            ),
            ("WWW.evil.example, #12", "`WWW.evil.example,` `#12`"),
            ("mail a@b.example `x", "mail `a@b.example` \\`x"),
            ("[x](http://e) #a", "`[x](http://e)` \\#a"),
        ] {
            assert_eq!(cell(text), safe);
        }
    }

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
