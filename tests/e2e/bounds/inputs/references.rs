//! Schemas that refer to others again and again: written out they have no end.

use super::super::maker::{level, list, of_chain, of_schema};
use super::{Hostile, Maker, hostile};

pub(super) const ALL: &[Hostile] = &[
    hostile("allOf laughs", 12, 20_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(r#"{{"allOf":[{next},{{"allOf":[{next}],"minProperties":{at}}}]}}"#)
        })
    }),
    hostile("allOf laughs with properties", 8, 10_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(
                r#"{{"allOf":[{next},{{"allOf":[{next}],"properties":{{"p{at}":{next}}},"required":["p{at}"]}}]}}"#
            )
        })
    }),
    hostile("allOf of ten, ten deep", 4, 3_000, |n, edited| {
        of_chain(n, edited, |at| {
            let members = list(10, |member| {
                let next = level(at + 1);
                format!(r#"{{"allOf":[{next}],"properties":{{"m{member}":{{"minimum":{at}}}}}}}"#)
            });
            format!(r#"{{"allOf":[{members}],"unevaluatedProperties":false}}"#)
        })
    }),
    hostile("anyOf of anyOf", 6, 15_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(r#"{{"anyOf":[{next},{{"type":"array","items":{next}}}]}}"#)
        })
    }),
    hostile(
        "anyOf of ten, all the same inside",
        2,
        3_000,
        |n, edited| {
            of_chain(n, edited, |at| {
                let branches = list(10, |branch| {
                    let next = level(at + 1);
                    format!(r#"{{"anyOf":[{next}],"maxLength":{}}}"#, at * 10 + branch)
                });
                format!(r#"{{"anyOf":[{branches}]}}"#)
            })
        },
    ),
    hostile(
        "oneOf with the same branch twice",
        30,
        20_000,
        |n, edited| {
            of_chain(n, edited, |at| {
                let next = level(at + 1);
                format!(r#"{{"oneOf":[{next},{next}]}}"#)
            })
        },
    ),
    hostile(
        "oneOf of two that differ in words",
        6,
        15_000,
        |n, edited| {
            of_chain(n, edited, |at| {
                let next = level(at + 1);
                format!(r#"{{"oneOf":[{next},{{"allOf":[{next}],"title":"b","minLength":{at}}}]}}"#)
            })
        },
    ),
    hostile("oneOf of objects", 4, 15_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(
                r#"{{"oneOf":[{next},{{"type":"object","required":["a"],"properties":{{"a":{next}}}}}]}}"#
            )
        })
    }),
    hostile("not of not", 61, 50_000, |n, edited| {
        of_chain(n, edited, |at| format!(r#"{{"not":{}}}"#, level(at + 1)))
    }),
    hostile("not of two", 7, 20_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(r#"{{"not":{{"allOf":[{next},{{"not":{next},"minLength":{at}}}]}}}}"#)
        })
    }),
    hostile("if, then and else", 6, 15_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(r#"{{"if":{next},"then":{{"properties":{{"t":{next}}}}},"else":{next}}}"#)
        })
    }),
    hostile("dependentSchemas", 6, 12_000, |n, edited| {
        of_chain(n, edited, |at| {
            let next = level(at + 1);
            format!(
                r#"{{"dependentSchemas":{{"a":{next},"b":{{"allOf":[{next}],"minProperties":{at}}}}}}}"#
            )
        })
    }),
    hostile("circles", 10, 20_000, |n, edited| {
        of_chain(n, edited, |at| {
            let (next, far, first) = (level(at + 1), level(at * 7 % n), level(0));
            format!(r#"{{"properties":{{"a":{next},"b":{far},"c":{first}}}}}"#)
        })
    }),
    hostile("circles that do not change", 40, 20_000, |n, _| {
        let each = |at: usize| {
            let (next, first) = (level((at + 1) % n), level(0));
            format!(r#"{{"properties":{{"a":{next},"b":{next},"c":{first}}}}}"#)
        };
        Maker::default()
            .operation("/a", &level(0))
            .operation("/b", &level(n / 2))
            .chain(n, false, each)
            .text()
    }),
    hostile("circles of requests and answers", 8, 10_000, |n, edited| {
        of_chain(n, edited, |at| {
            let (next, first) = (level(at + 1), level(0));
            format!(
                r#"{{"required":["in"],"properties":{{"in":{{"allOf":[{next}],"readOnly":true}},"out":{{"allOf":[{next}],"writeOnly":true}},"back":{first}}}}}"#
            )
        })
    }),
    hostile("circles of discriminators", 5, 10_000, |n, edited| {
        of_chain(n, edited, |at| {
            let (next, over, first) = (level(at + 1), level(at + 2), level(0));
            let target = |to: usize| format!(r##""#/components/schemas/L{to}""##);
            format!(
                r#"{{"oneOf":[{next},{over},{{"properties":{{"k":{{"const":"{at}"}},"first":{first}}}}}],"discriminator":{{"propertyName":"k","mapping":{{"a":{},"b":{}}}}}}}"#,
                target(0),
                target(at + 1)
            )
        })
    }),
    hostile("a chain of allOf", 60, 60_000, |n, edited| {
        of_chain(n, edited, |at| {
            format!(r#"{{"allOf":[{}]}}"#, level(at + 1))
        })
    }),
    hostile("a chain of properties", 80, 50_000, |n, edited| {
        of_chain(n, edited, |at| {
            format!(
                r#"{{"properties":{{"n":{}}},"required":["n"]}}"#,
                level(at + 1)
            )
        })
    }),
    hostile("a chain of items", 80, 50_000, |n, edited| {
        of_chain(n, edited, |at| {
            format!(
                r#"{{"type":"array","minItems":1,"items":{}}}"#,
                level(at + 1)
            )
        })
    }),
    hostile(
        "a chain of additionalProperties",
        80,
        50_000,
        |n, edited| {
            of_chain(n, edited, |at| {
                format!(
                    r#"{{"minProperties":1,"additionalProperties":{}}}"#,
                    level(at + 1)
                )
            })
        },
    ),
    hostile("a chain of references", 50, 100_000, |n, edited| {
        of_chain(n, edited, level_after)
    }),
    hostile("anchors", 60, 20_000, |n, edited| {
        of_chain(n, edited, |at| {
            format!(
                r##"{{"$anchor":"a{at}","$dynamicAnchor":"d{at}","properties":{{"n":{{"$ref":"#a{}"}},"d":{{"$dynamicRef":"#d{}"}}}}}}"##,
                (at + 1) % n,
                (at * 3) % n
            )
        })
    }),
    hostile("a chain to a dynamic reference", 60, 20_000, |n, edited| {
        let end = r##"{"$id":"https://x/y","$dynamicAnchor":"t","properties":{"c":{"$dynamicRef":"#t"}}}"##;
        let start = r##"{"$id":"https://x/z","$dynamicAnchor":"t","allOf":[{"$ref":"https://x/doc#/components/schemas/L0"}]}"##;
        let maker = Maker::default().schema("start", start).schema("end", end);
        maker
            .chain(n, edited, |at| match at + 1 {
                next if next == n => r##"{"$ref":"#/components/schemas/end"}"##.to_owned(),
                next => format!(r#"{{"properties":{{"n":{}}}}}"#, level(next)),
            })
            .operation("/a", r##"{"$ref":"#/components/schemas/start"}"##)
            .text()
            .replacen('{', r#"{"$self":"https://x/doc","#, 1)
            .replace(r#""openapi":"3.1.0""#, r#""openapi":"3.2.0""#)
    }),
    hostile(
        "schemas with identifiers and one dynamic name",
        60,
        20_000,
        |n, edited| {
            of_chain(n, edited, |at| {
                format!(
                    r##"{{"$id":"https://x/{at}","$defs":{{"d":{{"$dynamicAnchor":"t","title":"{at}"}}}},"properties":{{"n":{{"$ref":"https://x/{}"}},"d":{{"$dynamicRef":"#t"}}}}}}"##,
                    (at * 7 + 1) % n
                )
            })
        },
    ),
    hostile("references with escapes", 20, 20_000, |n, edited| {
        let mut maker = Maker::default().operation(
            "/a",
            r##"{"$ref":"#/components/schemas/a~1~0%25%7E1%C3%A4%200"}"##,
        );
        for at in 0..n {
            let schema = format!(
                r##"{{"properties":{{"n":{{"$ref":"#/components/schemas/a~1~0%25~1%C3%A4%20{}"}}}}}}"##,
                at + 1
            );
            maker = maker.schema(&format!("a/~%/ä {at}"), &schema);
        }
        let leaf = if edited {
            r#"{"type":"integer"}"#
        } else {
            "{}"
        };
        maker.schema(&format!("a/~%/ä {n}"), leaf).text()
    }),
    hostile(
        "a wheel: every schema leads to every other",
        6,
        400,
        |n, edited| {
            of_chain(n, edited, |at| {
                let all = list(n + 1, |to| format!(r#""p{to}":{}"#, level(to)));
                format!(r#"{{"title":"{at}","properties":{{{all}}}}}"#)
            })
        },
    ),
    hostile("$defs within $defs", 20, 120, |n, edited| {
        let mut schema = (if edited {
            r#"{"type":"integer"}"#
        } else {
            "{}"
        })
        .to_owned();
        for _ in 0..n {
            schema = format!(
                r##"{{"$defs":{{"d":{schema}}},"properties":{{"a":{{"$ref":"#/paths"}}}},"items":true}}"##
            );
        }
        of_schema(&schema)
    }),
];

fn level_after(at: usize) -> String {
    level(at + 1)
}
