//! Sites that want to see something beside the key: a header, a password of the web server, a client
//! certificate, a browser's name, another path of the REST API. Each is tried through a front that
//! lets nothing else pass.

use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::front::{answer, asking, certificate, encrypted, field, front, page, server};
use crate::write::Site;

const COOKIE: &str = "c8f1e2-staging-pass-77";
const PASSWORD: &str = "open-sesame-4711";
/// `staging:open-sesame-4711`.
const BASIC: &str = "Basic c3RhZ2luZzpvcGVuLXNlc2FtZS00NzEx";

/// Runs `check` with every report; exit code, and everything that was printed or written.
fn check(site: &Site, folder: &Path, arguments: &[&str]) -> (i32, String) {
    run(
        site,
        folder,
        &[&["check", "-v", "-v"], arguments].concat(),
        &[
            "--report",
            "json=r.json",
            "--report",
            "junit=r.xml",
            "--report",
            "terminal=r.txt",
            "--report",
            "github=r.gh",
            "--record",
            "r.har",
        ],
    )
}

fn run(site: &Site, folder: &Path, arguments: &[&str], more: &[&str]) -> (i32, String) {
    let reports = ["r.json", "r.xml", "r.txt", "r.gh"];
    for name in reports {
        let _absent = std::fs::remove_file(folder.join(name));
    }
    let output = site
        .command(arguments, folder)
        .args(more)
        .env("STAGING_COOKIE", COOKIE)
        .output()
        .unwrap();
    let mut all = String::from_utf8(output.stdout).unwrap();
    all.push_str(&String::from_utf8(output.stderr).unwrap());
    for name in [&reports[..], &["r.har"]].concat() {
        all.push_str(&std::fs::read_to_string(folder.join(name)).unwrap_or_default());
    }
    assert!(!all.contains(COOKIE) && !all.contains(PASSWORD), "{all}");
    assert!(!all.contains(&BASIC[6..]), "{all}");
    (output.status.code().unwrap(), all)
}

/// A front that lets pass what holds a cookie, and breaks one plan, so that a command is printed.
fn walled(site: &Site) -> String {
    front(site, |_, head| {
        if field(head, "Cookie") != Some(&format!("pass={COOKIE}")) {
            return Some(answer("403 Forbidden\r\ncf-mitigated: challenge", ""));
        }
        let is_plan = head.starts_with("GET /wp-json/wc/v3/memberships/plans/");
        is_plan.then(|| page("500 Internal Server Error", "broken"))
    })
}

#[test]
fn a_header_from_the_environment_is_sent_with_each_request_and_never_repeated() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let url = walled(&site);
    let (code, all) = check(&site, folder.path(), &[&url]);
    assert_eq!(code, 2, "{all}");
    assert!(all.contains("--header"), "{all}");
    let header = ["--header", "Cookie: pass=$STAGING_COOKIE"];
    let (code, all) = check(
        &site,
        folder.path(),
        &[&[url.as_str()], &header[..]].concat(),
    );
    assert_eq!(code, 1, "{all}");
    assert!(
        all.contains("-H \"Cookie: pass=${STAGING_COOKIE}\""),
        "{all}"
    );
    let (code, all) = run(
        &site,
        folder.path(),
        &[&["learn", &url], &header[..]].concat(),
        &[],
    );
    assert_eq!(code, 0, "{all}");
}

#[test]
fn a_web_server_that_rejects_requests_without_a_certificate_is_named() {
    let (site, folder) = (Site::start(), tempfile::tempdir().unwrap());
    let url = front(&site, |_, _| {
        let body =
            "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n";
        Some(answer("400 Bad Request\r\nContent-Type: text/html", body))
    });
    let (code, all) = check(&site, folder.path(), &[&url]);
    assert_eq!(code, 2, "{all}");
    assert!(all.contains("requires a client certificate"), "{all}");
    assert!(all.contains("--client-cert"), "{all}");
}

