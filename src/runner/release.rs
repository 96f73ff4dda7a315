use url::Url;

use crate::client::Client;
use crate::exchange::{Exchange, Method, PlannedRequest, Role};
use crate::interpret::Api;
use crate::judge::{Clues, Found};

/// Finds the release of the plugin before anything is judged: from WooCommerce's system status,
/// where the key may read it, and from the versions that the site has, its index and one list of
/// members, which may contradict it. The responses are returned too: every run requests index and
/// list, so that it need not send those again.
pub(crate) async fn find_release(
    client: &Client,
    root: &Url,
    api: Api,
    known: &[Api],
    early: &[Exchange],
) -> (Found, Vec<Exchange>) {
    let (mut clues, mut answers) = (Clues::default(), Vec::new());
    clues.learn_versions(known);
    let get = |purpose, path: &str| PlannedRequest::below(root, purpose, Method::Get, path);
    let plugins = get(
        "to compare: the release of the plugin",
        "/wc/v3/system_status",
    );
    for planned in [
        plugins.with("_fields", "active_plugins").compared(),
        get("discovery", &format!("/wc/{api}/memberships")),
        get("list of members", &format!("/wc/{api}/memberships/members")),
    ] {
        // What showed that the key is accepted is the first page of the list.
        let path = planned.request.url.path();
        let had = early.iter().rev().find(|answer| {
            planned.role == Role::Judged
                && answer.response.status == 200
                && answer.request.url.path() == path
        });
        let answer = match had {
            Some(answer) => answer.clone(),
            None => match client.send(&planned).await {
                Ok(answer) => answer,
                // A site that does not answer is found out by the run.
                Err(_) => break,
            },
        };
        clues.learn(&answer);
        answers.push(answer);
    }
    (clues.found(), answers)
}
