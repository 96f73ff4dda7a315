//! One HTML page that needs nothing else: what the pages of reports have in common. All text goes
//! through [`words`] and [`text`], which escape it.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};
use sha2::{Digest, Sha256};

use super::printable::printable;

/// The style sheet. Levels are told by their words, colors only help; each color stands at least
/// 4.5 : 1 against its ground in both schemes.
const STYLE: &str = include_str!("html.css");

pub(crate) type Page<'o> = Writer<&'o mut dyn Write>;

/// Writes a page around its body. The page may run this script of ours and nothing else, whatever a
/// site put into the report.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn page(
    out: &mut dyn Write,
    title: &str,
    script: Option<&str>,
    body: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"<!DOCTYPE html>\n")?;
    let allowed = script.map_or(String::new(), |script| {
        format!(" script-src {};", source(script))
    });
    let policy = format!(
        "default-src 'none'; style-src {};{allowed} base-uri 'none'; form-action 'none'",
        source(STYLE)
    );
    let mut page = Writer::new(out);
    page.create_element("html")
        .with_attribute(("lang", "en"))
        .write_inner_content(|page| {
            page.create_element("head").write_inner_content(|page| {
                page.create_element("meta")
                    .with_attribute(("charset", "utf-8"))
                    .write_empty()?;
                page.create_element("meta")
                    .with_attribute(("http-equiv", "Content-Security-Policy"))
                    .with_attribute(("content", policy.as_str()))
                    .write_empty()?;
                page.create_element("meta")
                    .with_attribute(("name", "viewport"))
                    .with_attribute(("content", "width=device-width, initial-scale=1"))
                    .write_empty()?;
                text(page, "title", title)?;
                // Our own text: it has line breaks, and nothing that HTML would read as markup.
                page.create_element("style")
                    .write_text_content(BytesText::from_escaped(STYLE))?;
                Ok(())
            })?;
            page.create_element("body").write_inner_content(|page| {
                body(page)?;
                // HTML reads what is in a script as it is, up to its end.
                if let Some(script) = script {
                    page.create_element("script")
                        .write_text_content(BytesText::from_escaped(script))?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
    page.get_mut().write_all(b"\n")
}

/// A source of the content security policy: the digest of a text of ours.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// An element with a class.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn classed(
    page: &mut Page<'_>,
    element: &str,
    class: &str,
    content: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
) -> io::Result<()> {
    page.create_element(element)
        .with_attribute(("class", class))
        .write_inner_content(content)?;
    Ok(())
}

/// An element that holds a text.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn text(page: &mut Page<'_>, element: &str, content: &str) -> io::Result<()> {
    let element_of = page.create_element(element);
    if element == "code" {
        element_of.write_text_content(BytesText::new(&printable(content)))?;
    } else {
        element_of.write_inner_content(|page| words(page, content))?;
    }
    Ok(())
}

/// Words, with what stands between backticks as code.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn words(page: &mut Page<'_>, content: &str) -> io::Result<()> {
    let parts: Vec<&str> = content.split('`').collect();
    // A backtick without another one stands for itself.
    if parts.len().is_multiple_of(2) {
        return page.write_event(Event::Text(BytesText::new(&printable(content))));
    }
    for (at, part) in parts.into_iter().enumerate() {
        if at.is_multiple_of(2) {
            page.write_event(Event::Text(BytesText::new(&printable(part))))?;
        } else {
            text(page, "code", part)?;
        }
    }
    Ok(())
}
