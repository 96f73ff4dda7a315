use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::rows;
use crate::exchange::{Exchange, Method};
use crate::serve::data::{
    AccessLength, AccessMethod, Customer, Data, Membership, Order, Plan, PostStatus, Product,
    ProductKind, ProfileField, ProfileKind, ProfileValue, Subscription, SubscriptionLength,
};

/// Puts the data of a site together from a recording of it: each row as it was first seen, except
/// for memberships that the recording itself makes. What no response shows (names of most
/// customers, options of a field that nobody chose) stays out.
#[must_use]
pub(crate) fn harvest(exchanges: &[Exchange], time_zone: &TimeZone) -> Data {
    let mut harvest = Harvest::default();
    for exchange in exchanges {
        harvest.see(exchange, time_zone);
    }
    harvest.into_data()
}

#[derive(Default)]
struct Harvest {
    plans: BTreeMap<u64, Plan>,
    /// What memberships call their plans; some plans are on no list.
    plan_names: BTreeMap<u64, String>,
    members: BTreeMap<u64, Membership>,
    made: BTreeSet<u64>,
    with_subscription: BTreeSet<u64>,
    without_subscription: BTreeSet<u64>,
    products: BTreeSet<u64>,
    customers: BTreeMap<u64, Customer>,
    fields: IndexMap<String, FieldSeen>,
    slugs: Vec<String>,
}

#[derive(Default)]
struct FieldSeen {
    name: String,
    values: Vec<Value>,
    plans: BTreeSet<u64>,
    refused_plans: bool,
}

impl Harvest {
    fn see(&mut self, exchange: &Exchange, time_zone: &TimeZone) {
        let now = exchange.started.unwrap_or(Timestamp::UNIX_EPOCH);
        let body: Value = match serde_json::from_slice(exchange.response.body.bytes()) {
            Ok(body) => body,
            Err(_) => return,
        };
        self.see_slugs(&body);
        self.see_request(exchange, &body, now);
        let reads = exchange.request.effective_method().is_safe();
        let rows = match &body {
            Value::Array(rows) => rows.as_slice(),
            single => std::slice::from_ref(single),
        };
        if !reads {
            for row in rows.iter().filter(|row| row.get("plan_id").is_some()) {
                self.made.extend(row.get("id").and_then(Value::as_u64));
            }
            return;
        }
        for row in rows {
            if row.get("plan_id").is_some() {
                self.see_member(row, now);
            } else if row.get("access_length_type").is_some() {
                self.see_plan(row, now, time_zone);
            }
        }
        self.see_customer_filter(exchange, rows);
    }

