use url::Url;

use crate::client::{Ask, Signing};
use crate::exchange::{Caller, Role};
use crate::probe::Probe;
use crate::scenario::Step;

/// Turns a probe into a question to the site whose REST root this is.
pub(super) fn of(probe: &Probe, root: &Url) -> Ask {
    let mut url = root.clone();
    let path = format!("{}{}", root.path().trim_end_matches('/'), probe.path);
    url.set_path(&path);
    url.set_query(None);
    if !probe.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&probe.query);
    }
    let mut ask = Ask::new(probe.method.clone(), url);
    ask.label = Some(probe.purpose.clone());
    ask.role = probe.role;
    ask.signing = match probe.caller {
        Caller::Own | Caller::ReadOnly => Signing::Configured,
        Caller::Nobody => Signing::None,
        Caller::UnknownKey => Signing::UnknownKey,
        Caller::WrongSecret => Signing::WrongSecret,
    };
    ask
}

/// Turns a step of a write run into a question likewise.
pub(super) fn of_step(step: &Step, root: &Url) -> Ask {
    let mut url = root.clone();
    url.set_path(&format!(
        "{}{}",
        root.path().trim_end_matches('/'),
        step.path
    ));
    url.set_query(None);
    if !step.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&step.query);
    }
    let mut ask = Ask::new(step.method.clone(), url).labelled(step.purpose.as_str());
    if let Some(body) = &step.body {
        ask.headers.push("Content-Type", "application/json");
        ask.body = Some(body.to_string().into());
    }
    ask.signing = match step.caller {
        Caller::Own | Caller::ReadOnly => Signing::Configured,
        Caller::Nobody => Signing::None,
        Caller::UnknownKey => Signing::UnknownKey,
        Caller::WrongSecret => Signing::WrongSecret,
    };
    ask
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
