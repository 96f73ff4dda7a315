use serde_json::Value;

use super::dates::SiteTime;
use super::member::{CustomerData, Rendering, render_linked_member};
use crate::base::Api;
use crate::base::Release;
use crate::serve::data::Status;
use crate::serve::faults::{Effect, Fault};
use crate::serve::options::Subscriptions;
use crate::serve::store::{MemberOrder, MemberQuery, Members, StatusFilter, Store};
use crate::serve::wordpress::{Answer, ApiRequest, Page, Parameters, Problem, paged};

/// The first release with the argument `customer_data`.
const CUSTOMER_DATA: Release = Release::new(1, 26, 0);

/// What a read of the plugin's routes needs beside the request.
pub(crate) struct Reading<'a> {
    /// The tables.
    pub(crate) store: &'a Store,
    /// Clock and zone.
    pub(crate) time: &'a SiteTime,
    /// Whether Subscriptions is active.
    pub(crate) subscriptions: Subscriptions,
    /// The version of the route.
    pub(crate) version: Api,
    /// What the site does wrong.
    pub(crate) faults: &'a [&'static Fault],
    /// The release that the site returns as.
    pub(crate) release: Release,
}

impl<'a> Reading<'a> {
    /// How rows are rendered for a request.
    pub(crate) fn rendering(&self, request: &ApiRequest) -> Rendering<'a> {
        Rendering::new(
            self.store,
            self.time,
            self.subscriptions,
            self.version,
            request,
        )
    }
}

/// `GET /members/{id}`.
pub(crate) fn get_member(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let row = parameters
        .integer("id")
        .and_then(|id| u64::try_from(id).ok())
        .and_then(|id| reading.store.members.get(id))
        .ok_or_else(no_member)?;
    let rendering = reading.rendering(request);
    let body = render_linked_member(row, &rendering, customer_data(reading, parameters));
    Ok(Answer::ok(body))
}

/// The response to an id that is not a membership's.
pub(crate) fn no_member() -> Problem {
    Problem::new(
        404,
        "woocommerce_rest_invalid_wc_user_membership_id",
        "User Membership invalid or not found.",
    )
}

/// `GET /members`.
pub(crate) fn list_members(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let mut query = read_query(reading, parameters)?;
    let page = Page::read(parameters);
    let mut selected = page;
    for fault in reading.faults {
        if let Effect::List(distort) = fault.effect {
            distort(&mut query, &mut selected);
        }
    }
    let members: &Members = &reading.store.members;
    let (rows, total) = members.find(&query, selected.skip(), selected.take());
    let rendering = reading.rendering(request);
    let customer_data = customer_data(reading, parameters);
    let rows = rows
        .into_iter()
        .map(|row| render_linked_member(row, &rendering, customer_data))
        .collect();
    Ok(paged(request, parameters, page, rows, total))
}

/// 1.24 and 1.25 have another argument for it than 1.26 and later; 1.27.3 took it away.
fn customer_data(reading: &Reading<'_>, parameters: &Parameters) -> CustomerData {
    let release = reading.release;
    if release < CUSTOMER_DATA || release >= Release::DIRECTORY {
        let asks = parameters.text("_includes") == Some("customer_data");
        return match asks && release >= Release::NAMES && release < CUSTOMER_DATA {
            true => CustomerData::Filled,
            false => CustomerData::Empty,
        };
    }
    match parameters.get("customer_data") {
        Some(Value::String(text)) if text.is_empty() || text == "0" => CustomerData::Empty,
        Some(_) => CustomerData::Filled,
        None => CustomerData::Empty,
    }
}