    fn see_member(&mut self, row: &Value, now: Timestamp) {
        let Some(member) = rows::membership(row, now) else {
            return;
        };
        self.products.extend(member.product_id);
        let fields = row.get("profile_fields").and_then(Value::as_array);
        let mut profile = IndexMap::new();
        for field in fields.into_iter().flatten() {
            let (Some(slug), Some(value)) = (
                field.get("slug").and_then(Value::as_str),
                field.get("value"),
            ) else {
                continue;
            };
            let seen = self.fields.entry(slug.to_owned()).or_default();
            field
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .clone_into(&mut seen.name);
            seen.values.push(value.clone());
            seen.plans.insert(member.plan_id);
            profile.extend(profile_value(value).map(|value| (slug.to_owned(), value)));
        }
        let is_made = self.made.contains(&member.id);
        let customer = self.customer(member.customer_id, now);
        if let Some(customer) = customer {
            if customer.profile.is_empty() && !is_made {
                customer.profile = profile;
            }
            if let Some(Value::Object(data)) = row.get("customer_data") {
                let text = |name: &str| {
                    data.get(name)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                customer.first_name = text("first_name");
                customer.last_name = text("last_name");
                customer.email = text("user_email");
                customer.address = text("address");
                customer.phone = text("phone");
            }
        }
        if let Some(name) = row.get("plan_name").and_then(Value::as_str) {
            self.plan_names
                .entry(member.plan_id)
                .or_insert_with(|| name.to_owned());
        }
        if !is_made {
            self.members.entry(member.id).or_insert(member);
        }
    }

    fn see_plan(&mut self, row: &Value, now: Timestamp, time_zone: &TimeZone) {
        let Some(plan) = rows::plan(row, now, time_zone) else {
            return;
        };
        let links = row.pointer("/_links/products").and_then(Value::as_array);
        for link in links.into_iter().flatten() {
            let href = link.get("href").and_then(Value::as_str).unwrap_or_default();
            self.products.extend(
                href.rsplit('/')
                    .next()
                    .and_then(|id| id.parse::<u64>().ok()),
            );
        }
        match row.get("has_subscription") {
            Some(Value::Bool(true)) => self.with_subscription.extend(&plan.product_ids),
            Some(Value::Bool(false)) => self.without_subscription.extend(&plan.product_ids),
            _ => {}
        }
        self.plans.entry(plan.id).or_insert(plan);
    }

    /// A customer filter that is not a number tells a login name or an e-mail address.
    fn see_customer_filter(&mut self, exchange: &Exchange, rows: &[Value]) {
        let filter = exchange
            .request
            .url
            .query_pairs()
            .find(|(name, _)| name == "customer");
        let owner = rows
            .first()
            .and_then(|row| row.get("customer_id"))
            .and_then(Value::as_u64);
        if let (Some((_, text)), Some(id)) = (filter, owner)
            && let Some(customer) = self.customers.get_mut(&id)
            && text.parse::<i64>().is_err()
        {
            if text.contains('@') {
                customer.email = text.into_owned();
            } else {
                customer.login = text.into_owned();
            }
        }
    }

    /// Ids that a write named without being told that they are unknown are there; a profile field
    /// that broke PHP where its value fits belongs to other plans.
    fn see_request(&mut self, exchange: &Exchange, body: &Value, now: Timestamp) {
        if exchange.request.method == Method::Get {
            return;
        }
        let sent = exchange.request.body.as_deref().unwrap_or_default();
        let Ok(sent) = serde_json::from_slice::<Value>(sent) else {
            return;
        };
        let accepted = exchange.response.status == 200 && body.get("code").is_none();
        let id = |name: &str| sent.get(name).and_then(Value::as_u64);
        if accepted {
            if let Some(id) = id("customer_id") {
                self.customer(id, now);
            }
            self.products.extend(id("product_id").filter(|id| *id > 0));
        }
        if exchange.response.status == 500 {
            let fields = sent.get("profile_fields").and_then(Value::as_array);
            for field in fields.into_iter().flatten() {
                if let Some(slug) = field.get("slug").and_then(Value::as_str) {
                    self.fields
                        .entry(slug.to_owned())
                        .or_default()
                        .refused_plans = true;
                }
            }
        }
    }

    /// The slugs that the site allows, in its order.
    fn see_slugs(&mut self, body: &Value) {
        const PLACE: &str = "/schema/properties/profile_fields/items/properties/slug/enum";
        if let (true, Some(Value::Array(slugs))) = (self.slugs.is_empty(), body.pointer(PLACE)) {
            self.slugs = slugs
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
        }
    }

    fn customer(&mut self, id: u64, now: Timestamp) -> Option<&mut Customer> {
        (id > 1).then(|| {
            self.customers.entry(id).or_insert_with(|| Customer {
                id,
                login: format!("user{id}"),
                email: format!("user{id}@example.invalid"),
                first_name: String::new(),
                last_name: String::new(),
                address: String::new(),
                phone: String::new(),
                created: now,
                profile: IndexMap::new(),
            })
        })
    }

    fn into_data(mut self) -> Data {
        for (id, name) in std::mem::take(&mut self.plan_names) {
            self.plans.entry(id).or_insert_with(|| unlisted(id, name));
        }
        let mut orders = Vec::new();
        let mut subscriptions = Vec::new();
        for member in self.members.values() {
            let (customer_id, created) = (member.customer_id, member.created);
            orders.extend(member.order_id.map(|id| Order {
                id,
                customer_id,
                product_ids: member.product_id.into_iter().collect(),
                created,
            }));
            subscriptions.extend(member.subscription_id.map(|id| Subscription {
                id,
                customer_id,
                order_id: member.order_id.unwrap_or_default(),
                end: None,
                created,
            }));
        }
        let attachments = self
            .fields
            .values()
            .flat_map(|field| &field.values)
            .filter_map(Value::as_u64)
            .collect();
        let is_subscription = |id: &u64| {
            self.with_subscription.contains(id) && !self.without_subscription.contains(id)
        };
        let products = self.products.iter().map(|id| Product {
            id: *id,
            name: format!("Product {id}"),
            kind: if is_subscription(id) {
                ProductKind::Subscription
            } else {
                ProductKind::Simple
            },
            parent_id: None,
        });
        let products = products.collect();
        if self.slugs.is_empty() {
            self.slugs = self.fields.keys().cloned().collect();
        }
        let profile_fields = self
            .slugs
            .iter()
            .map(|slug| field_of(slug, self.fields.get(slug)))
            .collect();
        Data {
            profile_fields,
            plans: self.plans.into_values().collect(),
            products,
            customers: self.customers.into_values().collect(),
            orders,
            subscriptions,
            attachments,
            memberships: self.members.into_values().collect(),
        }
    }
}

/// A plan of which no more is seen than its name.
fn unlisted(id: u64, name: String) -> Plan {
    Plan {
        id,
        name,
        slug: String::new(),
        status: PostStatus::Trash,
        access_method: AccessMethod::ManualOnly,
        product_ids: Vec::new(),
        length: AccessLength::Unlimited,
        subscription_length: SubscriptionLength::Subscription,
        installment: false,
        sections: Vec::new(),
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        meta: Vec::new(),
    }
}

fn profile_value(value: &Value) -> Option<ProfileValue> {
    serde_json::from_value(value.clone()).ok()
}

/// The kind of a field from its values; one that PHP rejected and that shows no list of choices is
/// taken for a choice among the values seen, or for a field of the plans that show it.
fn field_of(slug: &str, seen: Option<&FieldSeen>) -> ProfileField {
    let empty = FieldSeen::default();
    let seen = seen.unwrap_or(&empty);
    let first = seen.values.first();
    let only_one_plan = seen.plans.len() == 1;
    let mut options: Vec<String> = Vec::new();
    for value in &seen.values {
        match value {
            Value::String(text) => options.push(text.clone()),
            Value::Array(items) => {
                options.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }
    options.dedup();
    let kind = match first {
        Some(Value::Bool(_)) => ProfileKind::Checkbox,
        Some(Value::Number(_)) => ProfileKind::File,
        Some(Value::Array(_)) => ProfileKind::Multiselect,
        Some(Value::String(text)) if text.contains('\n') => ProfileKind::Textarea,
        _ if seen.refused_plans && options.iter().any(|text| text.len() == 1) => {
            ProfileKind::Select
        }
        _ => ProfileKind::Text,
    };
    let limited = seen.refused_plans && kind == ProfileKind::Text && only_one_plan;
    ProfileField {
        slug: slug.to_owned(),
        name: seen.name.clone(),
        kind,
        options: if matches!(kind, ProfileKind::Select | ProfileKind::Multiselect) {
            options
        } else {
            Vec::new()
        },
        plan_ids: if limited {
            seen.plans.iter().copied().collect()
        } else {
            Vec::new()
        },
    }
}
