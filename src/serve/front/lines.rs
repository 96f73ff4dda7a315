//! A first request in several languages, to copy.

use serde_json::{Value, json};

use crate::serve::keys::Key;
use crate::serve::options::AuthPolicy;
use crate::serve::wordpress::Scheme;

/// The lines for a page that was requested from `host`. Over http without `--dev` each request has
/// to be signed, which takes a library: then there is one line, which starts a site without that.
pub(super) fn lines(scheme: Scheme, auth: AuthPolicy, host: &str, key: &Key) -> Value {
    if scheme == Scheme::Http && auth == AuthPolicy::Required {
        return json!([{"language": "shell", "text": "memberspec serve --dev"}]);
    }
    // It comes from the client and lands in a line for a shell.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    let host = if host.chars().all(is_plain) {
        host
    } else {
        "127.0.0.1"
    };
    let url = format!(
        "{}://{host}/wp-json/wc/v3/memberships/members",
        scheme.as_str()
    );
    let Key {
        consumer_key: user,
        consumer_secret: password,
    } = key;
    // The file that `--certificate site.pem` writes.
    let (trusted, verified, context) = match scheme {
        Scheme::Http => ("", "", ""),
        Scheme::Https => (
            "--cacert site.pem ",
            ", verify=\"site.pem\"",
            ", 'ssl' => ['cafile' => 'site.pem']",
        ),
    };
    let node = match scheme {
        Scheme::Http => "",
        Scheme::Https => "// NODE_EXTRA_CA_CERTS=site.pem\n",
    };
    json!([
        {"language": "curl", "text": format!("curl {trusted}-u '{user}:{password}' '{url}'")},
        {"language": "Python", "text": format!(
            "import requests\nprint(requests.get(\"{url}\", auth=(\"{user}\", \"{password}\"){verified}).json())"
        )},
        {"language": "TypeScript", "text": format!(
            "{node}const headers = {{ Authorization: `Basic ${{btoa(\"{user}:{password}\")}}` }};\nconsole.log(await (await fetch(\"{url}\", {{ headers }})).json());"
        )},
        {"language": "PHP", "text": format!(
            "$header = 'Authorization: Basic ' . base64_encode('{user}:{password}');\n$context = stream_context_create(['http' => ['header' => $header]{context}]);\nprint_r(json_decode(file_get_contents('{url}', false, $context), true));"
        )},
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::Keys;

    fn text(scheme: Scheme, auth: AuthPolicy, host: &str) -> String {
        lines(scheme, auth, host, &Keys::default().read).to_string()
    }

    #[test]
    fn lines_use_the_address_of_the_page_and_only_ways_that_the_site_accepts() {
        let dev = text(Scheme::Http, AuthPolicy::Development, "127.0.0.1:8931");
        assert!(dev.contains(
            "curl -u 'ck_reference_read:cs_reference_read' 'http://127.0.0.1:8931/wp-json"
        ));
        let https = text(Scheme::Https, AuthPolicy::Required, "localhost:1");
        assert!(https.contains("curl --cacert site.pem -u"), "{https}");
        let signed = text(Scheme::Http, AuthPolicy::Required, "h:1");
        assert!(!signed.contains("-u '"), "{signed}");
    }

    #[test]
    fn a_host_that_a_shell_would_run_is_not_shown() {
        let text = text(Scheme::Http, AuthPolicy::Development, "h';rm -r x;'");
        assert!(!text.contains("rm -r"), "{text}");
    }
}
