//! The live questions about the ledger: the same figures as from all of the books, and for how many calls.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use books::{Administration as Books, day};
use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, Tokens};
use exact_model::financial::GLAccount;
use exact_model::{Complete, Entity};
use exact_reports::anomalies::{Anomalies, AnomalyInput, PossibleDuplicate};
use exact_reports::balance::{BalanceSheet, Moment, SheetInput, SheetSide, TrialBalance, TrialInput};
use exact_reports::cash::{CashCourse, CourseInput, Spending, SpendingInput};
use exact_reports::costs::{BySupplier, CostInput, CostScope, Costs, FixedCosts, FixedInput, SupplierInput};
use exact_reports::input::AccountVatRow;
use exact_reports::ledger::Turnovers;
use exact_reports::live::{Administration, Answer};
use exact_reports::overview::{Overview, OverviewInput};
use exact_reports::results::{Figure, ProfitAndLoss, Section, StatementInput, Subtotal};
use exact_reports::{Check, PeriodRange, PeriodRequest};
use exact_sandbox::{Limits, Sandbox};

const TODAY: &str = "2026-06-15";

/// A sandbox, the administration in it through the client, and the same books without HTTP.
struct Link {
    sandbox: Sandbox,
    live: Administration,
    books: Books,
}

impl Link {
    async fn start(builder: exact_sandbox::Builder) -> Self {
        let sandbox = builder.today(day(TODAY)).limits(Limits { minute: 10_000, day: 100_000 }).start().await.unwrap();
        let credentials =
            AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://127.0.0.1/callback");
        let exact = Exact::builder(credentials)
            .host(Host::at(&sandbox.base_url()).unwrap())
            .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
            .build()
            .unwrap();
        exact.keep_alive().await.unwrap();
        sandbox.forget_calls();
        let live = Administration::new(exact.division(sandbox.divisions()[0]));
        let books = Books::of(sandbox.books().divisions[0].clone(), day(TODAY));
        Self { sandbox, live, books }
    }

    /// The figures and the calls, after proof that it counted them right and that every check agrees. The next question is
    /// asked cold.
    fn sound<T>(&mut self, answer: Answer<T>, most: u64) -> T {
        assert_eq!(answer.calls, u64::try_from(self.sandbox.calls().len()).unwrap());
        assert_eq!(answer.differences().collect::<Vec<&Check>>(), Vec::<&Check>::new());
        assert!(answer.complete && !answer.basis.sources.is_empty());
        assert!(answer.calls <= most, "{:?}: {} calls", answer.basis.definition, answer.calls);
        self.live = Administration::new(self.live.division().clone());
        self.sandbox.forget_calls();
        answer.report
    }

    fn statement(&self, period: &PeriodRange) -> ProfitAndLoss {
        let Books { chart, calendar, movements, .. } = &self.books;
        ProfitAndLoss::of(&StatementInput { period, chart, calendar, movements }).unwrap().report
    }
}

#[tokio::test]
async fn every_question_gives_the_figures_of_the_whole_books() {
    for seed in [1, 7] {
        let mut link = Link::start(Sandbox::builder().seed(seed)).await;
        every_question(&mut link, 10, 20).await;
    }
}

#[tokio::test]
async fn with_twelve_thousand_lines_a_year_narrow_questions_take_ten_calls_at_most() {
    let mut link = Link::start(Sandbox::builder().lines(30_000)).await;
    every_question(&mut link, 10, 20).await;
}

