use std::path::Path;

use super::Error;
use crate::input;
use crate::session::Target;

/// Works out what was typed. A file that exists is a recording; so is what its ending tells.
pub(super) fn target(text: Option<&str>, directory: &Path) -> Result<Target, Error> {
    let Some(text) = text else {
        return Ok(Target::Reference);
    };
    let has_scheme = text.starts_with("http://") || text.starts_with("https://");
    if !has_scheme {
        let path = directory.join(text);
        if path.is_dir() {
            return Err(Error::Directory { path });
        }
        if input::is_recording(&path) || path.is_file() {
            return Ok(Target::Recording(path));
        }
        // A host has a dot or a port, or is localhost; anything else is a misspelt name.
        let host = text.split('/').next().unwrap_or_default();
        let is_host = host.contains(['.', ':']) || host == "localhost";
        if !is_host || text.contains(char::is_whitespace) {
            return Err(Error::Target(text.to_owned()));
        }
    }
    let address = url::Url::parse(text).ok();
    let holds_secret = address.is_some_and(|url| {
        !url.username().is_empty()
            || url.password().is_some()
            || url
                .query_pairs()
                .any(|(name, _)| crate::redact::is_secret_name(&name))
    });
    if holds_secret {
        Err(Error::SecretInAddress)
    } else {
        Ok(Target::Site(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Target, String> {
        target(Some(text), Path::new("/none")).map_err(|error| error.to_string())
    }

    #[test]
    fn files_sites_and_nothing_are_told_apart() {
        assert_eq!(of("a.HAR"), Ok(Target::Recording("/none/a.HAR".into())));
        assert_eq!(
            of("shop.example/de"),
            Ok(Target::Site("shop.example/de".into()))
        );
        assert_eq!(
            of("http://localhost:8080"),
            Ok(Target::Site("http://localhost:8080".into()))
        );
        assert!(of("stagin").unwrap_err().contains("not an existing file"));
        assert!(matches!(
            target(None, Path::new(".")),
            Ok(Target::Reference)
        ));
    }

    #[test]
    fn credentials_in_an_address_are_refused_and_not_repeated() {
        for text in [
            "https://ck_a:cs_b@shop.example",
            "https://shop.example/?consumer_secret=cs_b",
        ] {
            let refused = of(text).unwrap_err();
            assert!(
                refused.contains("holds credentials") && !refused.contains("cs_b"),
                "{refused}"
            );
        }
    }
}
