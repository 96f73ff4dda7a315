use super::site::Site;
use super::walker::Walk;
use crate::diff::load::{Document, Place, Version, other_dialect};
use crate::diff::rules;

/// The dialect of a document's schemas; 3.0 has one of its own and no word for it.
fn dialect(document: &Document) -> Option<&str> {
    let name = document.root().node.text("jsonSchemaDialect")?;
    (document.version() != Version::V3_0)
        .then(|| other_dialect(name))
        .flatten()
}

impl<'d> Walk<'d> {
    /// Reports another dialect of all schemas that do not name their own. Another name for the same
    /// is an edit without effect.
    pub(super) fn dialects(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        if dialect(self.old) != dialect(self.new) {
            self.dialect("jsonSchemaDialect", old, new, site);
        }
    }

    /// Reports a dialect that changed, by the member that names it.
    pub(super) fn dialect(&mut self, member: &str, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let [before, after] = [old, new].map(|place| match place.node.text(member) {
            Some(name) => format!("\"{name}\""),
            None => "the default".to_owned(),
        });
        let what = format!("the dialect of schemas changed from {before} to {after}");
        self.edited(
            &rules::SCHEMA_DIALECT_CHANGED,
            member,
            (old, new),
            site,
            what,
        );
    }

    /// Whether `$schema` names another dialect than before, where it is that of the document if a
    /// schema does not name its own.
    pub(super) fn names_other_dialect(&self, old: &Place<'d>, new: &Place<'d>) -> bool {
        let named = |document, place: &Place<'d>| match place.node.text("$schema") {
            Some(name) => other_dialect(name).map(str::to_owned),
            None => dialect(document).map(str::to_owned),
        };
        named(self.old, old) != named(self.new, new)
    }
}
