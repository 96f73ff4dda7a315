use url::Url;

use super::Interpreted;

/// What else a membership names by id, and WooCommerce answers at its own routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A user: `/customers/{id}`.
    Customer,
    /// An order: `/orders/{id}`.
    Order,
    /// A product or a variation: `/products/{id}`.
    Product,
}

impl Kind {
    /// All kinds.
    pub(crate) const ALL: [Self; 3] = [Self::Customer, Self::Order, Self::Product];

    /// The property of a membership that holds the id.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Customer => "customer_id",
            Self::Order => "order_id",
            Self::Product => "product_id",
        }
    }

    /// One of them, for people.
    #[must_use]
    pub(crate) fn singular(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Order => "order",
            Self::Product => "product",
        }
    }

    /// The last part of the collection's path, which is also the word for several.
    #[must_use]
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Customer => "customers",
            Self::Order => "orders",
            Self::Product => "products",
        }
    }
}

/// A request for one thing that is not of this API but that memberships name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// What.
    pub kind: Kind,
    /// Which.
    pub id: i64,
}

impl Foreign {
    /// Finds `…/wc/vN/customers/{id}` and its like in a URL.
    #[must_use]
    pub(crate) fn of(url: &Url) -> Option<Self> {
        let (_, rest) = url.path().split_once("/wc/v")?;
        let mut parts = rest.trim_end_matches('/').split('/').skip(1);
        let name = parts.next()?;
        let id = parts.next()?.parse().ok()?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.plural() == name)?;
        parts.next().is_none().then_some(Self { kind, id })
    }
}

/// The names by which lists can be asked for the memberships of a customer, as a response about the
/// customer holds them: e-mail address and login.
#[must_use]
pub(crate) fn customer_names(seen: &Interpreted<'_>) -> Vec<String> {
    let body = seen.object();
    let name = |key: &str| body?.get(key)?.as_str().filter(|it| !it.is_empty());
    let names = ["email", "username"].into_iter().filter_map(name);
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_things_of_woocommerce_are_found_in_a_url() {
        let of = |text: &str| Foreign::of(&Url::parse(text).unwrap());
        let found = of("https://a.example/de/wp-json/wc/v2/orders/7/?_fields=id").unwrap();
        assert_eq!((found.kind, found.id), (Kind::Order, 7));
        for other in [
            "https://a.example/wp-json/wc/v3/orders",
            "https://a.example/wp-json/wc/v3/orders/7/notes",
            "https://a.example/wp-json/wc/v3/memberships/members/7",
            "https://a.example/wp-json/wc/v3/coupons/7",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
