use std::collections::BTreeSet;

use super::arguments::{self, methods};
use super::book::Book;
use super::contrast::{Agreement, Aspect, Compared, Line, Who, nothing, words};
use super::described::Resource;
use super::statement::{Statement, Statements, parent};
use super::{Learned, document, known, overlay};
use crate::contract::Contract;
use crate::interpret::Api;

/// Holds a document, the site's description of itself and the values seen against each other: every
/// property of responses, every argument of every route and method. What the site gives as a
/// default is reported by its shape unless it is harmless or `open`.
#[must_use]
pub(crate) fn compare(learned: &Learned, contract: &Contract, api: Api, open: bool) -> Vec<Line> {
    let book = Book::new(contract.document());
    let mut lines = Vec::new();
    for resource in Resource::ALL {
        lines.extend(properties(learned, book, api, resource, open));
    }
    lines.extend(methods(learned, contract, api));
    lines.extend(arguments::arguments(learned, contract, api, open));
    lines
}

fn properties(
    learned: &Learned,
    book: Book<'_>,
    api: Api,
    resource: Resource,
    open: bool,
) -> Vec<Line> {
    let home = overlay::home(book, api, resource);
    let sources = Sources {
        document: home
            .map(|home| document::statements(book, &home))
            .unwrap_or_default(),
        site: learned.of_site(resource),
        values: learned.of_values(resource),
        closed: false,
        open,
    };
    sources.compare(
        &|path| format!("{} {}", resource.noun(), path.trim_start_matches("$.")),
        &|path, aspect, who, compared| known::property(resource, path, aspect, who, compared),
    )
}

/// Three voices about the same places.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) document: Statements,
    pub(super) site: Statements,
    pub(super) values: Statements,
    /// Whether document and site name all that there is, even if that is nothing.
    pub(super) closed: bool,
    /// Whether what the site gives as a default is shown as it is.
    pub(super) open: bool,
}

/// What the catalogue knows of a disagreement at a place.
type Knows<'a> = dyn Fn(&str, Aspect, Who, &Compared<'_>) -> Option<&'static str> + 'a;

