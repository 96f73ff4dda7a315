use indexmap::IndexMap;

use crate::diff::load::{Document, Node, Place, Version, token};

/// A schema as it is written, spread over its references and `allOf` members.
#[derive(Debug)]
pub(super) struct View<'d> {
    parts: Vec<Place<'d>>,
}

/// `allOf` and references that are followed.
const PARTS: usize = 64;

/// A member of a place.
pub(super) fn member<'d>(place: &Place<'d>, name: &str) -> Option<Place<'d>> {
    Some(Place {
        file: place.file,
        pointer: format!("{}/{}", place.pointer, token(name)),
        node: place.node.get(name)?,
    })
}

/// The items of a place that is an array.
pub(super) fn items<'d>(place: &Place<'d>) -> Vec<Place<'d>> {
    let items = place.node.array().unwrap_or_default();
    (items.iter().enumerate())
        .map(|(index, node)| Place {
            file: place.file,
            pointer: format!("{}/{index}", place.pointer),
            node,
        })
        .collect()
}

/// The members of a place that is a map: of headers, schemas, media types.
pub(super) fn members<'d>(place: &Place<'d>) -> IndexMap<&'d str, Place<'d>> {
    let Some(object) = place.node.object() else {
        return IndexMap::new();
    };
    (object.iter())
        .map(|(name, node)| {
            let pointer = format!("{}/{}", place.pointer, token(name));
            let file = place.file;
            (
                name,
                Place {
                    file,
                    pointer,
                    node,
                },
            )
        })
        .collect()
}

/// The members of a place that may carry extensions beside them: paths, responses.
pub(super) fn patterned<'d>(place: &Place<'d>) -> IndexMap<&'d str, Place<'d>> {
    let mut members = members(place);
    members.retain(|name, _| !name.starts_with("x-"));
    members
}

/// A member of a place, its reference followed.
pub(super) fn resolved<'d>(
    document: &'d Document,
    place: &Place<'d>,
    name: &str,
) -> Option<Place<'d>> {
    document.resolve(&member(place, name)?)
}

impl<'d> View<'d> {
    pub(super) fn of(document: &'d Document, place: &Place<'d>) -> Self {
        let mut parts: Vec<Place<'d>> = Vec::new();
        let mut open = vec![place.clone()];
        while let Some(place) = open.pop() {
            let seen = parts.iter().any(|part| std::ptr::eq(part.node, place.node));
            if seen || parts.len() > PARTS {
                continue;
            }
            let target = place
                .node
                .text("$ref")
                .and_then(|text| document.target(place.file, text));
            let all = member(&place, "allOf")
                .map(|all| items(&all))
                .unwrap_or_default();
            let alone = target.is_some() && document.version() == Version::V3_0;
            if !alone {
                open.extend(all.into_iter().rev());
                parts.push(place);
            }
            open.extend(target);
        }
        Self { parts }
    }

    /// The schema objects that all speak of one value.
    pub(super) fn nodes(&self) -> Vec<&'d Node> {
        self.parts.iter().map(|part| part.node).collect()
    }

    /// The schema objects of two views that belong together: all of them where both views have as
    /// many, else the ones that stand at the places themselves.
    pub(super) fn parts<'v>(
        old: &'v Self,
        new: &'v Self,
    ) -> impl Iterator<Item = (&'v Place<'d>, &'v Place<'d>)> {
        let most = match old.parts.len() == new.parts.len() {
            true => old.parts.len(),
            false => 1,
        };
        old.parts.iter().zip(&new.parts).take(most)
    }

    /// The schema objects of two views that give one of the keywords: where only one view does,
    /// the object of the other that stands in the same row.
    pub(super) fn holders<'v>(
        old: &'v Self,
        new: &'v Self,
        keywords: &[&str],
    ) -> [Option<&'v Place<'d>>; 2] {
        let at = |view: &Self| {
            let gives =
                |part: &Place<'d>| keywords.iter().any(|name| part.node.get(name).is_some());
            view.parts.iter().position(gives)
        };
        let [before, after] = match (at(old), at(new)) {
            (Some(before), Some(after)) => [before, after],
            (Some(only), None) | (None, Some(only)) if old.parts.len() == new.parts.len() => {
                [only, only]
            }
            _ => return [None, None],
        };
        [old.parts.get(before), new.parts.get(after)]
    }

    /// Where the other view would hold a property that this one holds: the object in the same row.
    pub(super) fn beside<'v>(&self, other: &'v Self, name: &str) -> Option<&'v Place<'d>> {
        let holds = |part: &Place<'d>| {
            let properties = part.node.get("properties");
            properties.is_some_and(|properties| properties.get(name).is_some())
        };
        let row = self.parts.iter().position(holds)?;
        (self.parts.len() == other.parts.len())
            .then(|| other.parts.get(row))
            .flatten()
    }

    /// The first place that gives a keyword.
    pub(super) fn keyword(&self, name: &str) -> Option<Place<'d>> {
        self.parts.iter().find_map(|part| member(part, name))
    }

    /// The value of a keyword, the first that is given.
    pub(super) fn node(&self, name: &str) -> Option<&'d Node> {
        self.parts.iter().find_map(|part| part.node.get(name))
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.node.flag(name))
    }

    /// The properties with all places that speak of each.
    pub(super) fn properties(&self) -> IndexMap<&'d str, Vec<Place<'d>>> {
        let mut found: IndexMap<&'d str, Vec<Place<'d>>> = IndexMap::new();
        for part in &self.parts {
            if let Some(properties) = member(part, "properties") {
                let object = properties.node.object();
                for (name, node) in object.into_iter().flat_map(crate::diff::load::Object::iter) {
                    found.entry(name).or_default().push(Place {
                        file: properties.file,
                        pointer: format!("{}/{}", properties.pointer, token(name)),
                        node,
                    });
                }
            }
        }
        found
    }
}
