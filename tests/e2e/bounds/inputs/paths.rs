//! Very many paths and operations.

use super::super::maker::{Maker, list};
use super::{Hostile, hostile};

/// An operation with an inline schema of its own.
fn inline(maker: Maker, at: usize, required: bool) -> Maker {
    let required = if required { r#","more""# } else { "" };
    maker.operation(
        &format!("/things/{at}/{{id}}"),
        &format!(
            r#"{{"type":"object","properties":{{"p{at}":{{"type":"string"}},"more":{{"type":"string"}}}},"required":["p{at}"{required}]}}"#
        ),
    )
}

pub(super) const ALL: &[Hostile] = &[
    hostile("paths that all break", 60, 50_000, |n, edited| {
        (0..n)
            .fold(Maker::default(), |maker, at| inline(maker, at, edited))
            .text()
    }),
    hostile("paths that all come and go", 60, 50_000, |n, edited| {
        let first = if edited { n } else { 0 };
        (first..first + n)
            .fold(Maker::default(), |maker, at| inline(maker, at, false))
            .text()
    }),
    hostile(
        "paths that all break in another schema",
        60,
        20_000,
        |n, edited| {
            let mut maker = Maker::default();
            let kind = if edited { "integer" } else { "string" };
            for at in 0..n {
                maker = maker.operation(
                    &format!("/{at}"),
                    &format!(r##"{{"$ref":"#/components/schemas/S{at}"}}"##),
                );
            }
            for at in 0..n {
                maker = maker.schema(
                    &format!("S{at}"),
                    &format!(r#"{{"properties":{{"p{at}":{{"type":"{kind}"}}}}}}"#),
                );
            }
            maker.text()
        },
    ),
    hostile(
        "one schema with many changes in many operations",
        40,
        5_000,
        |n, edited| {
            let properties = list(n / 5, |at| {
                let kind = if edited { "integer" } else { "string" };
                format!(r#""p{at}":{{"type":"{kind}","title":"{at}"}}"#)
            });
            let mut maker = Maker::default().schema(
                "Shared",
                &format!(r#"{{"type":"object","properties":{{{properties}}}}}"#),
            );
            for at in 0..n {
                maker = maker.operation(
                    &format!("/{at}"),
                    r##"{"$ref":"#/components/schemas/Shared"}"##,
                );
            }
            maker.text()
        },
    ),
    hostile(
        "one schema in a wrapper of each operation",
        40,
        5_000,
        |n, edited| {
            let properties = list(n / 5, |at| {
                let kind = if edited { "integer" } else { "string" };
                format!(r#""p{at}":{{"properties":{{"v":{{"type":"{kind}","title":"{at}"}}}}}}"#)
            });
            let mut maker = Maker::default().schema(
                "Shared",
                &format!(r#"{{"type":"object","properties":{{{properties}}}}}"#),
            );
            for at in 0..n {
                let wrapper = format!(
                    r##"{{"title":"{at}","properties":{{"w":{{"$ref":"#/components/schemas/Shared"}}}}}}"##
                );
                maker = maker.operation(&format!("/{at}"), &wrapper);
            }
            maker.text()
        },
    ),
    hostile(
        "a oneOf in very many operations",
        40,
        10_000,
        |n, edited| {
            let mut maker = Maker::default();
            let kind = if edited { "integer" } else { "string" };
            for at in 0..n {
                let next = (at + 1) % n;
                maker = maker.operation(
                    &format!("/{at}"),
                    &format!(r##"{{"$ref":"#/components/schemas/S{at}"}}"##),
                );
                maker = maker.schema(
                &format!("S{at}"),
                &format!(r##"{{"title":"{at}","oneOf":[{{"type":"{kind}"}},{{"properties":{{"n{at}":{{"$ref":"#/components/schemas/S{next}"}}}}}}]}}"##),
            );
            }
            maker.text()
        },
    ),
    hostile(
        "operations that share a path item",
        20,
        20_000,
        |n, edited| {
            let mut maker = Maker::default();
            for at in 0..n {
                let name = if edited { "b" } else { "a" };
                maker = maker.written(
                &format!("/{at}/{{{name}}}"),
                &format!(r#"{{"operationId":"o{at}{name}","parameters":[{{"name":"{name}","in":"path","required":true,"schema":{{"type":"integer"}}}}],"responses":{{}}}}"#),
            );
            }
            maker.text()
        },
    ),
];
