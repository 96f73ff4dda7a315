//! The reference manual of the API: one OpenAPI document in words, tables and examples, with what the
//! public documentation says otherwise beside each statement.

mod books;
mod data;
mod departures;
mod errors;
mod html;
mod json;
mod life_cycle;
mod operations;
mod page;
mod recipes;
mod schemas;
mod source;
mod types;
mod webhooks;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use books::KEPT;
pub(crate) use html::html;
pub(crate) use write::markdown;
