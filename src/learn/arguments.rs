use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::book::Book;
use super::compare::Voices;
use super::contrast::{Aspect, Line, Verdict, Who, nothing};
use super::says::{Says, Voice};
use super::{Learned, dialect, document, known};
use crate::contract::{Contract, Operation, Place};
use crate::exchange::Method;
use crate::interpret::Api;

/// The methods of each route that describes itself.
pub(super) fn methods(learned: &Learned, contract: &Contract, api: Api) -> Vec<Line> {
    let mut lines = Vec::new();
    for (route, described) in &learned.described {
        let path = format!("/wc/{api}/memberships{route}");
        let document: BTreeSet<String> = contract
            .operations()
            .iter()
            .filter(|operation| operation.template == path)
            // Every route answers these two, and names neither.
            .filter(|operation| !matches!(operation.method, Method::Options | Method::Head))
            .map(|operation| operation.method.to_string())
            .collect();
        let site: BTreeSet<String> = described.methods().map(str::to_owned).collect();
        let list =
            |methods: &BTreeSet<String>| methods.iter().cloned().collect::<Vec<_>>().join(" ");
        lines.push(Line {
            what: format!("route {}", route.trim_start_matches('/')),
            aspect: Aspect::Methods,
            verdict: if document == site {
                Verdict::Agree
            } else {
                Verdict::Disagree(Who::DocumentAndSite)
            },
            document: list(&document),
            site: list(&site),
            seen: String::new(),
        });
    }
    lines
}

/// Every argument of every route and method that describes itself.
pub(super) fn arguments(learned: &Learned, contract: &Contract, api: Api, open: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (route, described) in &learned.described {
        let path = format!("/wc/{api}/memberships{route}");
        for (methods, arguments) in &described.endpoints {
            // Methods that share their arguments are told together where the document agrees.
            let mut told: Vec<(Vec<&str>, Vec<Line>)> = Vec::new();
            for method in methods {
                let Some(operation) = contract.operation(&Method::parse(method), &path) else {
                    continue;
                };
                let found = of_operation(route, contract, operation, arguments, open);
                match told.iter_mut().find(|(_, lines)| *lines == found) {
                    Some((methods, _)) => methods.push(method),
                    None => told.push((vec![method], found)),
                }
            }
            for (methods, found) in told {
                let start = format!("{} {}", methods.join("/"), route.trim_start_matches('/'));
                lines.extend(found.into_iter().map(|line| Line {
                    what: format!("{start} {}", line.what),
                    ..line
                }));
            }
        }
    }
    lines
}

fn of_operation(
    route: &str,
    contract: &Contract,
    operation: &Operation,
    arguments: &Map<String, Value>,
    open: bool,
) -> Vec<Line> {
    let book = Book::new(contract.document());
    let (document, is_body) = of_document(book, operation);
    let of_path = operation
        .parameters
        .iter()
        .filter(|it| it.place == Place::Path);
    let of_path: BTreeSet<&str> = of_path.map(|it| it.name.as_str()).collect();
    let mut site = Voice::default();
    for (name, argument) in arguments {
        if of_path.contains(name.as_str()) {
            continue;
        }
        for (place, mut says) in dialect::voice(argument) {
            // An argument is there to be sent: only what is marked within it is a statement.
            says.read_only = says.read_only.filter(|it| *it);
            site.insert(format!("$.{name}{}", &place[1..]), says);
        }
    }
    let voices = Voices {
        document,
        site,
        values: Voice::default(),
        closed: true,
        open,
    };
    let mut lines = voices.compare(
        &|path| path.trim_start_matches("$.").to_owned(),
        &|path, aspect, _, trio| known::argument(route, is_body, path, aspect, trio),
    );
    for line in &mut lines {
        // No answer holds an argument.
        line.seen.clear();
        for side in [&mut line.document, &mut line.site] {
            if line.aspect == Aspect::Required && *side != nothing() {
                *side = side
                    .replace("not always", "optional")
                    .replace("always", "required");
            }
        }
    }
    lines
}

/// What the document takes in the query, or in the body of a write.
fn of_document(book: Book<'_>, operation: &Operation) -> (Voice, bool) {
    let pointer = book.operation(&operation.template, operation.method.as_str());
    let body = pointer.and_then(|pointer| book.body(&format!("{pointer}/requestBody")));
    if let Some(body) = body {
        let mut voice = document::voice(book, &body);
        for says in voice.values_mut() {
            says.read_only = says.read_only.filter(|it| *it);
        }
        return (voice, true);
    }
    let mut voice = Voice::default();
    for parameter in operation
        .parameters
        .iter()
        .filter(|it| it.place == Place::Query)
    {
        let schema = Book::new(&parameter.schema);
        for (place, says) in document::voice(schema, "") {
            let is_itself = place == "$";
            let says = Says {
                required: is_itself.then_some(parameter.required),
                requires: parameter.requires.is_some(),
                undeclared: parameter.undeclared,
                read_only: None,
                ..says
            };
            voice.insert(format!("$.{}{}", parameter.name, &place[1..]), says);
        }
    }
    (voice, false)
}
