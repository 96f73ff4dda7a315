//! Documents that are made to be slow, large or wrong: a clear error or an answer, in bounded time
//! and memory, however often a schema refers to others.
//!
//! Small ones are compared in every run. The large ones take minutes:
//! `cargo build --release && MEMBERSPEC_BINARY=target/release/memberspec cargo test --test e2e
//! bounds::large -- --ignored --nocapture` prints a line for each.

mod inputs;
mod large;
mod maker;
mod small;

use maker::Maker;

/// A document that can be made in any size, and an edited one to compare it with.
struct Hostile {
    name: &'static str,
    make: fn(usize, bool) -> String,
    /// Sizes for every run, and for the long one: near 5 MB, where that is not silly.
    small: usize,
    large: usize,
}

/// One line of the list of hostile documents.
const fn hostile(
    name: &'static str,
    small: usize,
    large: usize,
    make: fn(usize, bool) -> String,
) -> Hostile {
    Hostile {
        name,
        make,
        small,
        large,
    }
}

/// A document in which nothing is described.
const EMPTY: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1.0.0"},"paths":{}}"#;
