use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::Writing;
use crate::serve::data::{Membership, Meta};
use crate::serve::faults::WriteFault;
use crate::serve::php::stored_text;
use crate::serve::wordpress::Problem;

/// How many entries of meta data one membership holds.
const MOST_META: usize = 1_000;

/// Writes meta data: matched by key alone, the last of equal keys wins, nothing is ever deleted
/// (`docs/observed.md#8`, `#9`). The plugin's own keys are not protected: `_start_date` moves the
/// start.
pub(super) fn apply(
    row: &mut Membership,
    items: &[Value],
    writing: &mut Writing<'_>,
) -> Result<(), Problem> {
    for item in items {
        let key = item.get("key").and_then(Value::as_str).unwrap_or_default();
        if key.is_empty() {
            return Err(Problem::new(
                404,
                "woocommerce_rest_wc_user_membership_invalid_meta_data",
                "Invalid meta data key.",
            ));
        }
        let text = stored_text(item.get("value").unwrap_or(&Value::Null));
        if write_internal(row, key, text.as_deref()) {
            continue;
        }
        let mut found = false;
        let replaces = !writing.suffers(WriteFault::MetaIsAppended);
        for meta in row
            .meta
            .iter_mut()
            .filter(|meta| replaces && meta.key == key)
        {
            meta.value.clone_from(&text);
            found = true;
        }
        if !found && row.meta.len() >= MOST_META {
            return Err(Problem::full("meta data of one membership", MOST_META));
        }
        if !found {
            row.meta.push(Meta {
                id: writing.store.next_meta_id(),
                key: key.to_owned(),
                value: text,
            });
        }
    }
    Ok(())
}

/// Writes what the plugin keeps in meta data of its own and hides; says whether it did.
fn write_internal(row: &mut Membership, key: &str, text: Option<&str>) -> bool {
    let text = text.unwrap_or_default();
    let id = || text.parse::<u64>().ok().filter(|id| *id > 0);
    match key {
        "_start_date" => row.start = mysql(text),
        "_end_date" => row.end = mysql(text),
        "_paused_date" => row.paused = mysql(text),
        "_cancelled_date" => row.cancelled = mysql(text),
        "_order_id" => row.order_id = id(),
        "_product_id" => row.product_id = id(),
        "_subscription_id" => row.subscription_id = id(),
        "_paused_intervals"
        | "_previous_owners"
        | "_renewal_login_token"
        | "_edit_lock"
        | "_edit_last"
        | "_wp_old_slug" => {}
        _ => return false,
    }
    true
}

/// `2001-01-01 00:00:00` in UTC, as the plugin stores its dates.
fn mysql(text: &str) -> Option<Timestamp> {
    let moment: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}
