//! What one site adds is learned, written as an overlay, and judged by.

use std::fs;

use crate::binary::run;
use crate::laws::Site;

#[test]
fn a_property_of_another_plugin_is_a_warning_until_it_is_learned() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let site = Site::start(&["--fault", "extra-property"]);
    let before = site.check(&[]);
    // Lists and single items show it alike: that is one cause.
    assert_eq!(before["counts"]["warnings"], 1, "{before:#}");

    let overlay = path("overlay.yaml");
    let (code, _, err) = site.run(&["learn", "--out", &overlay]);
    assert_eq!(code, 0, "{err}");
    let text = fs::read_to_string(&overlay).unwrap();
    assert!(
        text.starts_with("overlay: \"1.0.0\"") || text.starts_with("overlay: 1.0.0"),
        "{text}"
    );
    assert!(text.contains("x-learned: true"), "{text}");
    let after = site.check(&["--overlay", &overlay]);
    assert_eq!(after["counts"]["warnings"], 0, "{after:#}");
    assert_eq!(after["verdict"], "conforms");

    // The same in a document that the user extended by hand.
    let (_, document, _) = run(&["generate", "--api", "v3", "--format", "json"]);
    let mut document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let name = before["findings"][0]["found"].as_str().unwrap();
    let name = name.strip_prefix("the key ").unwrap();
    let schema = &mut document["components"]["schemas"]["UserMembership"];
    schema["properties"][name] = serde_json::json!({});
    let own = path("own.json");
    fs::write(&own, document.to_string()).unwrap();
    let judged = site.check(&["--document", &own]);
    assert_eq!(judged["counts"]["warnings"], 0, "{judged:#}");
}

#[test]
fn an_overlay_holds_names_and_no_personal_data() {
    let (code, text, err) = run(&["learn"]);
    assert_eq!(code, 0, "{err}");
    assert!(text.contains("ProfileField"), "{text}");
    for personal in ["@", "Nora", "example.test"] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
}

#[test]
fn a_healthy_site_disagrees_with_the_document_only_as_the_catalogue_knows() {
    let (code, out, err) = run(&["learn", "--compare"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.contains("known: options-schema-is-not-json-schema"),
        "{out}"
    );
    assert!(out.contains(" 0 unknown disagreements"), "{out}");
    let site = Site::start(&["--fault", "extra-property"]);
    let (code, out, _) = site.run(&["learn", "--compare"]);
    assert_eq!(code, 1, "{out}");
    let line = out.lines().find(|line| line.contains("loyalty_points"));
    let line = line.unwrap_or_else(|| panic!("{out}"));
    assert!(line.contains("! the responses"), "{line}");
}

/// What a plugin adds at every depth is warned of, learned, and silent afterwards, in each version
/// of the API and by an overlay on a document of one's own too.
#[test]
fn what_a_plugin_adds_within_is_clean_after_it_was_learned() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let site = Site::start(&["--fault", "extra-inside"]);
    for api in ["v2", "v3", "v4"] {
        let before = site.check(&["--api", api]);
        // One for each key that is added.
        assert_eq!(before["counts"]["warnings"], 5, "{before:#}");
        let overlay = path(&format!("{api}.yaml"));
        let (code, _, err) = site.run(&["learn", "--api", api, "--out", &overlay]);
        assert_eq!(code, 0, "{err}");
        let text = fs::read_to_string(&overlay).unwrap();
        assert!(
            text.contains("name: loyalty") && text.contains("- gold"),
            "{text}"
        );
        assert!(!text.contains("b.example"), "{text}");
        let after = site.check(&["--api", api, "--overlay", &overlay]);
        assert_eq!(after["counts"]["warnings"], 0, "{after:#}");
        assert_eq!(after["verdict"], "conforms", "{after:#}");
    }
    // Its schemas are those of all versions; what it says of paths of v3 is for v3 alone.
    let other = site.check(&["--api", "v4", "--overlay", &path("v3.yaml")]);
    assert_eq!(other["counts"]["warnings"], 0, "{other:#}");

    let (_, document, _) = run(&["generate", "--api", "v3", "--format", "json"]);
    let own = path("own.json");
    fs::write(
        &own,
        document
            .replace("\"UserMembership\"", "\"Mine\"")
            .replace("schemas/UserMembership\"", "schemas/Mine\""),
    )
    .unwrap();
    let (code, text, err) = site.run(&["learn", "--document", &own]);
    assert_eq!(code, 0, "{err}");
    assert!(
        text.contains("$.components.schemas.Mine.properties"),
        "{text}"
    );
    let overlay = path("mine.yaml");
    fs::write(&overlay, text).unwrap();
    let judged = site.check(&["--document", &own, "--overlay", &overlay]);
    assert_eq!(judged["counts"]["warnings"], 0, "{judged:#}");
    let judged = site.check(&["--document", &own]);
    assert_eq!(judged["counts"]["warnings"], 5, "{judged:#}");
}

