use super::compare::{Pair, SchemaWalk};
use crate::diff::change::Verdict;
use crate::diff::load::Place;
use crate::diff::rules;
use crate::diff::schema::Direction;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};

impl<'d> SchemaWalk<'d> {
    pub(super) fn extensible(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let keyword = "x-extensible-enum";
        let (Some(before), Some(after)) = (
            pair.old_view.keyword(keyword),
            pair.new_view.keyword(keyword),
        ) else {
            return;
        };
        if pair.site.direction != Direction::Request {
            return;
        }
        let values = |place: &Place<'d>| place.node.array().unwrap_or_default().to_vec();
        let (old, new) = (values(&before), values(&after));
        for value in old.iter().filter(|value| !new.contains(value)) {
            found.push(record.add(Said {
                rule: &rules::EXTENSIBLE_ENUM_VALUE_REMOVED,
                site: pair.site,
                before: Some(&before),
                after: Some(&after),
                what: format!("the value {} of x-extensible-enum is gone", value.to_json()),
                verdict: Verdict::ByRule,
            }));
        }
    }
}
