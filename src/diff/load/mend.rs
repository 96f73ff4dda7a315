//! YAML with a line that is not YAML, as documents are published: text after a closing quote, a colon
//! in a text without quotes, a line that is indented by mistake. The line is read as the only thing
//! that it can mean, or skipped, and noted; of each attempt the first that lets the text be read
//! beyond the line is taken. What needs more than a few of them is not a document.

use super::json::{self, Syntax};
use super::limits::Budget;
use super::node::{Kind, Node};
use super::yaml;

/// Lines of a file that are read otherwise than they are written.
const MOST: usize = 60;
/// Lines of a file that are skipped.
const SKIPPED: usize = 3;
/// Bytes that are parsed again for attempts.
const BYTES: usize = 400_000_000;
/// Lines that a text in quotes may span for its lines to be indented.
const SPAN: usize = 500;

/// A line that is read otherwise than it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    /// From 1.
    pub(super) line: u32,
    /// What is wrong with it.
    pub(super) problem: String,
    /// How it is read.
    pub(super) how: How,
}

/// How a line is read that is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    /// Its value as a text.
    Text,
    /// As a part of the text in quotes around it.
    Quoted,
    /// Indented by so many spaces.
    Indented(usize),
    /// As YAML, which takes more than JSON does, like the whole file.
    Yaml,
    /// Not at all: this is what it says.
    Skipped(String),
}

impl Mended {
    pub(super) fn note(&self, file: &str) -> String {
        let how = match &self.how {
            How::Yaml => {
                let (line, problem) = (self.line, &self.problem);
                return format!("{file}:{line}: not valid JSON: {problem}; read as YAML");
            }
            How::Text => "its value is read as a text".to_owned(),
            How::Quoted => "read as part of the text in quotes".to_owned(),
            How::Indented(spaces) => format!("read as if it were indented by {spaces} spaces"),
            How::Skipped(_) => "the line is skipped".to_owned(),
        };
        format!(
            "{file}:{}: not valid YAML: {}; {how}",
            self.line, self.problem
        )
    }

    /// The line as a value, where it is skipped.
    pub(super) fn skipped(&self) -> Option<Node> {
        let How::Skipped(text) = &self.how else {
            return None;
        };
        Some(Node {
            line: self.line,
            kind: Kind::String(text.as_str().into()),
        })
    }
}

/// Parses JSON, and what is JSON but for a comma or a comment.
pub(super) fn json(text: &str, budget: &mut Budget) -> Result<Node, Syntax> {
    let mut fresh = budget.clone();
    let error = match json::parse(text, &mut fresh) {
        Ok(node) => {
            *budget = fresh;
            return Ok(node);
        }
        Err(error) => error,
    };
    let mut fresh = budget.clone();
    match yaml::parse(text, &mut fresh) {
        Ok(node) if !error.is_limit && matches!(node.kind, Kind::Object(_)) => {
            *budget = fresh;
            budget.mended.push(Mended {
                line: error.line,
                problem: error.problem,
                how: How::Yaml,
            });
            Ok(node)
        }
        _ => Err(error),
    }
}

