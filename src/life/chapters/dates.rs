use serde_json::json;

use super::Line;
use crate::life::Life;
use crate::life::step::Slot;

/// Dates in the spellings that integrations send (`docs/observed.md#8`).
pub(super) fn lines(life: &Life) -> Vec<Line> {
    let slot = Slot::Main;
    let Some(plain) = life.cast.at(220 * 86_400 + 5_005) else {
        return Vec::new();
    };
    let start = life.cast.at(-9 * 86_400).unwrap_or_default();
    let end =
        |purpose: &str, text: String| Line::put(purpose, slot, json!({ "end_date_gmt": text }));
    vec![
        end("end as the API writes it", plain.clone()),
        Line::read("read it back", slot),
        end("end with Z", format!("{plain}Z")),
        end("end with an offset", format!("{plain}-05:00")),
        Line::read("read it back", slot),
        Line::put("another start", slot, json!({ "start_date_gmt": start })),
        Line::read("read it back", slot),
        end("no end", String::new()),
        Line::read("read it back", slot),
        end("an end again", plain),
    ]
}
