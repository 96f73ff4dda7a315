use std::path::Path;

use super::Context;
use crate::config;

/// Reads the configuration file that was named, or the one that lies in the current directory;
/// without either, nothing is set.
pub(super) fn read(named: Option<&Path>, context: &Context) -> Result<config::File, config::Error> {
    if let Some(path) = named {
        return config::load(&context.directory.join(path));
    }
    let default = context.directory.join(config::NAME);
    if default.exists() {
        config::load(&default)
    } else {
        Ok(config::File::default())
    }
}
