use std::collections::{BTreeMap, BTreeSet};

use super::several::{fold_down, fold_several};
use crate::base::nearest;
use crate::checks::{Grouping, PRECEDENCE, Precedence, Sharing, grouping};
use crate::finding::{Also, Cause, Finding, Level, Location, Sight};

/// A finding and where it was seen.
pub(super) type Sighted = (Finding, Vec<Sight>);

/// Folds what one cause shows into one finding: what a stronger law explains into its finding, and
/// what one law says of one cause at several places into the first. Only what counts, and what the
/// catalogue does not explain, takes part. `succeeded` are the operations that ever did.
/// What a baseline lists is folded only into what it lists too: a new finding must not hide there.
pub(super) fn fold(
    mut told: Vec<Sighted>,
    succeeded: &BTreeSet<String>,
    listed: &BTreeSet<String>,
) -> Vec<Finding> {
    // Which finding speaks for the others must not hang on the order of the answers.
    told.sort_by_cached_key(|(finding, _)| (finding.operation.clone(), finding.location.clone()));
    // Most findings have no stronger law that found anything: they must not look through all others.
    let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, (finding, _)) in told.iter().enumerate() {
        if takes_part(finding) {
            by_rule.entry(finding.rule.id).or_default().push(index);
        }
    }
    let mut into: Vec<Option<usize>> = told
        .iter()
        .map(|(finding, sights)| explained(finding, sights, &told, &by_rule))
        .collect();
    let is_listed: Vec<bool> = (told.iter())
        .map(|(finding, _)| !listed.is_empty() && listed.contains(&finding.fingerprint()))
        .collect();
    let mut peers = BTreeSet::new();
    let mut first_of: BTreeMap<(Kind, bool), usize> = BTreeMap::new();
    for (index, (finding, _)) in told.iter().enumerate() {
        if into.get(index).is_none_or(Option::is_some) || !takes_part(finding) {
            continue;
        }
        let is_listed = is_listed.get(index).copied().unwrap_or_default();
        match first_of.entry((kind(finding), is_listed)) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(index);
            }
            std::collections::btree_map::Entry::Occupied(entry) => {
                if let Some(place) = into.get_mut(index) {
                    *place = Some(*entry.get());
                    peers.insert(index);
                }
            }
        }
    }
    peers.extend(fold_down(&told, &mut into, succeeded, &is_listed));
    peers.extend(fold_several(&told, &mut into, &is_listed));
    let roots: Vec<usize> = (0..told.len()).map(|index| root(&into, index)).collect();
    let mut kept: BTreeMap<usize, Finding> = BTreeMap::new();
    let mut folded: Vec<(usize, Also)> = Vec::new();
    for (index, (finding, _)) in told.into_iter().enumerate() {
        match roots.get(index) {
            Some(root) if *root != index => {
                let mut also = Also::from(finding);
                also.is_peer = peers.contains(&index);
                folded.push((*root, also));
            }
            _ => {
                kept.insert(index, finding);
            }
        }
    }
    for (root, also) in folded {
        if let Some(kept) = kept.get_mut(&root) {
            kept.also.push(also);
        }
    }
    kept.into_values().collect()
}

pub(super) fn takes_part(finding: &Finding) -> bool {
    finding.counts && finding.level >= Level::Warning && finding.known_as.is_empty()
}

/// Where a chain of explanations ends.
fn root(into: &[Option<usize>], from: usize) -> usize {
    let mut at = from;
    // The table has no circle, so that no chain is longer than the findings are many.
    for _ in 0..into.len() {
        match into.get(at) {
            Some(Some(next)) => at = *next,
            _ => break,
        }
    }
    at
}

/// The finding of a stronger law that explains this one.
fn explained(
    finding: &Finding,
    sights: &[Sight],
    told: &[Sighted],
    by_rule: &BTreeMap<&str, Vec<usize>>,
) -> Option<usize> {
    if !takes_part(finding) {
        return None;
    }
    let lines = PRECEDENCE
        .iter()
        .filter(|line| line.weaker == finding.rule.id && states(line.seeing, finding));
    lines
        .filter_map(|line| {
            let stronger: Vec<usize> = by_rule
                .get(line.stronger)?
                .iter()
                .copied()
                .filter(|index| {
                    told.get(*index).is_some_and(|(other, _)| {
                        other.level >= finding.level
                            && states(line.having_seen, other)
                            && may_share(line, finding, other)
                    })
                })
                .collect();
            shares(line.sharing, sights, &stronger, told)
        })
        .next()
}

