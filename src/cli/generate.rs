use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use similar::TextDiff;

use super::{Context, Error, Exit};
use crate::document::profile::{self, Profile};
use crate::document::{self, Edition, Release};
use crate::interpret::Api;

/// What to generate and where to put it.
#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Version of the API. Without --api and --contract, all committed documents are written
    #[arg(long, value_enum)]
    api: Option<Api>,
    /// What the documentation promises, or what sites return
    #[arg(long, value_enum)]
    contract: Option<Edition>,
    /// For this release of the plugin, such as 1.17 [default: 1.27.2, plus what is known of later
    /// releases]
    #[arg(long, value_name = "RELEASE")]
    release: Option<Release>,
    /// Format to write
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// Which tools to write for: complete, without webhooks, or as OpenAPI 3.0
    #[arg(long, value_enum, default_value_t = Profile::Full)]
    profile: Profile,
    /// Folder to write to, or - for standard output [default: standard output for one document, the
    /// folder openapi for all]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing: compare with the existing files, show the differences and exit with 3 if
    /// there are any
    #[arg(long)]
    check: bool,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML in block style.
    Yaml,
    /// JSON, indented.
    Json,
}

/// A document ready to be written.
struct File {
    /// Below the folder.
    path: String,
    text: String,
}

pub(super) fn run(generate: &Generate, context: &mut Context) -> Result<Exit, Error> {
    let files = generate.files()?;
    let one = generate.is_one();
    let folder = match &generate.out {
        Some(path) if path == Path::new("-") => None,
        Some(path) => Some(path.clone()),
        None if one && !generate.check => None,
        None => Some(PathBuf::from("openapi")),
    };
    match (folder, files.as_slice()) {
        (None, _) if generate.check => Err(Error::NothingToCompare),
        (None, [file]) => {
            context.out.write_all(file.text.as_bytes())?;
            Ok(Exit::Conforms)
        }
        (None, _) => Err(Error::SeveralDocuments),
        (Some(folder), files) if generate.check => check(&folder, files, context),
        (Some(folder), files) => write(&folder, files, context),
    }
}

impl Generate {
    fn is_one(&self) -> bool {
        self.api.is_some() || self.contract.is_some() || self.release.is_some()
    }

    fn files(&self) -> Result<Vec<File>, Error> {
        if !self.is_one() {
            return document::FILES
                .iter()
                .map(|kept| self.file(kept.api, kept.edition))
                .collect();
        }
        let api = self.api.unwrap_or(Api::V3);
        let edition = self.contract.unwrap_or(Edition::Observed);
        Ok(vec![self.file(api, edition)?])
    }

    fn file(&self, api: Api, edition: Edition) -> Result<File, Error> {
        let document = match self.release {
            None => document::openapi(api, edition).ok_or(Error::NoDocument { api, edition })?,
            Some(release) if !release.has(api) => return Err(Error::NotIn { api, release }),
            Some(release) => document::openapi_of(api, edition, release)
                .ok_or(Error::NoDocument { api, edition })?,
        };
        let document = profile::apply(&document, self.profile);
        let text = match self.format {
            Format::Yaml => document::to_yaml(&document)?,
            Format::Json => document::to_json(&document)?,
        };
        Ok(File {
            path: self.name(api, edition),
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
            Format::Yaml => "yaml",
            Format::Json => "json",
        };
        format!("{stem}{profile}.{extension}")
    }
}

fn write(folder: &Path, files: &[File], context: &mut Context) -> Result<Exit, Error> {
    for file in files {
        let path = folder.join(&file.path);
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

fn check(folder: &Path, files: &[File], context: &mut Context) -> Result<Exit, Error> {
    let mut stale = 0_usize;
    for file in files {
        let path = folder.join(&file.path);
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
