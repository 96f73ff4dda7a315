use crate::binary::run;

#[test]
fn every_listed_check_can_be_explained() {
    let (code, list, _) = run(&["checks"]);
    assert_eq!(code, 0);
    let ids: Vec<&str> = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(ids.contains(&"schema"));
    for id in ids {
        let (code, text, _) = run(&["explain", id]);
        assert_eq!(code, 0, "{id}");
        for heading in ["What is judged", "Why it matters", "Example", "What to do"] {
            assert!(text.lines().any(|line| line == heading), "{id}: {heading}");
        }
    }
}

#[test]
fn a_known_departure_is_explained_like_deviations_does() {
    let id = "create-answers-200";
    assert_eq!(run(&["explain", id]), run(&["deviations", id]));
    assert_eq!(run(&["explain", "known-departure"]).0, 0);
}

#[test]
fn an_unknown_id_cannot_run_and_names_the_nearest_of_either_kind() {
    let (code, _, err) = run(&["explain", "paging-header"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `paging-headers`?"), "{err}");
    let (_, _, err) = run(&["explain", "create-answer-200"]);
    assert!(err.contains("did you mean `create-answers-200`?"), "{err}");
}

#[test]
fn a_rule_of_diff_is_explained_too() {
    let (code, text, _) = run(&["explain", "operation-removed"]);
    assert_eq!(code, 0);
    assert!(
        text.contains("operation-removed  error  change between two documents"),
        "{text}"
    );
    assert!(text.lines().any(|line| line == "What to do"));
}

#[test]
fn the_rules_of_a_run_itself_are_explained_too() {
    for id in ["answered", "known-departure"] {
        let (code, out, err) = run(&["explain", id]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains(id), "{out}");
    }
}
