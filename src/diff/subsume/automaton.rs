use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind};
use rustc_hash::FxHashMap;

use super::reason::Reason;
use crate::diff::schema::LONGEST_PATTERN;

/// A pattern of ECMA-262 as a deterministic automaton over whole strings.
#[derive(Debug)]
pub(super) struct Automaton {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
    edges: BTreeSet<char>,
}

/// Bytes that one automaton may take.
const SIZE: usize = 1024 * 1024;
/// Bytes that all automata of a comparison may take.
const KEPT: usize = 64 * 1024 * 1024;
/// What a pattern counts that comes to more than [`SIZE`]: the time until that shows.
const VAIN: usize = 4 * SIZE;
/// States of a product of automata that are looked at before the search gives up.
const STATES: usize = 60_000;
/// Automata of a product above which a state of it counts more.
const MANY: usize = 8;

/// Automata, built once per pattern.
#[derive(Debug, Default)]
pub(super) struct Automata {
    known: FxHashMap<Arc<str>, Option<Arc<Automaton>>>,
    kept: usize,
}

impl Automata {
    /// The automaton of a pattern.
    ///
    /// # Errors
    ///
    /// When the pattern is not regular (look-around, back-references), not valid, or too large.
    pub(super) fn get(&mut self, pattern: &Arc<str>) -> Result<Arc<Automaton>, Reason> {
        if !self.known.contains_key(pattern) {
            let (built, cost) = if self.kept < KEPT {
                match build(pattern) {
                    Ok(automaton) => {
                        let cost = automaton.dfa.memory_usage();
                        (Some(Arc::new(automaton)), cost)
                    }
                    Err(NotBuilt { cost }) => (None, cost),
                }
            } else {
                (None, 0)
            };
            self.kept = self.kept.saturating_add(cost);
            self.known.insert(pattern.clone(), built);
        }
        match self.known.get(pattern) {
            Some(Some(automaton)) => Ok(automaton.clone()),
            _ => Err(Reason::Pattern(pattern.to_string())),
        }
    }
}

/// There is no automaton of a pattern.
struct NotBuilt {
    /// What it took to see that, in bytes.
    cost: usize,
}

fn build(pattern: &str) -> Result<Automaton, NotBuilt> {
    let early = || NotBuilt { cost: 0 };
    let late = || NotBuilt { cost: VAIN };
    if pattern.len() > LONGEST_PATTERN {
        return Err(early());
    }
    let rust = jsonschema_regex::to_rust_regex(pattern).map_err(|_| early())?;
    let mut parser = regex_syntax::ParserBuilder::new().build();
    let hir = parser.parse(&rust).map_err(|_| early())?;
    let mut edges = BTreeSet::new();
    collect(&hir, &mut edges);
    let any = || regex_syntax::parse("(?s:.)*").map_err(|_| early());
    let whole = Hir::concat(vec![
        Hir::look(regex_syntax::hir::Look::Start),
        any()?,
        hir,
        any()?,
        Hir::look(regex_syntax::hir::Look::End),
    ]);
    let nfa = thompson::Compiler::new()
        .configure(thompson::Config::new().nfa_size_limit(Some(SIZE)))
        .build_from_hir(&whole)
        .map_err(|_| late())?;
    let config = dense::Config::new()
        .match_kind(MatchKind::All)
        .start_kind(StartKind::Anchored)
        .dfa_size_limit(Some(SIZE))
        .determinize_size_limit(Some(SIZE));
    let dfa = dense::Builder::new()
        .configure(config)
        .build_from_nfa(&nfa)
        .map_err(|_| late())?;
    let start = dfa
        .start_state(&start::Config::new().anchored(Anchored::Yes))
        .map_err(|_| late())?;
    Ok(Automaton { dfa, start, edges })
}

/// The characters at which the classes of an expression begin and those after which they end.
fn collect(hir: &Hir, edges: &mut BTreeSet<char>) {
    let mut edge = |low: char, high: char| {
        edges.insert(low);
        edges.extend(after(high));
    };
    match hir.kind() {
        HirKind::Literal(literal) => {
            for character in String::from_utf8_lossy(&literal.0).chars() {
                edge(character, character);
            }
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                edge(range.start(), range.end());
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.ranges() {
                edge(char::from(range.start()), char::from(range.end()));
            }
        }
        HirKind::Look(_) => {
            // Word boundaries are the only ones that look at what kind a character is.
            for (low, high) in [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'), ('\n', '\n')] {
                edge(low, high);
            }
        }
        HirKind::Repetition(repetition) => collect(&repetition.sub, edges),
        HirKind::Capture(capture) => collect(&capture.sub, edges),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            for part in parts {
                collect(part, edges);
            }
        }
        HirKind::Empty => {}
    }
}