fn states(causes: &[&str], finding: &Finding) -> bool {
    causes.is_empty() || causes.iter().any(|cause| finding.cause.is(cause))
}

/// Whether the places of two findings are those that a line of the precedence is about.
fn may_share(line: &Precedence, weaker: &Finding, stronger: &Finding) -> bool {
    match line.sharing {
        Sharing::Answers | Sharing::Lists | Sharing::Site => true,
        Sharing::AnswersAndPlace => tail(&weaker.location) == tail(&stronger.location),
        Sharing::Filter => match &weaker.location {
            Location::Parameter(name) => stronger.cause.parameter("parameter") == Some(name),
            _ => false,
        },
        Sharing::AnswersAndName => is_renamed(&weaker.location, &stronger.location),
        Sharing::Place => {
            tail(&weaker.location) == tail(&stronger.location)
                && is_about_plans(weaker) == is_about_plans(stronger)
        }
    }
}

/// Whether one property may be the other under another name: `plan_id` and `planId`.
fn is_renamed(one: &Location, other: &Location) -> bool {
    let (one, other) = (tail(one), tail(other));
    match (one.rsplit_once('.'), other.rsplit_once('.')) {
        (Some((parent, one)), Some((parent_of_other, other))) => {
            let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
            parent == parent_of_other && nearest(&plain(one), [&*plain(other)]).is_some()
        }
        _ => false,
    }
}

fn is_about_plans(finding: &Finding) -> bool {
    finding.operation.contains("/memberships/plans")
}

/// Which of the stronger findings explains all that was seen of a weaker one: the first, where
/// several do so together.
fn shares(
    sharing: Sharing,
    sights: &[Sight],
    stronger: &[usize],
    told: &[Sighted],
) -> Option<usize> {
    let first = *stronger.first()?;
    let of_stronger = || {
        let told = stronger.iter().filter_map(|index| told.get(*index));
        told.flat_map(|(_, sights)| sights)
    };
    let covers = match sharing {
        Sharing::Site | Sharing::Place | Sharing::Filter => true,
        Sharing::Answers | Sharing::AnswersAndPlace | Sharing::AnswersAndName => {
            let answers: BTreeSet<usize> = of_stronger()
                .flat_map(|sight| sight.numbers.iter().copied())
                .collect();
            let shows = |sight: &Sight| sight.numbers.iter().any(|it| answers.contains(it));
            !sights.is_empty() && sights.iter().all(shows)
        }
        Sharing::Lists => {
            let lists: BTreeSet<u64> = of_stronger().filter_map(|sight| sight.list).collect();
            let shows = |sight: &Sight| sight.list.is_some_and(|it| lists.contains(&it));
            !sights.is_empty() && sights.iter().all(shows)
        }
    };
    covers.then_some(first)
}

