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
        redact::text(&served.method),
        shown(&served.target),
        served.status
    )?;
    out.flush()
}

/// Path and query, with secret and personal values masked.
fn shown(target: &str) -> String {
    const ORIGIN: &str = "http://localhost";
    let url = Url::parse(&format!("{ORIGIN}{target}")).or_else(|_| Url::parse(target));
    let text = url.map_or_else(|_| redact::MASK.to_owned(), |url| redact::url(&url));
    let text = without_signature(text.strip_prefix(ORIGIN).unwrap_or(&text));
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
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
        assert_eq!(
            shown("/x?oauth_consumer_key=ck_1&page=2&oauth_nonce=3"),
            "/x?page=2&oauth=<redacted>"
        );
    }
}