fn after(character: char) -> Option<char> {
    match character {
        '\u{d7ff}' => Some('\u{e000}'),
        _ => char::from_u32(u32::from(character) + 1),
    }
}

impl Automaton {
    fn step(&self, state: StateID, character: char) -> StateID {
        let mut buffer = [0; 4];
        let mut state = state;
        for byte in character.encode_utf8(&mut buffer).bytes() {
            state = self.dfa.next_state(state, byte);
        }
        state
    }

    fn accepts_at(&self, state: StateID) -> bool {
        self.dfa.is_match_state(self.dfa.next_eoi_state(state))
    }

    /// Whether the pattern matches somewhere in the text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let end = text
            .chars()
            .fold(self.start, |state, character| self.step(state, character));
        self.accepts_at(end)
    }
}

/// What a string must be like, as far as automata can tell.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) matches: Vec<Arc<Automaton>>,
    pub(super) misses: Vec<Arc<Automaton>>,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) not: BTreeSet<String>,
}

/// The shortest string that is like that; `Ok(None)` proves that there is none.
pub(super) fn shortest(wanted: &Wanted) -> Result<Option<String>, Reason> {
    let found = shortest_of(wanted, &alphabet(wanted, &[]))?;
    if found.is_some() || wanted.not.is_empty() {
        return Ok(found);
    }
    // Characters that the automata take for one another are told apart by the strings that are
    // not wanted.
    let listed: BTreeSet<char> = wanted.not.iter().flat_map(|text| text.chars()).collect();
    let listed: Vec<char> = listed.into_iter().collect();
    shortest_of(wanted, &alphabet(wanted, &listed))
}

fn shortest_of(wanted: &Wanted, alphabet: &[char]) -> Result<Option<String>, Reason> {
    let all: Vec<&Arc<Automaton>> = wanted.matches.iter().chain(&wanted.misses).collect();
    let start: Vec<StateID> = all.iter().map(|automaton| automaton.start).collect();
    let mut seen: FxHashMap<(Vec<StateID>, u64, usize), usize> = FxHashMap::default();
    // Each entry: states, characters so far (counted up to the minimum), its parent.
    let mut nodes: Vec<(Vec<StateID>, u64, usize, char)> = vec![(start, 0, usize::MAX, ' ')];
    let mut open = VecDeque::from([0]);
    while let Some(at) = open.pop_front() {
        let (states, length, ..) = nodes[at].clone();
        let accepted = all
            .iter()
            .zip(&states)
            .enumerate()
            .all(|(index, (automaton, state))| {
                automaton.accepts_at(*state) == (index < wanted.matches.len())
            });
        if accepted && length >= wanted.min {
            let text = spell(&nodes, at);
            if !wanted.not.contains(&text) {
                return Ok(Some(text));
            }
        }
        if wanted.max.is_some_and(|max| length >= max) {
            continue;
        }
        for character in alphabet {
            let next: Vec<StateID> = (all.iter().zip(&states))
                .map(|(automaton, state)| automaton.step(*state, *character))
                .collect();
            let hopeless = (all.iter().zip(&next).take(wanted.matches.len()))
                .any(|(automaton, state)| automaton.dfa.is_dead_state(*state));
            if hopeless {
                continue;
            }
            // Past the minimum only the shortest way to a state matters, except that as many
            // ways are kept as there are strings that are not wanted.
            let counted = length + 1;
            let visits = seen
                .entry((next.clone(), counted.min(wanted.min), 0))
                .or_insert(0);
            if *visits > wanted.not.len() {
                continue;
            }
            *visits += 1;
            nodes.push((next, counted, at, *character));
            if nodes.len().saturating_mul(1 + all.len() / MANY) > STATES {
                return Err(Reason::Budget);
            }
            open.push_back(nodes.len() - 1);
        }
    }
    Ok(None)
}

fn spell(nodes: &[(Vec<StateID>, u64, usize, char)], mut at: usize) -> String {
    let mut text = Vec::new();
    while let Some((_, _, parent, character)) = nodes.get(at)
        && *parent != usize::MAX
    {
        text.push(*character);
        at = *parent;
    }
    text.into_iter().rev().collect()
}

