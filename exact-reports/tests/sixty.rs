//! The questions owners ask, by their number in the product's list, each asked cold of an administration with 12,000 lines
//! a year: how many calls it takes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod server;

use exact_reports::costs::CostScope;
use exact_reports::live::{Administration, Answer, Error, WorkingSet};
use exact_reports::open_items::{Horizon, Side};
use exact_reports::results::{Figure, Section};
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod};
use exact_reports::{PeriodBasis, PeriodRequest};
use exact_sandbox::Sandbox;
use server::*;

/// Lines of two and a half years.
const LINES: usize = 30_000;

/// Questions without a function here, or without a call: 6 is two times `revenue_by_customer`, 48 is `cash`, `falling_due`
/// and `vat_balance`; 44 and 53 are asked of other books elsewhere; 60 is in the checks of every answer; G14 and G15 are in
/// every answer; 52 and G16 list administrations with the client. 7, 8, 51, 55 and 59 are about entries and journals, no
/// figures.
const ELSEWHERE: [&str; 14] = ["6", "7", "8", "44", "48", "51", "52", "53", "55", "59", "60", "G14", "G15", "G16"];

/// What one call of a function answers.
struct Asked {
    numbers: &'static [&'static str],
    function: &'static str,
    calls: u64,
}

/// Asks, makes the administration forget, and keeps the price.
macro_rules! ask {
    ($asked:ident, $sandbox:ident, $live:ident, $set:ident, $numbers:expr, $function:literal, $question:expr) => {{
        $live = afresh(&$live, $set);
        $sandbox.forget_calls();
        let calls = price($question.await, $function);
        assert_eq!(calls, u64::try_from($sandbox.calls().len()).unwrap(), $function);
        $asked.push(Asked { numbers: $numbers, function: $function, calls });
    }};
}

/// A question may end in a reason that lies in these books, such as no budget; that was read as well.
fn price<T>(answer: Result<Answer<T>, Error>, function: &str) -> u64 {
    answer.unwrap_or_else(|error| panic!("{function}: {error:?}")).calls
}

/// The same administration, that remembers nothing but what is in the set.
fn afresh(live: &Administration, set: Option<&WorkingSet>) -> Administration {
    let fresh = Administration::new(live.division().clone());
    match set {
        Some(set) => fresh.with_working_set(set),
        None => fresh,
    }
}

