use serde_json::Value;

use super::member_list::Reading;
use super::plan::render_plan;
use crate::serve::data::{Plan, PostStatus};
use crate::serve::wordpress::{Answer, ApiRequest, Page, Parameters, Problem, paged};

/// `GET /plans/{id}`: drafts, private and trashed plans too (`docs/observed.md#6`).
pub(crate) fn get_plan(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let plan = parameters
        .integer("id")
        .and_then(|id| u64::try_from(id).ok())
        .and_then(|id| reading.store.plans.get(&id))
        .ok_or_else(|| {
            Problem::new(
                404,
                "woocommerce_rest_invalid_wc_membership_plan_id",
                "Membership Plan invalid or not found.",
            )
        })?;
    Ok(Answer::ok(render_plan(plan, &reading.rendering(request))))
}

/// `GET /plans`. `search` is declared and does nothing; `status`, `slug`, `orderby` and `order` are
/// undeclared and obeyed (`docs/observed.md#4`).
pub(crate) fn list_plans(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let statuses = statuses(parameters);
    let include = parameters.ids("include");
    let exclude = parameters.ids("exclude").unwrap_or_default();
    let slug = parameters.text("slug").or_else(|| parameters.text("name"));
    let mut plans: Vec<&Plan> = reading
        .store
        .plans
        .values()
        .filter(|plan| {
            statuses
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&plan.status))
        })
        .filter(|plan| match &include {
            Some(ids) => ids.contains(&plan.id),
            None => !exclude.contains(&plan.id),
        })
        .filter(|plan| slug.is_none_or(|slug| plan.slug == slug))
        .collect();
    match parameters.text("orderby") {
        Some("title") => plans.sort_by_key(|plan| plan.name.to_lowercase()),
        Some("id" | "ID") => plans.sort_by_key(|plan| plan.id),
        _ => plans.sort_by_key(|plan| (plan.created, plan.id)),
    }
    let ascending = parameters
        .text("order")
        .is_some_and(|order| order.eq_ignore_ascii_case("asc"));
    if !ascending {
        plans.reverse();
    }
    let page = Page::read(parameters);
    let total = plans.len() as u64;
    let rendering = reading.rendering(request);
    let rows: Vec<Value> = plans
        .into_iter()
        .skip(page.skip())
        .take(page.take())
        .map(|plan| render_plan(plan, &rendering))
        .collect();
    Ok(paged(request, parameters, page, rows, total))
}

/// The statuses shown: published by default, all but the Trash for `any`, all for an unknown one.
fn statuses(parameters: &Parameters) -> Option<Vec<PostStatus>> {
    let words: Vec<&str> = match parameters
        .get("status")
        .or_else(|| parameters.get("post_status"))
    {
        Some(Value::String(text)) => text.split(',').collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => vec!["publish"],
    };
    if words.contains(&"any") {
        return Some(vec![
            PostStatus::Publish,
            PostStatus::Draft,
            PostStatus::Private,
        ]);
    }
    let known: Vec<PostStatus> = words.into_iter().filter_map(PostStatus::parse).collect();
    (!known.is_empty()).then_some(known)
}
