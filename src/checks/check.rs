use super::{ExchangeContext, Reporter, RunContext};
use crate::finding::Rule;
use crate::interpret::DeliveredEvent;

/// A check: looks at every exchange in order, may remember, and may speak once more at the end.
pub trait Check: Send {
    /// Looks at one exchange.
    fn see(
        &mut self,
        _context: &ExchangeContext<'_>,
        _run: &RunContext,
        _report: &mut Reporter<'_>,
    ) {
    }

    /// Looks at an exchange beside the ones that are judged: a response of another version of the
    /// API, or of a route of WooCommerce's own, that was requested to compare.
    fn see_compared(
        &mut self,
        _context: &ExchangeContext<'_>,
        _run: &RunContext,
        _report: &mut Reporter<'_>,
    ) {
    }

    /// Looks at the response to a request that was repeated to confirm a finding. It is no part of
    /// what is judged: only checks of what changes between equal requests look at it.
    fn see_repeated(
        &mut self,
        _context: &ExchangeContext<'_>,
        _run: &RunContext,
        _report: &mut Reporter<'_>,
    ) {
    }

    /// Looks at an event that a site sent to a receiver of its webhooks.
    fn see_delivery(
        &mut self,
        _context: &ExchangeContext<'_>,
        _event: &DeliveredEvent,
        _run: &RunContext,
        _report: &mut Reporter<'_>,
    ) {
    }

    /// A check that has seen nothing yet but knows what this one computed of the whole run, so that
    /// a few responses, asked for again, can be judged as this one judges them. None where nothing
    /// was computed.
    fn afresh(&self) -> Option<Box<dyn Check>> {
        None
    }

    /// Speaks after the last exchange. It may be asked to more than once, so that what it will
    /// report can be repeated first.
    fn end(&mut self, _run: &RunContext, _report: &mut Reporter<'_>) {}
}

/// One line of the registry: a rule and how to make the check that guards it.
pub struct Entry {
    /// Id, level and documentation.
    pub rule: &'static Rule,
    /// The ids of the causes that it states itself; what a schema asks for goes by its keyword.
    pub causes: &'static [&'static str],
    /// A fresh check for one run.
    pub make: fn() -> Box<dyn Check>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.rule.id).finish()
    }
}
