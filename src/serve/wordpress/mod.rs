//! What WordPress's REST server does around every endpoint: parameters, schemas, errors, paging,
//! envelopes, indexes.

mod answer;
mod arg;
mod envelope;
mod fields;
mod paging;
mod parameters;
mod problem;
mod request;
mod route;
mod schema;
mod self_description;

pub(super) use answer::Answer;
pub(super) use arg::{Arg, Clean};
pub(super) use envelope::{envelop, wants_envelope};
pub(super) use fields::keep_fields;
pub(super) use paging::{Page, paged};
pub(super) use parameters::Parameters;
pub(super) use problem::Problem;
pub(super) use request::{ApiRequest, Scheme};
pub(super) use route::{Action, Endpoint, Permission, Route, RouteTable};
pub(super) use schema::{sanitize, validate};
pub(super) use self_description::{describe_namespace, describe_route, describe_routes};
