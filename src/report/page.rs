use super::{Style, wrap};

/// How much a report for people tells beside the verdict and the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// What fits on one screen where nothing was found.
    #[default]
    Short,
    /// The known departures by name as well.
    Known,
    /// All of it: departures, instances of each check, the self-description of the site.
    Full,
}

/// The page that a report for people is laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Whether it has color.
    pub style: Style,
    /// How much it tells.
    pub detail: Detail,
    /// Its width in characters. Only lines that are there to be copied are longer.
    pub width: usize,
}

impl Page {
    /// The narrowest page that text is laid out for.
    const NARROWEST: usize = 60;

    /// A page without color for a file or a pipe.
    #[must_use]
    pub fn plain(detail: Detail) -> Self {
        Self {
            style: Style::Plain,
            detail,
            width: wrap::WIDTH,
        }
    }

    /// A page on a terminal of so many columns. Very wide lines are hard to read, so that it gets
    /// no wider than that of a file.
    #[must_use]
    pub fn terminal(style: Style, columns: usize) -> Self {
        Self {
            style,
            detail: Detail::Short,
            width: columns.clamp(Self::NARROWEST, wrap::WIDTH),
        }
    }

    /// Whether known departures are listed by name.
    pub(super) fn lists_known(self) -> bool {
        self.detail != Detail::Short
    }

    /// Whether everything is reported.
    pub(super) fn is_full(self) -> bool {
        self.detail == Detail::Full
    }
}
