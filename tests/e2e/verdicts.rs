//! What a run could not judge is told: verdict, exit code, JUnit and headline agree, whatever stands
//! in front of a site and whoever asks.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use crate::front::{answer, front, page};
use crate::write::Site;

/// The path of a request line, and its query with the question mark.
fn target(line: &str) -> (&str, &str) {
    let target = line.split(' ').nth(1).unwrap_or("/");
    target.split_at(target.find('?').unwrap_or(target.len()))
}

/// One line of the table; fails where the formats disagree.
fn row(name: &str, site: &Site, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    row_that_says(name, site, arguments, environment, "")
}

/// The same, of a run whose reports say this.
pub(crate) fn row_that_says(
    name: &str,
    site: &Site,
    arguments: &[&str],
    environment: &[(&str, &str)],
    said: &str,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut command = site.command(&["check"], folder.path());
    command.args(arguments).args([
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
    ]);
    command.envs(environment.iter().copied());
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code().unwrap();
    let read = |name: &str| std::fs::read_to_string(path(name)).expect(&err);
    let report: Value = serde_json::from_str(&read("r.json")).unwrap();
    let words = read("r.txt");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(said), "{name}: {words}");
    let verdict = report["verdict"].as_str().unwrap();
    let text = read("r.txt");
    let headline = text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .find(|word| ["CONFORMS", "FAILS", "INCOMPLETE", "NOTHING"].contains(word))
        .unwrap();
    assert!(
        verdict.to_uppercase().starts_with(headline),
        "{name}: {verdict} {headline}"
    );
    let wanted = match verdict {
        "conforms" => 0,
        "fails" => 1,
        _ => 2,
    };
    assert_eq!(code, wanted, "{name}: {text}{err}");
    let reasons: Vec<&str> = (report["incomplete"].as_array().unwrap().iter())
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let (errors, failures) = (
        read("r.xml").matches("<error ").count(),
        read("r.xml").matches("<failure ").count(),
    );
    let annotated = read("r.gh").matches("title=incomplete%3A ").count();
    assert_eq!(annotated, reasons.len(), "{name}");
    // A recording that is judged is not recorded again.
    let is_recorded = path("r.har").exists();
    format!(
        "{name:36} {code}  {verdict:15} {errors} errors  {failures} failures  {}  {}",
        if is_recorded { "recorded" } else { "        " },
        reasons.join(", ")
    )
    .trim_end()
    .to_owned()
}

