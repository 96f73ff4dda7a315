//! The report as one HTML page that needs nothing else.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

use super::group::{by_operation, summary};
use crate::diff::{Change, Comparison, Spot, Verdict};
use crate::finding::Level;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;\
padding:0 1rem;color:#1c1e21;background:#fff}h2{margin-top:2rem;font-size:1.1rem}code{background:\
#f2f3f5;padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}article{border-left:4px solid \
#8aa;padding:.2rem 1rem;margin:1rem 0}.error{border-color:#c22}.warning{border-color:#c80}dl{\
display:grid;grid-template-columns:6rem 1fr;gap:.2rem;margin:.3rem 0}dd{margin:0}\
@media(prefers-color-scheme:dark){body{background:#16181c;color:#e4e6e9}code{background:#2a2d33}}";

type Page<'o> = Writer<&'o mut dyn Write>;

/// Writes the page.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<!DOCTYPE html>\n")?;
    let mut page = Writer::new_with_indent(out, b' ', 1);
    page.create_element("html")
        .with_attribute(("lang", "en"))
        .write_inner_content(|page| {
            page.create_element("head").write_inner_content(|page| {
                page.create_element("meta")
                    .with_attribute(("charset", "utf-8"))
                    .write_empty()?;
                page.create_element("meta")
                    .with_attribute(("name", "viewport"))
                    .with_attribute(("content", "width=device-width"))
                    .write_empty()?;
                text(page, "title", "API changes")?;
                text(page, "style", STYLE)
            })?;
            page.create_element("body")
                .write_inner_content(|page| body(comparison, page))?;
            Ok(())
        })?;
    page.get_mut().write_all(b"\n")
}

fn body(comparison: &Comparison, page: &mut Page<'_>) -> io::Result<()> {
    text(page, "h1", "API changes")?;
    text(page, "p", &summary(comparison))?;
    text(
        page,
        "p",
        &format!("{} → {}", comparison.old, comparison.new),
    )?;
    for stale in &comparison.stale {
        text(page, "p", &stale.to_string())?;
    }
    for group in by_operation(comparison) {
        let title = if group.title.is_empty() {
            "the document"
        } else {
            group.title
        };
        text(page, "h2", title)?;
        for change in &group.changes {
            page.create_element("article")
                .with_attribute(("class", change.level.as_str()))
                .with_attribute(("id", change.hash.as_str()))
                .write_inner_content(|page| article(change, page))?;
        }
    }
    Ok(())
}

fn article(change: &Change, page: &mut Page<'_>) -> io::Result<()> {
    page.create_element("p").write_inner_content(|page| {
        text(page, "strong", change.level.as_str())?;
        words(page, &format!(" {} ", change.what))?;
        text(page, "code", change.rule.id)
    })?;
    page.create_element("dl").write_inner_content(|page| {
        if !change.place.is_empty() {
            row(page, "at", &change.place)?;
        }
        for (label, spot) in [("before", &change.before), ("after", &change.after)] {
            if let Some(spot) = spot {
                row(page, label, &self::spot(spot))?;
            }
        }
        match &change.verdict {
            Verdict::Witnessed { value, .. } => row(page, "proof", &value.to_string())?,
            Verdict::Undecided(reason) => row(page, "undecided", &reason.to_string())?,
            Verdict::ByRule | Verdict::Harmless => {}
        }
        if let Some(approval) = &change.approved {
            row(
                page,
                "approved",
                &format!("{}: {}", approval.owner, approval.reason),
            )?;
        } else if change.level > Level::Info {
            row(page, "to do", change.rule.remedy)?;
        }
        if change.operations.len() > 1 {
            row(page, "also in", &change.operations[1..].join(", "))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn spot(spot: &Spot) -> String {
    format!("{}:{} {}", spot.file, spot.line, spot.text)
}

fn row(page: &mut Page<'_>, label: &str, value: &str) -> io::Result<()> {
    text(page, "dt", label)?;
    page.create_element("dd")
        .write_inner_content(|page| text(page, "code", value))?;
    Ok(())
}

fn text(page: &mut Page<'_>, element: &str, content: &str) -> io::Result<()> {
    page.create_element(element)
        .write_text_content(BytesText::new(content))?;
    Ok(())
}

fn words(page: &mut Page<'_>, content: &str) -> io::Result<()> {
    page.write_event(Event::Text(BytesText::new(content)))
}
