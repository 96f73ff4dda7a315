use url::Url;

use crate::client::{Ask, Client};
use crate::exchange::{Exchange, Role};
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
    let questions = [
        ("wc/v3/system_status".to_owned(), true),
        (format!("wc/{api}/memberships"), false),
        (format!("wc/{api}/memberships/members"), false),
    ];
    for (path, is_compared) in questions {
        let Ok(mut url) = root.join(&path) else {
            continue;
        };
        // What showed that the key is accepted is the first page of the list.
        let had = early.iter().rev().find(|answer| {
            !is_compared && answer.response.status == 200 && answer.request.url.path() == url.path()
        });
        if let Some(answer) = had {
            let answer = Exchange {
                label: None,
                ..answer.clone()
            };
            clues.learn(&answer);
            answers.push(answer);
            continue;
        }
        let mut question = Ask::get(url.clone());
        if is_compared {
            url.query_pairs_mut()
                .append_pair("_fields", "active_plugins");
            question = Ask::get(url)
                .labelled("to compare: the release of the plugin")
                .in_role(Role::Compared);
        }
        // A site that does not answer is found out by the run.
        let Ok(exchange) = client.send(&question).await else {
            break;
        };
        clues.learn(&exchange);
        answers.push(exchange);
    }
    (clues.found(), answers)
}
