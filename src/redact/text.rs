use super::{labels, pairs, scan, words};

/// Masks what looks like a secret or like personal data in any text: credentials behind their
/// parameter names, WooCommerce keys, Basic credentials, a user before a host, quoted values
/// behind personal JSON keys, e-mail and IP addresses.
#[must_use]
pub(crate) fn text(text: &str) -> String {
    let mut shown = text.to_owned();
    for mask in [
        scan::users,
        pairs::parameters,
        pairs::members,
        scan::keys,
        scan::basic,
        scan::emails,
        scan::addresses,
    ] {
        if let Some(masked) = mask(&shown) {
            shown = masked;
        }
    }
    shown
}

/// The name that a recording gives an exchange, if it is made of the words that `memberspec` uses:
/// other recorders write what they want there.
#[must_use]
pub(crate) fn label(label: &str) -> Option<String> {
    const LONGEST: usize = 120;
    // A date or a telephone has more of them.
    const DIGITS: usize = 6;
    let is_word = |word: &str| {
        labels::is_word(word)
            || words::is_word(word)
            || words::is_name(word)
            || words::is_count(word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let digits = label.bytes().filter(u8::is_ascii_digit).count();
    let signs = [' ', ',', ':', ';', '\'', '(', ')', '.', '+'];
    let is_ours = label.len() <= LONGEST && digits <= DIGITS && label.split(signs).all(is_word);
    is_ours.then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::text;

    proptest! {
        #[test]
        fn no_text_breaks_it_and_no_secret_survives_in_it(
            parts in proptest::collection::vec(
                prop_oneof![
                    any::<String>(),
                    Just("oauth_nonce=\"s3cret\"".to_owned()),
                    Just("?consumer_secret%3Ds3cret%26page%3D2".to_owned()),
                    Just("{\"email\": \"s3cret\"}".to_owned()),
                    Just("s3cret@shop.example".to_owned()),
                    Just("https://ann:s3cret@shop.example/".to_owned()),
                ],
                0..8,
            ),
        ) {
            prop_assert!(!text(&parts.join(" ")).contains("s3cret"));
        }
    }

    #[test]
    fn plain_text_stays() {
        for plain in [
            "Sorry, you cannot list resources.",
            "2026-01-02T10:20:30",
            "Mozilla/5.0 Chrome/120.0.0.0 WooCommerce/9.8.5",
            "WC_Memberships::get() at 12:30:00, a::b",
            "https://127.0.0.1:8443/my-account/",
            "Basic authentication",
            "page=2&per_page=100",
            "user @ home",
        ] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn what_looks_like_a_secret_goes() {
        let key = "ck_0123456789abcdef0123456789abcdef01234567";
        assert_eq!(text(&format!("unknown {key}.")), "unknown <redacted>.");
        assert_eq!(
            text("Authorization: Basic Y2tfMTpjc18y"),
            "Authorization: Basic <redacted>"
        );
        assert_eq!(
            text("ftp://u:p@h.example/x"),
            "ftp://<redacted>@h.example/x"
        );
        assert_eq!(
            text("oauth_signature=\"a+b=\", oauth_nonce=\"n\""),
            "oauth_signature=\"<redacted>\", oauth_nonce=\"<redacted>\""
        );
        assert_eq!(
            text("?consumer_secret%3Dabc%26page%3D2"),
            "?consumer_secret%3D<redacted>%26page%3D2"
        );
    }

    #[test]
    fn what_looks_like_a_person_goes() {
        assert_eq!(text("ann.b+c@shop.example, x"), "<redacted>, x");
        assert_eq!(
            text("customer=ann%40shop.example&page=1"),
            "customer=<redacted>&page=1"
        );
        assert_eq!(
            text("from 203.0.113.7 (2001:db8::7)"),
            "from <redacted> (<redacted>)"
        );
    }

    #[test]
    fn a_name_in_other_words_than_ours_is_not_repeated() {
        for ours in [
            "walk over pages",
            "filter order_id",
            "create with no end, v2",
            "list of 12",
        ] {
            assert_eq!(super::label(ours).as_deref(), Some(ours));
        }
        for theirs in ["erika mustermann", "call of ann", "0301234567", "ANN"] {
            assert_eq!(super::label(theirs), None);
        }
    }

    #[test]
    fn a_mask_is_not_masked_again() {
        let once = text("consumer_key=ck_1&x=a@b.example \"first_name\":\"Ann\" Basic Y2s6Y3M=");
        assert_eq!(text(&once), once);
    }
}
