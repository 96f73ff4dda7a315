use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::dates::{SiteTime, local_text, utc_text};
use crate::base::Api;
use crate::serve::data::{Customer, Membership, Plan, ProfileField, ProfileValue};
use crate::serve::options::Subscriptions;
use crate::serve::store::Store;
use crate::serve::wordpress::ApiRequest;

/// What a row is rendered with.
pub(crate) struct Rendering<'a> {
    /// The tables.
    pub(crate) store: &'a Store,
    /// Clock and zone.
    pub(crate) time: &'a SiteTime,
    /// Whether Subscriptions is active.
    pub(crate) subscriptions: Subscriptions,
    /// The version of the route, which links carry.
    pub(crate) version: Api,
    /// `https://host`.
    pub(crate) home: String,
}

impl<'a> Rendering<'a> {
    /// For a request.
    pub(crate) fn new(
        store: &'a Store,
        time: &'a SiteTime,
        subscriptions: Subscriptions,
        version: Api,
        request: &ApiRequest,
    ) -> Self {
        Self {
            store,
            time,
            subscriptions,
            version,
            home: request.home(),
        }
    }

    /// A URL below this version's namespace.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/wp-json/wc/{}{path}", self.home, self.version.as_str())
    }

    /// Writes a date twice, in site time and in UTC, or null twice.
    pub(crate) fn put_dates(
        &self,
        into: &mut Map<String, Value>,
        name: &str,
        instant: Option<Timestamp>,
    ) {
        let local = instant.map(|instant| local_text(instant, &self.time.zone));
        into.insert(name.to_owned(), local.into());
        into.insert(format!("{name}_gmt"), instant.map(utc_text).into());
    }
}

/// Whether the customer's data is requested with the undeclared `customer_data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CustomerData {
    /// Name, address, telephone.
    Filled,
    /// An empty list.
    Empty,
}

/// A membership as the API answers it (`docs/observed.md#5`).
pub(crate) fn render_member(
    row: &Membership,
    rendering: &Rendering<'_>,
    customer_data: CustomerData,
) -> Map<String, Value> {
    let store = rendering.store;
    let plan = store.plans.get(&row.plan_id);
    let customer = store.customers.get(&row.customer_id);
    let mut member = Map::with_capacity(26);
    member.insert("id".to_owned(), row.id.into());
    member.insert("customer_id".to_owned(), row.customer_id.into());
    let data = match (customer_data, customer) {
        (CustomerData::Filled, Some(customer)) => customer_details(customer),
        _ => json!([]),
    };
    member.insert("customer_data".to_owned(), data);
    member.insert("plan_id".to_owned(), row.plan_id.into());
    member.insert(
        "plan_name".to_owned(),
        plan.map(|plan| plan.name.clone()).into(),
    );
    member.insert("status".to_owned(), row.status.as_str().into());
    member.insert("order_id".to_owned(), order_of(row, store).into());
    member.insert("product_id".to_owned(), product_of(row, store).into());
    if rendering.subscriptions == Subscriptions::On {
        member.insert(
            "subscription_id".to_owned(),
            subscription_of(row, store).into(),
        );
    }
    rendering.put_dates(&mut member, "date_created", Some(row.created));
    rendering.put_dates(&mut member, "start_date", row.start);
    rendering.put_dates(&mut member, "end_date", shown_end(row, rendering));
    rendering.put_dates(&mut member, "paused_date", row.paused);
    rendering.put_dates(&mut member, "cancelled_date", row.cancelled);
    member.insert(
        "view_url".to_owned(),
        view_url(row, plan, &rendering.home).into(),
    );
    let fields = profile_fields(row, customer, &store.profile_fields);
    member.insert(
        "profile_fields".to_owned(),
        fields
            .iter()
            .map(|(field, value)| {
                json!({"name": field.name, "slug": field.slug, "value": profile_value(value)})
            })
            .collect(),
    );
    member.insert(
        "meta_data".to_owned(),
        meta_data(row, rendering.subscriptions),
    );
    member
}

/// The same with `_links`, as every response but that of a delete has it (`docs/observed.md#5`).
pub(crate) fn render_linked_member(
    row: &Membership,
    rendering: &Rendering<'_>,
    customer_data: CustomerData,
) -> Value {
    let mut member = render_member(row, rendering, customer_data);
    member.insert("_links".to_owned(), links(row, rendering));
    member.into()
}

