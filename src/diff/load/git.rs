use std::path::Path;
use std::process::{Command, Stdio};

use super::LoadError;

/// Reads `path` as it stood at `revision`, through `git show`: no checkout, no write.
///
/// A path that starts with `./` or `../` is taken from the current directory, any other from
/// there too, as every other path on the command line is.
pub(super) fn show(directory: &Path, revision: &str, path: &str) -> Result<Vec<u8>, LoadError> {
    let name = format!("{revision}:{path}");
    if revision.starts_with('-') {
        return Err(LoadError::Git {
            name,
            problem: "a revision cannot start with a dash".to_owned(),
        });
    }
    let relative = if path.starts_with("./") || path.starts_with("../") || path.starts_with('/') {
        path.to_owned()
    } else {
        format!("./{path}")
    };
    let output = Command::new("git")
        .arg("show")
        .arg("--end-of-options")
        .arg(format!("{revision}:{relative}"))
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| LoadError::GitMissing {
            name: name.clone(),
            source,
        })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(LoadError::Git {
        name,
        problem: said.lines().next().unwrap_or("it failed").trim().to_owned(),
    })
}
