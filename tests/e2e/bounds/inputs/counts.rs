//! Very many of one thing in one schema, or in one operation.

use super::super::maker::{Maker, list, of_schema};
use super::{Hostile, hostile};

/// The name of a kind of type that the edited document has otherwise.
fn kind(edited: bool) -> &'static str {
    if edited { "integer" } else { "string" }
}

/// `v` for the old names, `w` for those of the edited document.
fn letter(edited: bool) -> char {
    if edited { 'w' } else { 'v' }
}

fn get(rest: &str) -> String {
    let operation = format!(r#"{{"responses":{{}},{rest}}}"#);
    Maker::default().written("/a", &operation).text()
}

pub(super) const ALL: &[Hostile] = &[
    hostile(
        "prefixItems, each of another type",
        30,
        10_000,
        |n, edited| {
            let items = list(n, |at| {
                format!(r#"{{"type":"{}","title":"{at}"}}"#, kind(edited))
            });
            of_schema(&format!(
                r#"{{"type":"array","minItems":{n},"prefixItems":[{items}]}}"#
            ))
        },
    ),
    hostile(
        "prefixItems, the last of another type",
        30,
        60_000,
        |n, edited| {
            let items = list(n, |at| {
                format!(
                    r#"{{"type":"{}","title":"{at}"}}"#,
                    kind(edited && at + 1 == n)
                )
            });
            of_schema(&format!(r#"{{"type":"array","prefixItems":[{items}]}}"#))
        },
    ),
    hostile("prefixItems, one more", 30, 60_000, |n, edited| {
        let items = list(n + usize::from(edited), |at| {
            format!(r#"{{"type":"string","minLength":{at}}}"#)
        });
        of_schema(&format!(r#"{{"prefixItems":[{items}]}}"#))
    }),
    hostile("enum, each value another", 250, 200_000, |n, edited| {
        let values = list(n, |at| format!(r#""{}{at}""#, letter(edited)));
        of_schema(&format!(r#"{{"enum":[{values}]}}"#))
    }),
    hostile(
        "enum of numbers, one value another",
        250,
        200_000,
        |n, edited| {
            let values = list(n, |at| {
                if edited && at == n / 2 {
                    "-1".to_owned()
                } else {
                    at.to_string()
                }
            });
            of_schema(&format!(r#"{{"enum":[{values}]}}"#))
        },
    ),
    hostile(
        "enum of objects, uniqueItems around",
        20,
        40_000,
        |n, edited| {
            let values = list(n, |at| {
                format!(r#"{{"{}":[{at},null]}}"#, letter(edited && at == 0))
            });
            of_schema(&format!(
                r#"{{"type":"array","uniqueItems":true,"minItems":{n},"items":{{"enum":[{values}]}}}}"#
            ))
        },
    ),
    hostile("enum twice in allOf", 50, 80_000, |n, edited| {
        let values = |first: usize| list(n, |at| format!(r#""v{}""#, at + first));
        let (one, other) = (values(0), values(usize::from(edited)));
        of_schema(&format!(
            r#"{{"allOf":[{{"enum":[{one}]}},{{"enum":[{other}]}}]}}"#
        ))
    }),
    hostile("enum in a query", 50, 100_000, |n, edited| {
        let values = list(n, |at| {
            format!(r#""{at}{}""#, if edited { "x" } else { "" })
        });
        get(&format!(
            r#""parameters":[{{"name":"q","in":"query","schema":{{"enum":[{values}]}}}}]"#
        ))
    }),
    hostile("x-extensible-enum", 50, 100_000, |n, edited| {
        let values = list(n, |at| format!(r#""{}{at}""#, letter(edited)));
        of_schema(&format!(
            r#"{{"type":"string","x-extensible-enum":[{values}]}}"#
        ))
    }),
    hostile(
        "properties, each of another type",
        60,
        50_000,
        |n, edited| {
            let all = list(n, |at| {
                format!(r#""p{at}":{{"type":"{}","title":"{at}"}}"#, kind(edited))
            });
            of_schema(&format!(r#"{{"type":"object","properties":{{{all}}}}}"#))
        },
    ),
    hostile("properties, each another name", 60, 60_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#""{}{at}":{{"type":"string"}}"#, letter(edited))
        });
        of_schema(&format!(
            r#"{{"properties":{{{all}}},"additionalProperties":false}}"#
        ))
    }),
    hostile("properties, each required now", 60, 60_000, |n, edited| {
        let all = list(n, |at| format!(r#""p{at}":{{"type":"string"}}"#));
        let required = list(if edited { n } else { 0 }, |at| format!(r#""p{at}""#));
        of_schema(&format!(
            r#"{{"properties":{{{all}}},"required":[{required}]}}"#
        ))
    }),
    hostile("required without properties", 60, 200_000, |n, edited| {
        let required = list(n, |at| format!(r#""{}{at}""#, letter(edited)));
        of_schema(&format!(r#"{{"required":[{required}]}}"#))
    }),
    hostile("patternProperties", 8, 20_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#""^p{at}.*$":{{"type":"{}"}}"#, kind(edited))
        });
        of_schema(&format!(
            r#"{{"patternProperties":{{{all}}},"minProperties":2}}"#
        ))
    }),
    hostile("dependentRequired", 30, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#""p{at}":["{}{at}","p{}"]"#, letter(edited), at + 1)
        });
        of_schema(&format!(
            r#"{{"dependentRequired":{{{all}}},"minProperties":1}}"#
        ))
    }),
    hostile("anyOf, each branch another", 20, 30_000, |n, edited| {
        let all = list(n, |at| {
            let tag = format!("{}{at}", letter(edited));
            format!(r#"{{"properties":{{"k":{{"const":"{tag}"}}}},"required":["k"]}}"#)
        });
        of_schema(&format!(r#"{{"anyOf":[{all}]}}"#))
    }),
    hostile(
        "oneOf, each branch with one property more",
        12,
        20_000,
        |n, edited| {
            let all = list(n, |at| {
                let more = if edited { r#","more""# } else { "" };
                format!(
                    r#"{{"properties":{{"k":{{"const":"{at}"}},"more":{{"type":"string"}}}},"required":["k"{more}]}}"#
                )
            });
            of_schema(&format!(r#"{{"type":"object","oneOf":[{all}]}}"#))
        },
    ),
    hostile("allOf, each member another", 40, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#"{{"properties":{{"{}{at}":{{"type":"string"}}}}}}"#,
                letter(edited)
            )
        });
        of_schema(&format!(r#"{{"allOf":[{all}]}}"#))
    }),
    hostile("allOf of patterns", 6, 2_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#"{{"pattern":"{}{at}[a-z]*"}}"#, letter(edited))
        });
        of_schema(&format!(r#"{{"type":"string","allOf":[{all}]}}"#))
    }),
    hostile("contains many", 5, 2_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#"{{"contains":{{"const":{at}}},"minContains":2,"maxContains":{}}}"#,
                3 + u8::from(edited)
            )
        });
        of_schema(&format!(r#"{{"type":"array","allOf":[{all}]}}"#))
    }),
    hostile("unevaluatedProperties over anyOf", 8, 2_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#"{{"properties":{{"p{at}":{{"type":"{}"}}}}}}"#,
                kind(edited)
            )
        });
        of_schema(&format!(
            r#"{{"anyOf":[{all}],"unevaluatedProperties":false}}"#
        ))
    }),
    hostile("parameters, each another name", 60, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#"{{"name":"{}{at}","in":"query","schema":{{"type":"string"}}}}"#,
                letter(edited)
            )
        });
        get(&format!(r#""parameters":[{all}]"#))
    }),
    hostile("parameters, each required now", 60, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#"{{"name":"p{at}","in":"query","required":{edited},"schema":{{"type":"string"}}}}"#
            )
        });
        get(&format!(r#""parameters":[{all}]"#))
    }),
    hostile("media types, each another", 20, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#""application/{}{at}+json":{{}}"#, letter(edited))
        });
        get(&format!(r#""requestBody":{{"content":{{{all}}}}}"#))
    }),
    hostile("headers, each another", 30, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#""x-{}{at}":{{"schema":{{"type":"string"}}}}"#,
                letter(edited)
            )
        });
        Maker::default()
            .written(
                "/a",
                &format!(r#"{{"responses":{{"200":{{"description":"d","headers":{{{all}}}}}}}}}"#),
            )
            .text()
    }),
    hostile("statuses, each another", 30, 60_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#""{}":{{"description":"d"}}"#,
                if edited { 1000 + n + at } else { 1000 + at }
            )
        });
        Maker::default()
            .written("/a", &format!(r#"{{"responses":{{{all}}}}}"#))
            .text()
    }),
    hostile("parts of a form", 20, 20_000, |n, edited| {
        let properties = list(n, |at| format!(r#""p{at}":{{"type":"string"}}"#));
        let encoding = list(n, |at| {
            format!(r#""p{at}":{{"contentType":"text/{}"}}"#, letter(edited))
        });
        get(&format!(
            r#""requestBody":{{"content":{{"multipart/form-data":{{"schema":{{"properties":{{{properties}}}}},"encoding":{{{encoding}}}}}}}}}"#
        ))
    }),
    hostile("tags", 30, 100_000, |n, edited| {
        get(&format!(
            r#""tags":[{}]"#,
            list(n, |at| format!(r#""{}{at}""#, letter(edited)))
        ))
    }),
    hostile("security requirements", 20, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#"{{"{}{at}":["scope{at}"]}}"#, letter(edited))
        });
        get(&format!(r#""security":[{all}]"#))
    }),
    hostile("servers", 20, 40_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#"{{"url":"https://{}{at}.example/{{v}}","variables":{{"v":{{"default":"1"}}}}}}"#,
                letter(edited)
            )
        });
        get(&format!(r#""servers":[{all}]"#))
    }),
    hostile("callbacks", 10, 15_000, |n, edited| {
        let all = list(n, |at| {
            format!(
                r#""{}{at}":{{"{{$request.body#/url}}":{{"post":{{"responses":{{}}}}}}}}"#,
                letter(edited)
            )
        });
        get(&format!(r#""callbacks":{{{all}}}"#))
    }),
    hostile("extensions", 30, 100_000, |n, edited| {
        get(&list(n, |at| format!(r#""x-{}{at}":1"#, letter(edited))))
    }),
    hostile("types that nobody knows", 30, 200_000, |n, edited| {
        let all = list(n, |at| format!(r#""{}{at}""#, letter(edited)));
        of_schema(&format!(r#"{{"type":[{all}]}}"#))
    }),
];
