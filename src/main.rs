//! The `memberspec` binary.

use std::process::ExitCode;

use memberspec::cli::{Context, run};

fn main() -> ExitCode {
    run(std::env::args_os(), &mut Context::of_process()).into()
}
