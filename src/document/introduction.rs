//! The introduction of an observed document: how to get in, pages, dates, errors.

use crate::interpret::Api;

/// The text with a place for whatever differs by version and release.
const TEXT: &str = include_str!("introduction.md");

/// The heading of the last part, which explains the document itself and not the API.
pub(crate) const ABOUT: &str = "About this document";

/// How a release writes dates (`docs/releases.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dates {
    /// `2026-03-01T09:30:00`
    Plain,
    /// `2026-03-01T09:30:00+00:00`, also where the time is the site's.
    WithZeroOffset,
}

impl Dates {
    const fn text(self) -> &'static str {
        match self {
            Self::Plain => {
                "Dates are `2026-03-01T09:30:00`, without an offset: they are not RFC 3339 \
                 `date-time`. Each comes twice, in the time zone of the site (`start_date`) and in \
                 UTC (`start_date_gmt`). Use the UTC one."
            }
            Self::WithZeroOffset => {
                "Dates are `2026-03-01T09:30:00+00:00`. Each comes twice, in the time zone of the \
                 site (`start_date`) and in UTC (`start_date_gmt`). The offset of the first is \
                 false. Use the UTC one."
            }
        }
    }
}

/// The introduction to a version, after a first paragraph of its own.
pub(super) fn introduction(api: Api, dates: Dates, lead: &str) -> String {
    let filters = match api {
        Api::V2 | Api::V3 => {
            "Memberships created in the same second have no fixed order; `orderby=id` gives them \
             one. Several filters are combined with AND."
        }
        Api::V4 => {
            "Memberships created in the same second have no fixed order; `orderby=id` gives them \
             one. Several filters are combined with AND. `plan` and `status` take lists, and an \
             unknown status means no filter at all."
        }
    };
    TEXT.trim_end()
        .replace("{about}", ABOUT)
        .replace("{lead}", lead)
        .replace("{api}", api.as_str())
        .replace("{filters}", filters)
        .replace("{dates}", dates.text())
}
