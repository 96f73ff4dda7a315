use serde_json::Value;

use super::{Class, Effect, Fault, Needs};
use crate::serve::auth::{Access, Identity};

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Authentication,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

const MANAGER: Identity = Identity::Manager(Access::ReadWrite);

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "open-to-all",
        "a snippet that allows every REST request",
        "authentication-required",
        Effect::Identity(|identity, _| match identity {
            Ok(Identity::Anonymous) => Ok(MANAGER),
            other => other,
        }),
    ),
    fault(
        "items-open",
        "a plugin that makes single memberships public, to show a badge",
        "authentication-required",
        Effect::Identity(|identity, request| match identity {
            Ok(Identity::Anonymous) if request.route.contains("/members/") => Ok(MANAGER),
            other => other,
        }),
    ),
    fault(
        "plans-open",
        "a price table that reads plans without a key",
        "authentication-required",
        Effect::Identity(|identity, request| match identity {
            Ok(Identity::Anonymous) if request.route.ends_with("/plans") => Ok(MANAGER),
            other => other,
        }),
    ),
    fault(
        "any-secret-does",
        "an authentication plugin that checks only the consumer key",
        "authentication-required",
        Effect::Identity(|identity, _| identity.or(Ok(MANAGER))),
    ),
    fault(
        "customers-see-all",
        "a membership portal that gives every user the capability to read private posts",
        "authentication-required",
        Effect::Identity(|identity, _| match identity {
            Ok(Identity::Customer) => Ok(MANAGER),
            other => other,
        }),
    ),
    fault(
        "customers-see-plans",
        "a role editor that lets subscribers read plans",
        "authentication-required",
        Effect::Identity(|identity, request| match identity {
            Ok(Identity::Customer) if request.route.ends_with("/plans") => Ok(MANAGER),
            other => other,
        }),
    ),
    fault(
        "strangers-get-another-code",
        "a plugin that blocks the REST API for visitors with its own error",
        "error-code",
        Effect::Answer(|answer, _| {
            if answer.status == 401 {
                answer.body["code"] = "rest_login_required".into();
                answer.body["message"] = "DRA: Only authenticated users can access.".into();
            }
        }),
    ),
    fault(
        "signature-in-a-header",
        "a debugging plugin that repeats the query in a header",
        "credentials-echoed",
        Effect::Http(|answer, distortion| {
            let query = &distortion.request.query;
            let text = |name: &str| query.get(name).and_then(Value::as_str);
            let sent = text("oauth_signature").or_else(|| text("consumer_secret"));
            if let Some(secret) = sent {
                answer
                    .headers
                    .push(("X-Debug-Query".to_owned(), secret.to_owned()));
            }
        }),
    ),
];
