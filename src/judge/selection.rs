use thiserror::Error;

use crate::checks::{Entry, REGISTRY, nearest};
use crate::finding::Rule;

/// Which checks take part in a run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    only: Vec<&'static str>,
    skip: Vec<&'static str>,
}

/// An id that is not a check's.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("there is no check `{id}`{}", hint(.nearest))]
pub struct UnknownCheck {
    /// The id as given.
    pub id: String,
    /// The id that was probably meant.
    pub nearest: Option<&'static str>,
}

fn hint(nearest: &Option<&'static str>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => "; `memberspec checks` lists them".to_owned(),
    }
}

impl Selection {
    /// Reads ids as given by `--only` and `--skip`; `skip` wins where both name a check.
    ///
    /// # Errors
    ///
    /// An id that is not a check's, with the nearest that is.
    pub fn of(only: &[String], skip: &[String]) -> Result<Self, UnknownCheck> {
        let ids = |names: &[String]| -> Result<Vec<&'static str>, UnknownCheck> {
            names.iter().map(|name| id(name)).collect()
        };
        Ok(Self {
            only: ids(only)?,
            skip: ids(skip)?,
        })
    }

    /// Whether findings of the rule are wanted, be it a check's or the judge's own.
    pub(super) fn takes(&self, rule: &Rule) -> bool {
        (self.only.is_empty() || self.only.contains(&rule.id)) && !self.skip.contains(&rule.id)
    }

    /// The selected checks in registry order.
    pub fn entries(&self) -> impl Iterator<Item = &'static Entry> + '_ {
        REGISTRY.iter().filter(|entry| self.takes(entry.rule))
    }
}

fn id(name: &str) -> Result<&'static str, UnknownCheck> {
    super::rule(name)
        .map(|rule| rule.id)
        .ok_or_else(|| UnknownCheck {
            id: name.to_owned(),
            nearest: nearest(name),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn only_and_skip_choose_and_skip_wins() {
        let chosen = Selection::of(&names(&["schema", "page-walk"]), &names(&["schema"])).unwrap();
        let ids: Vec<&str> = chosen.entries().map(|entry| entry.rule.id).collect();
        assert_eq!(ids, ["page-walk"]);
    }

    #[test]
    fn a_misspelt_check_is_refused_with_advice() {
        let refused = Selection::of(&names(&["shema"]), &[]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "there is no check `shema`; did you mean `schema`?"
        );
    }
}