/// `narrow` and `broad` are the most calls a question may take: broad ones need the whole ledger.
async fn every_question(link: &mut Link, narrow: u64, broad: u64) {
    let year = PeriodRequest::BookYear(2025);
    let quarter = PeriodRequest::Periods { year: 2026, from: 1, to: 3 };
    let scope = CostScope::Operating;
    for request in [year, quarter] {
        let period = link.books.period(request);
        let answer = link.live.profit_and_loss(&request).await.unwrap();
        assert!(link.sound(answer, narrow) == link.statement(&period));

        let answer = link.live.costs(&request, scope).await.unwrap();
        let costs = link.sound(answer, narrow);
        let books = &link.books;
        let expected = Costs::of(&CostInput {
            period: &period,
            scope,
            chart: &books.chart,
            calendar: &books.calendar,
            movements: &books.movements,
            classification: Some(&books.classification),
        });
        assert!(costs == expected.unwrap().report);

        let answer = link.live.costs_by_supplier(&request, scope).await.unwrap();
        let suppliers = link.sound(answer, narrow);
        let books = &link.books;
        let input = SupplierInput { period: &period, scope, chart: &books.chart, lines: &books.lines };
        assert!(suppliers == BySupplier::of(&input).unwrap().report);

        let answer = link.live.fixed_costs(&request).await.unwrap();
        let fixed = link.sound(answer, narrow);
        let books = &link.books;
        let expected = FixedCosts::of(&FixedInput {
            period: &period,
            chart: &books.chart,
            calendar: &books.calendar,
            lines: &books.lines,
            classification: Some(&books.classification),
        });
        assert!(fixed == expected.unwrap().report);

        let answer = link.live.trial_balance(&request).await.unwrap();
        let trial = link.sound(answer, broad);
        let books = &link.books;
        let input = TrialInput {
            period: &period,
            chart: &books.chart,
            turnovers: &Turnovers::from_lines(&books.lines).unwrap(),
        };
        let expected = TrialBalance::of(&input).unwrap().report;
        assert_eq!((trial.debit, trial.credit), (expected.debit, expected.credit));
        assert_eq!((trial.begin, trial.end), (expected.begin, expected.end));
    }
    let month = PeriodRequest::Periods { year: 2026, from: 4, to: 4 };
    let answer = link.live.spending(&month).await.unwrap();
    let spending = link.sound(answer, broad);
    let (period, books) = (link.books.period(month), &link.books);
    let input = SpendingInput { period: &period, chart: &books.chart, lines: &books.lines };
    assert!(spending == Spending::of(&input).unwrap().report);

    let last_year = PeriodRequest::Periods { year: 2025, from: 1, to: 3 };
    let answer = link.live.comparison(&last_year, &quarter).await.unwrap();
    let comparison = link.sound(answer, narrow);
    assert_eq!(comparison.revenue.before, (1..=3).map(|number| -link.books.results(110, 2025, Some(number))).sum());
    assert_eq!(comparison.revenue.after, (1..=3).map(|number| -link.books.results(110, 2026, Some(number))).sum());

    let answer = link.live.cost_centers(&quarter).await.unwrap();
    let centers = link.sound(answer, narrow);
    assert_eq!(centers.result, link.statement(&link.books.period(quarter)).result.total);
}

#[tokio::test]
async fn balances_are_those_of_the_whole_books() {
    for builder in [Sandbox::builder().seed(7), Sandbox::builder().lines(30_000)] {
        let mut link = Link::start(builder).await;
        let moment = Moment::at(day("2026-04-30"), &link.books.calendar).unwrap();
        let answer = link.live.balance_sheet(day("2026-04-30")).await.unwrap();
        let sheet = link.sound(answer, 20);
        let books = &link.books;
        let input = SheetInput { moment, chart: &books.chart, movements: &books.movements };
        let expected = BalanceSheet::of(&input).unwrap().report;
        assert_eq!(
            (sheet.assets, sheet.liabilities, sheet.result),
            (expected.assets, expected.liabilities, expected.result)
        );

        let answer = link.live.cash(day(TODAY)).await.unwrap();
        let cash = link.sound(answer, 10);
        let moments = Moment::period_ends(day("2025-01-01"), day("2026-05-31"), &link.books.calendar);
        let books = &link.books;
        let input = CourseInput { moments: &moments, chart: &books.chart, movements: &books.movements };
        let expected = CashCourse::of(&input).unwrap().report;
        let answer = link.live.cash_course(day("2025-01-01"), day("2026-05-31")).await.unwrap();
        let course = link.sound(answer, 10);
        let totals = |course: &CashCourse| course.points.iter().map(|point| point.position.total).collect::<Vec<_>>();
        assert_eq!(totals(&course), totals(&expected));
        assert_eq!(course.points.len(), 17);

        let books = &link.books;
        let input = OverviewInput {
            today: day(TODAY),
            chart: &books.chart,
            calendar: &books.calendar,
            movements: &books.movements,
        };
        let expected = Overview::of(&input).unwrap().report;
        let answer = link.live.overview(day(TODAY)).await.unwrap();
        let overview = link.sound(answer, 20);
        assert!(overview.comparison == expected.comparison);
        assert_eq!(overview.cash.unwrap().total, cash.total);
        let amount = |balance: &Option<exact_reports::overview::LedgerBalance>| balance.as_ref().map(|one| one.amount);
        assert_eq!(amount(&overview.receivable), amount(&expected.receivable));
        assert_eq!(amount(&overview.payable), amount(&expected.payable));
        assert_eq!(amount(&overview.vat), amount(&expected.vat));
    }
}

