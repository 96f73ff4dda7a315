use serde_json::Value;

use super::errors::page;
use super::{Class, Effect, Fault, Needs};
use crate::serve::http_answer::HttpAnswer;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Encoding,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

const JSON: &str = "json-body";
const TYPE: &str = "content-type";

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "php-warning-in-front",
        "WP_DEBUG_DISPLAY on a live site",
        JSON,
        Effect::Http(|answer, _| {
            put_in_front(
                answer,
                b"<br />\n<b>Warning</b>:  Undefined array key \"x\" in <b>/www/wp-content/plugins/a/a.php</b> on line <b>12</b><br />\n",
            );
        }),
    ),
    fault(
        "byte-order-mark",
        "a functions.php saved with a byte-order mark",
        JSON,
        Effect::Http(|answer, _| put_in_front(answer, b"\xef\xbb\xbf")),
    ),
    fault(
        "blank-line-in-front",
        "white space before the first tag of a theme file, with a notice",
        JSON,
        Effect::Http(|answer, _| put_in_front(answer, b"\nNotice: ob_end_flush()\n")),
    ),
    fault(
        "cache-comment-after",
        "a page cache that appends a comment to every body",
        JSON,
        Effect::Http(|answer, distortion| {
            if distortion.request.route.contains("/memberships/") && !answer.body.is_empty() {
                answer
                    .body
                    .extend_from_slice(b"\n<!-- cached by a plugin -->");
            }
        }),
    ),
    fault(
        "maintenance-page",
        "an update that left .maintenance behind, which affects lists",
        JSON,
        Effect::Http(|answer, _| {
            if is_list(answer) {
                page(
                    answer,
                    "<!DOCTYPE html><title>Maintenance</title><h1>Briefly unavailable for scheduled maintenance.</h1>",
                );
            }
        }),
    ),
    fault(
        "empty-lists",
        "PHP running out of memory while it writes a list",
        JSON,
        Effect::Http(|answer, _| {
            if is_list(answer) {
                answer.body.clear();
            }
        }),
    ),
    fault(
        "latin1-bytes",
        "a database connection in the wrong character set",
        JSON,
        Effect::Http(|answer, _| {
            if let Some(at) = position(&answer.body, b"\"plan_name\":\"") {
                answer.body.insert(at + 13, 0xe4);
            }
        }),
    ),
    fault(
        "html-content-type",
        "a snippet that sends its own Content-Type first",
        TYPE,
        Effect::Http(|answer, _| set_type(answer, "text/html; charset=UTF-8")),
    ),
    fault(
        "latin1-charset",
        "a server that adds its default charset",
        TYPE,
        Effect::Http(|answer, _| set_type(answer, "application/json; charset=ISO-8859-1")),
    ),
    fault(
        "no-content-type",
        "a cache that stores bodies without headers",
        TYPE,
        Effect::Http(|answer, _| answer.headers.retain(|(name, _)| name != "Content-Type")),
    ),
    fault(
        "double-encoded",
        "a gateway that encodes a body that is already encoded",
        "schema",
        Effect::Answer(|answer, _| {
            if answer.status == 200 && answer.body.is_array() {
                answer.body = Value::String(answer.body.to_string());
            }
        }),
    ),
];

fn put_in_front(answer: &mut HttpAnswer, bytes: &[u8]) {
    if !answer.body.is_empty() {
        answer.body.splice(0..0, bytes.iter().copied());
    }
}

fn is_list(answer: &HttpAnswer) -> bool {
    answer.headers.iter().any(|(name, _)| name == "X-WP-Total")
}

fn set_type(answer: &mut HttpAnswer, value: &str) {
    for (name, current) in &mut answer.headers {
        if name == "Content-Type" {
            value.clone_into(current);
        }
    }
}

fn position(body: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(body, needle)
}
