use serde_json::json;

use super::Line;
use crate::scenario::Scenario;
use crate::scenario::step::Slot;

/// Dates in the spellings that integrations send (`docs/observed.md#8`).
pub(super) fn lines(scenario: &Scenario) -> Vec<Line> {
    let slot = Slot::Main;
    let Some(plain) = scenario.actors.at(220 * 86_400 + 5_005) else {
        return Vec::new();
    };
    let start = scenario.actors.at(-9 * 86_400).unwrap_or_default();
    let end =
        |purpose: &str, text: String| scenario.put(purpose, slot, json!({ "end_date_gmt": text }));
    vec![
        end("end as the API writes it", plain.clone()),
        scenario.read("read it back", slot),
        end("end with Z", format!("{plain}Z")),
        end("end with an offset", format!("{plain}-05:00")),
        scenario.read("read it back", slot),
        scenario.put("another start", slot, json!({ "start_date_gmt": start })),
        scenario.read("read it back", slot),
        end("no end", String::new()),
        scenario.read("read it back", slot),
        end("an end again", plain),
    ]
}