#[tokio::test]
async fn to_date_and_against_the_budget_the_actual_figures_are_those_of_the_books() {
    let mut link = Link::start(Sandbox::builder().seed(7)).await;
    let answer = link.live.to_date(day(TODAY)).await.unwrap();
    assert!(answer.basis.choices.iter().any(|choice| choice.key() == "unfinished_period"));
    let to_date = link.sound(answer, 10);
    assert_eq!(to_date.before.end, day("2025-06-30"));
    let month = PeriodRequest::Periods { year: 2026, from: 3, to: 3 };
    let answer = link.live.budget(&month, None).await.unwrap();
    let budget = link.sound(answer, 10);
    assert_eq!(budget.comparison.revenue.after, -link.books.results(110, 2026, Some(3)));
    assert!(!budget.comparison.revenue.before.is_zero());
}

#[tokio::test]
async fn the_lines_behind_a_figure_are_read_afresh_and_add_up_to_it() {
    let mut link = Link::start(Sandbox::builder().seed(7)).await;
    let quarter = PeriodRequest::Periods { year: 2026, from: 1, to: 3 };
    let answer = link.live.profit_and_loss(&quarter).await.unwrap();
    let statement = link.sound(answer, 10);
    for figure in [Figure::Section(Section::Revenue), Figure::Subtotal(Subtotal::Result)] {
        let behind = link.live.lines_behind(&statement.selector(figure, None)).await.unwrap();
        let amounts = statement.amounts(figure).unwrap();
        assert_eq!(behind.total, amounts.total);
        assert_eq!(behind.lines.len(), usize::try_from(amounts.lines).unwrap());
        assert!(behind.lines.iter().all(|line| line.detail.entry_number.is_some()));
        let column = statement.columns.last();
        let behind = link.live.lines_behind(&statement.selector(figure, column)).await.unwrap();
        assert_eq!(Some(&behind.total), amounts.by_period.last());
    }
    link.sandbox.forget_calls();
    let answer = link.live.balance_sheet(day("2026-04-30")).await.unwrap();
    let sheet = link.sound(answer, 20);
    for row in sheet.accounts(SheetSide::Assets) {
        let selector = sheet.selector(SheetSide::Assets, [row.account.id]);
        assert_eq!(link.live.lines_behind(&selector).await.unwrap().total, row.amount, "{}", row.account.code);
    }
}

#[tokio::test]
async fn what_deserves_a_second_look_is_the_same_as_in_the_whole_books() {
    let mut link = Link::start(Sandbox::builder().seed(7)).await;
    for request in [PeriodRequest::BookYear(2025), PeriodRequest::Periods { year: 2026, from: 1, to: 3 }] {
        let answer = link.live.anomalies(&request).await.unwrap();
        let found = link.sound(answer, 10);
        let (books, period) = (&link.books, link.books.period(request));
        let row = |account: &exact_sandbox::books::Account| AccountVatRow {
            account: account.id,
            vat_code: account.vat_code.clone().map(Into::into),
        };
        let vat_codes = books.division.accounts.iter().map(row).collect();
        let expected = Anomalies::of(&AnomalyInput {
            period: &period,
            moment: Moment::at(period.end, &books.calendar).unwrap(),
            chart: &books.chart,
            vat_codes: &Complete::finished(GLAccount::META, 1, vat_codes),
            lines: &books.lines,
        });
        let expected = expected.unwrap().report;
        assert!(found.without_vat_code == expected.without_vat_code);
        assert!(found.suspense == expected.suspense);
        let alike = |list: &[PossibleDuplicate]| list.iter().map(|one| one.entries).collect::<Vec<_>>();
        // The invoice it resembles may lie in an earlier year, which is not read for it.
        assert!(alike(&found.duplicates).iter().all(|pair| alike(&expected.duplicates).contains(pair)));
    }
}

#[tokio::test]
async fn a_year_without_books_is_an_error_for_every_question() {
    let link = Link::start(Sandbox::builder().seed(7)).await;
    let year = PeriodRequest::BookYear(2019);
    assert!(link.live.profit_and_loss(&year).await.is_err());
    assert!(link.live.costs(&year, CostScope::Operating).await.is_err());
    assert!(link.live.costs_by_supplier(&year, CostScope::Operating).await.is_err());
    assert!(link.live.fixed_costs(&year).await.is_err());
    assert!(link.live.trial_balance(&year).await.is_err());
    assert!(link.live.spending(&year).await.is_err());
    assert!(link.live.cost_centers(&year).await.is_err());
    assert!(link.live.budget(&year, None).await.is_err());
    assert!(link.live.balance_sheet(day("2019-05-05")).await.is_err());
    assert!(link.live.cash(day("2019-05-05")).await.is_err());
    assert!(link.live.overview(day("2019-05-05")).await.is_err());
}
