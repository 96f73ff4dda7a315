use crate::binary::run;

#[test]
fn the_printed_schema_of_the_report_is_the_committed_one() {
    let (code, text, _) = run(&["schema", "report"]);
    assert_eq!(code, 0);
    assert!(
        text == include_str!("../../src/report/report.schema.json"),
        "stale: memberspec schema report > src/report/report.schema.json"
    );
}

#[test]
fn the_printed_schema_of_the_configuration_is_the_committed_one() {
    let (code, text, _) = run(&["schema", "config"]);
    assert_eq!(code, 0);
    assert_eq!(
        text,
        include_str!("../../src/config/memberspec.schema.json")
    );
}

#[test]
fn the_printed_schema_of_the_baseline_is_the_committed_one() {
    let (code, text, _) = run(&["schema", "baseline"]);
    assert_eq!(code, 0);
    assert!(
        text == include_str!("../../src/baseline/baseline.schema.json"),
        "stale: memberspec schema baseline > src/baseline/baseline.schema.json"
    );
}

#[test]
fn the_printed_schema_of_site_data_is_the_committed_one() {
    let (code, text, _) = run(&["schema", "site"]);
    assert_eq!(code, 0);
    assert!(
        text == include_str!("../../src/serve/data/site.schema.json"),
        "stale: memberspec schema site > src/serve/data/site.schema.json"
    );
}

#[test]
fn the_printed_schema_of_a_notification_is_the_committed_one() {
    let (code, text, _) = run(&["schema", "notification"]);
    assert_eq!(code, 0);
    assert!(
        text == include_str!("../../src/compare/notification.schema.json"),
        "stale: memberspec schema notification > src/compare/notification.schema.json"
    );
}
