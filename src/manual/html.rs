use std::io::{self, Write};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};
use quick_xml::events::BytesText;

use super::life_cycle;
use super::page::Slugs;
use crate::report::html::page;

/// The only elements that a manual has as HTML: anchors, line breaks, and what is folded.
const ELEMENTS: [&str; 7] = [
    "<a id=\"",
    "</a>",
    "<br>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
];

/// Opens a table that scrolls where it does not fit, by keyboard too.
const SCROLL: &str = "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">";

/// Writes a manual in Markdown as one HTML page that needs nothing else.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn html(markdown: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = markdown.lines().next().unwrap_or_default();
    let title = title.trim_start_matches(['#', ' ']);
    let mut body = String::new();
    html::push_html(&mut body, events(markdown).into_iter());
    page(out, title, None, |page| {
        page.create_element("main")
            .with_attribute(("class", "manual"))
            .write_text_content(BytesText::from_escaped(body))?;
        Ok(())
    })
}

fn events(markdown: &str) -> Vec<Event<'_>> {
    let parsed: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let mut events = Vec::with_capacity(parsed.len());
    let mut slugs = Slugs::default();
    let mut is_drawn = false;
    for (at, event) in parsed.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inside = parsed.iter().skip(at + 1);
                let title: String = inside
                    .take_while(|it| !matches!(it, Event::End(TagEnd::Heading(_))))
                    .map(|it| match it {
                        Event::Text(text) | Event::Code(text) => text.as_ref(),
                        _ => "",
                    })
                    .collect();
                events.push(Event::Start(Tag::Heading {
                    level: *level,
                    id: Some(slugs.unique(&title).into()),
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
                if language.as_ref() == "mermaid" =>
            {
                is_drawn = true;
                events.push(Event::Html(life_cycle::drawing().into()));
            }
            Event::End(TagEnd::CodeBlock) if is_drawn => is_drawn = false,
            _ if is_drawn => {}
            Event::Start(Tag::Table(_)) => {
                events.push(Event::Html(CowStr::Borrowed(SCROLL)));
                events.push(event.clone());
            }
            Event::End(TagEnd::Table) => {
                events.push(event.clone());
                events.push(Event::Html(CowStr::Borrowed("</div>\n")));
            }
            Event::Html(text) | Event::InlineHtml(text) if !is_ours(text) => {
                events.push(Event::Text(text.clone()));
            }
            _ => events.push(event.clone()),
        }
    }
    events
}

fn is_ours(text: &str) -> bool {
    ELEMENTS.iter().any(|element| text.starts_with(element))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(markdown: &str) -> String {
        let mut out = Vec::new();
        html(markdown, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn headings_have_anchors_tables_scroll_and_the_life_cycle_is_drawn() {
        let text = written(
            "# Title: manual\n\n## Dates\n\n| a | b |\n|---|---|\n| <a id=\"x.y\"></a>`y` | 1<br>2 |\n\n\
             ```mermaid\nstateDiagram-v2\n```\n\nend\n",
        );
        assert!(text.contains("<title>Title: manual</title>"), "{text}");
        assert!(text.contains("<h2 id=\"dates\">Dates</h2>"), "{text}");
        assert!(text.contains("tabindex=\"0\"><table>"), "{text}");
        assert!(text.contains("<a id=\"x.y\"></a><code>y</code>") && text.contains("1<br>2"));
        assert!(
            text.contains("<svg ") && !text.contains("stateDiagram"),
            "{text}"
        );
        assert!(text.contains("<p>end</p>"), "{text}");
    }

    #[test]
    fn no_other_element_is_written_and_no_part_is_elsewhere() {
        let text = written("# T\n\nword <img src=x> word\n\n<script>alert(1)</script>\n\n`<b>`\n");
        assert!(
            !text.contains("<img") && !text.contains("<script"),
            "{text}"
        );
        assert!(text.contains("&lt;b&gt;"), "{text}");
    }
}
