use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::binary::{memberspec, run};

#[test]
fn the_list_and_the_json_name_the_same_rows() {
    let (code, text, _) = run(&["deviations"]);
    assert_eq!(code, 0);
    let (_, json, _) = run(&["deviations", "--format", "json"]);
    let rows: Value = serde_json::from_str(&json).unwrap();
    let rows = rows.as_array().unwrap();
    let listed: Vec<&str> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split(' ').next())
        .collect();
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(listed, ids);
    assert!(ids.contains(&"create-answers-200"));
}

#[test]
fn no_escape_sequence_reaches_a_pipe() {
    let (_, text, _) = run(&["deviations", "dates-without-offset"]);
    assert!(text.starts_with("Dates have no UTC offset"));
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn a_misspelt_id_cannot_run_and_names_the_nearest() {
    let (code, out, err) = run(&["deviations", "dates-without-ofset"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "memberspec: there is no known departure `dates-without-ofset` (did you mean \
         `dates-without-offset`?); `memberspec deviations` lists them\n"
    );
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let mut child = memberspec(&["deviations", "--format", "markdown"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 3];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    assert_eq!(&start, b"###");
    let mut complaint = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut complaint)
        .unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), complaint.as_str()),
        (Some(0), "")
    );
}
