use clap::ValueEnum;

/// Output format.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs: every field.
    Json,
}
