use std::fmt;
use std::path::{Path, PathBuf};

use super::Error;
use crate::cli::Context;
use crate::input;
use crate::redact::Secret;

/// A consumer key and its secret, or a user and an application password, and where they are from.
#[derive(Debug, Clone)]
pub(super) struct Credentials {
    pub(super) key: Secret,
    pub(super) secret: Secret,
    pub(super) source: Source,
}

/// Where credentials are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Environment,
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str("the environment"),
            Self::File(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                f.write_str(&crate::redact::text(&name.to_string_lossy()))
            }
        }
    }
}

impl Credentials {
    /// Without where they are from.
    pub(super) fn pair(&self) -> crate::client::Credentials {
        crate::client::Credentials {
            key: self.key.clone(),
            secret: self.secret.clone(),
        }
    }

    /// The key as a person recognizes it: its last three characters, the only part of it that is
    /// ever shown.
    pub(super) fn shown(&self) -> String {
        let key = self.key.expose();
        let is_key = key.starts_with("ck_") && key.len() >= 16 && key.is_ascii();
        match key.get(key.len().saturating_sub(3)..) {
            Some(end) if is_key => format!("key …{end}"),
            _ => "user and application password".to_owned(),
        }
    }
}

/// What is wrong with credentials. No text of it holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// Not a key and a secret.
    #[error("a key and a secret are required: one line each, the key first")]
    Form,
    /// One of the two is missing.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// The secret stands where the key should.
    #[error("key and secret are swapped: the key starts with ck_, the secret with cs_")]
    Swapped,
    /// What stands in documentation.
    #[error("the {0} is a placeholder; replace it by the real one")]
    Placeholder(&'static str),
    /// Neither a consumer key nor a name.
    #[error(
        "the key is neither a consumer key (ck_ and 40 hexadecimal digits) nor a user name: it \
         contains white space or other characters that neither may contain"
    )]
    NoKey,
    /// A consumer key with something else than a consumer secret.
    #[error("the key is a consumer key, but the secret is not a consumer secret (cs_…)")]
    NoSecret,
}

const KEYS: [&str; 6] = [
    "consumer_key",
    "memberspec_key",
    "key",
    "user",
    "username",
    "wc_key",
];
const SECRETS: [&str; 7] = [
    "consumer_secret",
    "memberspec_secret",
    "secret",
    "password",
    "application_password",
    "pass",
    "wc_secret",
];

/// Reads the text of a key file: two lines, or `name=value` lines, or a JSON object.
pub(super) fn parse(text: &str) -> Result<(String, String), Trouble> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut key, mut secret, mut bare) = (None, None, Vec::new());
    let mut take = |name: &str, value: String| {
        let name = name.trim().trim_matches('"').to_ascii_lowercase();
        let slot = if KEYS.contains(&name.as_str()) {
            &mut key
        } else if SECRETS.contains(&name.as_str()) {
            &mut secret
        } else {
            return false;
        };
        slot.get_or_insert(value);
        true
    };
    if let Ok(serde_json::Value::Object(object)) = serde_json::from_str(text) {
        for (name, value) in &object {
            if let Some(value) = value.as_str() {
                take(name, value.trim().to_owned());
            }
        }
    } else {
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
                continue;
            }
            let assignment = line.strip_prefix("export ").unwrap_or(line);
            let named = assignment.split_once(['=', ':']);
            let is_taken = named.is_some_and(|(name, value)| take(name, unquoted(value)));
            if !is_taken {
                bare.push(unquoted(line));
            }
        }
    }
    let pair = match (key, secret, bare.as_slice()) {
        (Some(key), Some(secret), []) => (key, secret),
        (None, None, [key, secret]) => (key.clone(), secret.clone()),
        _ => return Err(Trouble::Form),
    };
    check(&pair.0, &pair.1)?;
    Ok(pair)
}

fn unquoted(value: &str) -> String {
    let value = value.trim().trim_end_matches([',', ';']).trim();
    for quote in ['"', '\''] {
        let inner = value
            .strip_prefix(quote)
            .and_then(|it| it.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner.trim().to_owned();
        }
    }
    value.to_owned()
}

