use std::fs;

use crate::binary::run;

#[test]
fn a_recording_of_a_run_reaches_the_same_verdict_and_holds_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.har");
    let path = path.to_str().unwrap();
    let (code, live, _) = run(&["check", "-v", "--record", path]);
    assert_eq!(code, 0, "{live}");
    let (code, again, _) = run(&["check", "-v", path]);
    assert_eq!(code, 0, "{again}");
    // Everything but the name of what was judged, the profile that nobody knows of a recording, what the site and the recording say of
    // themselves, what to do next, and how often each check judged: a recording holds no credentials, so it does not
    // say which were wrong.
    let verdict = |text: &str| -> Vec<String> {
        let text = match text.split_once("Self-description (OPTIONS)") {
            Some((before, rest)) => {
                let (_, after) = rest.split_once("\n\n").unwrap();
                format!("{before}{after}")
            }
            None => text.to_owned(),
        };
        let (before, rest) = text.split_once("  instances").unwrap();
        let after = rest.find("  known ").map_or(rest, |at| &rest[at..]);
        before
            .lines()
            .chain(after.lines())
            .filter(|line| {
                ![
                    "CONFORMS",
                    "  profile",
                    "  checks",
                    "  note",
                    "  memberspec",
                ]
                .iter()
                .any(|it| line.starts_with(it))
            })
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(verdict(&live), verdict(&again));
    let har = fs::read_to_string(path).unwrap();
    assert!(har.contains("oauth_signature=%3Credacted%3E"));
    for secret in ["ck_", "cs_"] {
        let leaked: Vec<&str> = har
            .match_indices(secret)
            .filter_map(|(at, _)| har.get(at..at + 24))
            .filter(|text| text[3..].bytes().all(|byte| byte.is_ascii_hexdigit()))
            .collect();
        assert!(leaked.is_empty(), "{leaked:?}");
    }
}
