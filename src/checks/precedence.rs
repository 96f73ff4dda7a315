//! Which law explains which: one fault of a site is often seen by several laws, and the finding
//! that says most of its cause speaks for all of them.

/// One line of the precedence among laws: what `weaker` sees is only a consequence of what
/// `stronger` sees, where the two share what `sharing` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Precedence {
    /// The law that sees a consequence.
    pub weaker: &'static str,
    /// The causes of the weaker finding that it is about, by id or symptom; empty for any.
    pub seeing: &'static [&'static str],
    /// The law that sees the cause.
    pub stronger: &'static str,
    /// The causes of the stronger finding likewise.
    pub having_seen: &'static [&'static str],
    /// What the two findings must share.
    pub sharing: Sharing,
    /// Why the one follows from the other, as a sentence without a full stop.
    pub because: &'static str,
}

/// What two findings must share for the one to be a consequence of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Each instance of the weaker rests on a response that shows the stronger.
    Answers,
    /// So it does, and both speak of the same property or part of the response.
    AnswersAndPlace,
    /// So it does, and the properties are in one object and have names that are much alike.
    AnswersAndName,
    /// Both speak of the same filter, in whichever answers.
    Filter,
    /// Each instance of the weaker is in a list, whatever its page, that shows the stronger.
    Lists,
    /// Both speak of the same property, in whichever answers.
    Place,
    /// Nothing: where the stronger speaks, the weaker cannot be judged on that site at all.
    Site,
}

/// What makes two findings of one law one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// The same cause at the same property or part of a response, at whatever operation: lists and
    /// items are written by the same code.
    Place,
    /// The same cause, at whatever place.
    Cause,
    /// The same symptom at the same place, whatever was expected.
    Symptom,
    /// The same symptom, at whatever place and whatever was expected there.
    SymptomAnywhere,
    /// The same place, whatever was found there.
    Location,
}

type Causes = &'static [&'static str];

/// Of paging-headers: a total or a number of pages that the rows contradict.
const ANOTHER_NUMBER: Causes = &["another-total", "another-number-of-pages"];

