use std::io;

/// Why a recording could not be read or written to its end. Offsets count bytes from 0.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system rejected.
    #[error("reading the recording failed after entry {entries}, at byte {at}: {source}")]
    Read {
        /// Whole entries before.
        entries: usize,
        /// Where.
        at: u64,
        /// The cause.
        source: io::Error,
    },
    /// The operating system rejected.
    #[error("writing the recording failed after entry {entries}: {source}")]
    Write {
        /// Whole entries before.
        entries: usize,
        /// The cause.
        source: io::Error,
    },
    /// There is not one byte in it, or only white space.
    #[error("the file is empty; a HAR file is a JSON object with `log.entries`")]
    Empty,
    /// It is some other kind of file.
    #[error("this is {0}, not a HAR file; {advice}", advice = .0.advice())]
    NotHar(Mistaken),
    /// It is a JSON object, but none that holds entries.
    #[error(
        "the file is a JSON object without `log.entries`, so it is not a HAR file; \
         export the traffic again as \"HAR\" from the browser's network panel or the proxy"
    )]
    NoEntries,
    /// It is a collection of requests without responses.
    #[error(
        "the Postman collection holds no saved responses; save responses as examples, or run it \
         with newman and its JSON reporter and check the report"
    )]
    NoResponses,
    /// It breaks off before its end.
    #[error(
        "the recording is truncated at byte {at}, after entry {entries}; everything before that \
         was read; record or download it again for the rest"
    )]
    CutOff {
        /// Whole entries before.
        entries: usize,
        /// Its length.
        at: u64,
    },
    /// It is not JSON at some place.
    #[error(
        "the recording is not JSON at byte {at}, after entry {entries}: {expected} expected; \
         everything before that was read"
    )]
    Broken {
        /// Whole entries before.
        entries: usize,
        /// Where.
        at: u64,
        /// What JSON allows at that place.
        expected: &'static str,
    },
}

/// What was taken for a HAR file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistaken {
    /// It starts with the gzip magic (RFC 1952).
    Gzip,
    /// It starts with the magic of a zip archive.
    Zip,
    /// It is UTF-16 text.
    Utf16,
    /// An HTML or XML page.
    Markup,
    /// A JSON list.
    List,
    /// Anything else.
    Other,
}

impl Mistaken {
    fn advice(self) -> &'static str {
        match self {
            Self::Gzip => "unpack it first: gunzip -k FILE",
            Self::Zip => "unpack it first: unzip FILE",
            Self::Utf16 => "convert it first: iconv -f UTF-16 -t UTF-8 FILE > FILE.har",
            Self::Markup => "download or export the recording itself, not the page that shows it",
            Self::List | Self::Other => {
                "export the traffic as \"HAR\" from the browser's network panel or the proxy"
            }
        }
    }
}

impl std::fmt::Display for Mistaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Gzip => "a gzip file",
            Self::Zip => "a zip archive",
            Self::Utf16 => "UTF-16 text",
            Self::Markup => "an HTML or XML page",
            Self::List => "a JSON list",
            Self::Other => "not a JSON object",
        })
    }
}
