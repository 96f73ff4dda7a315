use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::Number;

use super::json::Syntax;
use super::limits::{Budget, Exceeded};
use super::node::{Kind, Node, Object};

/// Parses one YAML 1.2 document under the core schema, keeping lines. Aliases are written out,
/// counted against the budget before they are copied.
pub(super) fn parse(text: &str, budget: &mut Budget) -> Result<Node, Syntax> {
    let mut builder = Builder {
        events: Parser::new_from_str(text),
        anchors: HashMap::new(),
        budget,
        line: 1,
    };
    loop {
        match builder.next()? {
            Event::StreamStart | Event::DocumentStart(..) => {}
            Event::StreamEnd | Event::DocumentEnd => {
                return Err(builder.fail("the document is empty"));
            }
            event => {
                let node = builder.node(event)?.node;
                return builder.end().map(|()| node);
            }
        }
    }
}

struct Builder<'a, I: Iterator<Item = Result<(Event<'a>, Span), ScanError>>> {
    events: I,
    anchors: HashMap<usize, Sized>,
    budget: &'a mut Budget,
    line: u32,
}

/// A node and how many values it holds.
#[derive(Clone)]
struct Sized {
    node: Node,
    values: usize,
    depth: usize,
}

impl<'a, I: Iterator<Item = Result<(Event<'a>, Span), ScanError>>> Builder<'a, I> {
    fn fail(&self, problem: impl Into<String>) -> Syntax {
        Syntax {
            line: self.line,
            problem: problem.into(),
            is_limit: false,
        }
    }

    fn exceeded(&self, exceeded: Exceeded) -> Syntax {
        Syntax {
            is_limit: true,
            ..self.fail(exceeded.to_string())
        }
    }

    fn next(&mut self) -> Result<Event<'a>, Syntax> {
        loop {
            match self.events.next() {
                Some(Ok((event, span))) => {
                    self.line = u32::try_from(span.start.line()).unwrap_or(u32::MAX).max(1);
                    if event.is_node()
                        || matches!(
                            event,
                            Event::StreamStart
                                | Event::StreamEnd
                                | Event::DocumentStart(..)
                                | Event::DocumentEnd
                                | Event::SequenceEnd
                                | Event::MappingEnd
                        )
                    {
                        return Ok(event);
                    }
                }
                Some(Err(error)) => {
                    self.line = u32::try_from(error.marker().line())
                        .unwrap_or(u32::MAX)
                        .max(1);
                    return Err(self.fail(error.info()));
                }
                None => return Err(self.fail("the document is truncated")),
            }
        }
    }

    fn end(&mut self) -> Result<(), Syntax> {
        loop {
            match self.next()? {
                Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(()),
                _ => return Err(self.fail("a second document follows; one is expected")),
            }
        }
    }

    fn node(&mut self, event: Event<'a>) -> Result<Sized, Syntax> {
        let line = self.line;
        self.budget.node().map_err(|error| self.exceeded(error))?;
        let (sized, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = scalar(&text, style, tag.as_deref()).map_err(|why| self.fail(why))?;
                let node = Node { line, kind };
                (
                    Sized {
                        node,
                        values: 1,
                        depth: 0,
                    },
                    anchor,
                )
            }
            Event::SequenceStart(_, anchor, _) => (self.sequence(line)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.mapping(line)?, anchor),
            Event::Alias(anchor) => {
                let Some(sized) = self.anchors.get(&anchor) else {
                    return Err(self.fail("an alias is inside its own anchor"));
                };
                if sized.depth > super::limits::DEPTH {
                    return Err(self.exceeded(Exceeded::Depth));
                }
                let spent = self.budget.copies(sized.values);
                let mut sized = sized.clone();
                spent.map_err(|error| self.exceeded(error))?;
                sized.node.line = line;
                return Ok(sized);
            }
            _ => return Err(self.fail("a value is expected here")),
        };
        if anchor != 0 {
            // What is kept for aliases is a copy as well: anchors stand inside of anchors.
            let spent = self.budget.copies(sized.values);
            spent.map_err(|error| self.exceeded(error))?;
            self.anchors.insert(anchor, sized.clone());
        }
        Ok(sized)
    }

    fn sequence(&mut self, line: u32) -> Result<Sized, Syntax> {
        self.budget.enter().map_err(|error| self.exceeded(error))?;
        let (mut items, mut values, mut depth) = (Vec::new(), 1, 0);
        loop {
            match self.next()? {
                Event::SequenceEnd => break,
                event => {
                    let item = self.node(event)?;
                    values += item.values;
                    depth = depth.max(item.depth + 1);
                    items.push(item.node);
                }
            }
        }
        self.budget.leave();
        let kind = Kind::Array(items.into());
        let node = Node { line, kind };
        self.sized(node, values, depth)
    }

    fn mapping(&mut self, line: u32) -> Result<Sized, Syntax> {
        self.budget.enter().map_err(|error| self.exceeded(error))?;
        let (mut members, mut values, mut depth) = (Vec::new(), 1, 0);
        loop {
            let event = self.next()?;
            let line = self.line;
            let name: Box<str> = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, ..) => text.into(),
                _ => return Err(self.fail("a member's name must be a scalar")),
            };
            let event = self.next()?;
            let mut value = self.node(event)?;
            value.node.line = line;
            values += value.values;
            depth = depth.max(value.depth + 1);
            members.push((name, value.node));
        }
        self.budget.leave();
        let (object, twice) = Object::new(merged(members));
        self.budget.twice.extend(twice);
        let kind = Kind::Object(Box::new(object));
        self.sized(Node { line, kind }, values, depth)
    }

    fn sized(&self, node: Node, values: usize, depth: usize) -> Result<Sized, Syntax> {
        if depth > super::limits::DEPTH {
            return Err(self.exceeded(Exceeded::Depth));
        }
        Ok(Sized {
            node,
            values,
            depth,
        })
    }
}