const fn line(
    (weaker, seeing): (&'static str, Causes),
    (stronger, having_seen): (&'static str, Causes),
    sharing: Sharing,
    because: &'static str,
) -> Precedence {
    Precedence {
        weaker,
        seeing,
        stronger,
        having_seen,
        sharing,
        because,
    }
}

/// The precedence among laws. What stands first wins where several explain one finding.
pub(crate) static PRECEDENCE: &[Precedence] = &[
    line(
        ("paging-headers", ANOTHER_NUMBER),
        ("totals-constant", &[]),
        Sharing::Site,
        "unstable totals contradict other values",
    ),
    line(
        ("paging-headers", &["another-number-of-pages"]),
        ("paging-headers", &["another-total"]),
        Sharing::Site,
        "the number of pages is held against a total that is wrong itself",
    ),
    line(
        ("page-size", &["more-rows"]),
        ("ids-unique", &[]),
        Sharing::Answers,
        "a row that comes again is one more than the page may have",
    ),
    line(
        ("list-sequence", &[]),
        ("page-size", &["fewer-rows"]),
        Sharing::Lists,
        "rows that are left out of one page are not left out of a page of another size",
    ),
    line(
        ("filters-agree", &["row-missing"]),
        ("filter-sound", &[]),
        Sharing::Filter,
        "the property of the rows is not the one by which the site filters",
    ),
    line(
        ("item-links", &["another-list"]),
        ("item-links", &["another-item"]),
        Sharing::Answers,
        "a filter on links changes the link to the list together with that to the item",
    ),
    line(
        ("date-format", &["pattern"]),
        ("date-format", &["no-such-date"]),
        Sharing::AnswersAndPlace,
        "a date that does not exist has not the format of a date",
    ),
    line(
        ("schema", &["enum"]),
        ("schema", &["type"]),
        Sharing::AnswersAndPlace,
        "a value of another type is none of the listed ones either",
    ),
    line(
        ("undocumented-property", &["undeclared"]),
        ("schema", &["missing"]),
        Sharing::AnswersAndName,
        "a property that was renamed is missing under its old name",
    ),
    line(
        ("status-documented", &["unlisted-status"]),
        ("routes-listed", &["not-served"]),
        Sharing::Answers,
        "a route that is not there returns status 404",
    ),
    line(
        ("error-code", &["code"]),
        ("routes-listed", &["not-served"]),
        Sharing::Answers,
        "where a list has no route, its items have none",
    ),
    line(
        ("row-equals-item", &[]),
        ("item-id", &["another-item"]),
        Sharing::Answers,
        "another item has other values",
    ),
    line(
        ("versions-equal", &[]),
        ("item-id", &["another-item"]),
        Sharing::Answers,
        "another item has other values",
    ),
    line(
        ("versions-equal", &["server-error"]),
        ("status-documented", &["unlisted-status"]),
        Sharing::Place,
        "the error is not one of a single version",
    ),
    line(
        ("plan-name", &[]),
        ("versions-equal", &[]),
        Sharing::Answers,
        "the name differs between the versions of the API",
    ),
    line(
        ("filters-agree", &[]),
        ("item-id", &["another-item"]),
        Sharing::Site,
        "the filters are compared with what the wrong items hold",
    ),
    line(
        ("item-links", &[]),
        ("item-id", &["another-item"]),
        Sharing::Answers,
        "the links of another item lead to that item",
    ),
    line(
        ("schema", &["type", "empty-object"]),
        ("item-id", &["no-item"]),
        Sharing::Answers,
        "what has no item has not the type of one",
    ),
    line(
        ("status-documented", &["unlisted-operation"]),
        ("item-id", &["no-item"]),
        Sharing::Site,
        "what turns 404 into a success for an item does so for unknown routes",
    ),
    line(
        ("page-walk", &["fewer-rows"]),
        ("totals-constant", &[]),
        Sharing::Site,
        "unstable totals contradict other values",
    ),
    line(
        ("paging-headers", ANOTHER_NUMBER),
        ("page-size", &[]),
        Sharing::Site,
        "with a wrong page size, no page agrees with the total",
    ),
    line(
        ("page-walk", &["fewer-rows"]),
        ("page-size", &[]),
        Sharing::Site,
        "with a wrong page size, paging skips rows",
    ),
    line(
        ("page-walk", &["fewer-rows"]),
        ("paging-headers", ANOTHER_NUMBER),
        Sharing::Lists,
        "the pages are compared with a total that they contradict",
    ),
    line(
        ("link-header", &[]),
        ("totals-constant", &["head-differs"]),
        Sharing::Answers,
        "links are compared with a number of pages that belongs to a wrong total",
    ),
    line(
        ("link-header", &["unwanted"]),
        ("paging-headers", ANOTHER_NUMBER),
        Sharing::Answers,
        "links are compared with a number of pages that contradicts the total",
    ),
    line(
        ("link-header", &["missing"]),
        ("paging-headers", ANOTHER_NUMBER),
        Sharing::Answers,
        "links are compared with a number of pages that contradicts the total",
    ),
    line(
        ("link-header", &["another-page"]),
        ("paging-headers", ANOTHER_NUMBER),
        Sharing::Answers,
        "links are compared with a number of pages that contradicts the total",
    ),
    line(
        ("filters-complete", &[]),
        ("paging-headers", ANOTHER_NUMBER),
        Sharing::Answers,
        "totals that contradict the rows do not add up",
    ),
    line(
        ("list-sequence", &[]),
        ("page-walk", &["id-again"]),
        Sharing::Lists,
        "overlapping pages show other rows at each position",
    ),
    line(
        ("paging-headers", ANOTHER_NUMBER),
        ("page-walk", &["id-again"]),
        Sharing::Lists,
        "overlapping pages move rows to the last page",
    ),
    line(
        ("paging-headers", ANOTHER_NUMBER),
        ("list-sequence", &[]),
        Sharing::Lists,
        "a list that starts at another position holds another number of rows",
    ),
    line(
        ("list-sequence", &[]),
        ("newest-first", &[]),
        Sharing::Lists,
        "pages that are sorted in another way show another row at each place",
    ),
    line(
        ("newest-first", &[]),
        ("page-walk", &["id-again"]),
        Sharing::Lists,
        "rows that come again do not come in order",
    ),
    line(
        ("newest-first", &[]),
        ("ids-unique", &[]),
        Sharing::Answers,
        "a row that comes again does not stand in order",
    ),
    line(
        ("newest-first", &[]),
        ("schema", &[]),
        Sharing::AnswersAndPlace,
        "a date that is no date cannot be sorted by",
    ),
    line(
        ("subscriptions-together", &["half-in-one"]),
        ("schema", &["missing"]),
        Sharing::Answers,
        "the fields that are missing are required by the contract",
    ),
    line(
        ("filters-agree", &["row-missing-of-both"]),
        ("filters-agree", &["row-missing"]),
        Sharing::Site,
        "what one filter leaves out is left out of two together",
    ),
    line(
        ("filters-agree", &["another-number"]),
        ("filters-agree", &["row-missing"]),
        Sharing::AnswersAndPlace,
        "the rows that are missing are missing in the number too",
    ),
    line(
        ("filters-agree", &["another-number"]),
        ("totals-constant", &[]),
        Sharing::Site,
        "unstable totals contradict other values",
    ),
    line(
        ("filters-agree", &["row-missing", "row-missing-of-both"]),
        ("row-equals-item", &[]),
        Sharing::Answers,
        "what fits by its item is looked for in a list that shows another value",
    ),
    line(
        ("status-dates", &[]),
        ("row-equals-item", &[]),
        Sharing::Answers,
        "the status that the dates are held against is not the one of the list",
    ),
    line(
        ("filters-complete", &[]),
        ("filters-agree", &[]),
        Sharing::Answers,
        "the row missing from one list is missing in the sum",
    ),
    line(
        ("filters-complete", &[]),
        ("filter-sound", &[]),
        Sharing::Answers,
        "the extra row of one list is one too many in the sum",
    ),
    line(
        ("filters-complete", &["fewer-members"]),
        ("schema", &["other-string"]),
        Sharing::Answers,
        "members with a status that is not in the contract are not in any sum",
    ),
    line(
        ("row-equals-item", &[]),
        ("reads-change-nothing", &[]),
        Sharing::Place,
        "the read itself changed what the list had shown",
    ),
    line(
        ("versions-equal", &[]),
        ("reads-change-nothing", &[]),
        Sharing::Place,
        "a read in between changed it",
    ),
    line(
        ("filters-agree", &[]),
        ("filter-sound", &[]),
        Sharing::Lists,
        "what a filter lists wrongly is compared with what it should list",
    ),
    line(
        ("row-equals-item", &[]),
        ("get-stable", &[]),
        Sharing::Place,
        "a value that changes between responses contradicts other values",
    ),
    line(
        ("versions-equal", &[]),
        ("get-stable", &[]),
        Sharing::Place,
        "a value that changes between responses contradicts other values",
    ),
    line(
        ("row-equals-item", &[]),
        ("schema", &[]),
        Sharing::AnswersAndPlace,
        "one of the two values violates the contract",
    ),
    line(
        ("versions-equal", &[]),
        ("schema", &[]),
        Sharing::Place,
        "one of the two values violates the contract",
    ),
    line(
        ("status-documented", &[]),
        ("error-envelope", &["in-success"]),
        Sharing::Answers,
        "the status is a success because the error is sent with status 200",
    ),
    line(
        ("status-documented", &[]),
        ("write-create", &[]),
        Sharing::AnswersAndPlace,
        "the status is the one already reported for the create",
    ),
    line(
        ("schema", &[]),
        ("write-delete", &[]),
        Sharing::AnswersAndPlace,
        "the missing part is the previous membership",
    ),
    line(
        ("write-delete", &["still-listed"]),
        ("write-delete", &["still-there"]),
        Sharing::Site,
        "what is not deleted is listed",
    ),
    line(
        ("write-create", &["refused"]),
        ("write-delete", &["still-there"]),
        Sharing::Site,
        "a customer cannot join a plan again while the old membership is there",
    ),
    line(
        ("write-create", &["refused"]),
        ("write-create", &["not-listed"]),
        Sharing::Site,
        "what lists do not show cannot be avoided by the next create",
    ),
    line(
        ("write-delete", &["another-value"]),
        ("write-read-back", &["lost"]),
        Sharing::Site,
        "an update that was lost is not in what was deleted",
    ),
    line(
        ("write-status", &[]),
        ("write-batch", &[]),
        Sharing::Answers,
        "the result of one item is held against another item",
    ),
    line(
        ("schema", &["missing"]),
        ("write-batch", &[]),
        Sharing::Answers,
        "the results that are missing are missing in the body",
    ),
    line(
        ("webhook-payload", &["missing"]),
        ("webhook-topic", &[]),
        Sharing::Answers,
        "the payload is compared with the schema of a wrong topic",
    ),
];

/// What makes two findings of a law one cause, where it is not [`Grouping::Place`].
static GROUPING: &[(&str, Grouping)] = &[
    // A filter on dates or links turns all of them, each at a place of its own.
    ("date-format", Grouping::SymptomAnywhere),
    ("date-pair", Grouping::Cause),
    ("item-links", Grouping::Cause),
    ("link-header", Grouping::Cause),
    ("not-cached", Grouping::Cause),
    ("paging-headers", Grouping::Cause),
    // One rule of a web server, at whatever route.
    ("stays-on-route", Grouping::Cause),
    ("write-batch", Grouping::Cause),
    ("write-dates", Grouping::Cause),
    // One code in place of many.
    ("error-code", Grouping::Symptom),
    // Pages of another size are too long or too short, depending on what is left.
    ("page-size", Grouping::Location),
];

/// What makes two findings of a law one cause.
#[must_use]
pub(crate) fn grouping(rule: &str) -> Grouping {
    GROUPING
        .iter()
        .find(|(known, _)| *known == rule)
        .map_or(Grouping::Place, |(_, grouping)| *grouping)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::find;

    #[test]
    fn every_line_names_checks_and_says_why() {
        for line in PRECEDENCE {
            for (check, causes) in [
                (line.weaker, line.seeing),
                (line.stronger, line.having_seen),
            ] {
                let entry = find(check);
                assert!(entry.is_some(), "{line:?}");
                for cause in causes {
                    let is_own = entry.is_some_and(|it| it.causes.contains(cause));
                    let is_of_schema = matches!(
                        *cause,
                        "enum" | "missing" | "other-string" | "pattern" | "type"
                    );
                    assert!(is_own || is_of_schema, "{check} states no {cause}");
                }
            }
            assert!(line.because.len() > 20 && !line.because.ends_with('.'));
        }
        for (rule, grouping) in GROUPING {
            assert!(find(rule).is_some(), "{rule}");
            assert_ne!(
                *grouping,
                Grouping::Place,
                "{rule}: that goes without saying"
            );
        }
    }

    #[test]
    fn no_law_explains_itself_by_way_of_others() {
        // What one law sees may be a consequence and another thing that it sees a cause.
        let may_be = |one: Causes, other: Causes| {
            one.is_empty() || other.is_empty() || one.iter().any(|it| other.contains(it))
        };
        for line in PRECEDENCE {
            let (mut above, mut steps) = (vec![line], 0);
            while let Some(at) = above.pop() {
                let is_start = at.stronger == line.weaker && may_be(at.having_seen, line.seeing);
                assert!(!is_start, "{line:?}");
                steps += 1;
                assert!(steps < 1_000, "{line:?}");
                above.extend(
                    PRECEDENCE
                        .iter()
                        .filter(|it| it.weaker == at.stronger && may_be(it.seeing, at.having_seen)),
                );
            }
        }
    }
}
