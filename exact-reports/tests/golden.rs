//! The reports of every made-up company, as they were when somebody read and approved them: tables, explanation and checks.
//!
//! That they are right is what the other tests prove. These say that no figure, word or choice changes unnoticed. Books or
//! reports that change on purpose: `SNAPSHOTS=overwrite cargo test -p exact-reports --all-features --test golden`, and read
//! the difference.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod server;

use core::fmt::Write as _;
use std::path::Path;

use exact_reports::PeriodRequest;
use exact_reports::live::{Administration, Answer};
use exact_reports::table::Tabular;
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod};
use exact_sandbox::books::company::Company;
use server::{TODAY, company, day};
use snapbox::{Data, assert_data_eq};

const YEAR: PeriodRequest = PeriodRequest::BookYear(2025);

struct Golden(String);

impl Golden {
    /// The table that answers, with the tables that prove it.
    fn add<T: Tabular>(&mut self, answer: &Answer<T>) {
        let answering = answer.table("EUR");
        let proving =
            answer.tables("EUR").into_iter().filter(|table| matches!(&*table.title, "Toelichting" | "Controles"));
        for table in core::iter::once(answering).chain(proving) {
            writeln!(self.0, "{}", table.markdown()).unwrap();
        }
    }
}

async fn reports_of(name: &str, live: &Administration) -> String {
    let today = day(TODAY);
    let mut golden = Golden(format!("# {name}\n\n"));
    golden.add(&live.revenue(&YEAR, today).await.unwrap());
    golden.add(&live.revenue_by_customer(&YEAR).await.unwrap());
    golden.add(&live.profit_and_loss(&YEAR).await.unwrap());
    golden.add(&live.balance_sheet(today).await.unwrap());
    golden.add(&live.trial_balance(&YEAR).await.unwrap());
    golden.add(&live.receivables(today).await.unwrap());
    golden.add(&live.payables(today).await.unwrap());
    golden.add(&live.cash(today).await.unwrap());
    golden.add(&live.overview(today).await.unwrap());
    match live.vat_balance(today).await {
        Ok(answer) => {
            golden.add(&answer);
            let quarters = TaxPeriod::all_of(2025, Frequency::Quarter, exact_reports::PeriodBasis::FinancialPeriod);
            golden.add(&live.vat_returns(&quarters, &BoxMapping::default(), Rounding::InFavour).await.unwrap());
        }
        Err(error) => writeln!(golden.0, "## BTW\n\n{error}: {}", core::error::Error::source(&error).unwrap()).unwrap(),
    }
    golden.0
}

#[tokio::test]
async fn no_figure_of_a_made_up_company_changes_unnoticed() {
    // The standard books begin with the wholesaler's.
    for kind in Company::ALL.into_iter().filter(|kind| *kind != Company::Standard) {
        let (_sandbox, live) = company(kind).await;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{kind}.md"));
        assert_data_eq!(reports_of(kind.name(), &live).await, Data::read_from(&file, None).raw());
    }
}
