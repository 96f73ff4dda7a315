use proptest::prelude::*;

use super::*;
use crate::exchange::{Body, Method, Unrecorded};

fn read(har: &[u8]) -> (Vec<Entry>, Option<Error>, Metadata) {
    let mut reader = Reader::new(har);
    let mut entries = Vec::new();
    let mut last = None;
    for item in reader.by_ref() {
        match item {
            Ok(entry) => entries.push(entry),
            Err(error) => last = Some(error),
        }
    }
    (entries, last, reader.metadata().clone())
}

fn har(entries: &str) -> Vec<u8> {
    format!(r#"{{"log":{{"version":"1.2","entries":[{entries}]}}}}"#).into_bytes()
}

fn one(entry: &str) -> Entry {
    let (mut entries, error, _) = read(&har(entry));
    assert!(error.is_none(), "{error:?}");
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

fn body_of(response: &str) -> Body {
    let entry = format!(
        r#"{{"request":{{"method":"GET","url":"https://a.example/"}},"response":{response}}}"#
    );
    one(&entry).into_exchange().unwrap().response.body
}

proptest! {
    #[test]
    fn no_bytes_break_it_and_it_always_ends(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
    ) {
        let mut broken = har(&format!("{SMALLEST},{SMALLEST}"));
        let at = at.index(broken.len());
        broken.splice(at..at, bytes.iter().copied());
        for input in [&bytes, &broken] {
            prop_assert!(Reader::new(&input[..]).take(1000).count() < 1000);
        }
    }
}

const SMALLEST: &str = r#"{"request":{"method":"GET","url":"https://a.example/x"},"response":{"status":200,"content":{"size":2,"text":"[]"}}}"#;

#[test]
fn an_entry_becomes_an_exchange() {
    let exchange = one(
        r#"{"startedDateTime":"2026-11-20T23:22:09.000Z","time":1.5,"comment":"0001 list",
            "_priority":{"x":[1,{}]},"request":{"method":"POST","url":"https://a.example/wp-json/?page=1",
            "headers":[{"name":":authority","value":"a.example"},{"name":"Authorization","value":"Basic <redacted>"}],
            "postData":{"mimeType":"application/json","text":"{\"id\":1}","params":[]}},
            "response":{"status":201,"headers":[{"name":"Content-Type","value":"application/json"}],
            "content":{"size":11,"mimeType":"application/json","text":"{\"a\":\"\u00e9\"}"}}}"#,
    )
    .into_exchange()
    .unwrap();
    assert_eq!(exchange.label.as_deref(), Some("0001 list"));
    assert_eq!(
        exchange.started.unwrap().to_string(),
        "2026-11-20T23:22:09Z"
    );
    assert_eq!(exchange.request.method, Method::Post);
    assert_eq!(
        exchange.request.headers.get("authorization"),
        Some("Basic <redacted>")
    );
    // The type of the body that is named beside the header fields; `:authority` is no field.
    assert_eq!(
        exchange.request.headers.get("content-type"),
        Some("application/json")
    );
    assert_eq!(exchange.request.headers.len(), 2);
    assert_eq!(exchange.request.body.as_deref(), Some(&br#"{"id":1}"#[..]));
    assert_eq!(exchange.response.status, 201);
    assert_eq!(exchange.response.body, Body::from("{\"a\":\"\u{e9}\"}"));
}

#[test]
fn keys_may_stand_in_any_order_and_metadata_is_kept() {
    let text = format!(
        r#"{{"extra":[{{}}],"log":{{"pages":[{{"id":"]}}"}}],"entries":[{SMALLEST},{SMALLEST}],
           "browser":null,"creator":{{"version":"128.0","name":"Firefox"}},"version":1.2,"comment":"a site"}},"x":1}}"#
    );
    let (entries, error, metadata) = read(text.as_bytes());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(entries.len(), 2);
    assert_eq!(metadata.creator.unwrap().name, "Firefox");
    assert_eq!(metadata.browser, None);
    assert_eq!(metadata.version.as_deref(), Some("1.2"));
    assert_eq!(metadata.comment.as_deref(), Some("a site"));
}