/// Parses YAML, and text that is almost YAML.
pub(super) fn parse(text: &str, budget: &mut Budget) -> Result<Node, Syntax> {
    let mut fresh = budget.clone();
    let first = match yaml::parse(text, &mut fresh) {
        Ok(node) => {
            *budget = fresh;
            return Ok(node);
        }
        Err(error) => error,
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (mut error, mut mended, mut left) = (first.clone(), Vec::new(), BYTES);
    while mended.len() < MOST && !error.is_limit {
        let skipped = mended
            .iter()
            .filter(|mended: &&Mended| mended.skipped().is_some());
        let may_skip = skipped.count() < SKIPPED;
        let mut found = None;
        for attempt in attempts(&lines, error.line as usize, may_skip) {
            let Some(rest) = left.checked_sub(text.len()) else {
                return Err(first);
            };
            left = rest;
            let mut tried = lines.clone();
            for (at, line) in &attempt.lines {
                tried[*at].clone_from(line);
            }
            let mut fresh = budget.clone();
            let read = yaml::parse(&tried.join("\n"), &mut fresh);
            let is_further = match &read {
                Ok(node) => matches!(node.kind, Kind::Object(_) | Kind::Array(_)),
                Err(next) => next.line > error.line,
            };
            if is_further {
                let line = u32::try_from(attempt.lines[0].0 + 1).unwrap_or(u32::MAX);
                mended.push(Mended {
                    line,
                    problem: error.problem.clone(),
                    how: attempt.how,
                });
                found = Some((tried, read, fresh));
                break;
            }
        }
        match found {
            None => break,
            Some((_, Ok(node), fresh)) => {
                *budget = fresh;
                budget.mended = mended;
                return Ok(node);
            }
            Some((tried, Err(next), _)) => (lines, error) = (tried, next),
        }
    }
    Err(first)
}

/// Lines by number from 0, and what they are read as.
struct Attempt {
    lines: Vec<(usize, String)>,
    how: How,
}

/// What a line that is not YAML, or the one before, may mean: the most likely first.
fn attempts(lines: &[String], line: usize, may_skip: bool) -> Vec<Attempt> {
    let mut found = Vec::new();
    let Some(at) = line.checked_sub(1).filter(|at| *at < lines.len()) else {
        return found;
    };
    let is_blank = |at: &usize| lines[*at].trim().is_empty();
    let before = (0..at).rev().find(|at| !is_blank(at));
    let after = (at + 1..lines.len()).find(|at| !is_blank(at));
    let one = |at: usize, line: String, how| Attempt {
        lines: vec![(at, line)],
        how,
    };
    for at in [Some(at), before].into_iter().flatten() {
        found.extend(as_text(&lines[at]).map(|line| one(at, line, How::Text)));
    }
    if lines[at].contains('\'') {
        found.push(one(at, lines[at].replace('\'', "''"), How::Quoted));
    }
    found.extend(quoted(lines, at).map(|lines| Attempt {
        lines,
        how: How::Quoted,
    }));
    let content = lines[at].trim_start();
    let mut widths: Vec<usize> = Vec::new();
    for near in [after, before].into_iter().flatten() {
        let [line, key] = indents(&lines[near]);
        widths.extend([line, key]);
    }
    let own = indents(&lines[at])[0];
    for width in widths {
        let is_new = !found.iter().any(|known| known.how == How::Indented(width));
        if is_new && (width != own || lines[at].starts_with('\t')) {
            let line = format!("{}{content}", " ".repeat(width));
            found.push(one(at, line, How::Indented(width)));
        }
    }
    // What is cut off ends in an error, not in a shorter document, and so does a line to which the next
    // ones belong: they would be read as part of something else.
    let has_block =
        content.trim_end().ends_with(':') || after.is_some_and(|at| indents(&lines[at])[0] > own);
    if may_skip && after.is_some() && own > 0 && !has_block || content.starts_with("```") {
        found.push(one(at, String::new(), How::Skipped(content.to_owned())));
    }
    found
}

/// How far a line is indented, and how far the key in it, which may stand behind a dash.
fn indents(line: &str) -> [usize; 2] {
    let is_inside = |character: &char| matches!(character, ' ' | '\t');
    let own = line.chars().take_while(is_inside).count();
    let key = line
        .chars()
        .take_while(|c| is_inside(c) || *c == '-')
        .count();
    [own, key]
}

/// A line with its value in single quotes, where it is one that may be a text: behind a key, or as an
/// item of a list.
fn as_text(line: &str) -> Option<String> {
    let [_, start] = indents(line);
    let rest = line.get(start..)?;
    let (before, value) = match rest.find(": ") {
        Some(colon) => line.split_at(start + colon + 2),
        None if line.get(..start)?.contains('-') => line.split_at(start),
        None => return None,
    };
    let value = value.trim();
    if value.is_empty() || value.starts_with(['[', '{', '|', '>', '&', '*', '!']) {
        return None;
    }
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    let text = match (inside('"'), inside('\'')) {
        (Some(text), _) => text.replace("\\\"", "\""),
        (_, Some(text)) => text.replace("''", "'"),
        _ => value.to_owned(),
    };
    Some(format!("{before}'{}'", text.replace('\'', "''")))
}

/// The lines of a text in quotes that goes on in lines which are not indented enough, indented: where
/// lines of such a text begin means nothing.
fn quoted(lines: &[String], at: usize) -> Option<Vec<(usize, String)>> {
    let first = at.saturating_sub(SPAN);
    let opens = |line: &str| {
        let value = line.find(": ").map(|colon| line[colon + 2..].trim())?;
        let quote = value
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        (!value[1..].ends_with(quote) || value.len() == 1).then_some(quote)
    };
    let (start, quote) = (first..=at)
        .rev()
        .find_map(|at| Some((at, opens(&lines[at])?)))?;
    let width = indents(&lines[start])[1] + 2;
    let mut indented = Vec::new();
    for (number, line) in lines.iter().enumerate().skip(start + 1).take(SPAN) {
        indented.push((
            number,
            format!("{}{}", " ".repeat(width), line.trim_start()),
        ));
        if line.trim_end().ends_with(quote) {
            return Some(indented);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<(serde_json::Value, Vec<Mended>), Syntax> {
        let mut budget = Budget::default();
        let node = parse(text, &mut budget)?;
        Ok((node.to_json(), budget.mended))
    }

    #[track_caller]
    fn reads(text: &str, line: u32, how: &How, meant: &serde_json::Value) {
        let (read, mended) = read(text).unwrap();
        assert_eq!(&read, meant);
        let told: Vec<_> = mended
            .iter()
            .map(|mended| (mended.line, &mended.how))
            .collect();
        assert_eq!(told, [(line, how)]);
    }

    #[test]
    fn a_value_that_is_not_yaml_is_read_as_a_text() {
        for (value, text) in [
            ("\"a\", \"b\"", "a\", \"b"),
            ("'a' + B + 'c'", "a' + B + 'c"),
            ("A list (as: this one)", "A list (as: this one)"),
            ("\"A\\Xb\"", "A\\Xb"),
            ("\"{ code: \"001\" }\"", "{ code: \"001\" }"),
            ("`a`", "`a`"),
        ] {
            let yaml = format!("a:\n  b: {value}\n  c: 1\n");
            let meant = json!({"a": {"b": text, "c": 1}});
            reads(&yaml, 2, &How::Text, &meant);
        }
    }

    #[test]
    fn a_line_with_a_block_of_its_own_is_not_skipped() {
        for yaml in [
            "a:\n  'id' x:\n    type: string\n  b:\n    type: string\n",
            "a:\n  'id' x\n    type: string\n  b: 1\n",
        ] {
            assert!(read(yaml).is_err(), "{yaml}");
        }
    }

    #[test]
    fn a_line_that_is_indented_by_mistake_is_read_as_its_neighbor() {
        let meant = json!({"a": [{"b": 1, "c": 2, "d": 3}]});
        reads(
            "a:\n  - b: 1\n  c: 2\n    d: 3\n",
            3,
            &How::Indented(4),
            &meant,
        );
        reads(
            "a:\n  - b: 1\n      c: 2\n    d: 3\n",
            3,
            &How::Indented(4),
            &meant,
        );
    }

    #[test]
    fn a_text_in_quotes_goes_on_in_lines_that_are_not_indented() {
        let yaml = "a:\n  - b: \"one\n  two\n  three\"\n    c: 1\n";
        let meant = json!({"a": [{"b": "one two three", "c": 1}]});
        reads(yaml, 3, &How::Quoted, &meant);
        let yaml = "a:\n  b: '{\n    \"c\": \"it's\",\n    \"d\": 1 }'\n  e: 1\n";
        let meant = json!({"a": {"b": "{ \"c\": \"it's\", \"d\": 1 }", "e": 1}});
        reads(yaml, 3, &How::Quoted, &meant);
    }

    #[test]
    fn a_line_without_a_meaning_is_skipped() {
        let skipped = How::Skipped("@@ what".to_owned());
        reads(
            "a:\n  b: 1\n  @@ what\n  c: 2\n",
            3,
            &skipped,
            &json!({"a": {"b": 1, "c": 2}}),
        );
        let fence = How::Skipped("```suggestion".to_owned());
        reads(
            "a:\n  b: 1\n```suggestion\n  c: 2\n",
            3,
            &fence,
            &json!({"a": {"b": 1, "c": 2}}),
        );
    }

    #[test]
    fn json_with_a_comma_or_a_comment_is_read_as_yaml() {
        let read = |text: &str| {
            let mut budget = Budget::default();
            let node = super::json(text, &mut budget).ok()?;
            Some((
                node.to_json(),
                budget.mended.first().map(|mended| mended.line),
            ))
        };
        let meant = json!({"a": [1, 2]});
        assert_eq!(read("{\"a\": [1, 2]}"), Some((meant.clone(), None)));
        assert_eq!(read("{\"a\": [1,\n 2,\n]}"), Some((meant.clone(), Some(3))));
        assert_eq!(read("{\n\"a\": [1, 2] # two\n}"), Some((meant, Some(2))));
        for text in ["{\"a\": [1, 2]", "{\"a\": \"b", "{\"a\": 1} {\"b\": 2}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_or_not_yaml_at_all_stays_an_error() {
        for text in [
            "a: {b: 1,\n  c: [1,\n",
            "a:\n  b: \"one\n    two\n    three\n",
            "<html>\n<body class=\"a\">: b: c\n</body>\n",
            "a:\n  @a\n  @b\n  @c\n  @d\n  @e\n  f: 1\n",
        ] {
            let error = read(text);
            assert!(error.is_err(), "{text}: {error:?}");
        }
    }
}