fn links(row: &Membership, rendering: &Rendering<'_>) -> Value {
    let store = rendering.store;
    let mut links = Map::with_capacity(6);
    let own = rendering.url(&format!("/memberships/members/{}", row.id));
    let allow = json!({"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]});
    links.insert(
        "self".to_owned(),
        json!([{"href": own, "targetHints": allow}]),
    );
    let mut link = |name: &str, href: String| {
        links.insert(name.to_owned(), json!([{"href": href}]));
    };
    link("collection", rendering.url("/memberships/members"));
    link(
        "customer",
        rendering.url(&format!("/customers/{}", row.customer_id)),
    );
    if let Some(id) = order_of(row, store) {
        link("order", rendering.url(&format!("/orders/{id}")));
    }
    if let Some(id) = product_of(row, store) {
        // There is no such route: a fault of the plugin (`docs/observed.md#5`).
        link(
            "product",
            rendering.url(&format!("/memberships/products/{id}")),
        );
    }
    if let (Some(id), Subscriptions::On) = (subscription_of(row, store), rendering.subscriptions) {
        // Nor is there this one.
        link(
            "subscription",
            format!("{}/wp-json/wc/v1/subscriptions/{id}", rendering.home),
        );
    }
    let customer = store.customers.get(&row.customer_id);
    for (field, value) in profile_fields(row, customer, &store.profile_fields) {
        if let ProfileValue::File(id) = value {
            link(
                &field.slug,
                format!("{}/wp-json/wp/v2/media/{id}", rendering.home),
            );
        }
    }
    links.into()
}

/// The order, unless it is gone. A subscription is an order to WooCommerce.
fn order_of(row: &Membership, store: &Store) -> Option<u64> {
    row.order_id
        .filter(|id| store.orders.contains_key(id) || store.subscriptions.contains_key(id))
}

/// The product, unless it is gone.
fn product_of(row: &Membership, store: &Store) -> Option<u64> {
    row.product_id.filter(|id| store.products.contains_key(id))
}

/// The subscription, unless it is gone.
fn subscription_of(row: &Membership, store: &Store) -> Option<u64> {
    row.subscription_id
        .filter(|id| store.subscriptions.contains_key(id))
}

/// The end that the API shows. While a paused date exists it is the stored end moved by the time
/// since then, so it changes from second to second; under a subscription that rules it, it is the
/// subscription's end (`docs/observed.md#5`).
pub(crate) fn shown_end(row: &Membership, rendering: &Rendering<'_>) -> Option<Timestamp> {
    let by_subscription = row
        .subscription_id
        .filter(|_| !row.installment_plan && rendering.subscriptions == Subscriptions::On)
        .and_then(|id| rendering.store.subscriptions.get(&id)?.end);
    let end = by_subscription.or(row.end)?;
    match row.paused {
        Some(paused) => {
            let held = rendering.time.now.duration_since(paused);
            Some(end.checked_add(held).unwrap_or(end))
        }
        None => Some(end),
    }
}

fn customer_details(customer: &Customer) -> Value {
    json!({
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "user_email": customer.email,
        "address": customer.address,
        "phone": customer.phone,
        "bio": "",
        "avatar": format!("https://avatar.example/{}?s=96", customer.id),
    })
}

fn view_url(row: &Membership, plan: Option<&Plan>, home: &str) -> String {
    let area = format!("{home}/my-account/members-area/");
    match plan {
        None => area,
        Some(plan) => match plan.sections.first() {
            Some(section) => format!("{area}{}/{section}/", row.plan_id),
            None => format!("{area}{}/", row.plan_id),
        },
    }
}

/// The fields that the customer has filled in and that the plan shows, in the shop's order.
fn profile_fields<'a>(
    row: &Membership,
    customer: Option<&'a Customer>,
    fields: &'a [ProfileField],
) -> Vec<(&'a ProfileField, &'a ProfileValue)> {
    let Some(customer) = customer.filter(|customer| !customer.profile.is_empty()) else {
        return Vec::new();
    };
    fields
        .iter()
        .filter(|field| field.plan_ids.is_empty() || field.plan_ids.contains(&row.plan_id))
        .filter_map(|field| Some((field, customer.profile.get(&field.slug)?)))
        .collect()
}

fn profile_value(value: &ProfileValue) -> Value {
    match value {
        ProfileValue::Flag(flag) => (*flag).into(),
        ProfileValue::File(id) => (*id).into(),
        ProfileValue::Text(text) => text.clone().into(),
        ProfileValue::Choices(choices) => choices.clone().into(),
    }
}

/// Meta data. What Subscriptions would hide shows up when it is inactive (`docs/observed.md#12`).
fn meta_data(row: &Membership, subscriptions: Subscriptions) -> Value {
    let own = row
        .meta
        .iter()
        .map(|meta| json!({"id": meta.id, "key": meta.key, "value": meta.value}));
    let hidden = row
        .subscription_id
        .filter(|_| subscriptions == Subscriptions::Off);
    // Post meta ids run far below a million on a site of this size; these are made from the post's.
    let leaked = hidden.into_iter().flat_map(|id| {
        let first = 1_000_000 + row.id * 2;
        let text = id.to_string();
        let installment = row
            .installment_plan
            .then(|| json!({"id": first + 1, "key": "_has_installment_plan", "value": text}));
        [
            Some(json!({"id": first, "key": "_subscription_id", "value": text})),
            installment,
        ]
        .into_iter()
        .flatten()
    });
    leaked.chain(own).collect()
}
