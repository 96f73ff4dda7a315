use serde_json::Value;

use super::permit::NOBODY;
use crate::interpret::Api;

/// An id that a run sends so that the site must reject it. Each has been asked for by a GET of its
/// own, which returned 404, before it goes out in a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UnknownId {
    kind: Kind,
    id: u64,
}

/// What such an id would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Member,
    Plan,
    Customer,
    Order,
    Product,
    Subscription,
}

impl Kind {
    /// The property of a body that names it.
    fn of_property(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Member,
            "plan_id" => Self::Plan,
            "customer_id" => Self::Customer,
            "order_id" => Self::Order,
            "product_id" => Self::Product,
            "subscription_id" => Self::Subscription,
            _ => return None,
        })
    }
}

impl UnknownId {
    /// The membership with this id.
    pub(super) const fn member(id: u64) -> Self {
        let kind = Kind::Member;
        Self { kind, id }
    }

    /// What a property of a body names.
    pub(super) fn of_property(name: &str, id: u64) -> Option<Self> {
        let kind = Kind::of_property(name)?;
        Some(Self { kind, id })
    }

    pub(super) fn is_member(&self) -> bool {
        self.kind == Kind::Member
    }

    /// Its path behind the version of the API.
    pub(super) fn tail(&self) -> String {
        let route = match self.kind {
            Kind::Member => "memberships/members",
            Kind::Plan => "memberships/plans",
            Kind::Customer => "customers",
            Kind::Order => "orders",
            Kind::Product => "products",
            Kind::Subscription => "subscriptions",
        };
        format!("/{route}/{}", self.id)
    }

    /// The path to ask for it at. WooCommerce has no routes of its own in v4, and subscriptions
    /// only in v3 (`docs/observed.md#1`).
    pub(super) fn path(&self, api: Api) -> String {
        let api = match self.kind {
            Kind::Member | Kind::Plan => api,
            Kind::Subscription => Api::V3,
            _ if api == Api::V4 => Api::V3,
            _ => api,
        };
        format!("/wc/{api}{}", self.tail())
    }

    /// All that a write names, in its path and in its body.
    pub(super) fn all_of(path: &str, body: Option<&Value>) -> Vec<Self> {
        let mut found = Vec::new();
        let last = path.rsplit('/').next().and_then(|id| id.parse().ok());
        if let Some(id) = last.filter(|id| *id >= NOBODY) {
            found.push(Self::member(id));
        }
        if let Some(body) = body {
            collect(body, &mut found);
        }
        found
    }
}

fn collect(value: &Value, found: &mut Vec<UnknownId>) {
    match value {
        Value::Object(body) => {
            for (name, value) in body {
                match (name.as_str(), value) {
                    ("delete", Value::Array(ids)) => {
                        let ids = ids.iter().filter_map(Value::as_u64);
                        found.extend(ids.filter(|id| *id >= NOBODY).map(UnknownId::member));
                    }
                    ("create" | "update", items) => collect(items, found),
                    (name, value) => {
                        let id = value.as_u64().filter(|id| *id >= NOBODY);
                        found.extend(id.and_then(|id| UnknownId::of_property(name, id)));
                    }
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
