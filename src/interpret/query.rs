use indexmap::IndexSet;
use url::Url;

/// The login of a customer that no site has, by which a run asks for the memberships of nobody.
pub(crate) const NOBODY: &str = "memberspec-no-such-customer";

/// A query string as PHP reads it: the last of equal names wins, `name[]` makes a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of a URL, percent-encoding undone.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        Self::read(url.query().unwrap_or_default())
    }

    /// Reads the parameters of a form, percent-encoding undone.
    #[must_use]
    pub(crate) fn read(form: &str) -> Self {
        Self(
            form_urlencoded::parse(form.as_bytes())
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The value of `name` where it is sent as one string.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The values of `name` sent as `name[]=…`, `name[0]=…` or as one comma-separated string.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        let bracketed: Vec<&str> = self
            .0
            .iter()
            .filter(|(key, _)| is_element(key, name))
            .map(|(_, value)| value.as_str())
            .collect();
        if !bracketed.is_empty() {
            return Some(bracketed);
        }
        let text = self.get(name)?;
        Some(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect(),
        )
    }

    /// Whether `name` is sent in any form.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|(key, _)| key == name || is_element(key, name))
    }

    /// Whether `name` is sent as a list with brackets.
    #[must_use]
    pub fn is_bracketed(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| is_element(key, name))
    }

    /// Names and values in order, names as sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The names without brackets, in order, each once.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let names = (self.0.iter()).map(|(key, _)| match key.split_once('[') {
            Some((name, _)) => name,
            None => key,
        });
        names.collect::<IndexSet<&str>>().into_iter().collect()
    }
}

fn is_element(key: &str, name: &str) -> bool {
    key.strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::of(&Url::parse(&format!("https://shop.example/?{text}")).unwrap())
    }

    #[test]
    fn lists_are_read_from_brackets_and_from_commas() {
        assert_eq!(
            query("include%5B%5D=1&include%5B%5D=2").list("include"),
            Some(vec!["1", "2"])
        );
        assert_eq!(query("include[0]=1").list("include"), Some(vec!["1"]));
        assert_eq!(
            query("include=1,%202").list("include"),
            Some(vec!["1", "2"])
        );
        assert_eq!(query("include=").list("include"), Some(vec![]));
        assert_eq!(query("page=1").list("include"), None);
    }

    #[test]
    fn the_last_of_equal_names_wins() {
        assert_eq!(query("page=1&page=2").get("page"), Some("2"));
    }
}
