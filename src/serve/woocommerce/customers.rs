use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::shop::hints;
use crate::serve::data::Customer;
use crate::serve::memberships::{Reading, local_text, utc_text};
use crate::serve::wordpress::{Answer, ApiRequest, Page, Parameters, Problem, paged};

/// `GET /customers/{id}`.
pub(crate) fn get_customer(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let customer = parameters
        .integer("id")
        .and_then(|id| u64::try_from(id).ok())
        .and_then(|id| reading.store.customers.get(&id))
        .ok_or_else(|| Problem::new(404, "woocommerce_rest_invalid_id", "Invalid resource ID."))?;
    Ok(Answer::ok(render_customer(customer, reading, request)))
}

/// `GET /customers`, by e-mail address or all, the newest first.
pub(crate) fn list_customers(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Answer {
    let email = parameters.text("email");
    let found: Vec<&Customer> = reading
        .store
        .customers
        .values()
        .rev()
        .filter(|customer| email.is_none_or(|email| customer.email.eq_ignore_ascii_case(email)))
        .collect();
    let page = Page::read(parameters);
    let total = found.len() as u64;
    let rows = found
        .into_iter()
        .skip(page.skip())
        .take(page.take())
        .map(|customer| render_customer(customer, reading, request))
        .collect();
    paged(request, parameters, page, rows, total)
}

/// A customer as WooCommerce answers it, without the many properties that no membership needs.
pub(super) fn render_customer(
    customer: &Customer,
    reading: &Reading<'_>,
    request: &ApiRequest,
) -> Value {
    let version = reading.version.as_str();
    let zone: &TimeZone = &reading.time.zone;
    let local = |instant: Timestamp| local_text(instant, zone);
    let url = |path: &str| request.url_of(&format!("/wc/{version}{path}"));
    let address = json!({
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "address_1": customer.address,
        "phone": customer.phone,
        "email": customer.email,
    });
    json!({
        "id": customer.id,
        "date_created": local(customer.created),
        "date_created_gmt": utc_text(customer.created),
        "date_modified": null,
        "date_modified_gmt": null,
        "email": customer.email,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "role": "customer",
        "username": customer.login,
        "billing": address,
        "shipping": {},
        "is_paying_customer": false,
        "avatar_url": format!("https://avatar.example/{}?s=96", customer.id),
        "meta_data": [],
        "_links": {
            "self": [{"href": url(&format!("/customers/{}", customer.id)), "targetHints": hints()}],
            "collection": [{"href": url("/customers")}],
        },
    })
}
