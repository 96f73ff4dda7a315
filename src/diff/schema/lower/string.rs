use std::sync::Arc;

use super::lowering::count;
use crate::diff::load::Node;
use crate::diff::schema::{Format, JsonType, Keywords, Schemas};

pub(super) fn strings(s: &mut Schemas, k: &mut Keywords, node: &Node) {
    k.min_length = count(node, "minLength").filter(|min| *min > 0);
    k.max_length = count(node, "maxLength");
    k.pattern = node.text("pattern").map(|text| plain_hyphens(text).into());
    match node.text("format") {
        // These name the width of a number, or how people type or tools store a string.
        None | Some("int32" | "int64" | "float" | "double" | "decimal" | "password" | "binary") => {
        }
        Some("byte") => {
            let base64 = Keywords {
                pattern: Some(Arc::from("^[A-Za-z0-9+/]*={0,2}$")),
                ..Keywords::default()
            };
            let id = s.intern(base64);
            k.all.push(id);
        }
        Some(name) => {
            let stringy = k.types.is_none_or(|types| types.touches(JsonType::String));
            if stringy {
                k.format = Some(Format(name.into()));
            }
        }
    }
}

/// A pattern with the hyphens escaped that stand beside a class such as `\w` inside brackets:
/// browsers take them for themselves (ECMA-262, annex B.1.2), other engines refuse them.
pub(super) fn plain_hyphens(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let (mut inside, mut after_class) = (false, false);
    while let Some(character) = characters.next() {
        let class = std::mem::take(&mut after_class);
        match character {
            '\\' => {
                let escaped = characters.next();
                after_class = inside && escaped.is_some_and(|c| "wWdDsS".contains(c));
                plain.push(character);
                plain.extend(escaped);
                continue;
            }
            '[' if !inside => inside = true,
            ']' => inside = false,
            '-' if class && characters.peek() != Some(&']') => plain.push('\\'),
            _ => {}
        }
        plain.push(character);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain_hyphens;

    #[test]
    fn a_hyphen_beside_a_class_stands_for_itself() {
        assert_eq!(plain_hyphens(r"^[\w-./:]+$"), r"^[\w\-./:]+$");
        for same in [r"[a-z]-\d", r"[\w-]", r"\w-x", r"[\]-a]"] {
            assert_eq!(plain_hyphens(same), same);
        }
    }
}
