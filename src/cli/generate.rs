use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use similar::TextDiff;

use super::{Context, Error, Exit};
use crate::document::profile::{self, Profile};
use crate::document::{self, Edition, Release};
use crate::interpret::Api;
use crate::manual;

/// What to generate and where to put it.
#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Version of the API. Without --api, --contract and --release, all committed files are written
    #[arg(long, value_enum)]
    api: Option<Api>,
    /// What the documentation promises, or what sites return
    #[arg(long, value_enum)]
    contract: Option<Edition>,
    /// For this release of the plugin, such as 1.17 [default: 1.27.2, plus what is known of later
    /// releases]
    #[arg(long, value_name = "RELEASE")]
    release: Option<Release>,
    /// Format to write [default: the documents as YAML, and the manual as Markdown where all
    /// committed files are written]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Which tools to write for: complete, without webhooks, or as OpenAPI 3.0
    #[arg(long, value_enum, default_value_t = Profile::Full)]
    profile: Profile,
    /// Folder to write to, or - for standard output [default: standard output for one file, the
    /// folders openapi and docs/manual for all]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing: compare with the existing files, show the differences and exit with 3 if
    /// there are any
    #[arg(long)]
    check: bool,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The OpenAPI document as YAML in block style
    Yaml,
    /// The OpenAPI document as indented JSON
    Json,
    /// The reference manual of the API as Markdown
    Markdown,
    /// The reference manual of the API as one HTML page
    Html,
}

impl Format {
    fn is_manual(self) -> bool {
        matches!(self, Self::Markdown | Self::Html)
    }
}

/// A file ready to be written.
struct File {
    /// The folder that it is kept in.
    folder: &'static str,
    /// Below the folder.
    path: String,
    text: String,
}

pub(super) fn run(generate: &Generate, context: &mut Context) -> Result<Exit, Error> {
    let files = generate.files()?;
    let one = generate.is_one();
    let folder = match &generate.out {
        Some(path) if path == Path::new("-") => Place::Stream,
        Some(path) => Place::Folder(path),
        None if one && !generate.check => Place::Stream,
        None => Place::Kept,
    };
    match (folder, files.as_slice()) {
        (Place::Stream, _) if generate.check => Err(Error::NothingToCompare),
        (Place::Stream, [file]) => {
            context.out.write_all(file.text.as_bytes())?;
            Ok(Exit::Conforms)
        }
        (Place::Stream, _) => Err(Error::SeveralDocuments),
        (place, files) if generate.check => check(&place, files, context),
        (place, files) => write(&place, files, context),
    }
}

/// Where files go.
enum Place<'a> {
    /// Standard output.
    Stream,
    /// This folder.
    Folder(&'a Path),
    /// Where each is kept in the repository.
    Kept,
}

impl Place<'_> {
    fn of(&self, file: &File) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.join(&file.path),
            Self::Kept | Self::Stream => Path::new(file.folder).join(&file.path),
        }
    }
}

impl Generate {
    fn is_one(&self) -> bool {
        self.api.is_some() || self.contract.is_some() || self.release.is_some()
    }

    fn is_manual(&self) -> bool {
        self.format.is_some_and(Format::is_manual)
    }

    fn files(&self) -> Result<Vec<File>, Error> {
        if self.is_manual() && self.profile != Profile::Full {
            return Err(Error::ManualOfProfile);
        }
        if self.is_one() {
            let api = self.api.unwrap_or(Api::V3);
            return Ok(vec![if self.is_manual() {
                self.manual(api)?
            } else {
                self.file(api, self.contract.unwrap_or(Edition::Observed))?
            }]);
        }
        let mut files = Vec::new();
        if !self.is_manual() {
            for kept in &document::FILES {
                files.push(self.file(kept.api, kept.edition)?);
            }
        }
        if self.is_manual() || (self.format.is_none() && self.profile == Profile::Full) {
            for api in manual::KEPT {
                files.push(self.manual(api)?);
            }
        }
        Ok(files)
    }

