use super::compare::{Around, Pair, SchemaWalk};
use super::sentence::sentence;
use crate::diff::load::Place;
use crate::diff::rules;
use crate::diff::schema::{Edition, SchemaId, Wire};
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};

impl<'d> SchemaWalk<'d> {
    pub(super) fn content_schema(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let keyword = "contentSchema";
        let (before, after) = (
            pair.old_view.keyword(keyword),
            pair.new_view.keyword(keyword),
        );
        let site = pair.site.step("(content)", Wire::Json);
        match (&before, &after) {
            (Some(old), Some(new)) => {
                found.join(self.walk(record, old, new, &site, Around::Open));
            }
            (None, None) => {}
            _ => {
                let mut id = |edition, place: &Option<Place<'d>>| match place {
                    None => SchemaId::TRUE,
                    Some(place) => self.judge.lower(edition, place, site.direction, Wire::Json),
                };
                let (old, new) = (id(Edition::Old, &before), id(Edition::New, &after));
                let verdict = self.judge.verdict(old, new, &site);
                found.push(record.add(Said {
                    rule: &rules::CONTENT_SCHEMA_CHANGED,
                    site: &site,
                    before: before.as_ref().or(Some(pair.old)),
                    after: after.as_ref().or(Some(pair.new)),
                    what: sentence(keyword, before.as_ref(), after.as_ref()),
                    verdict,
                }));
            }
        }
    }
}