/// What makes two findings of one law one cause.
type Kind = (&'static str, String, Option<Cause>, String);

fn kind(finding: &Finding) -> Kind {
    // A date is written twice, in the site's time and in UTC, by the same code.
    let mut place = tail(&finding.location);
    place.truncate(place.trim_end_matches("_gmt").len());
    let cause = || Some(finding.cause.clone());
    let (place, cause, symptom) = match grouping(finding.rule.id) {
        Grouping::Place => (place, cause(), String::new()),
        Grouping::Cause => (String::new(), cause(), String::new()),
        Grouping::Symptom => (place, None, finding.cause.symptom().to_owned()),
        Grouping::SymptomAnywhere => {
            let symptom = finding.cause.symptom().to_owned();
            (String::new(), None, symptom)
        }
        Grouping::Location => (place, None, String::new()),
    };
    (finding.rule.id, place, cause, symptom)
}

/// A place without what tells a row of a list from an item: `.order_id`.
pub(super) fn tail(location: &Location) -> String {
    match location {
        Location::Json(path) => {
            let of_row = path.strip_prefix("$[*]").or_else(|| path.strip_prefix('$'));
            of_row.unwrap_or(path).to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(told: Vec<Sighted>) -> Vec<Finding> {
        super::fold(told, &BTreeSet::new(), &BTreeSet::new())
    }

    use crate::checks;
    use crate::finding::{Example, Tally};

    fn told(
        rule: &str,
        operation: &str,
        place: Location,
        found: &str,
        numbers: &[&[usize]],
    ) -> Sighted {
        let rule = checks::find(rule).unwrap().rule;
        let finding = Finding {
            rule,
            level: rule.level,
            operation: operation.into(),
            location: place,
            cause: Cause::new(found.to_owned(), Vec::new(), "something", found),
            source: None,
            known_as: Vec::new(),
            counts: true,
            accepted: None,
            tally: Tally::default(),
            evidence: Vec::new(),
            confirmation: None,
            example: Example {
                exchange: 1,
                label: None,
                request: String::new(),
                curl: String::new(),
                at: String::new(),
                row: None,
                value: None,
                facts: Vec::new(),
                excerpt: None,
                open: None,
            },
            also: Vec::new(),
        };
        let sight = |numbers: &&[usize]| Sight {
            numbers: numbers.to_vec(),
            list: Some(1),
        };
        (finding, numbers.iter().map(sight).collect())
    }

    fn json(path: &str) -> Location {
        Location::Json(path.into())
    }

    fn rules(findings: &[Finding]) -> Vec<(&str, Vec<&str>)> {
        let also = |it: &Finding| it.also.iter().map(|it| it.rule.id).collect();
        findings.iter().map(|it| (it.rule.id, also(it))).collect()
    }

    const LIST: &str = "GET /wc/v3/memberships/members";
    const ITEM: &str = "GET /wc/v3/memberships/members/{id}";

    #[test]
    fn a_property_of_list_and_item_is_one_finding_and_two_properties_are_two() {
        let findings = fold(vec![
            told("schema", LIST, json("$[*].order_id"), "string", &[&[1]]),
            told("schema", ITEM, json("$.order_id"), "string", &[&[2]]),
            told("schema", LIST, json("$[*].plan_id"), "string", &[&[1]]),
        ]);
        assert_eq!(
            rules(&findings),
            [("schema", vec!["schema"]), ("schema", vec![])]
        );
        assert_eq!(findings[0].also[0].operation, ITEM);
    }

    #[test]
    fn a_consequence_is_folded_only_where_all_of_it_follows() {
        let status = || Location::Parameter("status".into());
        let cause = || told("filters-agree", LIST, status(), "missing", &[&[4, 7]]);
        let sum = |numbers| told("filters-complete", LIST, status(), "fewer", numbers);
        let findings = fold(vec![sum(&[&[6, 7, 8]]), cause()]);
        assert_eq!(
            rules(&findings),
            [("filters-agree", vec!["filters-complete"])]
        );
        let findings = fold(vec![sum(&[&[6, 7, 8], &[12, 13]]), cause()]);
        assert_eq!(findings.len(), 2, "the second sum has another reason");
    }

    #[test]
    fn one_damage_to_three_properties_is_one_finding_and_to_two_is_two() {
        let text = |path: &str, wanted: &str| {
            let mut told = told("schema", LIST, json(path), "string", &[&[1]]);
            told.0.cause.id = "type".into();
            told.0.cause.parameters = vec![
                ("expected", wanted.to_owned()),
                ("found", "string".to_owned()),
            ];
            told
        };
        let two = || {
            vec![
                text("$[*].order_id", r#"["integer","null"]"#),
                text("$[*].plan_id", r#""integer""#),
            ]
        };
        let of = |other: &[Sighted]| fold([two().as_slice(), other].concat());
        assert_eq!(of(&[]).len(), 2);
        let three = of(&[text("$[*].id", r#""integer""#)]);
        assert_eq!(rules(&three), [("schema", vec!["schema", "schema"])]);
        assert!(three[0].also.iter().all(|it| it.is_peer));
        let another_type = text("$[*].meta_data", r#""array""#);
        assert_eq!(of(&[another_type]).len(), 3);
    }

    #[test]
    fn a_resource_that_is_down_is_one_finding_and_one_that_is_not_is_two() {
        let down = |operation: &str, status: &str| {
            let place = Location::Status;
            let mut told = told("status-documented", operation, place, "unlisted", &[&[1]]);
            let parameter = ("found", status.to_owned());
            told.0.cause.parameters = vec![parameter, ("expected", operation.to_owned())];
            told
        };
        let both = || vec![down(LIST, "500"), down(ITEM, "500")];
        assert_eq!(fold(both()).len(), 1);
        let succeeded = BTreeSet::from([LIST.to_owned()]);
        assert_eq!(super::fold(both(), &succeeded, &BTreeSet::new()).len(), 2);
        assert_eq!(fold(vec![down(LIST, "500"), down(ITEM, "200")]).len(), 2);
        let plans = "GET /wc/v3/memberships/plans";
        assert_eq!(fold(vec![down(LIST, "500"), down(plans, "500")]).len(), 2);
    }

    #[test]
    fn nothing_new_is_folded_into_what_a_baseline_lists() {
        let date = |operation, path| told("schema", operation, json(path), "integer", &[&[1]]);
        let all = || {
            vec![
                date(LIST, "$[*].start_date"),
                date(LIST, "$[*].start_date_gmt"),
                date(ITEM, "$.start_date"),
            ]
        };
        let told = fold(all());
        assert_eq!(told.len(), 1);
        assert!(told[0].also.iter().all(|it| it.is_peer));
        let listed = BTreeSet::from([told[0].fingerprint()]);
        let told = super::fold(all(), &BTreeSet::new(), &listed);
        assert_eq!(
            rules(&told),
            [("schema", vec![]), ("schema", vec!["schema"])]
        );
    }

    #[test]
    fn three_keys_that_are_missing_in_the_same_responses_are_one_finding() {
        let missing = |path, numbers| told("schema", LIST, json(path), "missing", &[numbers]);
        let of = |third| {
            let two = [missing("$[*].a", &[1, 2]), missing("$[*].b", &[1, 2])];
            fold([two.as_slice(), &[third]].concat()).len()
        };
        assert_eq!(of(missing("$[*].c", &[1, 2])), 1);
        assert_eq!(of(missing("$[*].c", &[1])), 3, "another reason");
        assert_eq!(of(missing("$[*]._links.c", &[1, 2])), 3, "another object");
    }

    #[test]
    fn a_renamed_property_is_one_finding_and_another_new_one_is_two() {
        let missing = || told("schema", LIST, json("$[*].plan_id"), "missing", &[&[1]]);
        let new = |path| {
            told(
                "undocumented-property",
                LIST,
                json(path),
                "undeclared",
                &[&[1]],
            )
        };
        for (path, count) in [
            ("$[*].planId", 1),
            ("$[*].plan", 1),
            ("$[*].loyalty_points", 2),
            ("$[*].profile_fields[*].plan_id", 2),
        ] {
            assert_eq!(fold(vec![missing(), new(path)]).len(), count, "{path}");
        }
    }

    #[test]
    fn a_date_in_both_forms_is_one_finding_and_two_dates_are_two() {
        let number = |path| told("schema", LIST, json(path), "integer", &[&[1]]);
        let both = vec![number("$[*].start_date"), number("$[*].start_date_gmt")];
        assert_eq!(fold(both).len(), 1);
        let two = vec![number("$[*].start_date"), number("$[*].end_date_gmt")];
        assert_eq!(fold(two).len(), 2);
    }

    #[test]
    fn what_does_not_count_explains_nothing() {
        let mut cause = told("get-stable", ITEM, json("$.name"), "another", &[&[1]]);
        let differs = || told("row-equals-item", ITEM, json("$.name"), "two", &[&[1]]);
        assert_eq!(fold(vec![differs(), cause.clone()]).len(), 1);
        cause.0.counts = false;
        assert_eq!(fold(vec![differs(), cause]).len(), 2);
    }

    #[test]
    fn a_chain_of_explanations_ends_in_one_finding() {
        let header = || Location::Header("X-WP-Total".into());
        let walk = Location::Sequence("pages".into());
        let findings = fold(vec![
            told("page-walk", LIST, walk, "fewer-rows", &[&[1, 2]]),
            told("paging-headers", LIST, header(), "another-total", &[&[2]]),
            told("totals-constant", LIST, header(), "totals", &[&[1, 9]]),
        ]);
        assert_eq!(
            rules(&findings),
            [("totals-constant", vec!["paging-headers", "page-walk"])]
        );
    }
}
