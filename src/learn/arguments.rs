use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::book::Book;
use super::compare::Sources;
use super::contrast::{Agreement, Aspect, Line, Who, nothing};
use super::statement::{Statement, Statements};
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
                Agreement::Agree
            } else {
                Agreement::Disagree(Who::DocumentAndSite)
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
    let mut site = Statements::default();
    for (name, argument) in arguments {
        if of_path.contains(name.as_str()) {
            continue;
        }
        for (place, mut statement) in dialect::statements(argument) {
            // An argument is there to be sent: only what is marked within it is a statement.
            statement.read_only = statement.read_only.filter(|it| *it);
            site.insert(format!("$.{name}{}", &place[1..]), statement);
        }
    }
    let sources = Sources {
        document,
        site,
        values: Statements::default(),
        closed: true,
        open,
    };
    let mut lines = sources.compare(
        &|path| path.trim_start_matches("$.").to_owned(),
        &|path, aspect, _, compared| known::argument(route, is_body, path, aspect, compared),
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
fn of_document(book: Book<'_>, operation: &Operation) -> (Statements, bool) {
    let pointer = book.operation(&operation.template, operation.method.as_str());
    let body = pointer.and_then(|pointer| book.body(&format!("{pointer}/requestBody")));
    if let Some(body) = body {
        let mut statements = document::statements(book, &body);
        for statement in statements.values_mut() {
            statement.read_only = statement.read_only.filter(|it| *it);
        }
        return (statements, true);
    }
    let mut statements = Statements::default();
    for parameter in operation
        .parameters
        .iter()
        .filter(|it| it.place == Place::Query)
    {
        let schema = Book::new(&parameter.schema);
        for (place, statement) in document::statements(schema, "") {
            let is_itself = place == "$";
            let statement = Statement {
                required: is_itself.then_some(parameter.required),
                requires: parameter.requires.is_some(),
                undeclared: parameter.undeclared,
                read_only: None,
                ..statement
            };
            statements.insert(format!("$.{}{}", parameter.name, &place[1..]), statement);
        }
    }
    (statements, false)
}
