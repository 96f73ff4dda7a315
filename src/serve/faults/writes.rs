use serde_json::Value;

use super::{Class, Distortion, Effect, Fault, Needs, WriteFault};
use crate::exchange::Method;
use crate::serve::auth::{Access, Identity};
use crate::serve::wordpress::{Answer, Problem};

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Writes,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Writes,
        effect,
    }
}

const fn on_write(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    what: WriteFault,
) -> Fault {
    fault(id, imitates, found_by, Effect::Write(what))
}

/// Ids of memberships that are made after the start: behind those of the seed.
const NEW: std::ops::Range<u64> = 122..2_000;

/// Changes the list of results of each kind in the response to a batch.
fn each_result(answer: &mut Answer, distortion: &Distortion<'_>, change: fn(&mut Vec<Value>)) {
    if !distortion.request.route.ends_with("/batch") {
        return;
    }
    for kind in ["create", "update", "delete"] {
        if let Some(Value::Array(list)) = answer.body.get_mut(kind) {
            change(list);
        }
    }
}

pub(super) static FAULTS: &[Fault] = &[
    on_write(
        "create-ignores-status",
        "a filter that makes every new membership active",
        "write-create",
        WriteFault::CreateIgnoresStatus,
    ),
    on_write(
        "pause-leaves-no-date",
        "a plugin that sets the post status directly, without Memberships",
        "write-status",
        WriteFault::PauseLeavesNoDate,
    ),
    on_write(
        "resume-keeps-end",
        "a filter that prevents longer memberships",
        "write-status",
        WriteFault::ResumeKeepsEnd,
    ),
    on_write(
        "cancel-clears-end",
        "a plugin that ends cancelled memberships immediately",
        "write-status",
        WriteFault::CancelClearsEnd,
    ),
    on_write(
        "update-touches-neighbour",
        "a query without its WHERE clause",
        "write-side-effect",
        WriteFault::UpdateTouchesNeighbour,
    ),
    on_write(
        "update-is-lost",
        "a delayed database replica",
        "write-read-back",
        WriteFault::UpdateIsLost,
    ),
    on_write(
        "delete-trashes",
        "a plugin that moves deleted rows to the Trash",
        "write-delete",
        WriteFault::DeleteTrashes,
    ),
    on_write(
        "delete-is-lost",
        "a database replica that is never caught up",
        "write-delete",
        WriteFault::DeleteIsLost,
    ),
    fault(
        "creates-refused",
        "a plugin that allows memberships by orders only",
        "write-create",
        Effect::Identity(|identity, request| {
            let is_create = request.method == Method::Post && request.route.ends_with("/members");
            let is_paused = request.body.windows(8).any(|it| it == b"\"paused\"");
            if is_create && is_paused {
                let code = "woocommerce_rest_orders_only";
                return Err(Problem::new(400, code, "Only orders make members."));
            }
            identity
        }),
    ),
    fault(
        "new-members-not-listed",
        "a search index that is filled once an hour",
        "write-create",
        Effect::List(|query, _| query.exclude.extend(NEW)),
    ),
    fault(
        "new-members-not-in-their-customers-list",
        "a cache of lists by customer",
        "write-create",
        Effect::List(|query, _| {
            if query.customer.is_some() {
                query.exclude.extend(NEW);
            }
        }),
    ),
    fault(
        "batch-without-errors",
        "a filter that removes failed items from a batch",
        "write-batch",
        Effect::Answer(|answer, distortion| {
            each_result(answer, distortion, |list| {
                list.retain(|item| item.get("error").is_none());
            });
        }),
    ),
    fault(
        "batch-in-another-order",
        "a filter that puts failed items first",
        "write-batch",
        Effect::Answer(|answer, distortion| {
            let is_create = answer.body.get("create").is_some();
            if !is_create {
                each_result(answer, distortion, |list| list.reverse());
            }
        }),
    ),
    on_write(
        "delete-takes-neighbour",
        "a clean-up job on the wrong hook",
        "write-side-effect",
        WriteFault::DeleteTakesNeighbour,
    ),
    on_write(
        "refused-create-stays",
        "an error thrown after the row was created",
        "write-refusal",
        WriteFault::RefusedCreateStays,
    ),
    on_write(
        "duplicates-allowed",
        "a membership created by two concurrent checkouts",
        "write-refusal",
        WriteFault::DuplicatesAllowed,
    ),
    on_write(
        "meta-is-appended",
        "a plugin that uses add_post_meta",
        "write-meta",
        WriteFault::MetaIsAppended,
    ),
    on_write(
        "dates-read-as-site-time",
        "a server whose PHP zone is not UTC",
        "write-dates",
        WriteFault::DatesReadAsSiteTime,
    ),
    on_write(
        "transfer-copies",
        "a transfer plugin that keeps the old owner's membership",
        "write-side-effect",
        WriteFault::TransferCopies,
    ),
    fault(
        "create-answers-201",
        "a gateway that follows REST conventions",
        "write-create",
        Effect::Answer(|answer, distortion| {
            let route = &distortion.request.route;
            if answer.status == 200
                && distortion.request.method == Method::Post
                && route.ends_with("/members")
            {
                answer.status = 201;
            }
        }),
    ),
    fault(
        "delete-without-previous",
        "a filter that shortens the response to a delete",
        "write-delete",
        Effect::Answer(|answer, _| {
            if let Value::Object(body) = &mut answer.body
                && body.contains_key("deleted")
            {
                body.shift_remove("previous");
            }
        }),
    ),
    fault(
        "read-key-writes",
        "an authentication plugin that ignores a key's permissions",
        "write-permission",
        Effect::Identity(|identity, _| match identity {
            Ok(Identity::Manager(_)) => Ok(Identity::Manager(Access::ReadWrite)),
            other => other,
        }),
    ),
];
