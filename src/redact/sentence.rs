/// The longest sentence that is repeated, in characters.
const LONGEST: usize = 160;

/// A message of WordPress or WooCommerce, in whatever language the site speaks: a whole sentence of
/// plain words. What holds a digit, an address, a name in a program or no end is none, since a value
/// could be in it.
#[must_use]
pub(crate) fn sentence(text: &str) -> Option<&str> {
    let text = text.trim();
    let ends = [
        '.', '!', '?', '\u{3002}', '\u{ff01}', '\u{ff1f}', '\u{964}', '\u{6d4}', '\u{61f}',
    ];
    let body = text.strip_suffix(ends)?;
    let is_plain = |c: char| {
        c.is_alphabetic()
            // Combining marks, of which many scripts make vowels.
            || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{1cff}' | '\u{3099}'..='\u{309a}')
            || " ,.:;-\u{2010}\u{2013}\u{2014}'\u{2019}()\u{a1}\u{bf}\u{ab}\u{bb}\u{3001}\u{60c}\u{a0}\u{202f}\u{200c}"
                .contains(c)
    };
    // Languages without spaces need fewer words for a sentence than letters.
    let is_spaceless = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{9fff}');
    let words = text.split_whitespace().count();
    let is_long_enough = words >= 3 || body.chars().filter(|c| is_spaceless(*c)).count() >= 8;
    (text.chars().count() <= LONGEST && is_long_enough && body.chars().all(is_plain))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_in_any_language_is_told_from_a_value() {
        for told in [
            "Firma no v\u{e1}lida: la firma proporcionada no coincide.",
            "Ung\u{fc}ltige Signatur \u{2013} die angegebene Signatur stimmt nicht \u{fc}berein.",
            "La cl\u{e9} du client n\u{2019}est pas valide.",
            "\u{30b3}\u{30f3}\u{30b7}\u{30e5}\u{30fc}\u{30de}\u{30fc}\u{30ad}\u{30fc}\u{304c}\u{7121}\u{52b9}\u{3067}\u{3059}\u{3002}",
        ] {
            assert_eq!(sentence(told), Some(told));
        }
        for masked in [
            "Annegret Zimmermann",
            "Ann lives at Lindenallee 7 in Berlin.",
            "Write to ann@shop.example.",
            "Dr. Zimmermann.",
            "ck_reference is wrong here.",
            "\u{738b}\u{5c0f}\u{660e}",
            "a b c",
            "See https://shop.example for more.",
            "A line\nand <b>another</b> one.",
        ] {
            assert_eq!(sentence(masked), None, "{masked}");
        }
    }
}
