//! How long answers take: the site's own part and Exact's, counted in steps, with nothing of a visitor.

use std::cell::Cell;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use exact_client::{Event, Observer};

use super::site::now;
use crate::progress::Reporter;

/// The ends of the steps, in milliseconds.
const STEPS: [u64; 12] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 20_000];

tokio::task_local! {
    static WAITING: Waiting;
}

/// What one question waited for Exact. Calls at the same time count once.
#[derive(Debug, Default)]
struct Waiting {
    total: Cell<Duration>,
    counted_until: Cell<Option<Instant>>,
}

impl Waiting {
    /// Counts a call that ended at `end`; calls come in the order in which they end.
    fn add(&self, end: Instant, took: Duration) {
        let uncounted = self.counted_until.get().map_or(took, |until| took.min(end.saturating_duration_since(until)));
        self.total.set(self.total.get() + uncounted);
        self.counted_until.set(Some(end));
    }
}

/// Hears of every call to Exact: for the question's progress, and for the time it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listener;

impl Observer for Listener {
    fn observe(&self, event: &Event) {
        if let Event::Answered { took, .. } = event {
            // Calls outside a question, such as a login, are not counted.
            let _ = WAITING.try_with(|waiting| waiting.add(now(), *took));
        }
        Reporter.observe(event);
    }
}

/// The outcome of a question, and how long Exact took over it.
pub(super) async fn timed<F: Future>(question: F) -> (F::Output, Duration) {
    WAITING
        .scope(Waiting::default(), async {
            let output = question.await;
            (output, WAITING.with(|waiting| waiting.total.get()))
        })
        .await
}

/// Durations, counted by the step they end in.
#[derive(Debug, Default)]
struct Durations {
    steps: [AtomicU64; STEPS.len()],
    longer: AtomicU64,
    micros: AtomicU64,
}

impl Durations {
    fn add(&self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let step = STEPS.iter().zip(&self.steps).find(|(end, _)| micros <= **end * 1_000).map(|(_, count)| count);
        step.unwrap_or(&self.longer).fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// A histogram in the format of Prometheus.
    fn write(&self, out: &mut String, name: &str, help: &str) -> std::fmt::Result {
        writeln!(out, "# HELP {name} {help}\n# TYPE {name} histogram")?;
        let mut count = 0;
        for (end, step) in STEPS.iter().zip(&self.steps) {
            count += step.load(Ordering::Relaxed);
            writeln!(out, "{name}_bucket{{le=\"{}.{:03}\"}} {count}", end / 1_000, end % 1_000)?;
        }
        count += self.longer.load(Ordering::Relaxed);
        let micros = self.micros.load(Ordering::Relaxed);
        writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_count {count}")?;
        writeln!(out, "{name}_sum {}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}

/// The counters of a site.
#[derive(Debug, Default)]
pub(super) struct Meter {
    own: Durations,
    exact: Durations,
    failed: AtomicU64,
}

impl Meter {
    /// Counts an answer: how long it took in all, and Exact's part of that.
    pub(super) fn add(&self, total: Duration, exact: Duration, succeeded: bool) {
        self.own.add(total.saturating_sub(exact));
        self.exact.add(exact);
        if !succeeded {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All of it in the format of Prometheus.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a text cannot fail.
        let _ = self.own.write(&mut out, "pmjb_own_seconds", "The site's own part of answering a question.");
        let _ = self.exact.write(&mut out, "pmjb_exact_seconds", "Exact's part of answering a question.");
        let failed = self.failed.load(Ordering::Relaxed);
        out.push_str(&format!(
            "# HELP pmjb_unanswered_total Questions that got no answer.\n# TYPE pmjb_unanswered_total counter\n\
             pmjb_unanswered_total {failed}\n"
        ));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_at_the_same_time_are_waited_for_once() {
        let (start, waiting) = (now(), Waiting::default());
        let at = |ms| start + Duration::from_millis(ms);
        waiting.add(at(100), Duration::from_millis(100));
        waiting.add(at(120), Duration::from_millis(110));
        waiting.add(at(500), Duration::from_millis(50));
        assert_eq!(waiting.total.get(), Duration::from_millis(170));
    }

    #[test]
    fn an_answer_counts_in_its_step_and_in_all_longer_ones() {
        let meter = Meter::default();
        meter.add(Duration::from_millis(300), Duration::from_millis(280), true);
        let text = meter.text();
        for line in [
            "pmjb_own_seconds_bucket{le=\"0.010\"} 0",
            "pmjb_own_seconds_bucket{le=\"0.025\"} 1",
            "pmjb_own_seconds_bucket{le=\"+Inf\"} 1",
            "pmjb_own_seconds_sum 0.020000",
            "pmjb_exact_seconds_bucket{le=\"0.500\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
