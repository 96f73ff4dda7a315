use std::collections::BTreeSet;

use globset::Glob;
use thiserror::Error;
use url::Url;

/// A pattern or `--all` leads to no site.
#[derive(Debug, Error)]
pub(crate) enum NoSite {
    /// The configuration names no site at all.
    #[error(
        "memberspec.toml names no site: add [site.NAME] with `url`, or name the sites on the \
         command line"
    )]
    Unconfigured,
    /// No name is like the pattern.
    #[error("`{0}` matches no site in memberspec.toml")]
    Unmatched(String),
    /// The pattern is none.
    #[error("`{0}` is not a pattern: {1}")]
    Pattern(String, globset::ErrorKind),
}

/// Whether an argument is a pattern of names rather than a name, an address or a file.
pub(crate) fn is_pattern(typed: &str) -> bool {
    !typed.contains("://") && typed.contains(['*', '?', '[', '{'])
}

/// The name of a site: that of the configuration, or its address in one form, whatever the case of its
/// host, a port that says nothing and a slash at the end.
pub(crate) fn canonical(typed: &str) -> String {
    let url = Url::parse(typed).ok().filter(|_| typed.contains("://"));
    url.map_or_else(
        || typed.to_owned(),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    )
}

/// The sites to check, sorted, each once: what was typed, with patterns replaced by the names in
/// the configuration that match.
///
/// # Errors
///
/// A pattern is none or matches nothing, or all sites are wanted and there are none.
pub(crate) fn select(
    typed: &[String],
    all: bool,
    configured: &[&String],
) -> Result<Vec<String>, NoSite> {
    let mut chosen = BTreeSet::new();
    if all {
        chosen.extend(configured.iter().copied().cloned());
        if chosen.is_empty() {
            return Err(NoSite::Unconfigured);
        }
    }
    for text in typed {
        if !is_pattern(text) {
            chosen.insert(canonical(text));
            continue;
        }
        let glob = Glob::new(text)
            .map_err(|error| NoSite::Pattern(text.clone(), error.kind().clone()))?
            .compile_matcher();
        let names = configured.iter().copied();
        let matching: Vec<&String> = names.filter(|it| glob.is_match(it)).collect();
        if matching.is_empty() {
            return Err(NoSite::Unmatched(text.clone()));
        }
        chosen.extend(matching.into_iter().cloned());
    }
    Ok(chosen.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &[&str], all: bool) -> Result<Vec<String>, String> {
        let names = ["eu-one", "eu-two", "us"].map(str::to_owned);
        let typed: Vec<String> = typed.iter().map(|it| (*it).to_owned()).collect();
        select(&typed, all, &names.iter().collect::<Vec<_>>()).map_err(|error| error.to_string())
    }

    #[test]
    fn patterns_are_names_and_names_come_once_and_sorted() {
        assert_eq!(of(&["eu-*"], false).unwrap(), ["eu-one", "eu-two"]);
        assert_eq!(
            of(&["us", "https://b.example", "eu-{two,one}", "us"], false).unwrap(),
            ["eu-one", "eu-two", "https://b.example", "us"]
        );
        assert_eq!(of(&[], true).unwrap(), ["eu-one", "eu-two", "us"]);
    }

    #[test]
    fn what_matches_nothing_is_an_error() {
        assert_eq!(
            of(&["asia-*"], false).unwrap_err(),
            "`asia-*` matches no site in memberspec.toml"
        );
        assert!(of(&["[a"], false).unwrap_err().contains("not a pattern"));
        assert!(matches!(select(&[], true, &[]), Err(NoSite::Unconfigured)));
    }

    #[test]
    fn an_address_has_one_name() {
        for typed in [
            "https://SHOP.example",
            "https://shop.example:443/",
            "HTTPS://shop.example//",
        ] {
            assert_eq!(canonical(typed), "https://shop.example", "{typed}");
        }
        assert_eq!(
            canonical("http://a.example:81/De/"),
            "http://a.example:81/De"
        );
        assert_eq!(canonical("Shop/"), "Shop/");
        let twice = ["https://a.example/", "https://A.example"];
        assert_eq!(of(&twice, false).unwrap(), ["https://a.example"]);
    }

    #[test]
    fn an_address_is_no_pattern() {
        assert!(!is_pattern("https://shop.example/?a=b"));
        assert!(is_pattern("shop-?"));
    }
}
