use crate::interpret::Api;

/// What the configuration says of the site.
pub(super) struct Described<'a> {
    pub(super) name: &'a str,
    pub(super) url: &'a str,
    pub(super) credentials: Option<&'a str>,
    /// The versions that the site has, if it was reached.
    pub(super) apis: &'a [Api],
}

/// The commented `memberspec.toml`.
pub(super) fn configuration(site: &Described<'_>) -> String {
    let Described { name, url, .. } = site;
    let url = quoted(url);
    let key = match site.credentials {
        Some(file) => format!(
            "# The consumer key in the first line of this file, the secret in the second. Keep the \
             file out of\n# version control.\ncredentials = {}",
            quoted(file)
        ),
        None => format!(
            "# The key is taken from MEMBERSPEC_KEY and MEMBERSPEC_SECRET, and sent to this address \
             only if the\n# configuration is named: memberspec check {name} --config memberspec.toml\n\
             # A file with the key in its first line and the secret in its second needs neither.\n\
             # credentials = \"{name}.key\""
        ),
    };
    let versions = match site.apis {
        [] => String::new(),
        apis => format!(" This site has {}.", listed(apis)),
    };
    format!(
        "# Settings of memberspec. The command line wins over this file.
# `memberspec schema config` prints every setting with its meaning.
# This file is made to be shared: keys and secrets never belong here.

[site.{name}]
url = {url}

[site.{name}.check]
{key}

# Versions of the API to check.{versions}
# api = [\"v3\"]

# Release of the plugin, if the site does not show it.
# release = \"1.27.2\"

# Checks to skip: `memberspec checks` lists them.
# skip = [\"item-links\"]

# File with user:password, for a web server that asks for them.
# site_auth = \"{name}.auth\"

# Headers that the site wants to see, with their values in the environment.
# header = [\"Cookie: staging=$STAGING\"]

# Settings for all sites.
[check]
# Requests per second, requests of a run, and seconds of a run, at most.
# rate = 2.0
# max_requests = 200
# max_time = 600

# What must have had data, else the run is incomplete: checks, or a share of them.
# require = [\"80%\"]

# Fail on warnings and known departures, too.
# strict = true

# Settings of `memberspec diff`.
[diff]
# The least level of a change that fails: error, warning or any.
# fail_on = \"warning\"
"
    )
}

/// `v2, v3 and v4`.
pub(super) fn listed(apis: &[Api]) -> String {
    let names: Vec<String> = apis.iter().map(Api::to_string).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => "no version of the API".to_owned(),
    }
}

/// A text as TOML and YAML both read it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;

    fn text(credentials: Option<&str>) -> String {
        configuration(&Described {
            name: "shop",
            url: "https://shop.example",
            credentials,
            apis: &[Api::V2, Api::V3],
        })
    }

    /// The file with every setting that is offered in a comment.
    fn uncommented(text: &str) -> String {
        let lines = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") => setting,
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_setting_that_is_offered_exists() {
        for text in [text(None), text(Some("keys/shop.key"))] {
            config::parse(Path::new("memberspec.toml"), &text).unwrap();
            let all = uncommented(&text);
            let file = config::parse(Path::new("memberspec.toml"), &all).unwrap();
            let site = &file.site["shop"];
            assert_eq!(site.url, "https://shop.example");
            assert!(site.check.credentials.is_some() && site.check.header.is_some());
            assert!(file.check.require.is_some() && file.diff.fail_on.is_some());
        }
    }

    #[test]
    fn no_text_from_outside_ends_its_value() {
        let odd = "keys/a\"\\b ü.key";
        let text = configuration(&Described {
            name: "shop",
            url: "https://shop.example/x",
            credentials: Some(odd),
            apis: &[],
        });
        let file = config::parse(Path::new("memberspec.toml"), &text).unwrap();
        let named = file.site["shop"].check.credentials.as_deref();
        assert_eq!(named, Some(Path::new(odd)));
    }

    #[test]
    fn versions_are_listed_as_people_do() {
        assert_eq!(listed(&Api::ALL), "v2, v3 and v4");
        assert_eq!(listed(&[Api::V3]), "v3");
    }
}
