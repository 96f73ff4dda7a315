use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What `rawurlencode` leaves alone: letters, digits, `-`, `.`, `_`, `~` (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What `urlencode` leaves alone before spaces become `+`.
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b' ');

/// PHP's `rawurlencode`.
pub(crate) fn rawurlencode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// PHP's `urlencode`: a space becomes `+`.
pub(crate) fn urlencode(text: &str) -> String {
    utf8_percent_encode(text, FORM)
        .to_string()
        .replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_and_a_tilde_tell_the_two_apart() {
        assert_eq!(urlencode("a b~c,d"), "a+b%7Ec%2Cd");
        assert_eq!(rawurlencode("a b~c,d"), "a%20b~c%2Cd");
    }
}