/// Points out what cannot be right before it is sent anywhere.
fn check(key: &str, secret: &str) -> Result<(), Trouble> {
    if key.is_empty() {
        return Err(Trouble::Empty("key"));
    }
    if secret.is_empty() {
        return Err(Trouble::Empty("secret"));
    }
    if key.starts_with("cs_") || secret.starts_with("ck_") {
        return Err(Trouble::Swapped);
    }
    for (what, value) in [("key", key), ("secret", secret)] {
        if is_placeholder(value) {
            return Err(Trouble::Placeholder(what));
        }
    }
    let is_name =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.' | '-' | '@' | '*' | '+');
    if key.len() > 100 || !key.chars().all(is_name) || (key.starts_with("ck_") && key.contains(' '))
    {
        return Err(Trouble::NoKey);
    }
    if key.starts_with("ck_") && !secret.starts_with("cs_") {
        return Err(Trouble::NoSecret);
    }
    Ok(())
}

/// `ck_xxxx`, `cs_…`, `<your key>`.
fn is_placeholder(value: &str) -> bool {
    let rest = value.trim_start_matches("ck_").trim_start_matches("cs_");
    let is_filler = |c: char| matches!(c.to_ascii_lowercase(), 'x' | '.' | '…' | '*' | '-' | '_');
    rest.chars().all(is_filler)
        || (value.starts_with('<') && value.ends_with('>'))
        || value.to_ascii_lowercase().contains("your_")
        || value.to_ascii_lowercase().contains("your-")
}

/// Key and secret from a file.
pub(super) fn from_file(path: &Path) -> Result<Credentials, Error> {
    let text = input::text(path, input::CREDENTIALS).map_err(|source| Error::ReadCredentials {
        path: path.to_owned(),
        source,
    })?;
    let (key, secret) = parse(&text).map_err(|trouble| Error::CredentialsForm {
        path: path.to_owned(),
        trouble,
    })?;
    Ok(Credentials {
        key: Secret::new(key.as_str()),
        secret: Secret::new(secret.as_str()),
        source: Source::File(path.to_owned()),
    })
}

/// Key and secret from the environment; none where both are missing or empty.
pub(super) fn from_environment(context: &Context) -> Result<Option<Credentials>, Error> {
    const KEY: &str = "MEMBERSPEC_KEY";
    const SECRET: &str = "MEMBERSPEC_SECRET";
    let variable = |name: &str| {
        let value = context.environment.get(name).map(|value| unquoted(value));
        value.filter(|value| !value.is_empty())
    };
    match (variable(KEY), variable(SECRET)) {
        (None, None) => Ok(None),
        (Some(key), Some(secret)) => {
            check(&key, &secret).map_err(Error::CredentialsInEnvironment)?;
            Ok(Some(Credentials {
                key: Secret::new(key.as_str()),
                secret: Secret::new(secret.as_str()),
                source: Source::Environment,
            }))
        }
        (Some(_), None) => Err(Error::HalfCredentials {
            there: KEY,
            missing: SECRET,
        }),
        (None, Some(_)) => Err(Error::HalfCredentials {
            there: SECRET,
            missing: KEY,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_files_of_every_spelling_are_understood() {
        for text in [
            "ck_1a\ncs_2b\n",
            "\u{feff}ck_1a\r\ncs_2b\r\n",
            "# staging\n\n 'ck_1a' \n\"cs_2b\"\n\n",
            "consumer_key=ck_1a\nconsumer_secret=cs_2b",
            "export CONSUMER_SECRET=\"cs_2b\"\nexport CONSUMER_KEY='ck_1a';",
            "CONSUMER_KEY: ck_1a\nCONSUMER_SECRET: cs_2b",
            "{\"consumer_key\": \"ck_1a\", \"consumer_secret\": \"cs_2b\"}",
        ] {
            let pair = parse(text);
            assert_eq!(pair, Ok(("ck_1a".to_owned(), "cs_2b".to_owned())), "{text}");
        }
        assert!(parse("shop manager\nabcd efgh ijkl").is_ok());
    }

    #[test]
    fn what_cannot_be_right_is_pointed_out_and_not_repeated() {
        for (text, trouble) in [
            ("cs_2b\nck_1a", Trouble::Swapped),
            ("ck_xxxx\ncs_2b", Trouble::Placeholder("key")),
            ("ck_1a\ncs_…", Trouble::Placeholder("secret")),
            ("ck_1a\nsecret word", Trouble::NoSecret),
            ("{\"a\": 1}\nabcd", Trouble::NoKey),
            ("ck_1a", Trouble::Form),
            ("", Trouble::Form),
            ("key=ck_1a\nsecret=", Trouble::Empty("secret")),
        ] {
            assert_eq!(parse(text), Err(trouble), "{text}");
            assert!(!trouble.to_string().contains("2b"));
        }
    }
}
