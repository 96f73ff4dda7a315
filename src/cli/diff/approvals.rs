use super::arguments::Diff;
use crate::cli::{Context, Error};
use crate::diff::{APPROVALS, Approvals};

/// Reads the approvals that were named, or those that lie in the current directory.
pub(super) fn read(arguments: &Diff, context: &Context) -> Result<Approvals, Error> {
    let path = match &arguments.approvals {
        Some(path) => context.directory.join(path),
        None => context.directory.join(APPROVALS),
    };
    if arguments.approvals.is_none() && !path.exists() {
        return Ok(Approvals::default());
    }
    let text = std::fs::read_to_string(&path).map_err(|source| Error::ReadFile {
        path: path.clone(),
        source,
    })?;
    toml::from_str(&text).map_err(|source| Error::Approvals {
        path,
        source: Box::new(source),
    })
}
