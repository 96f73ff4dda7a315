use std::path::Path;

/// Whether a path is a stream that the process was started with, such as the shell makes for
/// `<(…)`: somebody is there to write it, and it is not waited for in vain.
#[must_use]
pub(crate) fn is_of_shell(path: &Path) -> bool {
    let is_number = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| !name.is_empty() && name.bytes().all(|it| it.is_ascii_digit()))
    };
    let within = |folder: &str| path.parent() == Some(Path::new(folder));
    (within("/dev/fd") || within("/proc/self/fd")) && is_number(path)
        || ["/dev/stdin", "/dev/stdout", "/dev/stderr"]
            .iter()
            .any(|known| path == Path::new(known))
}
