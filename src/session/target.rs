use std::path::PathBuf;

use crate::finding::{Subject, SubjectKind};
use crate::redact;

/// What is to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A HAR file.
    Recording(PathBuf),
    /// A site: its address, with or without `/wp-json`.
    Site(String),
    /// The embedded reference site, started on a free port of this machine for the session.
    Reference,
}

impl Target {
    /// It as the subject of a report, as far as it is known before anything is asked.
    #[must_use]
    pub fn subject(&self) -> Subject {
        let (name, kind) = match self {
            Self::Recording(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                (name.to_string_lossy().into_owned(), SubjectKind::Recording)
            }
            Self::Site(typed) => (redact::text(typed), SubjectKind::Site),
            Self::Reference => ("embedded reference site".to_owned(), SubjectKind::Reference),
        };
        Subject {
            name,
            kind,
            apis: Vec::new(),
        }
    }
}
