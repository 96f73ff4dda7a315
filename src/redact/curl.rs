use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

use crate::exchange::{Method, Request};
use crate::interpret::Credentials;

use super::{body, curl_oauth, curl_url, shell, template};

/// The key that is sent on purpose to see an unknown key rejected. Not a secret.
pub(crate) const UNKNOWN_KEY: &str = "ck_memberspec_sends_an_unknown_key";

/// The secret that is sent on purpose to see a wrong one rejected. Not a secret.
pub(crate) const WRONG_SECRET: &str = "cs_memberspec_sends_a_wrong_secret";

/// Which certificates a run trusts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RunTrust {
    /// The system's certificates.
    #[default]
    System,
    /// Those of a PEM file too.
    File(PathBuf),
    /// Any.
    Insecure,
}

/// What printed commands need to reach the site as the run did. No value of it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurlOptions {
    /// Which certificates are trusted. Only a run whose user asked for it accepts any; the command
    /// says `--insecure` in full.
    pub trust: RunTrust,
    /// File with the client's own certificate and key.
    pub client_cert: Option<PathBuf>,
    /// The `User-Agent` field, where the user chose one.
    pub user_agent: Option<String>,
    /// File with the user and password of the web server.
    pub site_auth: Option<PathBuf>,
    /// Names of further fields, and their values as typed: with variables in place of secrets.
    pub headers: Vec<(String, String)>,
}

impl CurlOptions {
    fn words(&self) -> Vec<String> {
        let path = |path: &Path| shell::word(&path.display().to_string());
        let mut words = Vec::new();
        match &self.trust {
            RunTrust::System => {}
            RunTrust::File(file) => words.extend(["--cacert".to_owned(), path(file)]),
            RunTrust::Insecure => words.push("--insecure".to_owned()),
        }
        if let Some(file) = &self.client_cert {
            words.extend(["--cert".to_owned(), path(file)]);
        }
        if let Some(name) = &self.user_agent {
            words.extend(["-A".to_owned(), shell::word(name)]);
        }
        if let Some(file) = &self.site_auth {
            words.extend(["-u".to_owned(), format!("\"$(cat {})\"", path(file))]);
        }
        for (name, typed) in &self.headers {
            words.extend(["-H".to_owned(), template::field(name, typed)]);
        }
        words
    }
}

/// The same with nothing but the certificates of the system.
#[cfg(test)]
pub(crate) fn curl(request: &Request) -> String {
    curl_with(request, &CurlOptions::default())
}

/// A command for a POSIX shell that asks again and runs as printed.
///
/// Credentials are the shell variables `MEMBERSPEC_KEY` and `MEMBERSPEC_SECRET`; a personal value
/// in the query is one too, named after its parameter (`MEMBERSPEC_CUSTOMER`), to be set to its
/// percent-encoded form. OAuth 1.0a is signed by `openssl` inside the command, because curl cannot
/// sign it. Headers that only describe the first client (`User-Agent` and the like) are omitted,
/// and personal data in a body is masked.
#[must_use]
pub(crate) fn curl_with(request: &Request, options: &CurlOptions) -> String {
    let credentials = Credentials::of(request);
    let mut command = String::from("curl -sSi");
    let mut argument = |words: &[&str]| {
        for word in words {
            command.push(' ');
            command.push_str(word);
        }
    };
    for word in options.words() {
        argument(&[&word]);
    }
    match &request.method {
        Method::Get if request.body.is_none() => {}
        Method::Head => argument(&["--head"]),
        method => argument(&["-X", &shell::word(method.as_str())]),
    }
    if credentials == Credentials::Basic {
        argument(&["-u", &user(request)]);
    }
    for (name, value) in request.headers.iter() {
        if let Some(field) = field(name, value, credentials) {
            argument(&["-H", &field]);
        }
    }
    if let Some(bytes) = &request.body {
        let kind = request.headers.get("Content-Type");
        if kind.is_none() {
            // curl would otherwise call it form data.
            argument(&["-H", "'Content-Type:'"]);
        }
        let shown = body(bytes, kind);
        argument(&["--data-raw", &shell::word(&String::from_utf8_lossy(&shown))]);
    }
    if credentials == Credentials::OAuth {
        return curl_oauth::signed(request, &command);
    }
    format!("{command} {}", curl_url::word(&request.url))
}

/// `-u`'s word: variables, except for the credentials that are wrong on purpose.
fn user(request: &Request) -> String {
    let sent = request
        .headers
        .get("Authorization")
        .and_then(|value| value.split_once(' '))
        .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok())
        .and_then(|pair| String::from_utf8(pair).ok())
        .unwrap_or_default();
    let (key, secret) = sent.split_once(':').unwrap_or_default();
    let key = if key == UNKNOWN_KEY {
        key
    } else {
        "$MEMBERSPEC_KEY"
    };
    let secret = if secret == WRONG_SECRET {
        secret
    } else {
        "$MEMBERSPEC_SECRET"
    };
    format!("\"{key}:{secret}\"")
}

/// A header that changes what the site returns, as a shell word.
fn field(name: &str, value: &str, credentials: Credentials) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "content-type" | "x-http-method-override" => Some(shell::word(&format!("{name}: {value}"))),
        "cookie" | "x-wp-nonce" => Some(variable_field(name)),
        "authorization" if credentials == Credentials::Other => Some(variable_field(name)),
        _ => None,
    }
}