#[test]
fn a_status_of_a_filter_is_an_error_until_it_is_learned() {
    let folder = tempfile::tempdir().unwrap();
    let overlay = folder.path().join("overlay.yaml");
    let overlay = overlay.to_str().unwrap();
    let site = Site::start(&["--fault", "registered-status"]);
    let before = site.check(&["--only", "schema"]);
    assert_eq!(before["verdict"], "fails", "{before:#}");
    let (code, _, err) = site.run(&["learn", "--out", overlay]);
    assert_eq!(code, 0, "{err}");
    let after = site.check(&["--overlay", overlay]);
    assert_eq!(after["verdict"], "conforms", "{after:#}");
    // A status that answers show and the site does not name stays a fault.
    let site = Site::start(&["--fault", "unknown-status"]);
    let (_, text, _) = site.run(&["learn"]);
    assert!(!text.contains("suspended"), "{text}");
}

/// An old release is described and answers as old; only what it has beyond that is learned.
#[test]
fn learning_starts_from_the_release_that_the_site_runs() {
    for release in ["1.13.0", "1.17.5", "1.22.10"] {
        let site = Site::start(&["--api-release", release]);
        let (code, out, err) = site.run(&["learn", "--compare"]);
        assert_eq!(code, 0, "{release}: {out}{err}");
        let (code, text, err) = site.run(&["learn"]);
        assert_eq!(code, 0, "{err}");
        assert!(!text.contains("x-learned"), "{release}: {text}");
    }
    let site = Site::start(&["--api-release", "1.22.10"]);
    let (code, _, err) = site.run(&["learn", "--api", "v4"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_check_compares_the_self_description_in_short() {
    let site = Site::start(&[]);
    let (code, out, err) = site.run(&["check", "-v"]);
    assert_eq!(code, 0, "{out}{err}");
    let told = out
        .split("Self-description (OPTIONS)")
        .nth(1)
        .unwrap_or_else(|| panic!("{out}"));
    assert!(
        told.contains("  compared ") && !told.contains("in other ways"),
        "{told}"
    );
    assert!(
        told.contains("memberspec learn --compare http://127.0.0.1:"),
        "{told}"
    );
    let site = Site::start(&["--fault", "extra-property"]);
    let report = site.check(&[]);
    let described = &report["self_description"];
    assert_eq!(described["unknown"], 1, "{described:#}");
    assert_eq!(described["first"][0]["what"], "members loyalty_points");
    assert_eq!(described["first"][0]["answers"], "yes");
}

#[test]
fn what_is_no_overlay_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no.yaml");
    fs::write(
        &path,
        "overlay: 1.0.0\nactions:\n- target: $..x\n  remove: true\n",
    )
    .unwrap();
    let refusal = || {
        let (code, _, err) = run(&["check", "--overlay", path.to_str().unwrap()]);
        assert_eq!(code, 2);
        err
    };
    let err = refusal();
    assert!(
        err.contains("no.yaml") && err.contains("not a plain path"),
        "{err}"
    );
    fs::write(
        &path,
        "overlay: 1.0.0\nactions:\n- target: $.nowhere\n  update: {}\n",
    )
    .unwrap();
    assert!(refusal().contains("`$.nowhere` is not in the document"));
}
