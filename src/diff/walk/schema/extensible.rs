use rustc_hash::FxHashSet;
use serde_json::Value;

use super::compare::{Pair, SchemaWalk};
use super::few::{FEW, few, more};
use super::sentence::cut;
use crate::diff::change::Verdict;
use crate::diff::load::{Node, Place};
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
        let values = |place: &Place<'d>| -> Vec<Value> {
            let values = place.node.array().unwrap_or_default();
            values.iter().map(Node::to_json).collect()
        };
        let kept: FxHashSet<Value> = values(&after).into_iter().collect();
        let mut gone = values(&before);
        gone.retain(|value| !kept.contains(value));
        for value in few(&gone, FEW) {
            found.push(record.add(Said {
                rule: &rules::EXTENSIBLE_ENUM_VALUE_REMOVED,
                site: pair.site,
                before: Some(&before),
                after: Some(&after),
                what: format!("the value {} of x-extensible-enum was removed", cut(value)),
                verdict: Verdict::ByRule,
            }));
        }
        if let Some(more) = more(&gone, FEW) {
            found.push(record.add(Said {
                rule: &rules::EXTENSIBLE_ENUM_VALUE_REMOVED,
                site: pair.site,
                before: Some(&before),
                after: Some(&after),
                what: format!(
                    "{} more values of x-extensible-enum were removed",
                    more.len()
                ),
                verdict: Verdict::ByRule,
            }));
        }
    }
}
