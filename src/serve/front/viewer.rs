//! The documentation viewer, Swagger UI. It is built in as the archive in which it is published and
//! unpacked file by file on request: a build script that unpacks it costs more than all else here.

use std::io::{self, Read};
use std::path::Path;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

/// Starts the viewer on the document of this site, in place of the example that it brings along.
const INITIALIZER: &str = r##"window.onload = function () {
  window.ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
    layout: "StandaloneLayout",
  });
};
"##;

/// The content type and the bytes of one of its files; the empty name is its page.
pub(super) fn file(name: &str) -> Option<(&'static str, Vec<u8>)> {
    let name = if name.is_empty() { "index.html" } else { name };
    let content_type = match Path::new(name).extension()?.to_str()? {
        "css" => "text/css",
        "html" => "text/html",
        "js" => "text/javascript",
        "png" => "image/png",
        _ => return None,
    };
    if name == "swagger-initializer.js" {
        return Some((content_type, INITIALIZER.as_bytes().to_vec()));
    }
    // The archive is part of the program: what cannot be read in it is not there.
    Some((content_type, unpacked(name).ok().flatten()?))
}

fn unpacked(name: &str) -> io::Result<Option<Vec<u8>>> {
    let archive = ZipArchive::from_slice(SWAGGER_UI_VENDORED).map_err(io::Error::other)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(io::Error::other)? {
        // The folder around it is named after the release.
        let path = entry.file_path();
        let path = str::from_utf8(path.as_ref()).unwrap_or_default();
        if path.split_once("/dist/").map(|(_, file)| file) != Some(name) {
            continue;
        }
        let local = archive
            .get_entry(entry.wayfinder())
            .map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        if entry.compression_method() == CompressionMethod::DEFLATE {
            let inflated = DeflateDecoder::new(local.data());
            local.verifying_reader(inflated).read_to_end(&mut bytes)?;
        } else {
            local
                .verifying_reader(local.data())
                .read_to_end(&mut bytes)?;
        }
        return Ok(Some(bytes));
    }
    Ok(None)
}