#[test]
fn a_file_that_lies_around_takes_nothing_out_of_the_environment() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let url = walled(&site);
    let write = |text: &str| {
        let text = format!("[site.shop]\nurl = \"{url}\"\n[site.shop.check]\n{text}\n");
        std::fs::write(folder.path().join("memberspec.toml"), text).unwrap();
    };
    write("header = [\"Cookie: pass=$STAGING_COOKIE\"]");
    for target in ["shop", &url] {
        let (code, all) = check(&site, folder.path(), &[target]);
        let is_refused = all.contains("--config memberspec.toml");
        assert_eq!((code, is_refused || target == url), (2, true), "{all}");
    }
    let named = ["shop", "--config", "memberspec.toml"];
    assert_eq!(check(&site, folder.path(), &named).0, 1);
    // The command line wins over the file.
    let other = [
        &named[..],
        &["--header", "Cookie: pass=other-$STAGING_COOKIE"],
    ]
    .concat();
    assert_eq!(check(&site, folder.path(), &other).0, 2);
    write("header = [\"Cookie: pass=1234\"]");
    let (code, all) = check(&site, folder.path(), &named);
    assert!(code == 2 && all.contains("made to be shared"), "{all}");
    let other = folder.path().join("memberspec.toml");
    std::fs::write(other, "[check]\nsite_auth = \"/etc/hostname\"\n").unwrap();
    let (code, all) = check(&site, folder.path(), &[&url]);
    assert!(code == 2 && all.contains("outside its folder"), "{all}");
}

#[test]
fn fields_that_memberspec_sets_itself_are_refused_before_anything_is_sent() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "Host",
        "Authorization",
        "Content-Length",
        "X-HTTP-Method-Override",
    ] {
        let field = format!("{name}: DELETE");
        let (code, all) = check(&site, folder.path(), &[site.url(), "--header", &field]);
        assert!(code == 2 && all.contains("cannot be set"), "{all}");
    }
    let missing = [site.url(), "--header", "X-A: $NOT_SET_ANYWHERE"];
    let (code, all) = check(&site, folder.path(), &missing);
    assert!(code == 2 && all.contains("$NOT_SET_ANYWHERE"), "{all}");
    assert_eq!(site.requests(), 0);
}

#[test]
fn the_password_of_the_web_server_stands_beside_a_signature_and_beside_query_keys() {
    let asks = || {
        let head = "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"Staging\"";
        Some(answer(head, "<html><h1>401</h1></html>"))
    };
    let let_in = |head: &str| field(head, "Authorization") == Some(BASIC);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("site.auth", &format!("staging:{PASSWORD}\n"));
    file("wrong.auth", "staging:wrong-password\n");
    let plain = Site::start();
    let url = front(
        &plain,
        move |_, head| if let_in(head) { None } else { asks() },
    );
    let (code, all) = check(&plain, folder.path(), &[&url]);
    assert!(code == 2 && all.contains("--site-auth"), "{all}");
    let (code, all) = check(&plain, folder.path(), &[&url, "--site-auth", "wrong.auth"]);
    assert!(
        code == 2 && all.contains("rejects the user and password"),
        "{all}"
    );
    let (code, all) = check(&plain, folder.path(), &[&url, "--site-auth", "site.auth"]);
    assert_eq!(code, 0, "{all}");

    let site = Site::encrypted();
    let pair = certificate(&["127.0.0.1"], |_| {});
    file("ca.pem", &pair.certificate);
    let url = encrypted(&site, server(&pair, None), move |_, head| {
        if let_in(head) { None } else { asks() }
    });
    let trusting = ["--cacert", "ca.pem", "--site-auth", "site.auth"];
    let (code, all) = check(
        &site,
        folder.path(),
        &[&[url.as_str()], &trusting[..]].concat(),
    );
    assert_eq!(code, 0, "{all}");
    assert!(all.contains("sent as query parameters"), "{all}");
    let basic = [&[url.as_str()], &trusting[..], &["--auth", "basic"]].concat();
    let (code, all) = check(&site, folder.path(), &basic);
    assert!(code == 2 && all.contains("--auth query"), "{all}");
}

