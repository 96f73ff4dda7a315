//! `init` writes a configuration that `check` accepts, and never a secret.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::binary::memberspec;
use crate::laws::Site;

const KEYS: &str = "ck_reference_read_write\ncs_reference_read_write\n";

fn init(folder: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["init"];
    all.extend(arguments);
    memberspec(&all).current_dir(folder).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn yaml(folder: &Path, name: &str) -> Value {
    serde_saphyr::from_str(&read(folder, name)).unwrap()
}

#[test]
fn the_written_configuration_is_accepted_with_a_key_file() {
    let site = Site::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("shop.key"), KEYS).unwrap();
    let address = format!("{}/wp-json/wc/v3", site.url().trim_end_matches('/'));
    let output = init(
        folder,
        &[&address, "--name", "shop", "--credentials", "./shop.key"],
    );
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(
        said(&output).contains("accepts the key, and has v2, v3 and v4"),
        "{}",
        said(&output)
    );
    let text = read(folder, "memberspec.toml");
    assert!(!text.contains("reference_read"), "{text}");
    assert!(text.contains("This site has v2, v3 and v4."), "{text}");
    // With the file named, and as it lies there.
    for arguments in [
        vec!["check", "shop"],
        vec!["check", "shop", "--config", "memberspec.toml"],
    ] {
        let output = memberspec(&arguments).current_dir(folder).output().unwrap();
        assert_eq!(code(&output), 0, "{}", said(&output));
        assert!(said(&output).contains("from shop.key"), "{}", said(&output));
    }
}

#[test]
fn the_key_of_the_environment_is_tried_and_stays_there() {
    let site = Site::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let with_key = |arguments: &[&str], secret: &str| {
        memberspec(arguments)
            .current_dir(folder)
            .env("MEMBERSPEC_KEY", "ck_reference_read")
            .env("MEMBERSPEC_SECRET", secret)
            .output()
            .unwrap()
    };
    let output = with_key(&["init", site.url()], "cs_wrong");
    assert_eq!(code(&output), 2, "{}", said(&output));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "a rejected key");
    let output = with_key(&["init", site.url()], "cs_reference_read");
    assert_eq!(code(&output), 0, "{}", said(&output));
    let text = read(folder, "memberspec.toml");
    assert!(!text.contains("_reference_read"), "{text}");
    let check = ["check", "site", "--config", "memberspec.toml"];
    let output = with_key(&check, "cs_reference_read");
    assert_eq!(code(&output), 0, "{}", said(&output));
}