    fn document(&self, api: Api, edition: Edition) -> Result<serde_json::Value, Error> {
        let document = match self.release {
            None => document::openapi(api, edition),
            Some(release) if !release.has(api) => return Err(Error::NotIn { api, release }),
            Some(release) => document::openapi_of(api, edition, release),
        };
        document.ok_or(Error::NoDocument { api, edition })
    }

    fn file(&self, api: Api, edition: Edition) -> Result<File, Error> {
        let document = profile::apply(&self.document(api, edition)?, self.profile);
        let text = match self.format {
            Some(Format::Json) => document::to_json(&document)?,
            _ => document::to_yaml(&document)?,
        };
        Ok(File {
            folder: "openapi",
            path: self.name(api, edition),
            text,
        })
    }

    /// The manual tells both contracts, from the document of the observed one.
    fn manual(&self, api: Api) -> Result<File, Error> {
        if self.contract == Some(Edition::Documented) {
            return Err(Error::ManualOfDocumentation);
        }
        let document = self.document(api, Edition::Observed)?;
        let release = self.release.unwrap_or(Release::MEASURED);
        let mut text = manual::markdown(&document, api, release);
        let mut extension = "md";
        if self.format == Some(Format::Html) {
            let mut page = Vec::new();
            manual::html(&text, &mut page)?;
            text = String::from_utf8_lossy(&page).into_owned();
            extension = "html";
        }
        Ok(File {
            folder: "docs/manual",
            path: format!("{api}.{extension}"),
            text,
        })
    }

    /// The committed name, with the profile and the format in it where they are not the usual.
    fn name(&self, api: Api, edition: Edition) -> String {
        let stem = document::FILES
            .iter()
            .find(|kept| kept.api == api && kept.edition == edition)
            .and_then(|kept| kept.path.strip_suffix(".yaml"))
            .unwrap_or(api.as_str());
        let profile = match self.profile {
            Profile::Full => "",
            Profile::NoWebhooks => ".no-webhooks",
            Profile::V3_0 => ".3.0",
        };
        let extension = match self.format {
            Some(Format::Json) => "json",
            _ => "yaml",
        };
        format!("{stem}{profile}.{extension}")
    }
}

fn write(place: &Place<'_>, files: &[File], context: &mut Context) -> Result<Exit, Error> {
    for file in files {
        let path = place.of(file);
        let target = context.directory.join(&path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|source| Error::WriteFile {
                path: path.clone(),
                source,
            })?;
        }
        fs::write(&target, &file.text).map_err(|source| Error::WriteFile {
            path: path.clone(),
            source,
        })?;
        let lines = file.text.lines().count();
        writeln!(context.out, "wrote {} ({lines} lines)", path.display())?;
    }
    Ok(Exit::Conforms)
}

fn check(place: &Place<'_>, files: &[File], context: &mut Context) -> Result<Exit, Error> {
    let mut stale = 0_usize;
    for file in files {
        let path = place.of(file);
        let shown = path.display();
        match fs::read_to_string(context.directory.join(&path)) {
            Ok(kept) if kept == file.text => continue,
            Ok(kept) => {
                let diff = TextDiff::from_lines(&kept, &file.text);
                let mut unified = diff.unified_diff();
                unified.header(
                    &format!("{shown} (kept)"),
                    &format!("{shown} (generated now)"),
                );
                write!(context.out, "{unified}")?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                writeln!(context.out, "{shown} is missing")?;
            }
            Err(source) => return Err(Error::ReadFile { path, source }),
        }
        stale += 1;
    }
    if stale == 0 {
        let count = files.len();
        writeln!(context.out, "{count} generated files are up to date")?;
        return Ok(Exit::Conforms);
    }
    writeln!(
        context.out,
        "{stale} of {} generated files are out of date: run `memberspec generate` and commit the \
         result",
        files.len()
    )?;
    Ok(Exit::Stale)
}