#[test]
fn a_server_that_wants_a_client_certificate_gets_it() {
    let site = Site::encrypted();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let (pair, client) = (
        certificate(&["127.0.0.1"], |_| {}),
        certificate(&["tester"], |_| {}),
    );
    file("ca.pem", &pair.certificate);
    file("me.pem", &format!("{}{}", client.certificate, client.key));
    file("half.pem", &client.certificate);
    let url = encrypted(&site, server(&pair, Some(&client)), |_, _| None);
    let asked = [url.as_str(), "--cacert", "ca.pem"];
    let (code, all) = check(&site, folder.path(), &asked);
    assert!(code == 2 && all.contains("--client-cert"), "{all}");
    let with = |name| [&asked[..], &["--client-cert", name]].concat();
    let (code, all) = check(&site, folder.path(), &with("half.pem"));
    assert!(code == 2 && all.contains("private key"), "{all}");
    let (code, all) = check(&site, folder.path(), &with("me.pem"));
    assert_eq!(code, 0, "{all}");
}

#[test]
fn a_firewall_that_wants_a_browser_gets_its_name() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let url = front(&site, |_, head| {
        let is_browser = field(head, "User-Agent").is_some_and(|it| it.contains("Mozilla"));
        (!is_browser).then(|| page("403 Forbidden", "mod_security"))
    });
    let (code, all) = check(&site, folder.path(), &[&url]);
    assert!(code == 2 && all.contains("--user-agent"), "{all}");
    let told = [url.as_str(), "--user-agent", "Mozilla/5.0 (memberspec)"];
    let (code, all) = check(&site, folder.path(), &told);
    assert_eq!(code, 0, "{all}");
}

/// A site whose REST API is at `/api/`; its pages say so if they may.
fn moved(site: &Site, folder: &Path, says_so: bool) -> String {
    let (ask, own) = (asking(site), Arc::new(Mutex::new(String::new())));
    let address = Arc::clone(&own);
    let pair = certificate(&["127.0.0.1"], |_| {});
    std::fs::write(folder.join("ca.pem"), &pair.certificate).unwrap();
    let url = encrypted(site, server(&pair, None), move |_, head| {
        let own = address.lock().unwrap().clone();
        let target = head.split(' ').nth(1).unwrap();
        let Some(rest) = target.strip_prefix("/api") else {
            let link = format!("Link: <{own}/api/>; rel=\"https://api.w.org/\"\r\n");
            let link = if says_so { link } else { String::new() };
            let head = format!("404 Not Found\r\n{link}Content-Type: text/html");
            return Some(answer(&head, "<!DOCTYPE html><html>Page not found</html>"));
        };
        let answered = ask(&head.replacen(target, &format!("/wp-json{rest}"), 1));
        let (head, body) = answered.split_once("\r\n\r\n").unwrap();
        let lines = head.lines().filter(|line| {
            let name = line.split(':').next().unwrap().to_ascii_lowercase();
            !["content-length", "transfer-encoding", "connection"].contains(&name.as_str())
        });
        let head = lines
            .collect::<Vec<_>>()
            .join("\r\n")
            .replace("/wp-json", "/api");
        let head = head.strip_prefix("HTTP/1.1 ").unwrap();
        Some(answer(head, &body.replace("\\/wp-json", "\\/api")))
    });
    url.clone_into(&mut own.lock().unwrap());
    url
}

#[test]
fn another_path_of_the_rest_api_is_found_or_given() {
    let site = Site::encrypted();
    let folder = tempfile::tempdir().unwrap();
    for (says_so, more) in [(true, &[][..]), (false, &["--rest-prefix", "api"])] {
        let url = moved(&site, folder.path(), says_so);
        let arguments = [&[url.as_str(), "--cacert", "ca.pem"], more].concat();
        let (code, all) = check(&site, folder.path(), &arguments);
        assert_eq!(code, 0, "{all}");
        assert!(all.contains("/api/wc/v3/memberships/members"), "{all}");
        // What was recorded there is judged alike.
        let (code, all) = run(&site, folder.path(), &["check", "r.har"], &[]);
        assert_eq!(code, 0, "{all}");
    }
    let url = moved(&site, folder.path(), false);
    let (code, all) = check(&site, folder.path(), &[&url, "--cacert", "ca.pem"]);
    assert!(code == 2 && all.contains("--rest-prefix"), "{all}");
}