#[test]
fn what_recorders_leave_out_is_told_apart() {
    assert_eq!(
        body_of(r#"{"status":200.0,"content":{"size":0}}"#),
        Body::NotRecorded(Unrecorded::Omitted)
    );
    let with_length = |length: u32, content: &str| {
        let header = format!(r#"{{"name":"content-length","value":"{length}"}}"#);
        body_of(&format!(
            r#"{{"status":200,"headers":[{header}],"content":{content}}}"#
        ))
    };
    assert_eq!(with_length(0, r#"{"size":0}"#), Body::from(""));
    assert_eq!(
        with_length(9, r#"{"size":0,"text":""}"#),
        Body::NotRecorded(Unrecorded::Omitted)
    );
    assert_eq!(
        body_of(r#"{"status":200,"content":{"text":""}}"#),
        Body::from("")
    );
    assert_eq!(
        body_of(r#"{"status":200,"content":{"size":9,"text":""}}"#),
        Body::NotRecorded(Unrecorded::Omitted)
    );
    assert_eq!(
        body_of(r#"{"status":"200","content":{"size":9,"text":null}}"#),
        Body::NotRecorded(Unrecorded::Omitted)
    );
    assert_eq!(
        body_of(r#"{"status":200,"headers":null}"#),
        Body::NotRecorded(Unrecorded::Omitted)
    );
    assert_eq!(body_of(r#"{"status":204,"content":{}}"#), Body::from(""));
    assert_eq!(
        body_of(r#"{"status":200,"content":{"text":"WyJ4Il0=","encoding":"base64"}}"#),
        Body::from(r#"["x"]"#)
    );
}

#[test]
fn a_body_that_the_recorder_cut_is_cut_and_a_masked_one_is_whole() {
    assert_eq!(
        body_of(r#"{"status":200,"content":{"size":90,"text":"[{\"id\":1"}}"#),
        Body::NotRecorded(Unrecorded::Truncated)
    );
    assert_eq!(
        body_of(r#"{"status":200,"content":{"size":90,"text":"[{\"id\":1}]"}}"#),
        Body::from("[{\"id\":1}]")
    );
}

#[test]
fn text_that_is_no_unicode_is_kept_for_the_checks_to_see() {
    assert!(matches!(
        body_of(r#"{"status":200,"content":{"text":"\ud800"}}"#),
        Body::Whole(bytes) if std::str::from_utf8(&bytes).is_err()
    ));
}

#[test]
fn a_form_that_is_only_recorded_as_parameters_is_put_together() {
    let exchange = one(
        r#"{"request":{"method":"POST","url":"http://a.example/","postData":{"mimeType":"application/x-www-form-urlencoded",
           "params":[{"name":"a b","value":"1&2"},{"name":"c"}]}},"response":{"status":200}}"#,
    )
    .into_exchange()
    .unwrap();
    assert_eq!(exchange.request.body.as_deref(), Some(&b"a+b=1%262&c="[..]));
}

#[test]
fn entries_without_an_exchange_are_counted_by_reason() {
    let skipped = |entry: &str| match one(entry) {
        Entry::Skipped(skipped) => skipped,
        Entry::Exchange(exchange) => panic!("{exchange:?}"),
    };
    let with = |url: &str, status: &str| {
        format!(
            r#"{{"request":{{"method":"GET","url":"{url}"}},"response":{{"status":{status}}}}}"#
        )
    };
    assert_eq!(skipped(&with("https://a.example/", "0")), Skipped::NoAnswer);
    assert_eq!(skipped(&with("data:text/plain,x", "200")), Skipped::NotHttp);
    assert_eq!(skipped(&with("not a url", "200")), Skipped::BadUrl);
    for malformed in [r#"{"request":7}"#, "null", "7", r#""{""#, "[{}]", "true"] {
        assert_eq!(skipped(malformed), Skipped::Malformed, "{malformed}");
    }
    assert_eq!(skipped(&with("https://a.example/", "304")), Skipped::Cached);
    let kept = with("https://a.example/", "200").replacen('{', r#"{"_fromCache":"disk","#, 1);
    assert_eq!(skipped(&kept), Skipped::Cached);
    let options = with("https://a.example/", "200").replace("GET", "OPTIONS");
    let sent = r#"OPTIONS","headers":{"access-control-request-method":"GET"}"#;
    let sent = options.replace("OPTIONS\"", sent);
    assert_eq!(skipped(&sent), Skipped::Preflight);
    let answered = r#"204,"headers":{"access-control-allow-origin":"*"}"#;
    assert_eq!(
        skipped(&options.replace("200", answered)),
        Skipped::Preflight
    );
    assert!(matches!(one(&options), Entry::Exchange(_)));
    assert_eq!(
        skipped(r#"{"request":{"url":"https://a.example/"},"response":null}"#),
        Skipped::NoAnswer
    );
    let pad = "x".repeat(700_000);
    let large = har(&format!("{SMALLEST},{{\"pad\":\"{pad}\"}},{SMALLEST}"));
    let kinds: Vec<bool> = Reader::with_cap(&large[..], 1000)
        .map(|entry| matches!(entry.unwrap(), Entry::Skipped(Skipped::TooLarge)))
        .collect();
    assert_eq!(kinds, [false, true, false]);
}

#[test]
fn a_recording_cut_anywhere_delivers_its_whole_entries_and_then_says_so() {
    let whole = har(&format!("{SMALLEST},{SMALLEST}"));
    for length in 1..whole.len() {
        let (entries, error, _) = read(&whole[..length]);
        let ends = whole[..length]
            .windows(SMALLEST.len())
            .filter(|window| *window == SMALLEST.as_bytes())
            .count();
        assert_eq!(entries.len(), ends, "{length}");
        assert!(
            matches!(error, Some(Error::CutOff { entries, at })
                if entries == ends && at == length as u64),
            "{length}: {error:?}"
        );
    }
}

#[test]
fn other_files_are_called_by_their_name() {
    let error = |bytes: &[u8]| read(bytes).1.unwrap();
    let mistaken = |bytes: &[u8]| match error(bytes) {
        Error::NotHar(mistaken) => mistaken,
        other => panic!("{other:?}"),
    };
    assert_eq!(mistaken(b"\x1f\x8b\x08\x00"), Mistaken::Gzip);
    assert_eq!(mistaken(b"PK\x03\x04"), Mistaken::Zip);
    assert_eq!(mistaken(b"\xff\xfe{\x00"), Mistaken::Utf16);
    assert_eq!(mistaken(b"{\x00\"\x00"), Mistaken::Utf16);
    assert_eq!(mistaken(b" <html>"), Mistaken::Markup);
    assert_eq!(mistaken(b"[1]"), Mistaken::List);
    assert_eq!(mistaken(b"openapi: 3.1.0"), Mistaken::Other);
    assert!(matches!(error(b"  \n"), Error::Empty));
    assert!(matches!(
        error(b"{\"openapi\":\"3.1.0\"}"),
        Error::NoEntries
    ));
    assert!(matches!(error(b"{\"log\":{}}"), Error::NoEntries));
}

#[test]
fn the_byte_that_is_no_json_is_named() {
    let place = |text: &str| match read(text.as_bytes()).1.unwrap() {
        Error::Broken { at, entries: 0, .. } => at,
        other => panic!("{other:?}"),
    };
    assert_eq!(place(r#"{"log":{"entries":[x]}}"#), 19);
    assert_eq!(place(r#"{"log" 1}"#), 7);
    assert_eq!(place(r#"{"log":}"#), 7);
    assert_eq!(place(r#"{"log":{"entries":[]}} {"#), 23);
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    let (entries, error, _) = read(&[b"\xEF\xBB\xBF", &har(SMALLEST)[..]].concat());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(entries.len(), 1);
}

#[test]
fn parameters_that_stand_beside_the_url_are_part_of_it() {
    let url = |url: &str, pairs: &str| {
        let entry = format!(
            r#"{{"request":{{"method":"GET","url":"{url}","queryString":[{pairs}]}},"response":{{"status":200}}}}"#
        );
        one(&entry).into_exchange().unwrap().request.url.to_string()
    };
    let status = r#"{"name":"status","value":"a b"},{"name":"customer","value":"ann%40b.example"}"#;
    assert_eq!(
        url("https://a.example/x", status),
        "https://a.example/x?status=a+b&customer=ann%40b.example"
    );
    assert_eq!(
        url("https://a.example/x?customer=7", status),
        "https://a.example/x?customer=7&status=a+b"
    );
    let repeated = r#"{"name":"include%5B%5D","value":"1"},{"name":"include[]","value":"2"}"#;
    assert_eq!(
        url(
            "https://a.example/x?include%5B%5D=1&include%5B%5D=2",
            repeated
        ),
        "https://a.example/x?include%5B%5D=1&include%5B%5D=2"
    );
}

#[test]
fn entries_out_of_order_are_sorted_by_time_and_the_error_comes_last() {
    let at = |second: &str, path: &str| {
        let time = match second {
            "" => String::new(),
            second => format!(r#""startedDateTime":"2026-01-01T00:00:{second}Z","#),
        };
        format!(
            r#"{{{time}"request":{{"method":"GET","url":"https://a.example/{path}"}},"response":{{"status":200}}}}"#
        )
    };
    let text = har(&[at("03", "c"), at("", "d"), at("01", "a"), at("02", "b")].join(","));
    let paths = Reader::new(&text[..text.len() - 1])
        .sorted()
        .map(|entry| match entry {
            Ok(entry) => entry.into_exchange().unwrap().request.url.path().to_owned(),
            Err(error) => error.to_string(),
        });
    let paths: Vec<String> = paths.collect();
    assert_eq!(paths[..4], ["/a", "/b", "/c", "/d"]);
    assert!(paths[4].contains("truncated"), "{}", paths[4]);
}
