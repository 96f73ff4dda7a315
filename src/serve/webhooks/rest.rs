use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;

use super::{Subscribers, Topic, Webhook};
use crate::exchange::Method;
use crate::serve::memberships::{SiteTime, local_text, utc_text};
use crate::serve::wordpress::{
    Action, Answer, ApiRequest, Arg, Endpoint, Parameters, Permission, Problem,
};

/// The endpoints of `/webhooks`: the list and the making. Single webhooks have none here.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let text = |name, description: &str| {
        Arg::new(name, json!({"description": description, "type": "string"}))
    };
    let list = Endpoint {
        methods: &[Method::Get],
        args: Vec::new(),
        permission: Permission::List,
        action: Action::ListWebhooks,
    };
    let create = Endpoint {
        methods: &[Method::Post],
        args: vec![
            text("name", "A display name."),
            text("topic", "The events to send."),
            text("secret", "Secret that deliveries are signed with."),
            text("delivery_url", "Where to send them: plain http."),
        ],
        permission: Permission::Create,
        action: Action::CreateWebhook,
    };
    vec![list, create]
}

/// How many webhooks the site keeps.
const MOST: usize = 1_000;

/// Makes a webhook: 201 with a `Location` (`docs/observed.md#13`).
pub(crate) fn create_webhook(
    subscribers: &mut Subscribers,
    time: &SiteTime,
    version: &str,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let text = |name: &str| parameters.text(name).unwrap_or_default().to_owned();
    if subscribers.listed().len() >= MOST {
        return Err(Problem::full("webhooks", MOST));
    }
    let topic: Topic = text("topic").parse().map_err(|_unknown| {
        Problem::new(
            400,
            "woocommerce_rest_shop_webhook_invalid_topic",
            "Webhook topic is required and must be valid.",
        )
    })?;
    let url = Url::parse(&text("delivery_url"))
        .ok()
        .filter(|url| url.scheme() == "http")
        .ok_or_else(|| {
            Problem::new(
                400,
                "woocommerce_rest_shop_webhook_invalid_delivery_url",
                "Webhook delivery URL must be a valid URL starting with http:// or https://.",
            )
        })?;
    let name = match text("name") {
        name if name.is_empty() => default_name(time),
        name => name,
    };
    let hooks: Vec<Value> = if is_fired(&topic) {
        vec![json!(format!(
            "wc_memberships_webhook_{}_{}",
            topic.resource, topic.event
        ))]
    } else {
        Vec::new()
    };
    let id = subscribers.add(Webhook {
        topic: topic.clone(),
        url: url.clone(),
        secret: text("secret"),
    });
    let base = request.url_of(&format!("/wc/{version}/webhooks"));
    let own = format!("{base}/{id}");
    let allow = json!({"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]});
    let body = json!({
        "id": id,
        "name": name,
        "status": "active",
        "topic": topic.to_string(),
        "resource": topic.resource,
        "event": topic.event,
        "hooks": hooks,
        "delivery_url": text("delivery_url"),
        "date_created": local_text(time.now, &time.zone),
        "date_created_gmt": utc_text(time.now),
        "date_modified": null,
        "date_modified_gmt": null,
        "_links": {
            "self": [{"href": own, "targetHints": allow}],
            "collection": [{"href": base}],
        },
    });
    subscribers.list(body.clone());
    Ok(Answer::json(201, body).with_header("Location", own))
}

/// `Webhook created on Nov 20, 2026 @ 11:37 PM`, in UTC.
fn default_name(time: &SiteTime) -> String {
    let moment = time.now.to_zoned(TimeZone::UTC);
    format!(
        "Webhook created on {}",
        moment.strftime("%b %d, %Y @ %I:%M %p")
    )
}

/// Whether the plugin has a hook for a topic; a cross topic is accepted and has none.
fn is_fired(topic: &Topic) -> bool {
    match topic.resource.as_str() {
        "user_membership" => topic.event != "restored",
        "membership_plan" => topic.event != "transferred",
        _ => true,
    }
}
