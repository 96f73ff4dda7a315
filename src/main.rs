//! The `memberspec` binary.

fn main() {}
