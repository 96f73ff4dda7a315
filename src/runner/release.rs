use url::Url;

use crate::client::{Ask, Client};
use crate::exchange::{Exchange, Role};
use crate::judge::{Clues, Found};
use crate::seen::Api;

/// Finds the release of the plugin before anything is judged: from WooCommerce's system status,
/// where the key may read it, else from one list of members. What was answered on the way comes
/// along.
pub(crate) async fn find_release(client: &Client, root: &Url, api: Api) -> (Found, Vec<Exchange>) {
    let (mut clues, mut answers) = (Clues::default(), Vec::new());
    let questions = [
        (
            "wc/v3/system_status".to_owned(),
            ("_fields", "active_plugins"),
        ),
        (format!("wc/{api}/memberships"), ("context", "view")),
        (format!("wc/{api}/memberships/members"), ("per_page", "1")),
    ];
    for (path, (name, value)) in questions {
        let Ok(mut url) = root.join(&path) else {
            continue;
        };
        url.query_pairs_mut().append_pair(name, value);
        let question = Ask::get(url)
            .labelled("to compare: the release of the plugin")
            .in_role(Role::Compared);
        // A site that does not answer is found out by the run.
        let Ok(exchange) = client.send(&question).await else {
            break;
        };
        clues.learn(&exchange);
        answers.push(exchange);
        if clues.is_settled() {
            break;
        }
    }
    (clues.found(), answers)
}
