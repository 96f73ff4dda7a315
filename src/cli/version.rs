use super::{Context, Error, Exit};

/// Prints name and version.
pub(super) fn run(context: &mut Context) -> Result<Exit, Error> {
    writeln!(context.out, "memberspec {}", env!("CARGO_PKG_VERSION"))?;
    Ok(Exit::Conforms)
}
