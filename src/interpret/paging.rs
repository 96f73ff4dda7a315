use super::Interpreted;

/// What a list request asked for and what the response's paging headers say (`docs/observed.md#4`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    /// The page asked for, from 1.
    pub page: u64,
    /// Rows per page asked for, or the default of 10.
    pub per_page: u64,
    /// The offset, if one was requested; it beats the page.
    pub offset: Option<i64>,
    /// `X-WP-Total`.
    pub total: Count,
    /// `X-WP-TotalPages`.
    pub pages: Count,
}

/// A header that holds a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Count {
    /// It is not there.
    Missing,
    /// It is there and is not an integer.
    Garbled(String),
    /// The number.
    Is(u64),
}

impl Count {
    /// The number, if there is one.
    #[must_use]
    pub(crate) fn number(&self) -> Option<u64> {
        match self {
            Self::Is(number) => Some(*number),
            _ => None,
        }
    }

    fn of(text: Option<&str>) -> Self {
        text.map_or(Self::Missing, |text| {
            text.trim()
                .parse()
                .map_or_else(|_| Self::Garbled(text.to_owned()), Self::Is)
        })
    }
}

impl Paging {
    /// Rows per page where the request does not say (`docs/observed.md#4`: a fixed 10, whatever the
    /// site's own setting).
    pub(crate) const DEFAULT: u64 = 10;

    /// How many rows come before those of the page; a page 0 is the first. `None` where a recording
    /// numbers a page beyond all counting.
    #[must_use]
    pub(crate) fn rows_before(&self) -> Option<u64> {
        self.page.saturating_sub(1).checked_mul(self.per_page)
    }

    /// Reads request and headers of a successful list response to GET or HEAD; `None` for anything
    /// else, and where `_envelope` moves the headers into the body.
    #[must_use]
    pub(crate) fn of(seen: &Interpreted<'_>) -> Option<Self> {
        use crate::exchange::Method;
        let is_list = seen.is_success()
            && seen.route().is_some_and(super::Route::is_list)
            && matches!(seen.method, Method::Get | Method::Head)
            && !seen.query.has("_envelope")
            // No response comes without header fields: the recorder left them out.
            && !seen.exchange.response.headers.is_empty();
        if !is_list {
            return None;
        }
        let number = |name: &str, default: u64| match seen.query.get(name) {
            Some(text) => text.trim().parse().ok(),
            None => Some(default),
        };
        let headers = &seen.exchange.response.headers;
        Some(Self {
            page: number("page", 1)?,
            per_page: number("per_page", Self::DEFAULT)?,
            offset: seen
                .query
                .get("offset")
                .and_then(|text| text.trim().parse().ok()),
            total: Count::of(headers.get("X-WP-Total")),
            pages: Count::of(headers.get("X-WP-TotalPages")),
        })
    }
}