/// The example without the bodies of its answers, as recorders write that.
fn without_bodies(folder: &Path, name: &str, leave_out: fn(&mut Map<String, Value>)) -> String {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har");
    let mut har: Value = serde_json::from_slice(&std::fs::read(example).unwrap()).unwrap();
    for entry in har["log"]["entries"].as_array_mut().unwrap() {
        let content = entry["response"]["content"].as_object_mut().unwrap();
        leave_out(content);
    }
    let path = folder.join(name);
    std::fs::write(&path, har.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn verdict_exit_code_junit_and_headline_agree() {
    let site = Site::start();
    let direct = format!("http://{}", site.host());
    let challenge = || {
        let head = "202 Accepted\r\nContent-Type: text/html\r\nSG-Captcha: challenge";
        answer(head, "<html></html>")
    };
    let captcha = front(&site, move |number, _| (number > 25).then(challenge));
    let recent: Mutex<Vec<Instant>> = Mutex::new(Vec::new());
    let limited = front(&site, move |_, _| {
        let mut recent = recent.lock().unwrap();
        recent.retain(|at| at.elapsed() < Duration::from_millis(800));
        if recent.len() >= 5 {
            return Some(page("429 Too Many Requests", "<h1>Too Many Requests</h1>"));
        }
        recent.push(Instant::now());
        None
    });
    let walled = front(&site, |number, _| {
        (number > 25).then(|| page("429 Too Many Requests", "<h1>Too Many Requests</h1>"))
    });
    let slash = front(&site, |_, line| {
        let (path, query) = target(line);
        let head = format!("301 Moved Permanently\r\nLocation: {path}/{query}");
        (!path.ends_with('/')).then(|| answer(&head, ""))
    });
    let login = front(&site, |_, line| {
        let (path, query) = target(line);
        let is_known = query.contains("oauth_consumer_key=ck_reference");
        let is_right = is_known && !query.contains("WRONG");
        (path.contains("/wc/") && !is_right)
            .then(|| page("200 OK", "<title>Log in</title><form></form>"))
    });
    let gone = front(&site, |number, _| (number > 25).then(String::new));
    let folder = tempfile::tempdir().unwrap();
    let bare = without_bodies(folder.path(), "bare.har", |content| {
        content.remove("text");
    });
    let empty = without_bodies(folder.path(), "empty.har", |content| {
        content.remove("text");
        content.insert("size".into(), 0.into());
    });
    let none = [("MEMBERSPEC_KEY", ""), ("MEMBERSPEC_SECRET", "")];
    let wrong = [
        (
            "MEMBERSPEC_KEY",
            "ck_00000000000000000000000000000000000000ff",
        ),
        (
            "MEMBERSPEC_SECRET",
            "cs_00000000000000000000000000000000000000ff",
        ),
    ];
    let mut table = vec![
        row("as it is", &site, &[&direct], &[]),
        row("bot challenge later", &site, &[&captcha], &[]),
        row("rate limit, HTML", &site, &[&limited], &[]),
        row("rate limit without end", &site, &[&walled], &[]),
        row("slash redirects", &site, &[&slash], &[]),
        row("login page for strangers", &site, &[&login], &[]),
        row("login page, wrong key", &site, &[&login], &wrong),
        row("stops answering", &site, &[&gone], &[]),
        row("empty key", &site, &[&direct], &none),
        row(
            "empty key, --auth none",
            &site,
            &[&direct, "--auth", "none"],
            &none,
        ),
        row("wrong key", &site, &[&direct], &wrong),
        row(
            "--max-body 2000",
            &site,
            &[&direct, "--max-body", "2000"],
            &[],
        ),
        row(
            "--max-requests 20",
            &site,
            &[&direct, "--max-requests", "20"],
            &[],
        ),
        row(
            "--require met",
            &site,
            &[&direct, "--require", "page-walk,90%"],
            &[],
        ),
        row(
            "--require not met",
            &site,
            &[&direct, "--require", "webhook-topic"],
            &[],
        ),
        row("recording without bodies", &site, &[&bare], &[]),
        row("recording of empty bodies", &site, &[&empty], &[]),
    ];
    table.extend(crate::situations::rows());
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("verdicts", table.join("\n")) });
}

#[test]
fn the_section_of_a_site_wins_over_the_environment_and_no_stray_file_chooses_a_host_for_a_key() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let url = format!("http://{}", site.host());
    write(
        "shop.key",
        "\u{feff}consumer_key=ck_reference_read\r\nconsumer_secret='cs_reference_read'\r\n".into(),
    );
    let section = format!("[check]\nmax_requests = 120\n[site.shop]\nurl = \"{url}\"\n");
    write(
        "memberspec.toml",
        format!("{section}[site.shop.check]\ncredentials = \"shop.key\"\n"),
    );
    let run = |arguments: &[&str]| {
        let mut command = site.command(arguments, folder.path());
        command.env(
            "MEMBERSPEC_KEY",
            "ck_0000000000000000000000000000000000000bad",
        );
        command.env(
            "MEMBERSPEC_SECRET",
            "cs_0000000000000000000000000000000000000bad",
        );
        let output = command.output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, err) = run(&["check", "shop"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("key …ead from shop.key"), "{err}");
    let (code, err) = run(&["check", "shop", "--write", "--yes-write-to", "127.0.0.1"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("nothing was sent"), "{err}");
    write("memberspec.toml", section.clone());
    let (code, err) = run(&["check", "shop"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--config memberspec.toml"), "{err}");
    let (code, err) = run(&["check", "shop", "--config", "memberspec.toml"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("access refused"), "{err}");
    write(
        "memberspec.toml",
        format!("{section}[site.shop.check]\ncredentials = \"/etc/hostname\"\n"),
    );
    let (code, err) = run(&["check", "shop"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("outside its folder"), "{err}");
}
