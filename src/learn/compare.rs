use std::collections::BTreeSet;

use super::arguments::{self, methods};
use super::book::Book;
use super::contrast::{Aspect, Line, Trio, Verdict, Who, nothing, words};
use super::described::Resource;
use super::says::{Says, Voice, parent};
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
    let voices = Voices {
        document: home
            .map(|home| document::voice(book, &home))
            .unwrap_or_default(),
        site: learned.of_site(resource),
        values: learned.of_values(resource),
        closed: false,
        open,
    };
    voices.compare(
        &|path| format!("{} {}", resource.noun(), path.trim_start_matches("$.")),
        &|path, aspect, who, trio| known::property(resource, path, aspect, who, trio),
    )
}

/// Three voices about the same places.
#[derive(Debug, Default)]
pub(super) struct Voices {
    pub(super) document: Voice,
    pub(super) site: Voice,
    pub(super) values: Voice,
    /// Whether document and site name all that there is, even if that is nothing.
    pub(super) closed: bool,
    /// Whether what the site gives as a default is shown as it is.
    pub(super) open: bool,
}

/// What the catalogue knows of a disagreement at a place.
type Knows<'a> = dyn Fn(&str, Aspect, Who, &Trio<'_>) -> Option<&'static str> + 'a;

impl Voices {
    /// A line for each aspect of each place on which at least two voices speak.
    pub(super) fn compare(&self, name: &dyn Fn(&str) -> String, knows: &Knows<'_>) -> Vec<Line> {
        let voices = [&self.document, &self.site, &self.values];
        let paths: BTreeSet<&String> = voices.into_iter().flat_map(Voice::keys).collect();
        let mut lines = Vec::new();
        for path in paths.into_iter().filter(|path| *path != "$") {
            let missing = Says {
                required: Some(false),
                ..Says::default()
            };
            let mut trio = Trio {
                document: declared(&self.document, path),
                site: declared(&self.site, path),
                values: self.values.get(path.as_str()),
            };
            let verdict = |aspect: Aspect, who: Option<Who>, trio: &Trio<'_>| match who {
                None => Verdict::Agree,
                Some(who) => match knows(path, aspect, who, trio) {
                    Some(id) => Verdict::Known(id),
                    None => Verdict::Disagree(who),
                },
            };
            if let Some(who) = self.presence(path, &trio) {
                let is_there = who.is_none();
                lines.push(Line {
                    what: name(path),
                    aspect: Aspect::Presence,
                    document: self.there(&self.document, trio.document, path),
                    site: self.there(&self.site, trio.site, path),
                    seen: self.there(&self.values, trio.values, path),
                    verdict: verdict(Aspect::Presence, who, &trio),
                });
                // What only one of them has cannot be compared further.
                if !is_there
                    && [trio.document, trio.site, trio.values]
                        .iter()
                        .flatten()
                        .count()
                        < 2
                {
                    continue;
                }
            }
            // What no object has is there "not always".
            let parents = self.values.get(parent(path)).map_or(0, |says| says.objects);
            if trio.values.is_none() && parents > 0 && !path.ends_with(['*', ']']) {
                trio.values = Some(&missing);
            }
            for aspect in Aspect::OF_WHAT_IS_THERE {
                let Some(who) = trio.judge(aspect) else {
                    continue;
                };
                let shared = shared(&trio);
                let key = path.rsplit('.').next().unwrap_or_default();
                let say = |voice: Option<&Says>, open| words((aspect, key), voice, &shared, open);
                lines.push(Line {
                    what: name(path),
                    aspect,
                    document: say(trio.document, true),
                    site: say(trio.site, self.open),
                    seen: say(trio.values, self.open),
                    verdict: verdict(aspect, who, &trio),
                });
            }
        }
        lines
    }

    /// Who disagrees about whether a place is there; none where fewer than two say anything.
    fn presence(&self, path: &str, trio: &Trio<'_>) -> Option<Option<Who>> {
        if path.ends_with(['*', ']']) {
            return None;
        }
        // Who names what stands beside it and not this, says that it is not there. That no value
        // was seen says nothing: see `Aspect::Required`.
        let says = |voice: &Voice, says: Option<&Says>| {
            (says.is_some() || self.knows(voice, path)).then_some(says.is_some())
        };
        let document = says(&self.document, trio.document);
        let site = says(&self.site, trio.site);
        let is_seen = trio.values.is_some();
        if usize::from(document.is_some()) + usize::from(site.is_some()) + usize::from(is_seen) < 2
        {
            return None;
        }
        let needs_another = trio.document.is_some_and(|says| says.requires);
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
    fn knows(&self, voice: &Voice, path: &str) -> bool {
        let around = parent(path);
        let start = format!("{around}.");
        let mut beside = voice.range(start.clone()..);
        (self.closed && around == "$")
            || beside
                .next()
                .is_some_and(|(key, _)| key.starts_with(&start))
    }

    fn there(&self, voice: &Voice, says: Option<&Says>, path: &str) -> String {
        match says {
            Some(_) => "yes".to_owned(),
            None if self.knows(voice, path) => "no".to_owned(),
            None => nothing(),
        }
    }
}

/// What a voice declares at a place: by its name, or because any name may stand there.
fn declared<'v>(voice: &'v Voice, path: &str) -> Option<&'v Says> {
    voice.get(path).or_else(|| {
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
                    general = if voice.contains_key(&exact) {
                        exact
                    } else {
                        format!("{general}.*")
                    };
                    general.push_str(list);
                }
            }
        }
        voice.get(&general)
    })
}

/// The words that all voices which list words have.
fn shared(trio: &Trio<'_>) -> BTreeSet<String> {
    let lists = [trio.document, trio.site, trio.values];
    let mut lists = lists
        .into_iter()
        .flatten()
        .filter_map(|says| says.options.as_ref());
    let first = lists.next().cloned().unwrap_or_default();
    lists.fold(first, |shared, list| {
        shared.intersection(list).cloned().collect()
    })
}
