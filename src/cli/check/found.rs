use url::Url;

use super::Error;
use super::settings::Settings;
use super::site::{self, Address};
use crate::cli::Context;
use crate::client::{Credentials, Hash, Proxy, Scheme};
use crate::config::Auth;
use crate::finding::{Outcome, Subject, SubjectKind};

/// Checks a site on the network.
pub(super) async fn judge(
    typed: &str,
    settings: &Settings,
    context: &mut Context,
) -> Result<Outcome, crate::cli::Error> {
    let root = root(typed)?;
    let scheme = match (settings.auth, root.scheme()) {
        _ if settings.credentials.is_none() => Scheme::None,
        (Auth::None, _) => Scheme::None,
        (Auth::Query, _) => Scheme::Query,
        (Auth::ApplicationPassword, _) => Scheme::ApplicationPassword,
        (Auth::Oauth1, _) | (Auth::Auto, "http") => Scheme::OAuth1(Hash::Sha256),
        (Auth::Basic | Auth::Auto, _) => Scheme::Basic,
    };
    let mut notes = Vec::new();
    if scheme == Scheme::None {
        notes.push(
            "no credentials: only what is public was judged; set MEMBERSPEC_KEY and \
             MEMBERSPEC_SECRET for the rest"
                .to_owned(),
        );
    }
    let credentials = settings
        .credentials
        .as_ref()
        .filter(|_| scheme != Scheme::None);
    let address = Address {
        subject: Subject {
            name: crate::redact::url(&root)
                .trim_end_matches("/wp-json")
                .to_owned(),
            kind: SubjectKind::Site,
            apis: Vec::new(),
        },
        root,
        scheme,
        credentials: credentials.map(|it| Credentials {
            key: it.key.clone(),
            secret: it.secret.clone(),
        }),
        proxy: Proxy::System,
        notes,
    };
    site::ask(address, settings, context).await
}

/// The REST root of what was typed: with `/wp-json` at its end, `https` where no scheme is given.
fn root(typed: &str) -> Result<Url, Error> {
    let absolute = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    let wrong = |_not_a_url| Error::Target(typed.to_owned());
    let mut url = Url::parse(&absolute).map_err(wrong)?;
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/');
    let root = path
        .split_once("/wp-json")
        .map_or(path, |(before, _)| before);
    let root = format!("{root}/wp-json");
    url.set_path(&root);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn the_root_is_found_from_whatever_was_typed() {
        for (typed, expected) in [
            ("shop.example", "https://shop.example/wp-json"),
            (
                "https://shop.example/de/",
                "https://shop.example/de/wp-json",
            ),
            (
                "http://shop.example/wp-json/wc/v3?x=1",
                "http://shop.example/wp-json",
            ),
        ] {
            assert_eq!(root(typed).unwrap().as_str(), expected);
        }
    }
}
