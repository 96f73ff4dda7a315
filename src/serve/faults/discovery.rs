//! The self-description of a site: its indexes and its responses to OPTIONS.

use serde_json::{Map, Value};

use super::{Class, Distortion, Effect, Fault, Needs};
use crate::exchange::Method;
use crate::serve::wordpress::Answer;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    change: fn(&mut Answer, &Distortion<'_>),
) -> Fault {
    Fault {
        id,
        class: Class::Semantics,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect: Effect::Answer(change),
    }
}

const ROUTES: &str = "routes-listed";
const DESCRIBED: &str = "self-described";

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "index-without-plan-items",
        "a plugin that hides routes from the index",
        ROUTES,
        |answer, distortion| unlist(answer, distortion, r"/plans/(?P<id>[\d]+)"),
    ),
    fault(
        "index-without-members",
        "an index from a cache that is older than the plugin",
        ROUTES,
        |answer, distortion| unlist(answer, distortion, "/members"),
    ),
    fault(
        "options-without-a-property",
        "a plugin that replaces the schema of memberships",
        DESCRIBED,
        |answer, distortion| {
            if let Some(properties) = described(answer, distortion, "/schema/properties") {
                properties.shift_remove("order_id");
            }
        },
    ),
    fault(
        "options-without-an-argument",
        "a plugin that replaces the collection parameters",
        DESCRIBED,
        |answer, distortion| {
            if let Some(arguments) = described(answer, distortion, "/endpoints/0/args") {
                arguments.shift_remove("customer");
            }
        },
    ),
];

fn unlist(answer: &mut Answer, distortion: &Distortion<'_>, tail: &str) {
    let route = &distortion.request.route;
    if route.ends_with("/memberships")
        && let Some(Value::Object(routes)) = answer.body.get_mut("routes")
    {
        routes.retain(|name, _| !name.ends_with(tail));
    }
}

fn described<'a>(
    answer: &'a mut Answer,
    distortion: &Distortion<'_>,
    place: &str,
) -> Option<&'a mut Map<String, Value>> {
    let is_description = distortion.request.method == Method::Options;
    let body = is_description.then_some(&mut answer.body)?;
    body.pointer_mut(place)?.as_object_mut()
}
