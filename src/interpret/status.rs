/// The statuses of a membership that the plugin itself registers, as the API writes them, without
/// the prefix `wcm-` (`docs/observed.md#5`). Filters of other plugins may add more.
pub(crate) const MEMBER_STATUSES: [&str; 8] = [
    "active",
    "free_trial",
    "delayed",
    "complimentary",
    "pending",
    "paused",
    "expired",
    "cancelled",
];
