use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::source::{slashed, tidy};
use super::{LoadError, limits};

/// Reads files as they stood at a revision: one `git cat-file --batch` for all files of a document.
/// Nothing is checked out, and no filter of the repository runs.
#[derive(Debug, Default)]
pub(super) struct Git(Option<Batch>);

#[derive(Debug)]
struct Batch {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Where the current directory stands in the repository; empty in its root and in a bare one.
    prefix: String,
}

/// Bytes of the first line of a response.
const LINE: u64 = 64 * 1024;

impl Git {
    /// Reads `path`, taken from the current directory as every other path on the command line is.
    /// Symbolic links are followed within the revision.
    ///
    /// # Errors
    ///
    /// When git is not there, knows no such file, or the file is too large.
    pub(super) fn read(
        &mut self,
        directory: &Path,
        revision: &str,
        path: &str,
    ) -> Result<Vec<u8>, LoadError> {
        let name = format!("{revision}:{path}");
        let refused = |problem: &str| LoadError::Git {
            name: name.clone(),
            problem: problem.to_owned(),
        };
        if revision.starts_with('-') {
            return Err(refused("a revision cannot start with a dash"));
        }
        if name.contains(['\n', '\r', '\0']) {
            return Err(refused("its name contains a line break"));
        }
        let broken = |source| LoadError::Read {
            name: name.clone(),
            source,
        };
        if self.0.is_none() {
            self.0 = Some(Batch::start(directory, &name)?);
        }
        let Some(batch) = &mut self.0 else {
            return Err(refused("it could not be started"));
        };
        let within = tidy(&Path::new(&batch.prefix).join(path));
        if !(within.components()).all(|part| matches!(part, Component::Normal(_))) {
            return Err(refused("it is outside the repository"));
        }
        let line = batch
            .ask(&format!("{revision}:{}", slashed(&within)))
            .map_err(broken)?;
        let mut words = line.rsplit(' ');
        let size = words.next().and_then(|size| size.parse::<u64>().ok());
        match (size, words.next()) {
            (Some(size), Some("blob")) if size <= limits::BYTES as u64 => {
                batch.answer(size).map_err(broken)
            }
            (Some(_), Some("blob")) => {
                self.0 = None;
                Err(LoadError::TooLarge {
                    name,
                    limit: limits::BYTES,
                })
            }
            _ => {
                // What else follows is read to nobody's use.
                self.0 = None;
                Err(refused(if line.ends_with(" missing") {
                    "the file or the revision does not exist"
                } else if line.starts_with("symlink") {
                    "it is a link to a target outside the repository"
                } else {
                    "it is not a file in that revision"
                }))
            }
        }
    }
}

impl Batch {
    fn start(directory: &Path, name: &str) -> Result<Self, LoadError> {
        let missing = |source| LoadError::GitMissing {
            name: name.to_owned(),
            source,
        };
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command.args(arguments).current_dir(directory);
            command
        };
        let output = git(&["rev-parse", "--show-prefix"])
            .stdin(Stdio::null())
            .output()
            .map_err(missing)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(LoadError::Git {
                name: name.to_owned(),
                problem: said.lines().next().unwrap_or("it failed").trim().to_owned(),
            });
        }
        let prefix = String::from_utf8_lossy(&output.stdout);
        let mut child = git(&["cat-file", "--batch", "--follow-symlinks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(missing)?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(missing(io::Error::other("it has no input or output")));
        };
        Ok(Self {
            child,
            questions,
            answers: BufReader::new(answers),
            prefix: prefix.trim_end_matches('\n').to_owned(),
        })
    }

    /// Asks for a file; answers the line that tells its size.
    fn ask(&mut self, object: &str) -> io::Result<String> {
        writeln!(self.questions, "{object}")?;
        self.questions.flush()?;
        let mut line = String::new();
        (&mut self.answers).take(LINE).read_line(&mut line)?;
        if !line.ends_with('\n') {
            return Err(io::Error::other("git exited without output"));
        }
        line.pop();
        Ok(line)
    }

    /// Reads the bytes of the file, and the line break behind them.
    fn answer(&mut self, size: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.answers).take(size + 1).read_to_end(&mut bytes)?;
        if bytes.pop() != Some(b'\n') || bytes.len() as u64 != size {
            return Err(io::Error::other("git exited before the end of the file"));
        }
        Ok(bytes)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It may be in the middle of an answer that nobody reads.
        let _ended = self.child.kill();
        let _gone = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"];
        let done = Command::new("git")
            .args(identity)
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    #[test]
    fn files_of_a_revision_are_read_from_any_repository_and_from_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let (tree, bare) = (folder.path().join("tree"), folder.path().join("bare"));
        std::fs::create_dir_all(tree.join("api")).unwrap();
        std::fs::write(folder.path().join("secret"), "s3cret").unwrap();
        std::fs::write(tree.join("api/a b.yaml"), "a: 1\n").unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("api/a b.yaml", tree.join("link")).unwrap();
            std::os::unix::fs::symlink("../secret", tree.join("out")).unwrap();
        }
        git(&tree, &["init", "-q", "-b", "main"]);
        git(&tree, &["add", "-A"]);
        git(&tree, &["commit", "-q", "-m", "one"]);
        git(folder.path(), &["clone", "-q", "--bare", "tree", "bare"]);
        let read = |folder: &Path, paths: &[&str]| {
            let mut git = Git::default();
            let each = paths.iter().map(|path| {
                let read = git.read(folder, "main", path);
                read.map(|bytes| String::from_utf8(bytes).unwrap())
                    .map_err(|error| error.to_string())
            });
            each.collect::<Vec<_>>()
        };
        let whole = Ok("a: 1\n".to_owned());
        assert_eq!(
            read(&tree.join("api"), &["a b.yaml", "./a b.yaml"]),
            [whole.clone(), whole.clone()]
        );
        assert_eq!(
            read(&bare, &["api/a b.yaml", "link"]),
            [whole.clone(), whole]
        );
        for path in ["../secret", "/etc/passwd", "out", "api", "none", "a\nb"] {
            let refused = read(&tree, &[path]).remove(0).unwrap_err();
            assert!(!refused.contains("s3cret"), "{refused}");
        }
    }
}