#[test]
fn without_a_key_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens there.
    let output = init(folder.path(), &["http://127.0.0.1:9"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(
        said(&output).contains("nothing was sent"),
        "{}",
        said(&output)
    );
    fs::write(folder.path().join("shop.key"), KEYS).unwrap();
    let tried = ["http://127.0.0.1:9", "--force", "--credentials", "shop.key"];
    assert_eq!(code(&init(folder.path(), &tried)), 2);
    let mut offline = tried.to_vec();
    offline.push("--offline");
    assert_eq!(code(&init(folder.path(), &offline)), 0);
}

#[test]
fn nothing_is_overwritten_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let github = ".github/workflows/memberspec.yml";
    fs::create_dir_all(folder.join(".github/workflows")).unwrap();
    fs::write(folder.join(github), "mine").unwrap();
    let arguments = [
        "https://shop.example",
        "--offline",
        "--ci",
        "github",
        "--action",
        "o/r",
    ];
    let output = init(folder, &arguments);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("--force"), "{}", said(&output));
    assert_eq!(read(folder, github), "mine");
    assert!(!folder.join("memberspec.toml").exists(), "all or nothing");

    let elsewhere = folder.join("elsewhere.toml");
    fs::write(&elsewhere, "theirs").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&elsewhere, folder.join("memberspec.toml")).unwrap();
    let mut forced = arguments.to_vec();
    forced.push("--force");
    let output = init(folder, &forced);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(read(folder, "elsewhere.toml"), "theirs", "through a link");
    assert!(read(folder, "memberspec.toml").contains("[site.shop]"));
    assert_ne!(read(folder, github), "mine");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_to_where_a_folder_leads() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join(".github")).unwrap();
    let arguments = [
        "https://shop.example",
        "--offline",
        "--force",
        "--ci",
        "github",
        "--action",
        "o/r",
    ];
    let output = init(folder.path(), &arguments);
    assert_eq!(code(&output), 2);
    assert!(
        said(&output).contains(".github is a link"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert!(!folder.path().join("memberspec.toml").exists());
}

#[test]
fn what_cannot_stand_in_the_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::NamedTempFile::new().unwrap();
    let outside = outside.path().to_str().unwrap();
    for (arguments, what) in [
        (vec!["https://ck_a:cs_b@shop.example"], "credentials"),
        (vec!["ftp://shop.example"], "http"),
        (vec!["https://shop.example", "--name", "a.b"], "--name shop"),
        (
            vec!["https://shop.example", "--credentials", outside],
            "in the directory",
        ),
        (
            vec!["https://shop.example", "--credentials", "gone.key"],
            "regular file",
        ),
        (
            vec!["https://shop.example", "--action", "a/b@main"],
            "OWNER/REPOSITORY",
        ),
        (vec![], "memberspec init https://shop.example"),
    ] {
        let output = init(folder.path(), &arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(
            said(&output).contains(what),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(!said(&output).contains("cs_b"), "{}", said(&output));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_workflow_for_github_checks_the_site_with_the_pinned_action() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("keys")).unwrap();
    fs::write(folder.join("keys/the shop's.key"), KEYS).unwrap();
    let base = [
        "https://shop.example",
        "--offline",
        "--force",
        "--ci",
        "github",
    ];
    let steps = |more: &[&str]| {
        let mut arguments = base.to_vec();
        arguments.extend(more);
        let output = init(folder, &arguments);
        assert_eq!(code(&output), 0, "{}", said(&output));
        let workflow = yaml(folder, ".github/workflows/memberspec.yml");
        for step in workflow["jobs"]["check"]["steps"].as_array().unwrap() {
            let script = step["run"].as_str().unwrap_or_default();
            assert!(!script.contains("${{"), "{script}");
        }
        workflow["jobs"]["check"]["steps"].clone()
    };
    let plain = steps(&["--action", "owner/memberspec"]);
    let action = &plain[1];
    assert_eq!(
        action["uses"],
        concat!("owner/memberspec@v", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(action["with"]["target"], "shop");
    assert_eq!(action["with"]["key"], "${{ secrets.MEMBERSPEC_KEY }}");
    assert_eq!(action["with"]["arguments"], "--config\nmemberspec.toml\n");

    let file = "keys/the shop's.key";
    let with_file = steps(&["--action", "owner/memberspec", "--credentials", file]);
    assert_eq!(with_file[2]["with"]["key"], Value::Null);
    assert_eq!(with_file[1]["env"]["FILE"], file);
    // The step writes a file that is read as the key.
    let work = tempfile::tempdir().unwrap();
    let written = std::process::Command::new("bash")
        .args(["-e", "-c", with_file[1]["run"].as_str().unwrap()])
        .env("FILE", file)
        .env("KEY", "ck_reference_read_write")
        .env("SECRET", "cs_reference_read_write")
        .current_dir(work.path())
        .status()
        .unwrap();
    assert!(written.success());
    assert_eq!(read(work.path(), file), KEYS);

    let number = init(
        folder,
        &[
            "https://007.example",
            "--offline",
            "--force",
            "--ci",
            "github",
            "--action",
            "o/r",
        ],
    );
    assert_eq!(code(&number), 0, "{}", said(&number));
    let workflow = yaml(folder, ".github/workflows/memberspec.yml");
    assert_eq!(
        workflow["jobs"]["check"]["steps"][1]["with"]["target"],
        "007"
    );
}

#[test]
fn a_workflow_takes_the_program_from_a_named_repository_alone() {
    let folder = tempfile::tempdir().unwrap();
    for ci in ["github", "gitlab"] {
        let output = init(
            folder.path(),
            &["https://shop.example", "--offline", "--ci", ci],
        );
        assert_eq!(code(&output), 2);
        assert!(said(&output).contains("--action"), "{}", said(&output));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_workflow_for_gitlab_is_one_to_include() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let arguments = [
        "https://www.shop.example",
        "--offline",
        "--ci",
        "gitlab",
        "--action",
        "o/r",
    ];
    let output = init(folder, &arguments);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let workflow = yaml(folder, ".gitlab/memberspec.yml");
    let script = workflow["memberspec"]["script"].as_array().unwrap();
    let install = concat!(
        "cargo install --git https://github.com/o/r --tag v",
        env!("CARGO_PKG_VERSION"),
        " --locked memberspec"
    );
    assert_eq!(script[0], install);
    let check = "memberspec check shop --config memberspec.toml --report junit=memberspec.xml";
    assert_eq!(script.last().unwrap(), check);
}

#[cfg(unix)]
#[test]
fn at_a_terminal_the_rest_is_requested() {
    use std::process::Stdio;

    let site = Site::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.key"), KEYS).unwrap();
    let mut command = memberspec(&["init", "--name", "shop", "--action", "o/r"]);
    command.current_dir(folder.path()).stdin(Stdio::inherit());
    let mut session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    session.exp_string("Address of the site: ").unwrap();
    session.send_line(site.url()).unwrap();
    session.exp_string("File with consumer key").unwrap();
    session.send_line("shop.key").unwrap();
    session.exp_string("Workflow to write").unwrap();
    session.send_line("github").unwrap();
    let told = session.exp_eof().unwrap();
    assert!(told.contains("Next: memberspec check shop"), "{told}");
    assert!(read(folder.path(), "memberspec.toml").contains("credentials = \"shop.key\""));
    assert!(
        folder
            .path()
            .join(".github/workflows/memberspec.yml")
            .exists()
    );
}
