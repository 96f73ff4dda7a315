use std::path::Path;

use super::*;

fn read(text: &str) -> Result<File, String> {
    super::load::parse(Path::new("memberspec.toml"), text).map_err(|error| error.to_string())
}

#[test]
fn named_sites_lay_their_settings_over_those_for_all() {
    let file = read(
        "[check]\ntimeout = 10\nrate = 2\n[site.staging]\nurl = \"https://staging.shop.example\"\n\
         [site.staging.check]\nrate = 5.5\n",
    )
    .unwrap();
    let merged = file.check.overlaid(&file.site["staging"].check);
    assert_eq!((merged.timeout, merged.rate), (Some(10.0), Some(5.5)));
}

#[test]
fn an_unknown_key_names_the_nearest_one() {
    assert_eq!(
        read("[check]\ntimeuot = 3\n").unwrap_err(),
        "memberspec.toml: unknown key `check.timeuot`; did you mean `check.timeout`?"
    );
    assert_eq!(
        read("[sites.x]\nurl = \"a\"\n").unwrap_err(),
        "memberspec.toml: unknown key `sites`; did you mean `site`?"
    );
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_repeated() {
    let refused = read("[check]\nsecret = \"cs_very_secret\"\n").unwrap_err();
    assert!(
        refused.contains("`check.secret` holds a secret"),
        "{refused}"
    );
    assert!(!refused.contains("cs_very_secret"), "{refused}");
}

#[test]
fn a_wrong_type_is_told_with_its_place() {
    let refused = read("[check]\nstrict = \"yes\"\n").unwrap_err();
    assert!(refused.contains("line 2"), "{refused}");
}

#[test]
fn diff_takes_levels_by_rule_and_refuses_other_words() {
    let file =
        read("[diff]\nfail_on = \"any\"\n[diff.levels]\nserver-removed = \"off\"\n").unwrap();
    assert_eq!(file.diff.fail_on, Some(FailOn::Any));
    assert_eq!(file.diff.levels["server-removed"], RuleLevel::Off);
    let refused = read("[diff.levels]\nserver-removed = \"fatal\"\n").unwrap_err();
    assert!(
        refused.contains("`fatal`") && refused.contains("line 2"),
        "{refused}"
    );
    assert_eq!(
        read("[diff]\nfailon = \"any\"\n").unwrap_err(),
        "memberspec.toml: unknown key `diff.failon`; did you mean `diff.fail_on`?"
    );
}

#[test]
fn the_committed_schema_is_the_one_that_the_structs_give() {
    let committed = include_str!("memberspec.schema.json");
    assert_eq!(
        committed,
        schema(),
        "run `cargo test -- --ignored write_the_schema`"
    );
}

#[test]
#[ignore = "writes the committed schema"]
fn write_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config/memberspec.schema.json");
    std::fs::write(path, schema()).unwrap();
}
