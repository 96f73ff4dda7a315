//! The request log of the reference site on standard error.

use std::io::{self, Write as _};

use tokio::sync::mpsc::{Sender, channel};
use url::Url;

use crate::redact::{self, Redactor};
use crate::report::Output;
use crate::serve::Served;

/// Requests that may wait to be written.
const WAITING: usize = 1_024;
/// The longest target that is shown, in characters.
const LONGEST: usize = 400;
/// The longest method that is shown, in characters: those of HTTP have at most 17.
const LONGEST_METHOD: usize = 20;

/// Starts to write each request that is told. It has a thread of its own, so that a terminal that
/// does not read holds up neither the site nor its end.
pub(super) fn start() -> Sender<Served> {
    let (sender, mut served) = channel(WAITING);
    std::thread::spawn(move || {
        // No secrets of a run: keys of requests are masked by their names and looks.
        let mut out = Output::standard_error(Redactor::default());
        while let Some(served) = served.blocking_recv() {
            if write(&served, &mut out).is_err() {
                return;
            }
        }
    });
    sender
}

fn write(served: &Served, out: &mut Output<'_>) -> io::Result<()> {
    if served.unheard > 0 {
        writeln!(
            out,
            "(not shown, because the log was read too slowly: {})",
            served.unheard
        )?;
    }
    let reason = redact::text(&served.reason);
    let separator = if reason.is_empty() { "" } else { ": " };
    writeln!(
        out,
        "{} {} {}{separator}{reason}",
        cut(&redact::text(&served.method), LONGEST_METHOD),
        shown(&served.target),
        served.status
    )?;
    out.flush()
}

/// Path and query, with secret and personal values masked.
fn shown(target: &str) -> String {
    const ORIGIN: &str = "http://localhost";
    let url = if target.starts_with('/') {
        Url::parse(&format!("{ORIGIN}{target}"))
    } else {
        Url::parse(target)
    };
    let text = url.map_or_else(|_| redact::MASK.to_owned(), |url| redact::url(&url));
    let text = without_accounts(text.strip_prefix(ORIGIN).unwrap_or(&text));
    cut(&without_signature(&text), LONGEST)
}

/// A path without the parts that may be a name and a password before a host.
fn without_accounts(text: &str) -> String {
    let (path, query) = text.split_at(text.find('?').unwrap_or(text.len()));
    let is_account = |part: &str| part.contains('@') || part.to_ascii_lowercase().contains("%40");
    let parts: Vec<&str> = (path.split('/'))
        .map(|part| if is_account(part) { redact::MASK } else { part })
        .collect();
    format!("{}{query}", parts.join("/"))
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The parameters of OAuth as one: there are seven, and none can be read.
fn without_signature(text: &str) -> String {
    let Some((path, query)) = text.split_once('?') else {
        return text.to_owned();
    };
    let (signature, mut others): (Vec<&str>, Vec<&str>) =
        (query.split('&')).partition(|pair| pair.starts_with("oauth_"));
    if !signature.is_empty() {
        others.push("oauth=<redacted>");
    }
    format!("{path}?{}", others.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_readable_and_holds_no_secret() {
        assert_eq!(
            shown("/wp-json/wc/v3/memberships/members?status=active&page=2"),
            "/wp-json/wc/v3/memberships/members?status=active&page=2"
        );
        let keys = shown("/wp-json/wc/v3/x?consumer_key=ck_1&consumer_secret=cs_2&customer=a@b.c");
        assert!(!keys.contains("ck_1") && !keys.contains("cs_2"), "{keys}");
        assert!(!keys.contains("a@b.c"), "{keys}");
        assert!(shown(&format!("/{}", "x".repeat(9_000))).chars().count() <= LONGEST + 1);
        for target in [
            "http://user:pw@127.0.0.1/wp-json/",
            "//user:pw@h/x",
            "/u%40h:pw%40h/",
        ] {
            assert!(!shown(target).contains("pw"), "{}", shown(target));
        }
        assert_eq!(
            shown("/x?oauth_consumer_key=ck_1&page=2&oauth_nonce=3"),
            "/x?page=2&oauth=<redacted>"
        );
    }
}