fn read_query(reading: &Reading<'_>, parameters: &Parameters) -> Result<MemberQuery, Problem> {
    let store = reading.store;
    let mut query = MemberQuery {
        include: parameters.ids("include"),
        exclude: parameters.ids("exclude").unwrap_or_default(),
        order: read_order(parameters),
        ..MemberQuery::default()
    };
    match reading.version {
        Api::V4 => {
            query.status = statuses_v4(parameters);
            query.plans = parameters.ids("plan");
            query.customers = parameters
                .text("search")
                .filter(|text| !text.is_empty())
                .map(|text| customers_like(store, text));
        }
        Api::V2 | Api::V3 => {
            query.status = match parameters.text("status").and_then(Status::parse) {
                Some(status) => StatusFilter::OneOf(vec![status]),
                None => StatusFilter::Listed,
            };
            if let Some(text) = parameters.text("plan") {
                query.plans = Some(plan_of(store, text).into_iter().collect());
            }
        }
    }
    if reading.release < Release::TEXT_FILTERS && parameters.get("customer").is_some() {
        // Repaired in 1.12.3; PHP 8 does not forgive it (`docs/releases.md`).
        return Err(Problem::fatal());
    }
    // Up to 1.12.4 a number below 1 was no filter at all.
    let is_no_filter = |text: &str| {
        reading.release < Release::WRITES && text.parse::<i64>().is_ok_and(|id| id < 1)
    };
    if let Some(text) = parameters
        .text("customer")
        .filter(|text| !is_no_filter(text))
    {
        query.customer = store.find_customer(text);
        query.nothing |= query.customer.is_none();
    }
    query.order_id = id(parameters, "order");
    query.product_id = id(parameters, "product");
    if reading.subscriptions == Subscriptions::On {
        query.subscription_id = id(parameters, "subscription");
    }
    // `parent` and `parent_exclude` are undeclared and reach the database query, which wants lists:
    // a scalar `parent` is the end of PHP (`docs/observed.md#4`). A plan is a membership's parent.
    match parameters.get("parent") {
        Some(Value::Array(items)) => {
            let parents = items.iter().filter_map(integer_of).collect();
            query.plans = Some(parents);
        }
        Some(_) => return Err(Problem::fatal()),
        None => {}
    }
    if let Some(Value::Array(items)) = parameters.get("parent_exclude") {
        query.plans_not = items.iter().filter_map(integer_of).collect();
    }
    Ok(query)
}

fn integer_of(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

fn id(parameters: &Parameters, name: &str) -> Option<u64> {
    parameters
        .integer(name)
        .and_then(|id| u64::try_from(id).ok())
}

/// v4 filters by statuses that it knows, with or without `wcm-`; `any`, none and unknown ones
/// filter nothing, so the Trash is shown (`docs/observed.md#2`).
fn statuses_v4(parameters: &Parameters) -> StatusFilter {
    let Some(Value::Array(words)) = parameters.get("status") else {
        return StatusFilter::Everything;
    };
    let known: Option<Vec<Status>> = words
        .iter()
        .filter_map(Value::as_str)
        .map(|word| Status::parse(word.strip_prefix("wcm-").unwrap_or(word)))
        .collect();
    match known {
        Some(statuses) if !statuses.is_empty() => StatusFilter::OneOf(statuses),
        _ => StatusFilter::Everything,
    }
}

/// The plan of v2's and v3's `plan`: a slug, or an id. `21,34` loses its comma and is 2134.
fn plan_of(store: &Store, text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let id = digits.parse().ok()?;
        return store.plans.contains_key(&id).then_some(id);
    }
    store.plan_by_slug(text)
}

/// Customers with the text anywhere in what WordPress keeps as user meta (`docs/observed.md#2`).
fn customers_like(store: &Store, text: &str) -> Vec<u64> {
    let wanted = text.to_lowercase();
    store
        .customers
        .values()
        .filter(|customer| {
            [
                &customer.first_name,
                &customer.last_name,
                &customer.login,
                &customer.email,
                &customer.address,
                &customer.phone,
            ]
            .into_iter()
            .any(|value| value.to_lowercase().contains(&wanted))
        })
        .map(|customer| customer.id)
        .collect()
}

/// `orderby` is undeclared and obeyed; direction cannot be asked for, since `order` filters.
fn read_order(parameters: &Parameters) -> MemberOrder {
    match parameters.text("orderby") {
        Some("id" | "ID") => MemberOrder::HighestId,
        Some("title" | "name") => MemberOrder::LowestId,
        Some("include" | "post__in") if parameters.ids("include").is_some() => {
            MemberOrder::AsIncluded
        }
        _ => MemberOrder::NewestFirst,
    }
}
