//! JSON pointers (RFC 6901).

use std::borrow::Cow;

/// A key as it stands in a pointer.
#[must_use]
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(key)
    }
}

/// The key that a part of a pointer stands for.
#[must_use]
pub(crate) fn unescape(part: &str) -> Cow<'_, str> {
    if part.contains('~') {
        // In this order: `~01` is `~1`, not `/`.
        Cow::Owned(part.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(part)
    }
}

/// The keys and indexes of a pointer, from the root on.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_back_to_its_keys() {
        let keys = ["a/b", "c~d", "~1", "", "e"];
        let pointer: String = keys.map(|key| format!("/{}", escape(key))).concat();
        assert_eq!(pointer, "/a~1b/c~0d/~01//e");
        assert_eq!(steps(&pointer).collect::<Vec<_>>(), keys);
        assert_eq!(steps("").count(), 0);
    }
}
