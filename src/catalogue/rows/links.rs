//! `_links` and what they lead to.

use serde_json::Value;

use crate::catalogue::traffic::{items, links, links_of};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::Interpreted;

pub(in crate::catalogue) static TARGET_HINTS_UNDOCUMENTED: Deviation = Deviation {
    id: "target-hints-undocumented",
    title: "The self link has `targetHints`",
    kind: Kind::Omission,
    documented: "Links hold only `href`.",
    source: Source::page("v3-create", "Create a User Membership"),
    observed: "`self[0].targetHints.allow` lists the methods that the key may use.",
    evidence: "docs/observed.md#5, #14.5",
    since: None,
    until: None,
    trigger: None,
    advice: "Use it to find out whether a key may write, without trying.",
    signs: &[
        Sign::item(|item| item.pointer("/_links/self/0/targetHints").is_some()),
        Sign::departure("undocumented-property", "$._links.self[*].targetHints*", ""),
    ],
    shown: InDocuments::At(&[Concern::answered(
        &["property-added", "required-property-added"],
        "$._links.self[*].targetHints",
    )]),
};

pub(in crate::catalogue) static MEMBER_LINKS_UNDOCUMENTED: Deviation = Deviation {
    id: "member-links-undocumented",
    title: "Memberships link to order, product, subscription and files",
    kind: Kind::Omission,
    documented: "The examples show self, collection and customer.",
    source: Source::page("v3-create", "Create a User Membership"),
    observed: "Also `order`, `product` and `subscription` if set, and one link per file profile \
         field, named by the field's slug.",
    evidence: "docs/observed.md#5, #14.5",
    since: None,
    until: None,
    trigger: None,
    advice: "Read links by name, and expect unknown names.",
    signs: &[
        Sign::member(shows_more_links),
        Sign::departure("undocumented-property", "$._links.+", ""),
    ],
    shown: InDocuments::At(&[
        Concern::answered(
            &["property-added", "required-property-added"],
            "$._links.order",
        ),
        Concern::answered(
            &["property-added", "required-property-added"],
            "$._links.product",
        ),
        Concern::answered(
            &["property-added", "required-property-added"],
            "$._links.subscription",
        ),
        Concern::answered(&["additional-properties-changed"], "$._links").of("* */members*"),
    ]),
};

pub(in crate::catalogue) static PRODUCT_LINK_IS_404: Deviation = Deviation {
    id: "product-link-is-404",
    title: "The product link is broken",
    kind: Kind::Fault,
    documented: "Links point to related objects in the API.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "`product` points to `…/memberships/products/{id}`, a route that does not exist in \
               any version: 404.",
    evidence: "docs/observed.md#5",
    since: None,
    until: None,
    trigger: Some("following `_links.product` of a membership"),
    advice: "Build `/wc/v3/products/{product_id}` yourself.",
    signs: &[
        Sign::item(|item| links_of(item, "product").any(is_product_of_memberships)),
        Sign::fault("item-links", "$._links.product*", |seen| {
            links(seen, "product").any(is_product_of_memberships)
        }),
    ],
    shown: InDocuments::At(&[Concern::answered(
        &["property-added", "required-property-added"],
        "$._links.product",
    )]),
};

pub(in crate::catalogue) static SUBSCRIPTION_LINK_IS_404: Deviation = Deviation {
    id: "subscription-link-is-404",
    title: "The subscription link is broken",
    kind: Kind::Fault,
    documented: "Links point to related objects in the API.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "`subscription` points to `/wc/v1/subscriptions/{id}`: 404. \
         `/wc/v3/subscriptions/{id}` works.",
    evidence: "docs/observed.md#5",
    since: None,
    until: None,
    trigger: Some("following `_links.subscription` of a membership"),
    advice: "Build `/wc/v3/subscriptions/{subscription_id}` yourself.",
    signs: &[
        Sign::item(|item| links_of(item, "subscription").any(is_old_subscription)),
        Sign::fault("item-links", "$._links.subscription*", |seen| {
            links(seen, "subscription").any(is_old_subscription)
        }),
    ],
    shown: InDocuments::At(&[Concern::answered(
        &["property-added", "required-property-added"],
        "$._links.subscription",
    )]),
};

pub(in crate::catalogue) static V4_CORE_LINKS_ARE_404: Deviation = Deviation {
    id: "v4-core-links-are-404",
    title: "v4 links to customers, orders and products are broken",
    kind: Kind::Fault,
    documented: "v4 is not documented.",
    source: Source::SILENT,
    observed: "They point below `/wc/v4`, a namespace that WooCommerce does not register: 404.",
    evidence: "docs/observed.md#1, #2",
    since: Some("1.23.0"),
    until: None,
    trigger: Some("following `_links.customer`, `order` or `products` of a v4 response"),
    advice: "Replace `v4` by `v3` in links outside `memberships`.",
    signs: &[
        Sign::item(has_link_to_core_v4),
        Sign::fault("item-links", "$._links.*", links_to_core_v4),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[
            Concern::about("* */v4/*", "response*", "$._links.customer"),
            Concern::about("* */v4/*", "response*", "$._links.order"),
            Concern::about("* */v4/*", "response*", "$._links.product*"),
        ],
    ),
};

fn shows_more_links(member: &Value) -> bool {
    let links = member.get("_links").and_then(Value::as_object);
    links.is_some_and(|links| {
        links
            .keys()
            .any(|name| !["self", "collection", "customer"].contains(&name.as_str()))
    })
}

fn links_to_core_v4(seen: &Interpreted<'_>) -> bool {
    items(seen).any(has_link_to_core_v4)
}

fn has_link_to_core_v4(item: &Value) -> bool {
    ["customer", "order", "products"].iter().any(|name| {
        links_of(item, name)
            .any(|href| href.contains("/wc/v4/") && !href.contains("/wc/v4/memberships"))
    })
}

fn is_product_of_memberships(href: &str) -> bool {
    href.contains("/memberships/products/")
}

fn is_old_subscription(href: &str) -> bool {
    href.contains("/wc/v1/subscriptions/")
}
