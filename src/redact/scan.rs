//! What gives itself away by its look, without a name before it.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::MASK;

/// `ck_…` and `cs_…` as WooCommerce makes them: 40 hexadecimal digits.
pub(super) fn keys(text: &str) -> Option<String> {
    tokens(text, is_word, |token, _| {
        let digits = token
            .strip_prefix("ck_")
            .or_else(|| token.strip_prefix("cs_"))?;
        let is_key = digits.len() >= 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_key.then_some(MASK)
    })
}

/// The base64 text after `Basic` if it holds a user and a password.
pub(super) fn basic(text: &str) -> Option<String> {
    let in_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    tokens(text, in_base64, |token, before| {
        let scheme = before.strip_suffix(' ')?;
        let is_scheme = scheme
            .get(scheme.len().checked_sub(5)?..)?
            .eq_ignore_ascii_case("basic");
        let pair = STANDARD.decode(token).ok()?;
        (is_scheme && pair.contains(&b':')).then_some(MASK)
    })
}

/// E-mail addresses, the sign written plainly or percent-encoded.
pub(super) fn emails(text: &str) -> Option<String> {
    if !text.contains('@') && !text.contains("%40") {
        return None;
    }
    let in_address = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || byte >= 0x80
            || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'@')
    };
    tokens(text, in_address, |token, _| {
        let (local, host) = token.split_once('@').or_else(|| token.split_once("%40"))?;
        let (name, top) = host.trim_end_matches('.').rsplit_once('.')?;
        (!local.is_empty() && !name.is_empty() && top.len() >= 2).then_some(MASK)
    })
}

/// IP addresses, except as the host of a URL or a version after a slash (`Chrome/120.0.0.0`).
pub(super) fn addresses(text: &str) -> Option<String> {
    let in_address = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'_');
    tokens(text, in_address, |token, before| {
        let token = token.trim_matches(['.', ':']);
        if before.ends_with(['/', '[', '-']) {
            return None;
        }
        let without_port = token.split_once(':').map_or(token, |(host, _)| host);
        if without_port.parse::<Ipv4Addr>().is_ok() {
            return Some(MASK);
        }
        // `a::b` is a method in PHP as well as an address.
        let digits = token.bytes().filter(u8::is_ascii_hexdigit).count();
        (digits > 4 && token.parse::<Ipv6Addr>().is_ok()).then_some(MASK)
    })
}

/// `user:password@` before the host of a URL.
pub(super) fn users(text: &str) -> Option<String> {
    let mut shown = String::new();
    let mut done = 0;
    for (at, separator) in text.match_indices("://") {
        let start = at + separator.len();
        let authority = text[start..]
            .split(|c: char| matches!(c, '/' | '?' | '#' | '"' | '\'' | '\\') || c.is_whitespace())
            .next()
            .unwrap_or_default();
        let Some(end) = authority.rfind('@') else {
            continue;
        };
        if start < done || authority[..end] == *MASK {
            continue;
        }
        shown.push_str(&text[done..start]);
        shown.push_str(MASK);
        done = start + end;
    }
    finish(text, shown, done)
}

/// Replaces tokens (longest runs of bytes that `belongs` takes) as `judge` says, which also sees
/// the text before the token.
fn tokens(
    text: &str,
    belongs: impl Fn(u8) -> bool,
    judge: impl Fn(&str, &str) -> Option<&'static str>,
) -> Option<String> {
    let bytes = text.as_bytes();
    let mut shown = String::new();
    let mut done = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !belongs(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && belongs(bytes[at]) {
            at += 1;
        }
        let (Some(token), Some(before)) = (text.get(start..at), text.get(..start)) else {
            continue;
        };
        if let Some(mask) = judge(token, before) {
            shown.push_str(&text[done..start]);
            shown.push_str(mask);
            // A full stop that ends the sentence is not part of what was hidden.
            done = at - (token.len() - token.trim_end_matches(['.', ':']).len());
        }
    }
    finish(text, shown, done)
}

fn finish(text: &str, mut shown: String, done: usize) -> Option<String> {
    if done == 0 && shown.is_empty() {
        return None;
    }
    shown.push_str(&text[done..]);
    Some(shown)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
