use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Context;
use crate::redact::Redactor;
use crate::report::printable::printable;
use crate::runner::Event;

/// What a person sees while a run is under way: a bar on a terminal, lines with `-v`.
pub(super) struct Progress {
    bar: ProgressBar,
    redactor: Redactor,
    has_lines: bool,
}

impl Progress {
    /// A bar only where standard error is a terminal and no lines are wanted.
    pub(super) fn new(context: &Context, verbose: u8) -> Self {
        let drawn = context.progress && verbose == 0;
        let target = if drawn {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // The template is a constant of ours; a test draws it.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self {
            bar,
            redactor: context.redactor.clone(),
            has_lines: verbose > 0,
        }
    }

    /// Shows an event.
    pub(super) fn tell(&self, event: &Event, err: &mut dyn std::io::Write) {
        match event {
            Event::Answered {
                planned,
                purpose,
                request,
                status,
                took,
                ..
            } => {
                self.bar.set_length(*planned);
                self.bar.inc(1);
                self.bar
                    .set_message(self.redactor.text(&printable(purpose)).into_owned());
                let took = millis(*took);
                self.line(
                    &format!("{status}  {took:>5} ms  {request}  ({purpose})"),
                    err,
                );
            }
            Event::AskedAgain {
                purpose,
                request,
                status,
                took,
            } => {
                let took = millis(*took);
                let text = format!("{status}  {took:>5} ms  {request}  (repeated: {purpose})");
                self.line(&text, err);
            }
            Event::Unanswered { purpose, why } => {
                self.bar.inc(1);
                self.line(&format!("---            {why}  ({purpose})"), err);
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, text: &str, err: &mut dyn std::io::Write) {
        if self.has_lines {
            // Where standard error is gone there is nobody left to tell.
            let _gone = writeln!(err, "{text}");
        }
    }
}

fn millis(time: Duration) -> u128 {
    time.as_millis()
}