/// One character for each class that the automata tell apart, the plainest of its class; each of
/// those that are told apart besides is a class of its own.
fn alphabet(wanted: &Wanted, apart: &[char]) -> Vec<char> {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+ ";
    let mut edges: BTreeSet<char> = (wanted.matches.iter().chain(&wanted.misses))
        .flat_map(|automaton| automaton.edges.iter().copied())
        .collect();
    edges.insert('\0');
    for character in apart {
        edges.insert(*character);
        edges.extend(char::from_u32(u32::from(*character) + 1));
    }
    let edges: Vec<char> = edges.into_iter().collect();
    let mut chosen: Vec<char> = (edges.iter().enumerate())
        .map(|(index, low)| {
            let high = edges.get(index + 1);
            PLAIN
                .chars()
                .find(|c| c >= low && high.is_none_or(|high| c < high))
                .unwrap_or_else(|| {
                    let printable = |c: &char| !c.is_control() && high.is_none_or(|high| c < high);
                    ['!', 'ä', '\u{4e00}']
                        .into_iter()
                        .find(|c| c >= low && printable(c))
                        .unwrap_or(*low)
                })
        })
        .collect();
    let rank = |c: &char| {
        PLAIN
            .chars()
            .position(|plain| plain == *c)
            .unwrap_or(usize::MAX)
    };
    chosen.sort_by_key(|c| (rank(c), *c));
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(matches: &[&str], misses: &[&str], min: u64, max: Option<u64>) -> Option<String> {
        let mut automata = Automata::default();
        let mut get = |patterns: &[&str]| -> Vec<Arc<Automaton>> {
            patterns
                .iter()
                .map(|p| automata.get(&Arc::from(*p)).unwrap())
                .collect()
        };
        let wanted = Wanted {
            matches: get(matches),
            misses: get(misses),
            min,
            max,
            not: BTreeSet::new(),
        };
        shortest(&wanted).unwrap()
    }

    #[test]
    fn very_many_automata_are_not_kept() {
        let mut automata = Automata {
            kept: KEPT,
            ..Automata::default()
        };
        assert!(automata.get(&Arc::from("^a")).is_err());
        automata = Automata::default();
        assert!(automata.get(&Arc::from("^a")).is_ok());
        assert!(
            automata
                .get(&Arc::from("a".repeat(LONGEST_PATTERN + 1)))
                .is_err()
        );
        let before = automata.kept;
        assert!(automata.get(&Arc::from("(a|b)*a(a|b){40}$")).is_err());
        assert_eq!(automata.kept - before, VAIN);
    }

    #[test]
    fn a_difference_of_patterns_has_a_witness_exactly_when_they_differ() {
        assert_eq!(find(&["^[a-z]+$"], &["^[a-z0-9]+$"], 0, None), None);
        assert_eq!(
            find(&["^[a-z0-9]+$"], &["^[a-z]+$"], 0, None).as_deref(),
            Some("0")
        );
        assert_eq!(find(&["a"], &["^[^b]*$"], 0, None).as_deref(), Some("ab"));
        assert_eq!(find(&["^(a|b)*$"], &["^[ab]*$"], 0, None), None);
    }

    #[test]
    fn what_is_not_wanted_leaves_the_others_of_its_kind() {
        let mut automata = Automata::default();
        let wanted = Wanted {
            matches: vec![automata.get(&Arc::from("^a[abc]$")).unwrap()],
            not: ["aa", "ab"].map(str::to_owned).into(),
            ..Wanted::default()
        };
        assert_eq!(shortest(&wanted).unwrap().as_deref(), Some("ac"));
    }

    #[test]
    fn lengths_count_characters() {
        assert_eq!(find(&["^ä*$"], &[], 3, Some(3)).as_deref(), Some("äää"));
        assert_eq!(find(&["^a{5}$"], &[], 0, Some(4)), None);
        assert_eq!(
            find(&["^a+$"], &[], 200, None).map(|text| text.len()),
            Some(200)
        );
    }

    #[test]
    fn a_pattern_matches_anywhere() {
        let mut automata = Automata::default();
        assert!(automata.get(&Arc::from("b")).unwrap().matches("abc"));
        assert!(!automata.get(&Arc::from("^b")).unwrap().matches("abc"));
        assert!(automata.get(&Arc::from(r"\d{2}$")).unwrap().matches("x42"));
    }

    #[test]
    fn look_around_is_no_automaton() {
        let mut automata = Automata::default();
        assert!(automata.get(&Arc::from("^(?=a)b$")).is_err());
    }
}
