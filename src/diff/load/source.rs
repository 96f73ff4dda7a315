use std::fmt;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use url::Url;

use super::git::Git;
use super::{LoadError, limits};
use crate::input;

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A file as it stood at a git revision.
    Git {
        /// What `git rev-parse` understands.
        revision: String,
        /// Path from the current directory, with `/`.
        path: String,
    },
    /// An `http` or `https` URL.
    Url(Url),
}

/// Fetches a URL's body. The network belongs to the command line, not to this room.
pub(crate) type Fetch<'a> = &'a (dyn Fn(&Url) -> Result<Vec<u8>, String> + Sync);

/// What reading may touch of the world.
#[derive(Clone, Copy)]
pub struct Rim<'a> {
    /// The current directory.
    pub directory: &'a Path,
    /// Fetches the URLs that the user named.
    pub fetch: Fetch<'a>,
    /// Whether `$ref` may lead to other hosts.
    pub remote: Remote,
    /// Whether `$ref` may lead out of the folder or repository of the document.
    pub outside: Outside,
}

/// Whether a `$ref` may lead to files beside the folder of the document, or the repository that
/// holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It may not: the default.
    Refused,
    /// It may.
    Allowed,
}

/// Whether a `$ref` may lead to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remote {
    /// It may not: the default.
    Refused,
    /// It may.
    Allowed,
}

impl Source {
    /// Reads what a user wrote: `-`, a URL, `REVISION:PATH`, or a file. An existing file wins
    /// over a revision of the same spelling.
    #[must_use]
    pub fn parse(text: &str, directory: &Path) -> Self {
        if text == "-" {
            return Self::Stdin;
        }
        if (text.starts_with("http://") || text.starts_with("https://"))
            && let Ok(url) = Url::parse(text)
        {
            return Self::Url(url);
        }
        if !directory.join(text).exists()
            && let Some((revision, path)) = text.split_once(':')
            && revision.len() > 1
            && !path.is_empty()
        {
            return Self::Git {
                revision: revision.to_owned(),
                path: path.to_owned(),
            };
        }
        Self::File(PathBuf::from(text))
    }

    /// The file that is a recording of traffic, if it is one: which its ending tells.
    #[must_use]
    pub fn recording(&self) -> Option<&Path> {
        match self {
            Self::File(path) => input::is_recording(path).then_some(path.as_path()),
            _ => None,
        }
    }

    /// The same file at a git revision; other sources stay as they are.
    #[must_use]
    pub fn at_revision(self, revision: &str) -> Self {
        match self {
            Self::File(path) => Self::Git {
                revision: revision.to_owned(),
                path: slashed(&path),
            },
            other => other,
        }
    }

    /// Reads the bytes; `is_named` where the user named it, not a reference of a document.
    ///
    /// # Errors
    ///
    /// When the source cannot be read or is larger than any honest document.
    pub(super) fn read(
        &self,
        rim: Rim<'_>,
        git: &mut Git,
        is_named: bool,
    ) -> Result<Vec<u8>, LoadError> {
        let failed = |source| LoadError::Read {
            name: self.to_string(),
            source,
        };
        let bytes = match self {
            Self::File(path) => {
                let path = rim.directory.join(path);
                let opened = match is_named {
                    true => input::open_named(&path),
                    false => input::open(&path),
                };
                let read = opened.and_then(|file| {
                    let length = file.metadata().map_or(0, |metadata| metadata.len());
                    bounded(file, length)
                });
                read.map_err(failed)?
            }
            Self::Stdin => bounded(std::io::stdin(), 0).map_err(failed)?,
            Self::Git { revision, path } => git.read(rim.directory, revision, path)?,
            Self::Url(url) => (rim.fetch)(url).map_err(|problem| LoadError::Fetch {
                name: self.to_string(),
                problem,
            })?,
        };
        if bytes.len() > limits::BYTES {
            return Err(LoadError::TooLarge {
                name: self.to_string(),
                limit: limits::BYTES,
            });
        }
        Ok(bytes)
    }

    /// What a relative reference of this source leads to. `None` where it does not exist.
    pub(super) fn join(&self, reference: &str) -> Option<Self> {
        if reference.starts_with("http://") || reference.starts_with("https://") {
            return Url::parse(reference).ok().map(Self::Url);
        }
        let decoded = percent_encoding::percent_decode_str(reference)
            .decode_utf8()
            .ok()?;
        match self {
            Self::Url(url) => {
                let joined = url.join(reference).ok();
                joined
                    .filter(|url| matches!(url.scheme(), "http" | "https"))
                    .map(Self::Url)
            }
            Self::File(path) if input::is_of_shell(path) => {
                Some(Self::File(PathBuf::from(decoded.as_ref())))
            }
            Self::Stdin => Some(Self::File(PathBuf::from(decoded.as_ref()))),
            Self::File(path) => {
                let base = path.parent().unwrap_or_else(|| Path::new(""));
                Some(Self::File(tidy(&base.join(decoded.as_ref()))))
            }
            Self::Git { revision, path } => {
                let base = Path::new(path).parent().unwrap_or_else(|| Path::new(""));
                Some(Self::Git {
                    revision: revision.clone(),
                    path: slashed(&tidy(&base.join(decoded.as_ref()))),
                })
            }
        }
    }
}

/// Reads what has about that length, and never much more than is allowed.
fn bounded(reader: impl Read, length: u64) -> std::io::Result<Vec<u8>> {
    let length = length.min(limits::BYTES as u64) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    reader
        .take(limits::BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes `.` and inner `..` out of a path without asking the file system.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

pub(super) fn slashed(path: &Path) -> String {
    path.components()
        .map(|part| match part {
            Component::RootDir => std::borrow::Cow::Borrowed(""),
            part => part.as_os_str().to_string_lossy(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Stdin => f.write_str("standard input"),
            Self::Git { revision, path } => write!(f, "{revision}:{path}"),
            Self::Url(url) => {
                let mut url = url.clone();
                // A URL that cannot carry credentials has none to take out.
                let _none = url.set_password(None).and_then(|()| url.set_username(""));
                write!(f, "{url}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_word_becomes_a_source() {
        let here = Path::new("/nowhere");
        assert_eq!(Source::parse("-", here), Source::Stdin);
        assert!(matches!(
            Source::parse("https://shop.example/a.json", here),
            Source::Url(_)
        ));
        assert_eq!(
            Source::parse("main:openapi/openapi.yaml", here),
            Source::Git {
                revision: "main".to_owned(),
                path: "openapi/openapi.yaml".to_owned()
            }
        );
        assert_eq!(
            Source::parse("a/b.yaml", here),
            Source::File("a/b.yaml".into())
        );
        assert_eq!(
            Source::parse("C:\\b.yaml", here),
            Source::File("C:\\b.yaml".into())
        );
    }

    #[test]
    fn references_are_taken_from_the_file_that_holds_them() {
        let file = Source::File("api/root.yaml".into());
        assert_eq!(
            file.join("../x/./y.yaml"),
            Some(Source::File("x/y.yaml".into()))
        );
        let old = file.at_revision("v1");
        assert_eq!(
            old.join("y%20z.yaml").unwrap().to_string(),
            "v1:api/y z.yaml"
        );
    }

    #[test]
    fn credentials_in_a_url_are_not_shown() {
        let source = Source::parse("https://me:pass@shop.example/a.json", Path::new("/"));
        assert_eq!(source.to_string(), "https://shop.example/a.json");
    }
}
