//! The VAT balance by the balances of the VAT accounts, read no further back than the filing needs.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use exact_model::financial::{GLAccount, ReportingBalance};
use exact_model::{Filter, Uuid};

use super::administration::{Administration, year_of};
use super::batch::any_of;
use super::carried::{Carried, is_opened};
use super::reading::{Reading, both, on_accounts};
use super::{Answer, Error};
use crate::input::AccountRow;
use crate::ledger::{Account, AccountType, Chart, Movement, Movements, TransactionType};
use crate::vat::{VatBalance, VatInput, remittance_accounts};

pub(super) async fn answer(
    administration: &Administration,
    mut reading: Reading,
    as_of: NaiveDate,
) -> Result<Answer<VatBalance>, Error> {
    let calendar = administration.whole_calendar(&mut reading).await?;
    let year = calendar.year_at(as_of).map_or_else(|| year_of(as_of), |year| year.year);
    let mut chart = reading.chart(&[AccountType::VAT]).await?;
    let accounts = chart.require(AccountType::VAT)?;
    let (which, has_everything) = with_returns(&accounts);
    // The opening balance stands for the years before, and a return in this year tells what of them was filed.
    let enough = |movements: &Movements, year| is_opened(movements, year) && movements.iter().any(is_return);
    let Carried { mut movements, since } = Carried::read(&mut reading, &which, year, Some(&calendar), enough).await?;
    let unknown: BTreeSet<Uuid> = movements
        .iter()
        .filter(|movement| is_return(movement) && chart.get(movement.account).is_none())
        .map(|movement| movement.account)
        .collect();
    let found = accounts_by_id(&mut reading, &unknown).await?;
    if !has_everything {
        // Their return entries were read already.
        let others: Vec<_> = found.accounts().filter(|account| !account.is_result).collect();
        let when = ReportingBalance::TYPE.ne(TransactionType::VAT_RETURN.0);
        let when = match since {
            Some(since) => when.and(ReportingBalance::REPORTING_YEAR.ge(i32::from(since))),
            None => when,
        };
        movements = movements.and(reading.movements(both(on_accounts(&others), &when)).await?);
    }
    chart = chart.and(found);
    let input = VatInput {
        as_of,
        chart: &chart,
        calendar: &calendar,
        movements: &movements,
        remittance: &remittance_accounts(&chart, &movements),
    };
    Ok(reading.answer(VatBalance::of(&input)?))
}

fn is_return(movement: &Movement) -> bool {
    movement.transaction_type == TransactionType::VAT_RETURN
}

/// The VAT accounts and, in the same read, every balance sheet account that a VAT return entry touched: filed VAT may wait
/// on an account of another type. With more accounts than fit in a URL it is all balance sheet accounts, which is said by
/// the flag.
fn with_returns(accounts: &[&Account]) -> (Vec<Filter<ReportingBalance>>, bool) {
    let balance_sheet = || ReportingBalance::BALANCE_TYPE.eq("B");
    let mut batches = any_of(accounts, |account| ReportingBalance::GL_ACCOUNT_CODE.eq(account.code.as_str()));
    match (batches.pop(), batches.is_empty()) {
        (Some(codes), true) => {
            let returned = ReportingBalance::TYPE.eq(TransactionType::VAT_RETURN.0).and(balance_sheet());
            (vec![codes.or(returned)], false)
        }
        _ => (vec![balance_sheet()], true),
    }
}

async fn accounts_by_id(reading: &mut Reading, ids: &BTreeSet<Uuid>) -> Result<Chart, Error> {
    let mut chart = Chart::default();
    for filter in any_of(ids, |id| GLAccount::ID.eq(*id)) {
        let list = reading.list::<AccountRow>().bulk().filter(filter);
        chart = chart.and(Chart::from_rows(&reading.all(list).await?));
    }
    Ok(chart)
}