fn variable_field(name: &str) -> String {
    format!(
        "\"{}: ${}\"",
        shell::in_double_quotes(name),
        curl_url::variable(name)
    )
}

/// A query name or value with its percent-encoding undone; `+` is a space.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn get(url: &str) -> Request {
        Request::new(Method::Get, Url::parse(url).unwrap())
    }

    fn basic(pair: &str) -> Request {
        let mut request = get("https://shop.example/wp-json/");
        let value = format!("Basic {}", STANDARD.encode(pair));
        request.headers.push("Authorization", value);
        request
    }

    #[test]
    fn credentials_are_variables() {
        let plain =
            "curl -sSi -u \"$MEMBERSPEC_KEY:$MEMBERSPEC_SECRET\" https://shop.example/wp-json/";
        assert_eq!(curl(&basic("ck_1:cs_2")), plain);
        let mut masked = get("https://shop.example/wp-json/");
        masked.headers.push("Authorization", "Basic <redacted>");
        assert_eq!(curl(&masked), plain);
        assert_eq!(
            curl(&get(
                "https://shop.example/?consumer_key=ck_1&page=2&consumer_secret=cs_2"
            )),
            "curl -sSi \"https://shop.example/?consumer_key=$MEMBERSPEC_KEY&page=2&consumer_secret=$MEMBERSPEC_SECRET\""
        );
    }

    #[test]
    fn credentials_that_are_wrong_on_purpose_are_printed() {
        assert_eq!(
            curl(&basic(&format!("ck_1:{WRONG_SECRET}"))),
            format!(
                "curl -sSi -u \"$MEMBERSPEC_KEY:{WRONG_SECRET}\" https://shop.example/wp-json/"
            )
        );
    }

    #[test]
    fn personal_values_are_variables_and_brackets_are_safe_from_curl() {
        assert_eq!(
            curl(&get(
                "https://shop.example/?include[]=1&customer=ann%40b.example&x=it's$5!"
            )),
            "curl -sSi \"https://shop.example/?include%5B%5D=1&customer=$MEMBERSPEC_CUSTOMER&x=$MEMBERSPEC_X\""
        );
        assert_eq!(
            curl(&get("https://shop.example/?page=1&per_page=2")),
            "curl -sSi 'https://shop.example/?page=1&per_page=2'"
        );
    }

    #[test]
    fn a_name_that_is_masked_is_no_name_of_a_variable() {
        let line = curl(&get("https://shop.example/?DE89370400440532013000=5"));
        assert!(!line.to_uppercase().contains("DE8937"), "{line}");
        assert!(line.contains("=$MEMBERSPEC_REDACTED_"), "{line}");
    }

    #[test]
    fn a_body_is_quoted_and_its_person_masked() {
        let mut request = get("https://shop.example/a");
        request.method = Method::Post;
        request.headers.push("Content-Type", "application/json");
        request.body = Some(bytes::Bytes::from_static(
            br#"{"plan_id":1,"note":"it's","email":"a@b.example"}"#,
        ));
        assert_eq!(
            curl(&request),
            r#"curl -sSi -X POST -H 'Content-Type: application/json' --data-raw '{"plan_id":1,"note":"redacted-e3","email":"redacted@example.invalid"}' https://shop.example/a"#
        );
    }

    #[test]
    fn an_untrusted_certificate_is_only_accepted_in_full_words() {
        let request = get("https://shop.example/a");
        assert!(!curl(&request).contains("insecure"));
        let trusting = |trust| {
            let options = CurlOptions {
                trust,
                ..CurlOptions::default()
            };
            curl_with(&request, &options)
        };
        assert_eq!(
            trusting(RunTrust::Insecure),
            "curl -sSi --insecure https://shop.example/a"
        );
        assert_eq!(
            trusting(RunTrust::File("/etc/my ca.pem".into())),
            "curl -sSi --cacert '/etc/my ca.pem' https://shop.example/a"
        );
    }

    #[test]
    fn what_the_site_wants_beside_the_key_is_named_and_not_repeated() {
        let options = CurlOptions {
            client_cert: Some("me.pem".into()),
            user_agent: Some("Mozilla/5.0 (staging)".into()),
            site_auth: Some("site.auth".into()),
            headers: vec![("Cookie".into(), "pass=$STAGING".into())],
            ..CurlOptions::default()
        };
        assert_eq!(
            curl_with(&get("https://shop.example/a"), &options),
            "curl -sSi --cert me.pem -A 'Mozilla/5.0 (staging)' -u \"$(cat site.auth)\" \
             -H \"Cookie: pass=${STAGING}\" https://shop.example/a"
        );
    }

    #[test]
    fn other_authentication_is_a_variable_too() {
        let mut request = get("https://shop.example/a");
        request.headers.push("Cookie", "wordpress_logged_in=abc");
        request.headers.push("X-WP-Nonce", "123");
        request.headers.push("User-Agent", "Firefox");
        assert_eq!(
            curl(&request),
            "curl -sSi -H \"Cookie: $MEMBERSPEC_COOKIE\" -H \"X-WP-Nonce: $MEMBERSPEC_X_WP_NONCE\" https://shop.example/a"
        );
    }
}
