//! In place of the documentation viewer in a build without the feature `site-docs`.

/// A page that tells how to get the viewer.
pub(super) fn file(name: &str) -> Option<(&'static str, Vec<u8>)> {
    let text = "This build has no documentation viewer. Build memberspec with \
                `cargo build --features site-docs`, or open /openapi.json in a viewer of your own.\n";
    name.is_empty()
        .then(|| ("text/plain; charset=UTF-8", text.as_bytes().to_vec()))
}
