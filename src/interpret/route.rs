use percent_encoding::percent_decode_str;
use url::Url;

use crate::base::Api;

/// A route below `wc/vN/memberships` (`docs/observed.md#1`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// The namespace index.
    Index,
    /// `/plans`.
    Plans,
    /// `/plans/{id}`.
    Plan(u64),
    /// `/members`.
    Members,
    /// `/members/{id}`.
    Member(u64),
    /// `/members/batch`.
    Batch,
    /// `/members/directory`, from release 1.27.3.
    Directory,
    /// Any other path below the namespace, as written; WordPress answers `rest_no_route`.
    Unknown(String),
}

impl Route {
    fn parse(tail: &str) -> Self {
        let trimmed = tail.trim_matches('/');
        let id = |text: &str| -> Option<u64> {
            text.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| text.parse().ok())
                .flatten()
        };
        let mut parts = trimmed.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(""), None, _) => Self::Index,
            (Some("plans"), None, _) => Self::Plans,
            (Some("members"), None, _) => Self::Members,
            (Some("members"), Some("batch"), None) => Self::Batch,
            (Some("members"), Some("directory"), None) => Self::Directory,
            (Some("plans"), Some(text), None) if id(text).is_some() => {
                Self::Plan(id(text).unwrap_or_default())
            }
            (Some("members"), Some(text), None) if id(text).is_some() => {
                Self::Member(id(text).unwrap_or_default())
            }
            _ => Self::Unknown(trimmed.to_owned()),
        }
    }

    /// The path template below the namespace: `/members/{id}`.
    #[must_use]
    pub fn template(&self) -> &str {
        match self {
            Self::Index => "",
            Self::Plans => "/plans",
            Self::Plan(_) => "/plans/{id}",
            Self::Members => "/members",
            Self::Member(_) => "/members/{id}",
            Self::Batch => "/members/batch",
            Self::Directory => "/members/directory",
            Self::Unknown(_) => "/{unknown}",
        }
    }

    /// The id in the path.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        match self {
            Self::Plan(id) | Self::Member(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether a GET returns a list of items.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Plans | Self::Members)
    }

    /// Whether a GET returns one item.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self, Self::Plan(_) | Self::Member(_))
    }

    /// Whether it is about user memberships.
    #[must_use]
    pub fn is_member(&self) -> bool {
        matches!(self, Self::Members | Self::Member(_))
    }

    /// Whether it is about membership plans.
    #[must_use]
    pub fn is_plan(&self) -> bool {
        matches!(self, Self::Plans | Self::Plan(_))
    }
}

/// Where a request of this API went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The site's REST root without a slash at the end: `https://shop.example/wp-json`, or
    /// `https://shop.example/?rest_route=` for plain permalinks.
    pub root: String,
    /// The API version.
    pub api: Api,
    /// The route.
    pub route: Route,
}

impl Address {
    /// Finds `…/wp-json/wc/vN/memberships…` or `?rest_route=/wc/vN/memberships…` in a URL. Plugins
    /// can give the REST API another prefix than `wp-json`.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        let origin = url.origin().ascii_serialization();
        let path = percent_decode_str(url.path()).decode_utf8_lossy();
        let found = path.match_indices("/wc/").find_map(|(at, _)| {
            let (api, route) = namespace(path.get(at + 1..)?)?;
            Some((path.get(..at)?, api, route))
        });
        if let Some((prefix, api, route)) = found {
            return Some(Self {
                root: format!("{origin}{prefix}"),
                api,
                route,
            });
        }
        let (_, rest) = url.query_pairs().find(|(name, _)| name == "rest_route")?;
        let (api, route) = namespace(rest.trim_start_matches('/'))?;
        Some(Self {
            root: format!("{origin}{path}?rest_route="),
            api,
            route,
        })
    }

    /// Whether the REST API is where WordPress puts it, and no plugin has moved it.
    #[must_use]
    pub fn has_usual_root(&self) -> bool {
        ["/wp-json", "?rest_route="]
            .iter()
            .any(|end| self.root.ends_with(end))
    }

    /// The path template from the REST root: `/wc/v3/memberships/members/{id}`.
    #[must_use]
    pub fn template(&self) -> String {
        format!("/wc/{}/memberships{}", self.api, self.route.template())
    }
}

/// A route as WordPress writes it, `/members/(?P<id>[\d]+)`, as OpenAPI writes it.
#[must_use]
pub(crate) fn template_of(regex: &str) -> String {
    let mut text = String::new();
    let mut rest = regex;
    while let Some((before, after)) = rest.split_once("(?P<") {
        text.push_str(before);
        let Some((name, after)) = after.split_once('>') else {
            break;
        };
        text.push('{');
        text.push_str(name);
        text.push('}');
        // Groups of WordPress's own routes hold no group of their own.
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

fn namespace(path: &str) -> Option<(Api, Route)> {
    let rest = path.strip_prefix("wc/")?;
    let (version, rest) = rest.split_once('/')?;
    let api = Api::ALL.into_iter().find(|api| api.as_str() == version)?;
    let tail = rest.strip_prefix("memberships")?;
    (tail.is_empty() || tail.starts_with('/')).then(|| (api, Route::parse(tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Option<Address> {
        Address::of(&Url::parse(url).unwrap())
    }

    #[test]
    fn routes_are_found_below_any_folder_and_behind_rest_route() {
        let found = address("https://shop.example/de/wp-json/wc/v3/memberships/members/000038?x=1")
            .unwrap();
        assert_eq!(found.root, "https://shop.example/de/wp-json");
        assert_eq!(
            (found.api, found.route.clone()),
            (Api::V3, Route::Member(38))
        );
        let moved = address("https://shop.example/api/wc/v3/memberships/plans").unwrap();
        assert_eq!(moved.root, "https://shop.example/api");
        assert!(found.has_usual_root() && !moved.has_usual_root());
        let plain = address("https://shop.example/?rest_route=/wc/v2/memberships/plans/").unwrap();
        assert_eq!((plain.api, plain.route), (Api::V2, Route::Plans));
    }

    #[test]
    fn other_traffic_is_not_ours_and_odd_ids_are_unknown_routes() {
        assert_eq!(address("https://shop.example/wp-json/wc/v3/orders/1"), None);
        assert_eq!(
            address("https://shop.example/wp-json/wc/v3/membershipsx"),
            None
        );
        let odd = address("https://shop.example/wp-json/wc/v3/memberships/members/-1").unwrap();
        assert_eq!(odd.route, Route::Unknown("members/-1".into()));
        let index = address("https://shop.example/wp-json/wc/v4/memberships/").unwrap();
        assert_eq!(index.template(), "/wc/v4/memberships");
    }

    #[test]
    fn a_route_of_the_index_becomes_a_template() {
        assert_eq!(
            template_of(r"/wc/v3/memberships/members/(?P<id>[\d]+)"),
            "/wc/v3/memberships/members/{id}"
        );
        assert_eq!(
            template_of("/wc/v3/memberships/plans"),
            "/wc/v3/memberships/plans"
        );
    }
}
