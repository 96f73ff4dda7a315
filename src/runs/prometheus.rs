//! Runs as metrics in the text format of Prometheus, for the textfile collector of its node exporter.
//! No time of the run is in it: the collector reports when the file was written.

use std::collections::BTreeMap;
use std::io::{self, Seek as _, Write};

use tempfile::SpooledTempFile;

use super::run::{Run, Runs};
use crate::finding::{Level, Verdict};

/// The labels of a sample beside the site, sorted, with its value.
type Samples = BTreeMap<Vec<(&'static str, String)>, f64>;

/// All samples of one name stand together.
struct Metric {
    name: &'static str,
    help: &'static str,
    samples: fn(&Run) -> Samples,
}

const METRICS: &[Metric] = &[
    Metric {
        name: "memberspec_run_verdict",
        help: "Verdict of the last run: 1 for the one that applies, 0 for the others.",
        samples: |run| {
            let all = [
                Verdict::Conforms,
                Verdict::Fails,
                Verdict::Incomplete,
                Verdict::NothingJudged,
            ];
            let samples = all.iter().map(|it| {
                let label = ("verdict", it.as_str().to_owned());
                (vec![label], f64::from(*it == run.verdict))
            });
            samples.collect()
        },
    },
    Metric {
        name: "memberspec_release_info",
        help: "Release of the plugin by which the site was judged.",
        samples: |run| {
            let release = run.release.iter();
            let samples = release.map(|it| (vec![("release", it.judged_by.clone())], 1.0));
            samples.collect()
        },
    },
    Metric {
        name: "memberspec_findings",
        help: "Findings that count, by level.",
        samples: |run| {
            let levels = [Level::Error, Level::Warning, Level::Info];
            let samples = levels.iter().map(|level| {
                let findings = run.findings.iter();
                let count = findings
                    .filter(|it| it.counts && it.level == *level)
                    .count();
                (
                    vec![("level", level.as_str().to_owned())],
                    number(count as u64),
                )
            });
            samples.collect()
        },
    },
    Metric {
        name: "memberspec_check_findings",
        help: "Findings that count, by check.",
        samples: |run| {
            let mut samples: Samples = (run.checks.iter())
                .map(|check| (of_check(&check.id), 0.0))
                .collect();
            for finding in run.findings.iter().filter(|it| it.counts) {
                *samples.entry(of_check(&finding.check)).or_default() += 1.0;
            }
            samples
        },
    },
    Metric {
        name: "memberspec_check_examined",
        help: "Instances that a check examined; 0 means that it had no data.",
        samples: |run| {
            let checks = run.checks.iter();
            let samples = checks.map(|check| (of_check(&check.id), number(check.judged)));
            samples.collect()
        },
    },
    Metric {
        name: "memberspec_exchanges",
        help: "Requests and their responses that were judged.",
        samples: |run| Samples::from([(Vec::new(), number(run.exchanges))]),
    },
    Metric {
        name: "memberspec_known_departures",
        help: "Known departures from the documentation that were seen and do not count.",
        samples: |run| Samples::from([(Vec::new(), number(run.known.len() as u64))]),
    },
    Metric {
        name: "memberspec_not_exercised",
        help: "What the run could not exercise.",
        samples: |run| Samples::from([(Vec::new(), number(run.unexercised.len() as u64))]),
    },
    Metric {
        name: "memberspec_responses",
        help: "Responses that were timed.",
        samples: |run| timed(run, |it| number(it.responses)),
    },
    Metric {
        name: "memberspec_responses_total_seconds",
        help: "Time of all responses that were timed.",
        samples: |run| timed(run, |it| seconds(it.total_ms)),
    },
    Metric {
        name: "memberspec_response_median_seconds",
        help: "Median time of a response.",
        samples: |run| timed(run, |it| seconds(it.median_ms)),
    },
    Metric {
        name: "memberspec_response_max_seconds",
        help: "Longest time of a response.",
        samples: |run| timed(run, |it| seconds(it.slowest_ms)),
    },
];

/// Bytes of one metric that wait in memory.
const IN_MEMORY: usize = 64 * 1024;

/// Writes the metrics.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn write(runs: &impl Runs, out: &mut dyn Write) -> io::Result<()> {
    // All samples of a metric stand together, and each run is read once: they wait in files.
    let mut parts: Vec<(&Metric, SpooledTempFile)> = (METRICS.iter())
        .map(|metric| (metric, tempfile::spooled_tempfile(IN_MEMORY)))
        .collect();
    runs.each(&mut |site, run| {
        for (metric, part) in &mut parts {
            let mut text = String::new();
            for (labels, value) in (metric.samples)(run) {
                text.push_str(&format!("{}{{site=\"{}\"", metric.name, escaped(site)));
                for (name, label) in labels {
                    text.push_str(&format!(",{name}=\"{}\"", escaped(&label)));
                }
                text.push_str(&format!("}} {value}\n"));
            }
            part.write_all(text.as_bytes())?;
        }
        Ok(())
    })?;
    for (metric, mut part) in parts {
        if part.stream_position()? > 0 {
            head(metric.name, metric.help, out)?;
            part.rewind()?;
            io::copy(&mut part, out)?;
        }
    }
    let name = "memberspec_parts_missing";
    head(name, "Parts of the sites whose report is missing.", out)?;
    writeln!(out, "{name} {}", runs.missing_parts().len())
}

fn head(name: &str, help: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge")
}

fn of_check(id: &str) -> Vec<(&'static str, String)> {
    vec![("check", id.to_owned())]
}

fn timed(run: &Run, value: fn(&super::run::Latency) -> f64) -> Samples {
    let latency = run.latency.iter();
    let samples = latency.map(|it| (vec![("operation", it.operation.clone())], value(it)));
    samples.collect()
}

fn seconds(milliseconds: u64) -> f64 {
    number(milliseconds) / 1000.0
}

/// A count as a sample. Those of a run are far below 2⁵³.
fn number(count: u64) -> f64 {
    count as f64
}

/// The value of a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;
    use crate::report::{Dialect, Output, sample};

    fn written(run: &Run) -> String {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes, Redactor::default());
        out.speak(Dialect::Metrics).unwrap();
        write(run, &mut out).unwrap();
        drop(out);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_run_is_gauges_with_the_name_of_the_site() {
        let run = Run::of(&sample::failing()).unwrap();
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("report-prometheus-failing", written(&run)) });
    }

    #[test]
    fn nothing_in_a_name_ends_a_label() {
        let mut run = Run::of(&sample::conforming()).unwrap();
        run.subject.name = "a\"} 1\nb\\ \u{1b}##[x".to_owned();
        let text = written(&run);
        let line = "memberspec_exchanges{site=\"a\\\"} 1\\nb\\\\ \\\\u{1b}\\\\u{23}#[x\"} ";
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn each_sample_is_written_once_whatever_a_report_lists() {
        let mut run = Run::of(&sample::failing()).unwrap();
        run.checks.extend(run.checks.clone());
        run.latency.extend(run.latency.clone());
        let text = written(&run);
        let mut names: Vec<&str> = (text.lines())
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.rsplit_once(' ').map(|(name, _)| name))
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
