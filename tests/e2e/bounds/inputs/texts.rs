//! Long texts, long numbers, deep nesting, limits that nobody can reach.

use super::super::maker::{list, of_schema};
use super::{Hostile, Maker, hostile};

fn letter(edited: bool) -> char {
    if edited { 'b' } else { 'a' }
}

/// A schema around the leaf for each level.
fn nested(levels: usize, leaf: &str, around: impl Fn(usize, &str) -> String) -> String {
    let mut schema = leaf.to_owned();
    for level in (0..levels).rev() {
        schema = around(level, &schema);
    }
    of_schema(&schema)
}

pub(super) const ALL: &[Hostile] = &[
    hostile("a long description", 2_000, 5_000_000, |n, edited| {
        let text = letter(edited).to_string().repeat(n);
        of_schema(&format!(r#"{{"description":"{text}","title":"t"}}"#))
    }),
    hostile("a long value", 2_000, 5_000_000, |n, edited| {
        let text = letter(edited).to_string().repeat(n);
        of_schema(&format!(r#"{{"const":"{text}"}}"#))
    }),
    hostile("a long default", 2_000, 500_000, |n, edited| {
        let items = list(n, |at| at.to_string());
        of_schema(&format!(r#"{{"default":[{items},"{}"]}}"#, letter(edited)))
    }),
    hostile(
        "a long default of a parameter",
        2_000,
        500_000,
        |n, edited| {
            let items = list(n, |at| at.to_string());
            let parameter = format!(
                r#"{{"name":"p","in":"query","schema":{{"default":[{items},"{}"]}}}}"#,
                letter(edited)
            );
            Maker::default()
                .written(
                    "/a",
                    &format!(r#"{{"responses":{{}},"parameters":[{parameter}]}}"#),
                )
                .text()
        },
    ),
    hostile("long names of properties", 2_000, 1_000_000, |n, edited| {
        let name = |first: char| format!("{first}{}", "x".repeat(n));
        let (a, b) = (name('a'), name(if edited { 'c' } else { 'b' }));
        of_schema(&format!(
            r#"{{"properties":{{"{a}":{{"type":"string"}},"{b}":{{"type":"string"}}}},"required":["{b}"]}}"#
        ))
    }),
    hostile("a long pattern", 200, 1_000_000, |n, edited| {
        let text = "ab?".repeat(n);
        of_schema(&format!(
            r#"{{"type":"string","pattern":"^{text}{}$"}}"#,
            letter(edited)
        ))
    }),
    hostile(
        "long names of schemas, paths and tags",
        100,
        1_000_000,
        |n, edited| {
            let name = "n".repeat(n);
            let kind = if edited { "integer" } else { "string" };
            Maker::default()
                .operation(
                    &format!("/{name}"),
                    &format!(r##"{{"$ref":"#/components/schemas/{name}"}}"##),
                )
                .schema(
                    &name,
                    &format!(r#"{{"properties":{{"a":{{"type":"{kind}"}}}}}}"#),
                )
                .text()
        },
    ),
    hostile("patterns of nested quantifiers", 4, 400, |n, edited| {
        let all = list(n, |at| {
            let end = if edited { "y" } else { "z" };
            format!(
                r#""p{at}":{{"type":"string","pattern":"^(([a-z]+)*{at})*(x+x+)+{end}$"}},"q{at}":{{"type":"string","pattern":"^(a{{1,60}}){{1,{}}}{end}$"}},"r{at}":{{"type":"string","pattern":"(a|aa)+(b|bb|{at})*[^c]{{20}}{end}"}},"s{at}":{{"pattern":"^(?=.*[0-9])(a+)+{at}{end}$"}}"#,
                20 + at % 40
            )
        });
        of_schema(&format!(r#"{{"properties":{{{all}}}}}"#))
    }),
    hostile("long numbers", 300, 2_000_000, |n, edited| {
        let digits = "7".repeat(n.min(300));
        let small = "0".repeat(n);
        of_schema(&format!(
            r#"{{"minimum":{digits},"maximum":{digits}0.5,"multipleOf":0.{small}1,"not":{{"multipleOf":{}e-300}},"exclusiveMinimum":-1e300}}"#,
            if edited { 3 } else { 7 }
        ))
    }),
    hostile("numbers that no double holds", 1, 1, |_, edited| {
        of_schema(&format!(
            r#"{{"minimum":{}}}"#,
            if edited { "1e400" } else { "-1e400" }
        ))
    }),
    hostile("steps that never meet", 10, 2_000, |n, edited| {
        let all = list(n, |at| {
            format!(r#"{{"multipleOf":{}}}"#, 1_000_003 + 2 * at)
        });
        of_schema(&format!(
            r#"{{"type":"integer","minimum":{},"allOf":[{all}]}}"#,
            if edited { 1 } else { 2 }
        ))
    }),
    hostile("limits that nobody reaches", 1, 1, |_, edited| {
        let more = u64::from(edited);
        of_schema(&format!(
            r#"{{"properties":{{"s":{{"type":"string","minLength":{}}},"a":{{"type":"array","minItems":{}}},"u":{{"type":"array","uniqueItems":true,"minItems":{}}},"o":{{"type":"object","minProperties":{}}},"m":{{"type":"array","maxItems":{}}},"c":{{"type":"array","contains":{{"type":"null"}},"minContains":{}}}}},"required":["s","a","u","o","m","c"]}}"#,
            4_000_000_000 + more,
            1_900 + more,
            1_500 + more,
            110 + more,
            u64::MAX - 1 + more,
            1_000_000 + more,
        ))
    }),
    hostile("deep nesting", 30, 190, |n, edited| {
        let leaf = if edited {
            r#"{"type":"integer"}"#
        } else {
            r#"{"type":"string"}"#
        };
        nested(n, leaf, |_, inner| {
            format!(r#"{{"properties":{{"p":{inner}}},"required":["p"]}}"#)
        })
    }),
    hostile(
        "deep nesting around much, each level edited",
        30,
        190,
        |n, edited| {
            let values = list(n * 2_000, |at| at.to_string());
            let leaf = format!(r#"{{"enum":[{values}]}}"#);
            nested(n, &leaf, |level, inner| {
                let other = letter(edited);
                format!(
                    r#"{{"properties":{{"p":{inner},"{other}{level}":{{"type":"string"}}}},"required":["{other}{level}"]}}"#
                )
            })
        },
    ),
    hostile("deeper than documents are", 500, 10_000, |n, edited| {
        let leaf = if edited {
            r#"{"type":"integer"}"#
        } else {
            r#"{"type":"string"}"#
        };
        nested(n, leaf, |_, inner| format!(r#"{{"items":{inner}}}"#))
    }),
    hostile("deep examples", 100, 380, |n, edited| {
        let value = format!("{}{}{}", "[".repeat(n), i32::from(edited), "]".repeat(n));
        of_schema(&format!(
            r#"{{"enum":[{value}],"example":{value},"default":{value}}}"#
        ))
    }),
];
