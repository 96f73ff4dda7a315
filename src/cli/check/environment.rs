use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use super::Error;
use crate::cli::Context;
use crate::config;

/// The settings that the environment holds, in the form of the file's. A variable that is set to
/// nothing is not set.
pub(super) fn read(context: &Context) -> Result<config::Check, Error> {
    let text = |name: &str| {
        let value = context.environment.get(name);
        value.filter(|value| !value.is_empty()).cloned()
    };
    let path = |name: &str| text(name).map(PathBuf::from);
    let auth = text("MEMBERSPEC_AUTH").map(|name| {
        config::Auth::from_str(&name, true).map_err(|_unknown| Error::Value {
            place: "MEMBERSPEC_AUTH",
            value: name.clone(),
            expected: "auto, basic, query, oauth1, application-password or none",
        })
    });
    let apis = text("MEMBERSPEC_API");
    Ok(config::Check {
        api: apis.map(|names| {
            names
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect()
        }),
        contract: text("MEMBERSPEC_CONTRACT"),
        release: text("MEMBERSPEC_RELEASE"),
        auth: auth.transpose()?,
        credentials: path("MEMBERSPEC_CREDENTIALS"),
        cacert: path("MEMBERSPEC_CACERT"),
        site_auth: path("MEMBERSPEC_SITE_AUTH"),
        customer_credentials: path("MEMBERSPEC_CUSTOMER_CREDENTIALS"),
        client_cert: path("MEMBERSPEC_CLIENT_CERT"),
        user_agent: text("MEMBERSPEC_USER_AGENT"),
        rest_prefix: text("MEMBERSPEC_REST_PREFIX"),
        timeout: number("MEMBERSPEC_TIMEOUT", text("MEMBERSPEC_TIMEOUT"))?,
        rate: number("MEMBERSPEC_RATE", text("MEMBERSPEC_RATE"))?,
        concurrency: number("MEMBERSPEC_CONCURRENCY", text("MEMBERSPEC_CONCURRENCY"))?,
        max_requests: number("MEMBERSPEC_MAX_REQUESTS", text("MEMBERSPEC_MAX_REQUESTS"))?,
        max_time: number("MEMBERSPEC_MAX_TIME", text("MEMBERSPEC_MAX_TIME"))?,
        max_body: number("MEMBERSPEC_MAX_BODY", text("MEMBERSPEC_MAX_BODY"))?,
        ..config::Check::default()
    })
}

fn number<T: FromStr>(place: &'static str, text: Option<String>) -> Result<Option<T>, Error> {
    let read = |text: String| {
        text.trim().parse().map_err(|_refused| Error::Value {
            place,
            value: text.clone(),
            expected: "a number within the limits",
        })
    };
    text.map(read).transpose()
}
