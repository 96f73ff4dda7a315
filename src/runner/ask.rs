use url::Url;

use crate::client::{Ask, Signing};
use crate::exchange::{Caller, Role};
use crate::probe::Probe;
use crate::scenario::Step;

/// Turns a probe into a question to the site whose REST root this is.
pub(super) fn of(probe: &Probe, root: &Url) -> Ask {
    let url = url(root, &probe.path, &probe.query);
    let mut ask = Ask::new(probe.method.clone(), url).labelled(probe.purpose.as_str());
    ask.role = probe.role;
    ask.signing = signing(probe.caller);
    ask
}

/// Turns a step of a write run into a question likewise.
pub(super) fn of_step(step: &Step, root: &Url) -> Ask {
    let url = url(root, &step.path, &step.query);
    let mut ask = Ask::new(step.method.clone(), url).labelled(step.purpose.as_str());
    if let Some(body) = &step.body {
        ask.headers.push("Content-Type", "application/json");
        ask.body = Some(body.to_string().into());
    }
    ask.role = Role::by(step.caller);
    ask.signing = signing(step.caller);
    ask
}

fn url(root: &Url, path: &str, query: &[(String, String)]) -> Url {
    let mut url = root.clone();
    url.set_path(&format!("{}{path}", root.path().trim_end_matches('/')));
    url.set_query(None);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

/// How a caller's requests are signed; who has a key of their own has a client of their own.
fn signing(caller: Caller) -> Signing {
    match caller {
        Caller::Own | Caller::ReadOnly | Caller::Customer => Signing::Configured,
        Caller::Nobody => Signing::None,
        Caller::UnknownKey => Signing::UnknownKey,
        Caller::WrongSecret => Signing::WrongSecret,
    }
}

/// The same question asked a second time.
pub(super) fn again(probe: &Probe, root: &Url) -> Ask {
    let mut ask = of(probe, root);
    ask.label = Some(format!("repeated: {}", probe.purpose));
    ask.role = Role::Recheck;
    ask
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Method;

    #[test]
    fn the_path_goes_behind_the_root_and_the_query_is_encoded() {
        let probe = Probe {
            purpose: "filter".into(),
            method: Method::Get,
            path: "/wc/v3/memberships/members".into(),
            query: vec![("customer".into(), "a b@example.test".into())],
            caller: Caller::Nobody,
            role: Role::Judged,
            turn: 0,
        };
        let root = Url::parse("https://shop.example/de/wp-json/").unwrap();
        assert_eq!(
            of(&probe, &root).url.as_str(),
            "https://shop.example/de/wp-json/wc/v3/memberships/members?customer=a+b%40example.test"
        );
    }
}
