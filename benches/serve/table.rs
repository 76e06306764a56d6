//! The table: a row for each kind of edit.

use std::fmt;
use std::time::Duration;

/// Times in order.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    /// Milliseconds that so many of a hundred stay below; NaN where nothing was measured.
    pub fn at(&self, part: usize) -> f64 {
        let place = self.0.len().saturating_sub(1) * part / 100;
        self.0.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }
}

/// One kind of edit. Targets are milliseconds, p50 and p95.
#[derive(Default)]
pub struct Row {
    pub name: &'static str,
    pub http: Times,
    pub http_target: Option<f64>,
    pub browser: Times,
    pub browser_target: Option<(f64, f64)>,
    /// What the program says that it took, from the first notice of a change until it could be shown.
    pub built: Times,
}

pub fn head() -> String {
    format!(
        "{:<30}{:>24}  {:<16}{:>24}  {:<20}{:>9}\n{:<30}{:>8}{:>8}{:>8}  {:<16}{:>8}{:>8}{:>8}  {:<20}{:>9}",
        "from the end of write(), ms",
        "over HTTP",
        "",
        "in Chromium",
        "",
        "build",
        "",
        "p50",
        "p95",
        "most",
        "target",
        "p50",
        "p95",
        "most",
        "target",
        "p50"
    )
}

/// A target, and whether it is met.
pub fn verdict(p50: Option<f64>, p95: Option<f64>, times: &Times) -> String {
    let all = [(p50, 50), (p95, 95)];
    let named: Vec<String> = all
        .iter()
        .filter_map(|(target, _)| target.map(|ms| ms.to_string()))
        .collect();
    if named.is_empty() || times.0.is_empty() {
        return String::new();
    }
    let is_met = all
        .iter()
        .all(|(target, part)| target.is_none_or(|ms| times.at(*part) <= ms));
    format!("≤ {}: {}", named.join(", "), if is_met { "met" } else { "missed" })
}

/// Three figures, or as many dashes.
struct Three<'a>(&'a Times);

impl fmt::Display for Three<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.0.is_empty() {
            return write!(to, "{:>8}{:>8}{:>8}", "–", "–", "–");
        }
        write!(
            to,
            "{:>8.1}{:>8.1}{:>8.1}",
            self.0.at(50),
            self.0.at(95),
            self.0.at(100)
        )
    }
}

impl fmt::Display for Row {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p50, p95) = self.browser_target.unzip();
        write!(
            to,
            "{:<30}{}  {:<16}{}  {:<20}",
            self.name,
            Three(&self.http),
            verdict(self.http_target, None, &self.http),
            Three(&self.browser),
            verdict(p50, p95, &self.browser)
        )?;
        match self.built.0.is_empty() {
            true => write!(to, "{:>9}", "–"),
            false => write!(to, "{:>9.0}", self.built.at(50)),
        }
    }
}
