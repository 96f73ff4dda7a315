use std::io::Read;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;

use crate::input;

/// Bytes that one attached body may have. A page of 100 memberships has less than one MiB.
const LARGEST: u64 = 32 << 20;

/// Bytes that the bodies of a recording may have beyond what stands in it, attached and decompressed
/// ones together: many entries may name one large file, and a few bytes become many.
const ALL: u64 = 256 << 20;

/// The files beside a recording that hold its bodies, as Playwright writes them (`_file`), and how much
/// more its bodies may become.
///
/// A recording is untrusted: it may name regular files in its own folder and nothing else.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    folder: Option<PathBuf>,
    read: u64,
}

impl Attachments {
    /// Those beside a recording. A stream has nothing beside it.
    pub(super) fn beside(recording: &Path) -> Self {
        let is_stream = input::is_of_shell(recording);
        let absolute = std::path::absolute(recording).ok();
        let folder = absolute
            .as_deref()
            .and_then(Path::parent)
            .filter(|_| !is_stream)
            .and_then(|folder| folder.canonicalize().ok());
        Self { folder, read: 0 }
    }

    /// How many bytes more bodies may have.
    pub(super) fn left(&self) -> u64 {
        ALL - self.read
    }

    /// Counts bytes of bodies that do not stand in the recording.
    pub(super) fn take(&mut self, bytes: u64) {
        self.read = self.read.saturating_add(bytes).min(ALL);
    }

    /// The bytes of an attached body, if it may be read.
    pub(super) fn read(&mut self, name: &str) -> Option<Bytes> {
        let name = Path::new(name);
        let is_plain = (name.components()).all(|part| matches!(part, Component::Normal(_)));
        let folder = self.folder.as_deref().filter(|_| is_plain)?;
        // A link in the folder may lead out of it.
        let path = folder.join(name).canonicalize().ok()?;
        if !path.starts_with(folder) {
            return None;
        }
        let limit = LARGEST.min(self.left());
        let mut bytes = Vec::new();
        let file = input::open(&path).ok()?;
        let read = file.take(limit + 1).read_to_end(&mut bytes).ok()? as u64;
        self.take(read.min(limit));
        (read <= limit).then(|| Bytes::from(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_in_the_folder_of_the_recording_are_read() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("run");
        std::fs::create_dir_all(folder.join("resources")).unwrap();
        std::fs::write(outer.path().join("secret"), "[]").unwrap();
        std::fs::write(folder.join("a.json"), "[1]").unwrap();
        std::fs::write(folder.join("resources/b.json"), "[2]").unwrap();
        let mut attachments = Attachments::beside(&folder.join("x.har"));
        assert_eq!(attachments.read("a.json").as_deref(), Some(&b"[1]"[..]));
        assert_eq!(
            attachments.read("resources/b.json").as_deref(),
            Some(&b"[2]"[..])
        );
        let absolute = outer.path().join("secret");
        for name in [
            "../secret",
            absolute.to_str().unwrap(),
            "resources",
            "",
            "none",
        ] {
            assert_eq!(attachments.read(name), None, "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&absolute, folder.join("link")).unwrap();
            std::os::unix::fs::symlink("/dev/zero", folder.join("zero")).unwrap();
            assert_eq!(attachments.read("link"), None);
            assert_eq!(attachments.read("zero"), None);
        }
    }
}
