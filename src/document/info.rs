use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::info::{Contact, ContactBuilder, Info, InfoBuilder, License, LicenseBuilder};
use utoipa::openapi::server::{Server, ServerBuilder, ServerVariableBuilder};
use utoipa::openapi::tag::{Tag, TagBuilder};

use super::Edition;
use crate::interpret::Api;

/// The release of the plugin that `docs/observed.md` measured.
pub(super) const MEASURED: &str = "1.27.2";

/// What an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// The index and the self-descriptions of routes.
    Discovery,
    /// User memberships.
    UserMemberships,
    /// Membership plans.
    MembershipPlans,
    /// Deliveries of webhooks.
    Webhooks,
}

impl Topic {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Discovery => "Discovery",
            Self::UserMemberships => "User memberships",
            Self::MembershipPlans => "Membership plans",
            Self::Webhooks => "Webhooks",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Discovery => "The index of the namespace, and how each route describes itself.",
            Self::UserMemberships => {
                "Who has access to which plan, from when until when. They can be read and written."
            }
            Self::MembershipPlans => "The plans that give access. The API only reads them.",
            Self::Webhooks => {
                "What the site sends to your URL when something changes. A new webhook first sends \
                 a ping: the form field `webhook_id=9` without any `X-WC-Webhook-` header, so it \
                 cannot be verified. Respond with 200 and ignore it; it can arrive after the first \
                 delivery."
            }
        }
    }
}

/// The tags of the given topics.
pub(super) fn tags(topics: &[Topic]) -> Vec<Tag> {
    topics
        .iter()
        .map(|topic| {
            TagBuilder::new()
                .name(topic.name())
                .description(Some(topic.description()))
                .build()
        })
        .collect()
}

/// Title, version, license and contact of a document.
pub(super) fn info(api: Api, edition: Edition, description: &str) -> Info {
    let title = match edition {
        Edition::Observed => format!("WooCommerce Memberships REST API {api}"),
        Edition::Documented => format!("WooCommerce Memberships REST API {api}, as documented"),
    };
    InfoBuilder::new()
        .title(title)
        .version(match (edition, api) {
            (Edition::Observed, _) => MEASURED,
            // The documentation bears no version but that of the API.
            (Edition::Documented, Api::V2) => "2.0.0",
            (Edition::Documented, _) => "3.0.0",
        })
        .description(Some(description))
        .contact(Some(contact()))
        .license(Some(license()))
        .extensions(Some(
            ExtensionsBuilder::new()
                .add("x-api", api.as_str())
                .add("x-contract", edition.as_str())
                .build(),
        ))
        .build()
}

fn contact() -> Contact {
    ContactBuilder::new()
        .name(Some("WooCommerce Memberships documentation"))
        .url(Some(
            "https://woocommerce.com/document/woocommerce-memberships/",
        ))
        .build()
}

/// The license of the document itself, not of the plugin.
fn license() -> License {
    LicenseBuilder::new()
        .name("MIT OR Apache-2.0")
        .identifier(Some("MIT OR Apache-2.0"))
        .build()
}

/// The REST root of any site.
pub(super) fn server() -> Server {
    ServerBuilder::new()
        .url("{scheme}://{host}/wp-json")
        .description(Some("The REST root of a site"))
        .parameter(
            "scheme",
            ServerVariableBuilder::new()
                .default_value("https")
                .enum_values(Some(["https", "http"]))
                .description(Some(
                    "Over plain http only OAuth 1.0a signatures are accepted.",
                )),
        )
        .parameter(
            "host",
            ServerVariableBuilder::new()
                .default_value("shop.example")
                .description(Some(
                    "Host of the site, with its port and the folder of WordPress where there are \
                     any: `shop.example:8443/de`.",
                )),
        )
        .build()
}
