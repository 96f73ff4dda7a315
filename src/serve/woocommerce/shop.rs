use serde_json::{Value, json};

use crate::serve::memberships::{Reading, local_text, utc_text};
use crate::serve::wordpress::{Answer, ApiRequest, Parameters, Problem};

fn id_of(parameters: &Parameters) -> Option<u64> {
    parameters
        .integer("id")
        .and_then(|id| u64::try_from(id).ok())
}

/// What WooCommerce says a manager may do with a resource.
pub(super) fn hints() -> Value {
    json!({"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]})
}

fn links(reading: &Reading<'_>, request: &ApiRequest, collection: &str, id: u64) -> Value {
    let url = |path: String| request.url_of(&format!("/wc/{}{path}", reading.version.as_str()));
    json!({
        "self": [{"href": url(format!("/{collection}/{id}")), "targetHints": hints()}],
        "collection": [{"href": url(format!("/{collection}"))}],
    })
}

fn order_links(reading: &Reading<'_>, request: &ApiRequest, id: u64, customer_id: u64) -> Value {
    let mut links = links(reading, request, "orders", id);
    let url = |path: String| request.url_of(&format!("/wc/{}{path}", reading.version.as_str()));
    let templates = url(format!("/orders/{id}/actions/email_templates"));
    links["email_templates"] = json!([{"embeddable": true, "href": templates}]);
    if customer_id > 0 {
        links["customer"] = json!([{"href": url(format!("/customers/{customer_id}"))}]);
    }
    links
}

/// `GET /orders/{id}`, minimal.
pub(crate) fn get_order(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let order = id_of(parameters)
        .and_then(|id| reading.store.orders.get(&id))
        .ok_or_else(|| {
            Problem::new(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        })?;
    let items: Vec<Value> = order
        .product_ids
        .iter()
        .map(|id| json!({"product_id": id, "quantity": 1}))
        .collect();
    Ok(Answer::ok(json!({
        "id": order.id,
        "parent_id": 0,
        "status": "completed",
        "currency": "USD",
        "date_created": local_text(order.created, &reading.time.zone),
        "date_created_gmt": utc_text(order.created),
        "total": "20.00",
        "customer_id": order.customer_id,
        "line_items": items,
        "meta_data": [],
        "_links": order_links(reading, request, order.id, order.customer_id),
    })))
}

/// `GET /products/{id}`, minimal. A variation answers here too.
pub(crate) fn get_product(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let product = id_of(parameters)
        .and_then(|id| reading.store.products.get(&id))
        .ok_or_else(|| Problem::new(404, "woocommerce_rest_product_invalid_id", "Invalid ID."))?;
    Ok(Answer::ok(json!({
        "id": product.id,
        "name": product.name,
        "type": product.kind.as_str(),
        "status": "publish",
        "parent_id": product.parent_id.unwrap_or_default(),
        "price": "20.00",
        "meta_data": [],
        "_links": links(reading, request, "products", product.id),
    })))
}

/// `GET /subscriptions/{id}`, minimal.
pub(crate) fn get_subscription(
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let subscription = id_of(parameters)
        .and_then(|id| reading.store.subscriptions.get(&id))
        .ok_or_else(|| {
            Problem::new(
                404,
                "woocommerce_rest_shop_subscription_invalid_id",
                "Invalid ID.",
            )
        })?;
    Ok(Answer::ok(json!({
        "id": subscription.id,
        "parent_id": subscription.order_id,
        "status": "active",
        "date_created": local_text(subscription.created, &reading.time.zone),
        "date_created_gmt": utc_text(subscription.created),
        "customer_id": subscription.customer_id,
        "billing_period": "month",
        "billing_interval": "1",
        "end_date_gmt": subscription.end.map(utc_text),
        "meta_data": [],
        "_links": links(reading, request, "subscriptions", subscription.id),
    })))
}
