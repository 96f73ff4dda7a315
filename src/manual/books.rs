use crate::base::Api;

/// The versions whose manual is kept in the repository: v3 is the one to use, and the manuals of the
/// others differ little from it.
pub(crate) const KEPT: [Api; 1] = [Api::V3];
