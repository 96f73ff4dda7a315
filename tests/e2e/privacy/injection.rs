//! Text from outside drives neither a terminal nor a CI runner, wherever it is printed.

use std::fs;

use serde_json::{Value, json};

use super::material::{INJECTIONS, injected, outputs, recording};
use crate::binary::memberspec;

#[test]
fn no_output_is_driven_by_what_stands_in_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let outputs = outputs(folder.path(), &recording(&INJECTIONS));
    let found = injected(&outputs);
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

/// Wherever a line breaks, the word after the break is no command.
#[test]
fn no_break_of_a_line_makes_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let keys: Vec<String> = (40..=120)
        .map(|width: usize| format!("{} ::set-output name=x::pwned", "a".repeat(width - 20)))
        .collect();
    for keys in keys.chunks(27) {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        fs::write(folder.path().join("y.har"), recording(&keys)).unwrap();
        for more in [
            &["--show-values"][..],
            &["--report", "github=-"],
            &["-v", "-v"],
        ] {
            let output = memberspec(&["check", "y.har"])
                .args(more)
                .current_dir(folder.path())
                .output()
                .unwrap();
            for bytes in [output.stdout, output.stderr] {
                let text = String::from_utf8(bytes).unwrap();
                let found = injected(&[(more.join(" "), text)]);
                assert!(found.is_empty(), "{}", found.join("\n"));
            }
        }
    }
}

/// The prompt lists the webhooks of the site, at a terminal of any width.
#[cfg(unix)]
#[test]
fn the_prompt_is_not_driven_by_the_webhooks_of_a_site() {
    use rexpect::session::spawn_command;

    let site = crate::write::Site::start();
    let hooks = INJECTIONS.iter().map(|text| {
        let topic = format!("user_membership.{text}");
        json!({ "status": "active", "topic": topic, "delivery_url": "https://hook.example/" })
    });
    let hooks = Value::Array(hooks.collect()).to_string();
    let url = crate::front::front(&site, move |_, line| {
        let head = "200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nX-WP-Total: 9";
        let is_asked = line.contains("/webhooks");
        is_asked.then(|| crate::front::answer(head, &hooks))
    });
    let folder = tempfile::tempdir().unwrap();
    for width in (40..=120).step_by(20) {
        // The shell sets the width of the terminal, which is its own, too.
        let script = format!("stty cols {width}; exec \"$0\" check {url} --write");
        let mut command = std::process::Command::new("sh");
        let program = site.command(&[], folder.path());
        command
            .args(["-c", &script])
            .arg(program.get_program())
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TERM", "dumb");
        for (name, value) in program.get_envs() {
            command.envs(value.map(|value| (name, value)));
        }
        let mut session = spawn_command(command, Some(60_000)).unwrap();
        let said = session.exp_string("Type the host name").unwrap();
        session.send_line("no").unwrap();
        let rest = session.exp_eof().unwrap();
        assert!(said.contains("user_membership."), "{said}");
        // The session takes each byte for a character.
        let bytes = said
            .chars()
            .chain(rest.chars())
            .map(|it| u8::try_from(it).unwrap());
        let text = String::from_utf8(bytes.collect()).unwrap();
        let text = text.replace("\r\n", "\n");
        let found = injected(&[(format!("{width} columns"), text)]);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    assert_eq!(site.writes(), 0);
}

#[test]
fn no_error_is_driven_by_what_it_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let mut outputs = Vec::new();
    for (at, text) in INJECTIONS.iter().enumerate() {
        let quoted = text.replace('\u{1b}', "\\e").replace('\n', "\\n");
        let path = format!("{at}.yaml");
        fs::write(folder.path().join(&path), format!("openapi: 3.1.0\ninfo: {{title: \"{quoted}\", version: \"1\"}}\npaths:\n  /a:\n    get:\n      operationId: \"{quoted}\"\n      responses:\n        \"200\":\n          description: \"{quoted}\"\n          content:\n            application/json:\n              schema: {{$ref: \"{quoted}\"}}\n")).unwrap();
        let toml = Value::from(*text).to_string();
        fs::write(
            folder.path().join("bad.toml"),
            format!("[check]\nauth = {toml}\n[site.{toml}]\nurl = {toml}\n"),
        )
        .unwrap();
        let broken = text.replace(['\n', '\u{1b}'], " ");
        fs::write(
            folder.path().join("ledger.jsonl"),
            format!("{{\"event\": {toml}}}\n"),
        )
        .unwrap();
        let file = format!("{broken}.har");
        let calls: Vec<Vec<&str>> = vec![
            vec!["diff", &path, &path],
            vec!["check", "--document", &path],
            vec!["check", "--config", "bad.toml"],
            vec!["check", text],
            vec!["check", &file],
            vec!["check", "--only", text],
            vec!["check", "--api", text],
            vec!["explain", text],
            vec!["cleanup", "ledger.jsonl"],
            vec!["cleanup", &file],
            vec![text],
            vec!["diff", "--level", text, &path, &path],
            vec!["listen", "--port", text],
        ];
        for call in calls {
            let output = memberspec(&call)
                .current_dir(folder.path())
                .output()
                .unwrap();
            for bytes in [output.stdout, output.stderr] {
                outputs.push((call.join(" "), String::from_utf8(bytes).unwrap()));
            }
        }
    }
    let found = injected(&outputs);
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}
