use std::io::{self, Write};

use url::Url;

use super::Error;
use crate::cli::Context;
use crate::session::{Intended, agreed};

/// How many webhooks are reported one by one.
const MOST_HOOKS: usize = 10;

/// Says what will be written and what it sets off, and lets a person type the host's name unless
/// it was named before.
pub(super) fn ask(intended: &Intended, context: &mut Context) -> io::Result<Option<String>> {
    let err = &mut context.err;
    writeln!(err, "This run will write to {}:", intended.host)?;
    let [owner, heir] = &intended.addresses;
    match intended.customer {
        Some(id) => writeln!(
            err,
            "  it creates memberships for customer {id}, the one of write.customer"
        )?,
        None => writeln!(err, "  it makes two customers ({owner}, {heir})")?,
    }
    writeln!(
        err,
        "  it creates about 20 memberships for them, changes them, and deletes everything again"
    )?;
    writeln!(
        err,
        "  it records what it creates in {}, for `memberspec cleanup`",
        intended.ledger
    )?;
    match intended.customer {
        Some(id) => writeln!(
            err,
            "  mails: customer {id} receives those that Memberships sends when a membership \
             starts, is paused, ends or is transferred"
        )?,
        None => writeln!(
            err,
            "  mails: those for the new customers (new account, memberships) go to addresses at \
             memberspec.invalid, a domain that does not exist; mails to the shop's own staff about \
             new customers or memberships are delivered"
        )?,
    }
    match &intended.webhooks {
        Some(hooks) if hooks.is_empty() => writeln!(
            err,
            "  webhooks: none is active for these \
                                                          changes"
        )?,
        Some(hooks) => writeln!(err, "  webhooks that it triggers: {}", listed(hooks))?,
        None => writeln!(
            err,
            "  webhooks: the key cannot list them; those for memberships and customers are \
             triggered"
        )?,
    }
    if !intended.signs.is_empty() {
        writeln!(
            err,
            "  THIS LOOKS LIKE A LIVE SHOP: {}",
            intended.signs.join("; ")
        )?;
    }
    if intended.is_named {
        return Ok(None);
    }
    typed(context)
}

/// The first of them, and how many more there are.
fn listed(hooks: &[String]) -> String {
    let shown: Vec<&str> = hooks.iter().take(MOST_HOOKS).map(String::as_str).collect();
    let shown = shown.join(", ");
    match hooks.len().saturating_sub(MOST_HOOKS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Lets nothing be written to a host that nobody has named: on the command line, or at the
/// terminal.
pub(in crate::cli) fn confirm(
    root: &Url,
    yes_to: Option<&str>,
    context: &mut Context,
) -> Result<(), crate::cli::Error> {
    let refused = match agreed(root, yes_to) {
        Err(crate::session::Error::NoConsent { .. }) => agreed(root, typed(context)?.as_deref()),
        other => other,
    };
    refused.map_err(|error| Error::Session(error).into())
}

/// What a person types as the name of the host; none where nobody sits there.
fn typed(context: &mut Context) -> io::Result<Option<String>> {
    let Some(person) = &mut context.person else {
        return Ok(None);
    };
    let err = &mut context.err;
    write!(err, "Type the host name to continue: ")?;
    err.flush()?;
    let mut typed = String::new();
    person.read_line(&mut typed)?;
    Ok(Some(typed.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_webhooks_is_cut_and_says_so() {
        let hooks: Vec<String> = (0..13).map(|at| format!("hook{at}")).collect();
        assert!(listed(&hooks).ends_with("hook9 and 3 more"));
        assert_eq!(listed(&hooks[..2]), "hook0, hook1");
    }
}
