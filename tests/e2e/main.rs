//! End to end, through the real binary: one module per command.
#![cfg(test)]

#[cfg(unix)]
mod action;
mod baseline;
mod binary;
mod bounds;

mod callers;
mod check;
mod citations;
mod commands;
mod compare;
mod consent;
mod departures;
mod deviations;
mod diff;
mod diff_filters;
mod diff_inputs;
mod diff_options;
mod diff_recordings;
mod diff_workflow;
mod documentation;
mod explain;
mod files;
mod fleet;
mod front;
mod generate;
mod hostile;
mod init;
mod laws;
mod layers;
mod learn;
mod lies;
mod listen;
mod machine_reports;
mod max_time;
mod packaged;
mod privacy;
mod profiles;
mod proxy;
mod random;
mod record;
mod recorders;
mod rejected;
mod releases;
mod replay;
mod schema;
mod serve;
mod serve_limits;
mod situations;
mod staging;
mod upgrade;
mod verdicts;
mod weather;
mod words;
mod write;
