use serde_json::{Value, json};

use super::Line;
use crate::scenario::Scenario;
use crate::scenario::step::Slot;

/// Meta data: new, changed, of several types, taken back to null.
pub(super) fn lines(scenario: &Scenario) -> Vec<Line> {
    let slot = Slot::Main;
    let meta =
        |purpose: &str, rows: Value| scenario.put(purpose, slot, json!({ "meta_data": rows }));
    vec![
        meta(
            "new meta data",
            json!([{ "key": "memberspec_note", "value": "one" }]),
        ),
        scenario.read("read it back", slot),
        meta(
            "change the same meta data",
            json!([{ "key": "memberspec_note", "value": "two" }]),
        ),
        scenario.read("read it back", slot),
        meta(
            "meta data of several types",
            json!([
                { "key": "memberspec_yes", "value": true },
                { "key": "memberspec_no", "value": false },
                { "key": "memberspec_count", "value": 42 },
                { "key": "memberspec_ratio", "value": 1.5 },
                { "key": "memberspec_note", "value": null },
            ]),
        ),
        scenario.read("read it back", slot),
    ]
}
