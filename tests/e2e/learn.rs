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
    assert_eq!(before["counts"]["warnings"], 2, "{before:#}");

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
    assert!(out.contains(" 0 in ways that are not"), "{out}");
    let site = Site::start(&["--fault", "extra-property"]);
    let (code, out, _) = site.run(&["learn", "--compare"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("! only answers have it"), "{out}");
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
        err.contains("no.yaml") && err.contains("no plain path"),
        "{err}"
    );
    fs::write(
        &path,
        "overlay: 1.0.0\nactions:\n- target: $.nowhere\n  update: {}\n",
    )
    .unwrap();
    assert!(refusal().contains("`$.nowhere` is not in the document"));
}
