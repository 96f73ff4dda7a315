use serde_json::{Value, json};

use super::lines::lines;
use super::viewer;
use crate::serve::http_answer::HttpAnswer;
use crate::serve::keys::Keys;
use crate::serve::options::{AuthPolicy, Options};
use crate::serve::wordpress::{RouteTable, Scheme};

/// The page of a path outside the API, if there is one.
pub(in crate::serve) fn page(
    path: &str,
    host: &str,
    scheme: Scheme,
    options: &Options,
    keys: &Keys,
    routes: &RouteTable,
) -> Option<HttpAnswer> {
    match path {
        "/" => Some(answer(
            "text/html; charset=UTF-8",
            include_bytes!("index.html").to_vec(),
        )),
        "/site.json" => Some(json_answer(&site(scheme, host, options, keys, routes))),
        "/openapi.json" => {
            let mut document = options.document.clone()?;
            let url = format!("{}://{host}/wp-json", scheme.as_str());
            document["servers"] = json!([{"url": url, "description": "This reference site"}]);
            Some(json_answer(&document))
        }
        "/docs" => Some(HttpAnswer {
            status: 301,
            headers: vec![("Location".to_owned(), "/docs/".to_owned())],
            body: Vec::new(),
        }),
        _ => {
            let (content_type, file) = viewer::file(path.strip_prefix("/docs/")?)?;
            Some(answer(content_type, file))
        }
    }
}

fn site(scheme: Scheme, host: &str, options: &Options, keys: &Keys, routes: &RouteTable) -> Value {
    let authentication = match (options.auth, scheme) {
        (AuthPolicy::Open, _) => "No key is required.",
        (AuthPolicy::Required, Scheme::Http) => {
            "Over http requests are signed with OAuth 1.0a; Basic and query keys are ignored as on a real site. Start with --dev to use them, or with --tls-self-signed."
        }
        (AuthPolicy::Development, Scheme::Http) => {
            "Basic, query parameters or OAuth 1.0a, over http as well because of --dev. A real site takes only OAuth 1.0a over http."
        }
        (_, Scheme::Https) => "Basic, query parameters or OAuth 1.0a.",
    };
    let lines = lines(scheme, options.auth, host, &keys.read);
    let named = [
        ("read and write", &keys.read_write),
        ("read", &keys.read),
        ("write", &keys.write),
        ("a customer's own", &keys.customer),
    ];
    let keys: Vec<Value> = named
        .into_iter()
        .map(|(rights, key)| {
            json!({
                "rights": rights,
                "consumer_key": key.consumer_key,
                "consumer_secret": key.consumer_secret,
            })
        })
        .collect();
    let routes: Vec<Value> = routes
        .0
        .iter()
        .map(|route| {
            let methods: Vec<&str> = route.methods().collect();
            json!({"pattern": format!("/wp-json{}", route.pattern), "methods": methods})
        })
        .collect();
    let faults: Vec<&str> = options.faults.iter().map(|fault| fault.id).collect();
    json!({"authentication": authentication, "keys": keys, "routes": routes, "faults": faults, "lines": lines})
}

fn json_answer(body: &Value) -> HttpAnswer {
    answer(
        "application/json; charset=UTF-8",
        body.to_string().into_bytes(),
    )
}

fn answer(content_type: &str, body: Vec<u8>) -> HttpAnswer {
    HttpAnswer {
        status: 200,
        headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Option<HttpAnswer> {
        let options = Options {
            document: Some(json!({"openapi": "3.1.0"})),
            ..Options::default()
        };
        page(
            path,
            "h:1",
            Scheme::Http,
            &options,
            &Keys::default(),
            &RouteTable(Vec::new()),
        )
    }

    #[test]
    fn the_viewer_is_built_in_and_reads_the_document_of_this_site() {
        let text = |path: &str| String::from_utf8(get(path).unwrap().body).unwrap();
        assert!(text("/docs/").contains("swagger-ui"));
        assert!(text("/docs/swagger-initializer.js").contains("/openapi.json"));
        assert!(!text("/docs/swagger-ui-bundle.js").is_empty());
        assert!(text("/openapi.json").contains("http://h:1/wp-json"));
        assert_eq!(get("/docs/no-such-file"), None);
        assert_eq!(get("/shop"), None);
    }

    #[test]
    fn the_front_page_needs_nothing_from_elsewhere() {
        let html = String::from_utf8(get("/").unwrap().body).unwrap();
        assert!(
            !html.contains("http://") && !html.contains("https://"),
            "no other host"
        );
        assert!(get("/site.json").is_some());
    }
}
