use std::fmt;

/// An HTTP request method (RFC 9110, section 9; PATCH: RFC 5789).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD.
    Head,
    /// OPTIONS.
    Options,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// Any other method, as sent.
    Other(Box<str>),
}

impl Method {
    /// The methods that the API itself knows, in the order in which a document lists them.
    pub const KNOWN: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Options,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
    ];

    /// Reads a method name; upper case is what HTTP sends, lower case is what OpenAPI writes.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        Self::KNOWN
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(name))
            .unwrap_or_else(|| Self::Other(name.into()))
    }

    /// The name as HTTP sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Other(name) => name,
        }
    }

    /// Whether the method never changes a site by itself: GET, HEAD and OPTIONS.
    ///
    /// WordPress lets `_method` and `X-HTTP-Method-Override` turn such a request into a write, so
    /// this alone is not proof of safety: see `Request::effective_method`.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Method;

    #[test]
    fn a_method_is_read_in_either_case_and_an_unknown_one_is_kept() {
        assert_eq!(Method::parse("get"), Method::Get);
        assert_eq!(Method::parse("PATCH"), Method::Patch);
        assert_eq!(Method::parse("QUERY").as_str(), "QUERY");
        assert!(!Method::parse("QUERY").is_safe());
    }
}
