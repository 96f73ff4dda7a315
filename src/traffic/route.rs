/// The operations of two documents, so that a call finds its own.
#[derive(Debug, Default)]
pub(super) struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    method: String,
    segments: Vec<String>,
    operation: String,
}

impl Routes {
    /// Of operations as changes name them: `GET /members/{id}`. Webhooks and callbacks are no
    /// routes: no recording of a client holds them.
    pub(super) fn of<'a>(operations: impl IntoIterator<Item = &'a str>) -> Self {
        let mut routes: Vec<Route> = Vec::new();
        for operation in operations {
            let Some((method, path)) = operation.split_once(' ') else {
                continue;
            };
            let known = routes.iter().any(|route| route.operation == operation);
            if known || !path.starts_with('/') || path.contains(' ') {
                continue;
            }
            routes.push(Route {
                method: method.to_owned(),
                segments: segments(path).map(str::to_owned).collect(),
                operation: operation.to_owned(),
            });
        }
        Self(routes)
    }

    /// The operation of a call: the one whose path ends the URL's path (before it stands what the
    /// server's address says), the longest and most literal first.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<&str> {
        let given: Vec<&str> = segments(path).collect();
        (self.0.iter())
            .filter(|route| route.method == method)
            .filter_map(|route| Some((route.literals(&given)?, route)))
            .max_by_key(|(literals, route)| (*literals, route.segments.len()))
            .map(|(_, route)| route.operation.as_str())
    }
}

impl Route {
    /// How many segments fit word for word, where all of them fit.
    fn literals(&self, given: &[&str]) -> Option<usize> {
        let start = given.len().checked_sub(self.segments.len())?;
        let mut literals = 0;
        for (pattern, segment) in self.segments.iter().zip(&given[start..]) {
            match (pattern.find('{'), pattern.rfind('}')) {
                (Some(open), Some(close)) if open < close => {
                    let (before, after) = (&pattern[..open], &pattern[close + 1..]);
                    let inner = segment.strip_prefix(before)?.strip_suffix(after)?;
                    if inner.is_empty() {
                        return None;
                    }
                }
                _ if pattern == segment => literals += 1,
                _ => return None,
            }
        }
        // A path of nothing but parameters would fit every address.
        (literals > 0 || start == 0).then_some(literals)
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_finds_the_most_literal_operation() {
        let routes = Routes::of([
            "GET /members/{id}",
            "GET /members/batch",
            "GET /members",
            "POST /members",
            "webhook x POST",
            "GET /{any}",
        ]);
        let find = |method, path| routes.find(method, path);
        assert_eq!(find("GET", "/wp-json/members/7"), Some("GET /members/{id}"));
        assert_eq!(
            find("GET", "/wp-json/members/batch/"),
            Some("GET /members/batch")
        );
        assert_eq!(find("POST", "/members"), Some("POST /members"));
        assert_eq!(find("PUT", "/members"), None);
        assert_eq!(find("GET", "/a/b"), None);
        assert_eq!(find("GET", "/a"), Some("GET /{any}"));
    }
}
