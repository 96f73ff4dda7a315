use std::path::{Component, Path, PathBuf};

use super::source::{Outside, tidy};
use super::{Rim, Source};
use crate::input;

/// How far the references of a document may lead: to files of its folder or, where a git repository
/// holds that, of the repository.
#[derive(Debug)]
pub(super) struct Border(Option<PathBuf>);

impl Border {
    /// The border around a document that the user named.
    pub(super) fn around(source: &Source, rim: Rim<'_>) -> Self {
        if rim.outside == Outside::Allowed {
            return Self(None);
        }
        let folder = match source {
            Source::File(path) if !input::is_of_shell(path) => {
                let path = rim.directory.join(path);
                path.parent().map(Path::to_owned).unwrap_or(path)
            }
            _ => rim.directory.to_owned(),
        };
        // A folder that cannot be found holds nothing.
        let folder = folder.canonicalize().unwrap_or(folder);
        let repository = (folder.ancestors()).find(|folder| folder.join(".git").exists());
        Self(Some(
            repository.map_or_else(|| folder.clone(), Path::to_owned),
        ))
    }

    /// Whether a source lies within. What a path leads to counts, links resolved; what is not there
    /// lies where its path says. What git keeps for itself lies outside.
    pub(super) fn holds(&self, source: &Source, rim: Rim<'_>) -> bool {
        let (Some(border), Source::File(path)) = (&self.0, source) else {
            return true;
        };
        let path = tidy(&rim.directory.join(path));
        let real = real(&path);
        let Ok(within) = real.strip_prefix(border) else {
            return false;
        };
        (within.components()).all(|part| match part {
            Component::Normal(name) => !name.eq_ignore_ascii_case(".git"),
            Component::CurDir => true,
            _ => false,
        })
    }
}

/// A path with the links of all that is there resolved.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        // `..` behind what is not there leads nowhere.
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::load::Remote;

    fn rim(directory: &Path) -> Rim<'_> {
        Rim {
            directory,
            fetch: &|_| Err(String::new()),
            remote: Remote::Refused,
            outside: Outside::Refused,
        }
    }

    #[test]
    fn references_stay_in_the_folder_or_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        std::fs::create_dir_all(top.join("api/parts")).unwrap();
        std::fs::write(top.join("secret.yaml"), "a").unwrap();
        let document = Source::File("api/openapi.yaml".into());
        let holds =
            |border: &Border, path: &str| border.holds(&Source::File(path.into()), rim(top));
        let border = Border::around(&document, rim(top));
        assert!(holds(&border, "api/parts/a.yaml"));
        assert!(holds(&border, "api/new.yaml"));
        for outside in [
            "secret.yaml",
            "api/../secret.yaml",
            "/etc/passwd",
            "../x",
            "api/x/../../y",
        ] {
            assert!(!holds(&border, outside), "{outside}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(top.join("secret.yaml"), top.join("api/link.yaml")).unwrap();
            std::os::unix::fs::symlink(top, top.join("api/up")).unwrap();
            assert!(!holds(&border, "api/link.yaml"));
            assert!(!holds(&border, "api/up/secret.yaml"));
            assert!(!holds(&border, "api/up/none.yaml"));
        }
        std::fs::create_dir(top.join(".git")).unwrap();
        let border = Border::around(&document, rim(top));
        assert!(holds(&border, "secret.yaml"));
        assert!(!holds(&border, ".git/config"));
        assert!(!holds(&border, "../x"));
    }
}
