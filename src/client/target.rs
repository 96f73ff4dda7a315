use url::Url;

use super::LocateError;

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
    pub(super) fn parse(typed: &str) -> Result<Self, LocateError> {
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
        let path = path.split("/wp-json").next().unwrap_or(path);
        let path = format!("{}/", path.trim_end_matches('/'));
        home.set_path(&path);
        Ok(Self {
            home,
            is_scheme_assumed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(typed: &str) -> String {
        Target::parse(typed).unwrap().home.to_string()
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
        assert!(Target::parse("shop.example").unwrap().is_scheme_assumed);
    }

    #[test]
    fn what_is_no_site_is_refused() {
        assert!(matches!(
            Target::parse("ftp://a.example"),
            Err(LocateError::NotHttp { .. })
        ));
        assert!(matches!(
            Target::parse("http://"),
            Err(LocateError::BadTarget { .. })
        ));
        for typed in [
            "https://ann:s3cret@a.example",
            "a.example/?consumer_secret=cs_s3cret",
        ] {
            let error = Target::parse(typed).unwrap_err();
            assert!(matches!(error, LocateError::CredentialsInTarget));
        }
    }
}
