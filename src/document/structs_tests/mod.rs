//! The structs of the model read and write what sites return, and accept what their schemas accept.

mod answers;
mod mutations;
mod readers;
mod recordings;
mod round_trips;
mod site;