async fn every_question(sandbox: &Sandbox, mut live: Administration, set: Option<&WorkingSet>) -> Vec<Asked> {
    let mut asked = Vec::new();
    let today = day(TODAY);
    let year = PeriodRequest::BookYear(2026);
    let closed = PeriodRequest::BookYear(2025);
    let quarter = PeriodRequest::Periods { year: 2026, from: 4, to: 6 };
    let same = PeriodRequest::Periods { year: 2025, from: 4, to: 6 };
    let month = PeriodRequest::Periods { year: 2026, from: 5, to: 5 };
    let tax = TaxPeriod::containing(today, Frequency::Quarter, PeriodBasis::FinancialPeriod).unwrap();
    let filed = [tax.previous().unwrap()];
    let mapping = BoxMapping::default();
    let scope = CostScope::Operating;

    ask!(asked, sandbox, live, set, &["G1"], "revenue, a month", live.revenue(&month, today));
    ask!(asked, sandbox, live, set, &["1", "9", "56"], "revenue, this year", live.revenue(&year, today));
    ask!(asked, sandbox, live, set, &["2", "G2"], "revenue, a closed year", live.revenue(&closed, today));
    ask!(asked, sandbox, live, set, &["3", "13", "G7"], "to_date", live.to_date(today));
    ask!(asked, sandbox, live, set, &["4", "5", "G3"], "revenue_by_customer", live.revenue_by_customer(&year));
    ask!(asked, sandbox, live, set, &["10", "12", "14", "15", "G9"], "costs, a year", live.costs(&year, scope));
    ask!(asked, sandbox, live, set, &["11"], "costs, a month", live.costs(&month, scope));
    ask!(asked, sandbox, live, set, &["G6"], "costs, a quarter", live.costs(&quarter, scope));
    ask!(asked, sandbox, live, set, &["16"], "costs_by_supplier", live.costs_by_supplier(&year, scope));
    ask!(asked, sandbox, live, set, &["G8"], "fixed_costs", live.fixed_costs(&closed));
    ask!(asked, sandbox, live, set, &["17", "39"], "anomalies", live.anomalies(&quarter));
    ask!(
        asked,
        sandbox,
        live,
        set,
        &["18", "19", "20", "21", "22", "26", "54", "G10", "G11", "G12"],
        "receivables",
        live.receivables(today)
    );
    ask!(asked, sandbox, live, set, &["23"], "punctuality", live.punctuality(Side::Receivable, today));
    ask!(asked, sandbox, live, set, &["24"], "dso", live.dso(&closed));
    ask!(asked, sandbox, live, set, &["25"], "position_on", live.position_on(Side::Receivable, day("2025-12-31")));
    ask!(asked, sandbox, live, set, &["27", "29", "30"], "payables", live.payables(today));
    ask!(asked, sandbox, live, set, &["28"], "falling_due", live.falling_due(Side::Payable, today, Horizon::Week));
    ask!(asked, sandbox, live, set, &["31"], "invoice", live.invoice(Side::Payable, "2026-0457", today));
    ask!(asked, sandbox, live, set, &["32"], "duplicates", live.duplicates(day("2026-01-01"), today));
    ask!(asked, sandbox, live, set, &["33", "34"], "vat_returns", live.vat_returns(&[tax], &mapping, Rounding::Exact));
    ask!(asked, sandbox, live, set, &["35"], "turnover_by_rate", live.turnover_by_rate(&tax, &mapping));
    ask!(asked, sandbox, live, set, &["36"], "filed_returns", live.filed_returns(&filed, &mapping, Rounding::Exact));
    ask!(asked, sandbox, live, set, &["37"], "eu_listing", live.eu_listing(&tax, &mapping, Rounding::Exact));
    ask!(asked, sandbox, live, set, &["38"], "tax_returns", live.tax_returns(today));
    ask!(asked, sandbox, live, set, &["40", "G13"], "vat_balance", live.vat_balance(today));
    ask!(asked, sandbox, live, set, &["41", "42", "43"], "profit_and_loss", live.profit_and_loss(&year));
    ask!(asked, sandbox, live, set, &["45", "G4", "G5"], "comparison", live.comparison(&same, &quarter));
    ask!(asked, sandbox, live, set, &["46"], "cost_centers", live.cost_centers(&quarter));
    ask!(asked, sandbox, live, set, &["47"], "cash", live.cash(today));
    ask!(asked, sandbox, live, set, &["49"], "cash_course", live.cash_course(day("2026-01-01"), today));
    ask!(asked, sandbox, live, set, &["50"], "spending", live.spending(&month));
    let statement = live.profit_and_loss(&quarter).await.unwrap().report;
    live = afresh(&live, set);
    sandbox.forget_calls();
    let behind = live.lines_behind(&statement.selector(Figure::Section(Section::Revenue), None)).await.unwrap();
    asked.push(Asked { numbers: &["57"], function: "lines_behind", calls: behind.calls });
    ask!(asked, sandbox, live, set, &["58"], "trial_balance", live.trial_balance(&quarter));
    ask!(asked, sandbox, live, set, &["G17"], "overview", live.overview(today));
    asked
}

#[tokio::test]
async fn nine_in_ten_questions_take_ten_calls_at_most_and_open_invoices_three() {
    let (sandbox, live) = open(Sandbox::builder().lines(LINES).today(day(TODAY))).await;
    let asked = Box::pin(every_question(&sandbox, live, None)).await;
    for one in &asked {
        println!("| {} | `{}` | {} |", one.numbers.join(", "), one.function, one.calls);
        for number in one.numbers {
            assert!(!["G10", "G11", "G12"].contains(number) || one.calls <= 3, "{number}: {} calls", one.calls);
        }
    }
    let mut told: Vec<&str> = asked.iter().flat_map(|one| one.numbers.iter().copied()).chain(ELSEWHERE).collect();
    told.sort_unstable();
    let mut all: Vec<String> = (1..=60).map(|n| n.to_string()).chain((1..=17).map(|n| format!("G{n}"))).collect();
    all.sort_unstable();
    assert_eq!(told, all, "every question of the list is accounted for, once");
    let questions: usize = asked.iter().map(|one| one.numbers.len()).sum();
    let cheap: usize = asked.iter().filter(|one| one.calls <= 10).map(|one| one.numbers.len()).sum();
    assert!(cheap * 10 >= questions * 9, "{cheap} of {questions}");
}

/// Questions that read payment terms of more than a page, or something besides the ledger, cost that much more.
const BEYOND_THE_LEDGER: [&str; 4] = ["23", "25", "31", "36"];

#[tokio::test]
async fn with_a_working_set_a_question_that_is_asked_again_takes_two_calls_at_most() {
    let (sandbox, live) = open(Sandbox::builder().lines(LINES).today(day(TODAY))).await;
    let set = WorkingSet::default();
    let mut again = Vec::new();
    for _ in 0..2 {
        again = Box::pin(every_question(&sandbox, afresh(&live, None), Some(&set))).await;
    }
    for one in &again {
        println!("| {} | `{}` | {} |", one.numbers.join(", "), one.function, one.calls);
    }
    for one in &again {
        let is_beyond = one.numbers.iter().any(|number| BEYOND_THE_LEDGER.contains(number));
        assert!(is_beyond || one.calls <= 2, "{}: {} calls", one.function, one.calls);
    }
}
