//! The `memberspec` binary.

use std::process::ExitCode;

/// The documents and recordings that are read become trees of many small parts, on more threads
/// than one: the allocator of the system spends up to half of the run on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    memberspec::cli::main()
}
