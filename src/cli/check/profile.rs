use super::Error;
use crate::base::nearest;
use crate::config;
use crate::probe::Scope;

/// Characters of a name that reports show.
const LONGEST: usize = 64;

/// What a profile stands for.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// The name of one of the configuration.
    pub(super) name: Option<String>,
    /// How much is requested.
    pub(super) scope: Scope,
    /// The settings that go with it.
    pub(super) settings: config::Check,
}

/// The profile of that name: one of the program's own, or one of the configuration.
pub(super) fn named(name: Option<&str>, file: &config::File) -> Result<Profile, Error> {
    let Some(name) = name else {
        return Ok(Profile::default());
    };
    let own = file.profile.get(name);
    let scope = match (scope(name), own) {
        // Whoever types `--profile thorough` must get it, whatever file lies around.
        (Some(_), Some(_)) => return Err(Error::ReservedProfile(name.to_owned())),
        (Some(scope), None) => scope,
        (None, None) => return Err(unknown(name, file)),
        (None, Some(profile)) => match &profile.extends {
            None => Scope::Standard,
            Some(text) => scope(text).ok_or_else(|| Error::Value {
                place: "extends in the profile",
                value: text.clone(),
                expected: "quick, standard or thorough",
            })?,
        },
    };
    Ok(Profile {
        name: own.map(|_| name.chars().take(LONGEST).collect()),
        scope,
        settings: own.map(config::Profile::settings).unwrap_or_default(),
    })
}

fn scope(name: &str) -> Option<Scope> {
    Scope::ALL.into_iter().find(|it| it.as_str() == name)
}

fn unknown(name: &str, file: &config::File) -> Error {
    let known = Scope::ALL.map(Scope::as_str).into_iter();
    let known = known.chain(file.profile.keys().map(String::as_str));
    Error::UnknownProfile {
        name: crate::redact::text(name),
        nearest: nearest(name, known).map(str::to_owned),
    }
}
