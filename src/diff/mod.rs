//! Two OpenAPI documents in, what changed between them and whom it breaks out.

pub mod load;
mod same;
pub mod schema;
pub mod subsume;
