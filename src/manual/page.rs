use std::collections::BTreeMap;

use crate::report::markdown;

/// The deepest heading that the table of contents lists.
const LISTED: usize = 3;

/// A Markdown page in the making, and its headings.
#[derive(Default)]
pub(super) struct Page {
    body: String,
    contents: String,
    slugs: Slugs,
}

/// The anchors of the headings of a page.
#[derive(Default)]
pub(super) struct Slugs(BTreeMap<String, usize>);

impl Slugs {
    /// The anchor of a further heading, with a number where one of that title was there before, as
    /// on GitHub.
    pub(super) fn unique(&mut self, title: &str) -> String {
        let slug = slug(title);
        let count = self.0.entry(slug.clone()).or_default();
        *count += 1;
        match *count {
            1 => slug,
            more => format!("{slug}-{}", more - 1),
        }
    }
}

impl Page {
    /// A heading of level 2 or below; level 2 and 3 are in the table of contents.
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        let slug = self.slugs.unique(title);
        if level <= LISTED {
            let indent = "  ".repeat(level.saturating_sub(2));
            self.contents += &format!("{indent}- [{title}](#{slug})\n");
        }
        self.block(&format!("{} {title}", "#".repeat(level)));
    }

    /// A heading of level 3 that is not in the table of contents.
    pub(super) fn unlisted(&mut self, title: &str) {
        self.slugs.unique(title);
        self.block(&format!("### {title}"));
    }

    /// A paragraph, a list or any other block of Markdown; nothing where it is empty.
    pub(super) fn block(&mut self, text: &str) {
        let text = text.trim_end();
        if !text.is_empty() {
            self.body += text;
            self.body += "\n\n";
        }
    }

    /// A table; nothing where it has no rows.
    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
        for row in rows {
            text += &format!("| {} |\n", row.join(" | "));
        }
        self.block(&text);
    }

    /// A block of code.
    pub(super) fn code(&mut self, language: &str, text: &str) {
        self.block(&markdown::fenced(language, text.trim_end()));
    }

    /// What a reader opens; GitHub and books show it folded.
    pub(super) fn folded(&mut self, summary: &str, content: impl FnOnce(&mut Self)) {
        self.block(&format!(
            "<details>\n<summary>{}</summary>",
            in_html(summary)
        ));
        content(self);
        self.block("</details>");
    }

    /// The page below its title and first words, with the table of contents between them.
    pub(super) fn finish(self, start: &str) -> String {
        let Self { body, contents, .. } = self;
        format!(
            "{}\n\n## Contents\n\n{contents}\n{}\n",
            start.trim_end(),
            body.trim_end()
        )
    }
}

/// The anchor that GitHub and mdBook give a heading.
pub(super) fn slug(title: &str) -> String {
    title
        .chars()
        .filter_map(|character| match character {
            ' ' => Some('-'),
            '-' | '_' => Some(character),
            _ if character.is_alphanumeric() => Some(character.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

/// Words with code spans as HTML: Markdown is not read in an element.
fn in_html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let parts = escaped.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => format!("<code>{part}</code>"),
    });
    parts.collect()
}

/// Markdown of our own on one line of a table: bars escaped, code spans kept.
pub(super) fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_anchors_of_github_and_no_two_the_same() {
        let mut page = Page::default();
        page.heading(2, "`plan_name`: a name, or null");
        page.heading(3, "Errors");
        page.heading(3, "Errors");
        page.heading(4, "Deep");
        let text = page.finish("# Title");
        assert!(text.starts_with(
            "# Title\n\n## Contents\n\n- [`plan_name`: a name, or null](#plan_name-a-name-or-null)\n  \
             - [Errors](#errors)\n  - [Errors](#errors-1)\n\n## `plan_name`"
        ), "{text}");
    }
}
