use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::serve::memberships::SiteTime;
use crate::serve::wordpress::{ApiRequest, Arg, Clean, RouteTable, describe_routes};

/// The arguments that WordPress gives to every namespace index.
pub(crate) fn index_args(namespace: &str) -> Vec<Arg> {
    vec![
        Arg::new("namespace", json!({"default": namespace})).clean(Clean::Raw),
        Arg::new("context", json!({"default": "view"})).clean(Clean::Raw),
    ]
}

/// The index of the whole API: the one place where anybody can read the site's time zone.
pub(crate) fn root_index(request: &ApiRequest, table: &RouteTable, time: &SiteTime) -> Value {
    let home = request.home();
    json!({
        "name": "Reference shop",
        "description": "",
        "url": home,
        "home": home,
        "gmt_offset": gmt_offset(time),
        "timezone_string": zone_name(&time.zone),
        "page_for_posts": 0,
        "page_on_front": 0,
        "show_on_front": "posts",
        "namespaces": table.namespaces(),
        "authentication": [],
        "routes": describe_routes(request, table.0.iter()),
        "_links": {"help": [{"href": "https://developer.wordpress.org/rest-api/"}]},
    })
}

/// Hours east of Greenwich at present, an integer where it is one.
fn gmt_offset(time: &SiteTime) -> Value {
    let seconds = time.zone.to_offset(time.now).seconds();
    if seconds % 3_600 == 0 {
        (seconds / 3_600).into()
    } else {
        (f64::from(seconds) / 3_600.0).into()
    }
}

/// The name of the zone; empty for a zone that is only an offset, as in WordPress.
pub(crate) fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or_default()
}
