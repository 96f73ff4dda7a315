use url::Url;

use super::LocateError;

/// The path of the REST API below the site's home, unless a plugin changes it.
pub(super) const PREFIX: &str = "wp-json";

/// The home of the site that a person typed.
#[must_use]
pub(crate) fn home(typed: &str, prefix: Option<&str>) -> Option<Url> {
    let target = Target::parse(typed, prefix).ok()?;
    Some(target.home)
}

/// The home of the site that a person typed.
///
/// # Errors
///
/// When it is no address, or one that holds credentials.
pub(crate) fn address(typed: &str) -> Result<Url, LocateError> {
    Ok(Target::parse(typed, None)?.home)
}

/// A site as a person typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The address of the site's home, with a slash at the end.
    pub(super) home: Url,
    /// Whether `https://` was added because no scheme was typed.
    pub(super) is_scheme_assumed: bool,
}

impl Target {
    /// Takes `shop.example`, `https://shop.example/sub/`, `…/wp-json/wc/v3`, `…/?rest_route=/`.
    /// Everything from the prefix of the REST API on is removed.
    pub(super) fn parse(typed: &str, prefix: Option<&str>) -> Result<Self, LocateError> {
        let typed = typed.trim();
        let is_scheme_assumed = !typed.contains("://");
        let text = if is_scheme_assumed {
            format!("https://{typed}")
        } else {
            typed.to_owned()
        };
        let mut home = Url::parse(&text).map_err(|source| LocateError::BadTarget {
            typed: crate::redact::text(typed),
            source,
        })?;
        if !matches!(home.scheme(), "http" | "https") {
            return Err(LocateError::NotHttp {
                scheme: home.scheme().to_owned(),
            });
        }
        let holds_secret = home
            .query_pairs()
            .any(|(name, _)| crate::redact::is_secret_name(&name));
        if !home.username().is_empty() || home.password().is_some() || holds_secret {
            return Err(LocateError::CredentialsInTarget);
        }
        home.set_query(None);
        home.set_fragment(None);
        let path = home.path();
        let path = before(path, prefix.unwrap_or(PREFIX));
        let path = format!("{}/", path.trim_end_matches('/'));
        home.set_path(&path);
        Ok(Self {
            home,
            is_scheme_assumed,
        })
    }
}

/// The part of a path before a prefix; all of it where the prefix is missing.
fn before<'a>(path: &'a str, prefix: &str) -> &'a str {
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with('/');
    let slashes = path.match_indices('/').map(|(at, _)| at);
    let starts = |at: &usize| {
        let rest = path
            .get(at + 1..)
            .and_then(|rest| rest.strip_prefix(prefix));
        rest.is_some_and(is_end)
    };
    let at = slashes.into_iter().find(starts);
    at.and_then(|at| path.get(..at)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(typed: &str) -> String {
        Target::parse(typed, None).unwrap().home.to_string()
    }

    #[test]
    fn what_people_type_comes_to_the_home_of_the_site() {
        for typed in [
            "shop.example",
            "https://shop.example",
            " https://shop.example/wp-json ",
            "https://shop.example/wp-json/wc/v3/memberships?page=2",
            "https://shop.example/?rest_route=/wc/v3",
            "https://SHOP.example#top",
        ] {
            assert_eq!(home(typed), "https://shop.example/", "{typed}");
        }
        assert_eq!(
            home("shop.example:8080/de"),
            "https://shop.example:8080/de/"
        );
        assert_eq!(
            home("http://shop.example/de/wp-json/"),
            "http://shop.example/de/"
        );
        assert!(
            Target::parse("shop.example", None)
                .unwrap()
                .is_scheme_assumed
        );
    }

    #[test]
    fn a_prefix_of_the_rest_api_is_cut_off_where_it_stands_alone() {
        let home = |typed| super::home(typed, Some("api")).unwrap().to_string();
        assert_eq!(home("https://a.example/api/wc/v3"), "https://a.example/");
        assert_eq!(home("https://a.example/apis"), "https://a.example/apis/");
        assert_eq!(home("https://a.example/de/api"), "https://a.example/de/");
    }

    #[test]
    fn what_is_no_site_is_refused() {
        assert!(matches!(
            Target::parse("ftp://a.example", None),
            Err(LocateError::NotHttp { .. })
        ));
        assert!(matches!(
            Target::parse("http://", None),
            Err(LocateError::BadTarget { .. })
        ));
        for typed in [
            "https://ann:s3cret@a.example",
            "a.example/?consumer_secret=cs_s3cret",
        ] {
            let error = Target::parse(typed, None).unwrap_err();
            assert!(matches!(error, LocateError::CredentialsInTarget));
        }
    }
}