impl Sources {
    /// A line for each aspect of each place on which at least two voices speak.
    pub(super) fn compare(&self, name: &dyn Fn(&str) -> String, knows: &Knows<'_>) -> Vec<Line> {
        let sources = [&self.document, &self.site, &self.values];
        let paths: BTreeSet<&String> = sources.into_iter().flat_map(Statements::keys).collect();
        let mut lines = Vec::new();
        for path in paths.into_iter().filter(|path| *path != "$") {
            let missing = Statement {
                required: Some(false),
                ..Statement::default()
            };
            let mut compared = Compared {
                document: declared(&self.document, path),
                site: declared(&self.site, path),
                values: self.values.get(path.as_str()),
            };
            let verdict = |aspect: Aspect, who: Option<Who>, compared: &Compared<'_>| match who {
                None => Agreement::Agree,
                Some(who) => match knows(path, aspect, who, compared) {
                    Some(id) => Agreement::Known(id),
                    None => Agreement::Disagree(who),
                },
            };
            if let Some(who) = self.presence(path, &compared) {
                let is_there = who.is_none();
                lines.push(Line {
                    what: name(path),
                    aspect: Aspect::Presence,
                    document: self.there(&self.document, compared.document, path),
                    site: self.there(&self.site, compared.site, path),
                    seen: self.there(&self.values, compared.values, path),
                    verdict: verdict(Aspect::Presence, who, &compared),
                });
                // What only one of them has cannot be compared further.
                if !is_there
                    && [compared.document, compared.site, compared.values]
                        .iter()
                        .flatten()
                        .count()
                        < 2
                {
                    continue;
                }
            }
            // What no object has is there "not always".
            let parents = self
                .values
                .get(parent(path))
                .map_or(0, |statement| statement.objects);
            if compared.values.is_none() && parents > 0 && !path.ends_with(['*', ']']) {
                compared.values = Some(&missing);
            }
            for aspect in Aspect::OF_WHAT_IS_THERE {
                let Some(who) = compared.judge(aspect) else {
                    continue;
                };
                let shared = shared(&compared);
                let key = path.rsplit('.').next().unwrap_or_default();
                let say = |statements: Option<&Statement>, open| {
                    words((aspect, key), statements, &shared, open)
                };
                lines.push(Line {
                    what: name(path),
                    aspect,
                    document: say(compared.document, true),
                    site: say(compared.site, self.open),
                    seen: say(compared.values, self.open),
                    verdict: verdict(aspect, who, &compared),
                });
            }
        }
        lines
    }

    /// Who disagrees about whether a place is there; none where fewer than two say anything.
    fn presence(&self, path: &str, compared: &Compared<'_>) -> Option<Option<Who>> {
        if path.ends_with(['*', ']']) {
            return None;
        }
        // Who names what stands beside it and not this, says that it is not there. That no value
        // was seen says nothing: see `Aspect::Required`.
        let statement = |statements: &Statements, statement: Option<&Statement>| {
            (statement.is_some() || self.knows(statements, path)).then_some(statement.is_some())
        };
        let document = statement(&self.document, compared.document);
        let site = statement(&self.site, compared.site);
        let is_seen = compared.values.is_some();
        if usize::from(document.is_some()) + usize::from(site.is_some()) + usize::from(is_seen) < 2
        {
            return None;
        }
        let needs_another = compared
            .document
            .is_some_and(|statement| statement.requires);
        if needs_another && site == Some(false) && !is_seen {
            return Some(None);
        }
        let against_words = matches!((document, site), (Some(one), Some(other)) if one != other);
        let against_values = |words: Option<bool>| is_seen && words == Some(false);
        Some(Who::of(
            against_words,
            against_values(document),
            against_values(site),
        ))
    }

    /// Whether a voice names what stands in the same object, so that what it leaves out is not
    /// there for it.
    fn knows(&self, statements: &Statements, path: &str) -> bool {
        let around = parent(path);
        let start = format!("{around}.");
        let mut beside = statements.range(start.clone()..);
        (self.closed && around == "$")
            || beside
                .next()
                .is_some_and(|(key, _)| key.starts_with(&start))
    }

    fn there(&self, statements: &Statements, statement: Option<&Statement>, path: &str) -> String {
        match statement {
            Some(_) => "yes".to_owned(),
            None if self.knows(statements, path) => "no".to_owned(),
            None => nothing(),
        }
    }
}

/// What a voice declares at a place: by its name, or because any name may stand there.
fn declared<'v>(statements: &'v Statements, path: &str) -> Option<&'v Statement> {
    statements.get(path).or_else(|| {
        let mut general = String::from("$");
        let steps = path.trim_start_matches('$').split_inclusive(['.', ']']);
        for step in steps {
            let name = step.trim_end_matches('.');
            match name {
                "" => {}
                list if list.starts_with("[") => general.push_str(list),
                name => {
                    // `a[*]` comes as `a[*]` and needs its list kept.
                    let (name, list) = name
                        .split_once('[')
                        .map_or((name, ""), |(it, _)| (it, "[*]"));
                    let exact = format!("{general}.{name}");
                    general = if statements.contains_key(&exact) {
                        exact
                    } else {
                        format!("{general}.*")
                    };
                    general.push_str(list);
                }
            }
        }
        statements.get(&general)
    })
}

/// The words that all voices which list words have.
fn shared(compared: &Compared<'_>) -> BTreeSet<String> {
    let lists = [compared.document, compared.site, compared.values];
    let mut lists = lists
        .into_iter()
        .flatten()
        .filter_map(|statement| statement.options.as_ref());
    let first = lists.next().cloned().unwrap_or_default();
    lists.fold(first, |shared, list| {
        shared.intersection(list).cloned().collect()
    })
}
