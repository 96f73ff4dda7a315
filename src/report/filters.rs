//! What filters and folds the parts of a page.

use std::io;

use quick_xml::events::BytesText;

use super::html::{Page, text, words};

/// What filters the articles of a page. It runs from `file://` and asks nothing of anybody.
pub(crate) const SCRIPT: &str = include_str!("filter.js");

/// The filters of what this names, each with the name in the script and the label for people. The script
/// shows them, since without it they do nothing.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn filters(page: &mut Page<'_>, what: &str, names: &[(&str, &str)]) -> io::Result<()> {
    page.create_element("form")
        .with_attribute(("id", "filters"))
        .with_attribute(("class", "filters"))
        .with_attribute(("role", "search"))
        .with_attribute(("aria-label", what))
        .with_attribute(("hidden", "hidden"))
        .write_inner_content(|page| {
            page.create_element("label").write_inner_content(|page| {
                words(page, "Search")?;
                page.create_element("input")
                    .with_attribute(("name", "search"))
                    .with_attribute(("type", "search"))
                    .write_empty()?;
                Ok(())
            })?;
            for (name, label) in names {
                page.create_element("label").write_inner_content(|page| {
                    words(page, label)?;
                    page.create_element("select")
                        .with_attribute(("name", *name))
                        .write_inner_content(|page| {
                            page.create_element("option")
                                .with_attribute(("value", ""))
                                .write_text_content(BytesText::new("all"))?;
                            Ok(())
                        })?;
                    Ok(())
                })?;
            }
            page.create_element("output")
                .with_attribute(("id", "shown"))
                .with_attribute(("aria-live", "polite"))
                .write_text_content(BytesText::new(""))?;
            Ok(())
        })?;
    Ok(())
}

/// What is folded until somebody opens it.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn folded(
    page: &mut Page<'_>,
    title: &str,
    content: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
) -> io::Result<()> {
    page.create_element("details").write_inner_content(|page| {
        text(page, "summary", title)?;
        content(page)
    })?;
    Ok(())
}
