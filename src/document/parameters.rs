use std::collections::BTreeMap;

use utoipa::IntoParams;
use utoipa::openapi::extensions::{Extensions, ExtensionsBuilder};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{Ref, RefOr};

/// The reusable parameters of a document, filled as operations ask for them.
#[derive(Default)]
pub(super) struct Parameters(BTreeMap<String, RefOr<Parameter>>);

/// What a document says of a group of parameters beside their schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// Nothing: declared by the plugin since it has the route.
    Declared,
    /// The plugin acts on them without declaring them.
    Undeclared,
    /// They need Subscriptions.
    Subscriptions,
    /// They came with this release.
    Since(&'static str),
}

impl Note {
    fn extensions(self) -> Option<Extensions> {
        let (name, value) = match self {
            Self::Declared => return None,
            Self::Undeclared => ("x-undeclared", true.into()),
            Self::Subscriptions => ("x-requires", "subscriptions".into()),
            Self::Since(release) => ("x-since", serde_json::Value::from(release)),
        };
        Some(ExtensionsBuilder::new().add(name, value).build())
    }
}

impl Parameters {
    /// Puts the parameters of `P` under names that start with `prefix` and refers to them.
    pub(super) fn reuse<P: IntoParams>(&mut self, prefix: &str, note: Note) -> Vec<Ref> {
        P::into_params(|| None)
            .into_iter()
            .map(|mut parameter| {
                let name = format!("{prefix}{}", pascal(&parameter.name));
                parameter.extensions = note.extensions();
                let reference = Ref::new(format!("#/components/parameters/{name}"));
                self.0.insert(name, RefOr::T(parameter));
                reference
            })
            .collect()
    }

    pub(super) fn into_components(self) -> BTreeMap<String, RefOr<Parameter>> {
        self.0
    }
}

/// `per_page` becomes `PerPage`, `X-WC-Webhook-ID` becomes `XWCWebhookID`.
fn pascal(name: &str) -> String {
    name.split(['_', '-'])
        .flat_map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
        })
        .collect()
}