/// The members with those of `<<` put in place, which YAML 1.1 calls merging and most readers
/// still do: a member that stands there itself wins.
fn merged(members: Vec<(Box<str>, Node)>) -> Vec<(Box<str>, Node)> {
    let merges = |(name, node): &(Box<str>, Node)| {
        **name == *"<<" && matches!(node.kind, Kind::Object(_) | Kind::Array(_))
    };
    if !members.iter().any(merges) {
        return members;
    }
    let (merging, own): (Vec<_>, Vec<_>) = members.into_iter().partition(merges);
    let mut all = own;
    let given = |all: &[(Box<str>, Node)], name: &str| all.iter().any(|(own, _)| **own == *name);
    for (_, node) in merging {
        let sources = match node.kind {
            Kind::Array(items) => items.into_vec(),
            _ => vec![node],
        };
        for (name, value) in (sources.iter().filter_map(Node::object)).flat_map(Object::iter) {
            if !given(&all, name) {
                all.push((name.into(), value.clone()));
            }
        }
    }
    all
}

/// A scalar under YAML 1.2's core schema (<https://yaml.org/spec/1.2.2/#103-core-schema>).
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Kind, String> {
    let string = || Kind::String(text.into());
    if let Some(tag) = tag.and_then(Tag::core_suffix) {
        return match tag {
            "str" => Ok(string()),
            _ => match plain(text) {
                Some(kind) => Ok(kind),
                None => Err(format!("\"{text}\" is not a value of the tag !!{tag}")),
            },
        };
    }
    match style {
        ScalarStyle::Plain => Ok(plain(text).unwrap_or_else(string)),
        _ => Ok(string()),
    }
}

fn plain(text: &str) -> Option<Kind> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ => Kind::Number(number(text)?),
    })
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = unsigned.bytes().all(|byte| byte.is_ascii_digit());
    if whole && !unsigned.is_empty() {
        let plain = text.strip_prefix('+').unwrap_or(text);
        if let Ok(integer) = plain.parse::<i64>() {
            return Some(Number::from(integer));
        }
        if let Ok(integer) = plain.parse::<u64>() {
            return Some(Number::from(integer));
        }
    }
    let numeric = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
    if !numeric {
        return None;
    }
    Number::from_f64(text.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Node, Syntax> {
        parse(text, &mut Budget::default())
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        let node = read("[1, 1.5, '1', yes, on, null, ~, 0x1F, 3.1.0, 2020-01-01, -7, !!str 5]");
        assert_eq!(
            node.unwrap().to_json(),
            serde_json::json!([
                1,
                1.5,
                "1",
                "yes",
                "on",
                null,
                null,
                31,
                "3.1.0",
                "2020-01-01",
                -7,
                "5"
            ])
        );
    }

    #[test]
    fn lines_are_those_of_the_keys() {
        let node = read("a:\n  b: 1\n  c:\n    - x\n").unwrap();
        assert_eq!(node.at("/a/b").unwrap().line, 2);
        assert_eq!(node.at("/a/c").unwrap().line, 3);
        assert_eq!(node.at("/a/c/0").unwrap().line, 4);
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            text.push_str(&format!(
                "a{level}: &a{level} [{}]\n",
                [alias.as_str(); 10].join(", ")
            ));
        }
        assert!(read(&text).unwrap_err().problem.contains("aliases"));
    }

    #[test]
    fn anchors_inside_of_anchors_are_counted_as_copies() {
        let values = "x, ".repeat(10_000);
        let nested = |depth: usize| {
            let open: String = (0..depth).map(|level| format!("&a{level} [")).collect();
            format!("{open}{values}{}", "]".repeat(depth))
        };
        assert!(read(&nested(50)).is_ok());
        assert!(read(&nested(150)).unwrap_err().problem.contains("copy"));
    }

    #[test]
    fn of_a_key_given_twice_the_last_counts_and_it_is_noted() {
        let mut budget = Budget::default();
        let node = parse("a: 1\nb: 0\na: 2\n", &mut budget).unwrap();
        assert_eq!(node.to_json(), serde_json::json!({"b": 0, "a": 2}));
        assert_eq!(budget.twice, [(1, "a".into())]);
    }

    #[test]
    fn merge_keys_put_members_in_place_and_own_members_win() {
        let node = read("x: &x {a: 1, b: 1}\ny: &y {c: 3, a: 9}\nz:\n  b: 2\n  <<: [*x, *y]\n");
        let merged = node.unwrap().at("/z").unwrap().to_json();
        assert_eq!(merged, serde_json::json!({"b": 2, "a": 1, "c": 3}));
    }

    #[test]
    fn a_second_document_is_refused() {
        assert!(read("a: 1\n---\nb: 2\n").is_err());
    }
}
