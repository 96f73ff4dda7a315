use serde_json::{Value, json};

use super::indexes::zone_name;
use crate::serve::memberships::Reading;
use crate::serve::options::Subscriptions;
use crate::serve::wordpress::{Answer, ApiRequest};

/// Releases that the reference site says it runs: those that were measured (`docs/observed.md`).
const WORDPRESS: &str = "6.8.1";
const WOOCOMMERCE: &str = "9.8.5";
const SUBSCRIPTIONS: &str = "7.5.0";

/// `GET /system_status`: the environment and the active plugins with their releases, as far as a
/// client that adapts to releases reads it.
pub(crate) fn system_status(reading: &Reading<'_>, request: &ApiRequest) -> Answer {
    let plugin = |file: &str, name: &str, version: &str| {
        json!({
            "plugin": file,
            "name": name,
            "version": version,
            "version_latest": version,
            "url": "",
            "author_name": "",
            "author_url": "",
            "network_activated": false,
        })
    };
    let mut active: Vec<Value> = vec![
        plugin("woocommerce/woocommerce.php", "WooCommerce", WOOCOMMERCE),
        plugin(
            "woocommerce-memberships/woocommerce-memberships.php",
            "WooCommerce Memberships",
            &reading.release.to_string(),
        ),
    ];
    if reading.subscriptions == Subscriptions::On {
        active.push(plugin(
            "woocommerce-subscriptions/woocommerce-subscriptions.php",
            "WooCommerce Subscriptions",
            SUBSCRIPTIONS,
        ));
    }
    Answer::ok(json!({
        "environment": {
            "home_url": request.home(),
            "site_url": request.home(),
            "version": WOOCOMMERCE,
            "wp_version": WORDPRESS,
            "wp_multisite": false,
            "php_version": "8.2.35",
            "language": "en_US",
            "default_timezone": zone_name(&reading.time.zone),
        },
        "active_plugins": active,
        "inactive_plugins": [],
    }))
}
