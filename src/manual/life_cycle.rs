use super::departures::{Departures, listed};
use super::page::Page;
use super::source::{Operation, content, reference};
use crate::serve::{Effect, Transition, transitions};

/// The properties that make up the state of a membership.
const STATE: [&str; 5] = [
    "$.status",
    "$.start_date_gmt",
    "$.end_date_gmt",
    "$.paused_date_gmt",
    "$.cancelled_date_gmt",
];

/// The body that a request sends.
const BODY: &str = "request body application/json";

/// Writes what each change of status does, for the releases that can change one. All of it comes from
/// the code by which the reference site does it.
pub(super) fn write(operations: &[Operation<'_>], departures: &Departures, page: &mut Page) {
    let writes = operations.iter().filter(|it| {
        let schema = content(&it.value["requestBody"]).and_then(|it| it.get("schema"));
        schema.and_then(reference).is_some()
    });
    let names: Vec<String> = writes.flat_map(Operation::names).collect();
    if names.is_empty() {
        return;
    }
    page.heading(2, "Life cycle of a membership");
    page.block(
        "An update can set any status, whatever the status before; the same status again changes \
         nothing. What a change does to the dates depends on the new status, and on whether the \
         membership has a `paused_date`. A membership that is tied to a subscription ends with it.",
    );
    page.code("mermaid", &diagram());
    let rows: Vec<Vec<String>> = transitions()
        .chunks(2)
        .flat_map(|pair| match pair {
            [without, with] if is_equal(without, with) => vec![row(without, "")],
            pair => (pair.iter())
                .map(|it| {
                    row(
                        it,
                        if it.is_held {
                            ", with a `paused_date`"
                        } else {
                            ", without a `paused_date`"
                        },
                    )
                })
                .collect(),
        })
        .collect();
    let head = [
        "change to",
        "`paused_date`",
        "`cancelled_date`",
        "`end_date`",
    ];
    page.table(&head, &rows);
    let places = names
        .iter()
        .flat_map(|name| STATE.map(|path| (name.as_str(), BODY, path)));
    let mut found = departures.about(places);
    found.retain(|row| row.is_of_behaviour());
    page.block(&listed(&found));
}

fn row(transition: &Transition, when: &str) -> Vec<String> {
    let words = |effect| match effect {
        Effect::Kept => "stays",
        Effect::Now => "becomes the current time",
        Effect::Cleared => "becomes null",
        Effect::MovedByPause => "moves later by the length of the pause",
    };
    let end = match transition.end {
        Effect::Now => "becomes the current time, if it is later",
        other => words(other),
    };
    vec![
        format!("`{}`{when}", transition.to.as_str()),
        words(transition.paused).to_owned(),
        words(transition.cancelled).to_owned(),
        end.to_owned(),
    ]
}

fn is_equal(one: &Transition, other: &Transition) -> bool {
    (one.paused, one.cancelled, one.end) == (other.paused, other.cancelled, other.end)
}

/// Each status with what a change to it does, in a few words.
fn changes() -> Vec<(&'static str, String)> {
    transitions()
        .chunks(2)
        .filter_map(|pair| match pair {
            [without, with] if is_equal(without, with) => {
                Some((without.to.as_str(), label(without)))
            }
            [without, with] => {
                let text = format!("{}, with a paused_date {}", label(without), label(with));
                Some((without.to.as_str(), text))
            }
            _ => None,
        })
        .collect()
}

fn label(transition: &Transition) -> String {
    let mut parts = Vec::new();
    let dates = [
        ("paused_date", transition.paused),
        ("cancelled_date", transition.cancelled),
        ("end_date", transition.end),
    ];
    for (name, effect) in dates {
        match effect {
            Effect::Kept => {}
            Effect::Now => parts.push(format!("sets {name}")),
            Effect::Cleared => parts.push(format!("clears {name}")),
            Effect::MovedByPause => parts.push(format!("moves {name}")),
        }
    }
    if parts.is_empty() {
        "dates stay".to_owned()
    } else {
        parts.join(" and ")
    }
}

/// The life cycle as Mermaid, which GitHub draws.
fn diagram() -> String {
    let mut text =
        "stateDiagram-v2\n    direction LR\n    state \"any status\" as any\n".to_owned();
    text += "    [*] --> any : create\n";
    for (status, label) in changes() {
        text += &format!("    any --> {status} : {label}\n");
    }
    text + "    any --> [*] : delete\n"
}

/// The same as a drawing for HTML. Colors are those of the text.
pub(super) fn drawing() -> String {
    const ROW: usize = 44;
    let changes = changes();
    let height = changes.len() * ROW + 8;
    let mut svg = format!(
        "<svg class=\"life-cycle\" viewBox=\"0 0 780 {height}\" role=\"img\" \
         aria-label=\"What a change from any status to each status does; the table below says the \
         same\" fill=\"none\" stroke=\"currentColor\">\n"
    );
    for (at, (status, label)) in changes.iter().enumerate() {
        let top = at * ROW + 10;
        let (line, text, small) = (top + 15, top + 20, top + 10);
        svg += &format!(
            "<rect x=\"4\" y=\"{top}\" width=\"100\" height=\"30\" rx=\"6\"/>\
             <text x=\"54\" y=\"{text}\">any status</text>\
             <path d=\"M104 {line}H630m-8 -5l8 5l-8 5\"/>\
             <text x=\"367\" y=\"{small}\">{label}</text>\
             <rect x=\"630\" y=\"{top}\" width=\"146\" height=\"30\" rx=\"6\"/>\
             <text x=\"703\" y=\"{text}\">{status}</text>\n",
        );
    }
    svg + "</svg>"
}
