use super::compare::{Pair, SchemaWalk};
use crate::diff::walk::edits;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::Record;
use crate::diff::walk::view::items;

impl<'d> SchemaWalk<'d> {
    /// Schemas inside this one that are found by keyword.
    pub(super) fn inner(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let text = pair.site.wire.inner();
        let (old, new) = (&pair.old_flat, &pair.new_flat);
        let both = |keyword: &str| {
            Some((
                pair.old_view.keyword(keyword)?,
                pair.new_view.keyword(keyword)?,
            ))
        };
        if edits::ITEMS.differs_in(old, new) || both("items").is_some() {
            let prefixes = (old.prefix.len(), new.prefix.len());
            if prefixes.0 == prefixes.1 && old.items.is_some() == new.items.is_some() {
                if let Some((before, after)) = both("prefixItems") {
                    for (index, (before, after)) in
                        items(&before).iter().zip(&items(&after)).enumerate()
                    {
                        let site = pair.site.step(&format!("[{index}]"), text);
                        found.join(self.walk(record, before, after, &site, pair.around));
                    }
                }
                if let Some((before, after)) = both("items") {
                    let site = pair.site.step("[*]", text);
                    found.join(self.walk(record, &before, &after, &site, pair.around));
                }
            } else {
                let field = if prefixes.0 == prefixes.1 {
                    &edits::ITEMS
                } else {
                    &edits::PREFIX
                };
                self.field(record, pair, field, found);
            }
        }
        if edits::ADDITIONAL.differs_in(old, new) || both("additionalProperties").is_some() {
            match both("additionalProperties") {
                Some((before, after))
                    if before.node.object().is_some() && after.node.object().is_some() =>
                {
                    let site = pair.site.step("[any name]", pair.site.wire.inner());
                    found.join(self.walk(record, &before, &after, &site, pair.around));
                }
                _ => self.field(record, pair, &edits::ADDITIONAL, found),
            }
        }
        if edits::PATTERNS.differs_in(old, new) {
            self.field(record, pair, &edits::PATTERNS, found);
        }
    }
}
