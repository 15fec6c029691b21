//! Cash: what stands on cash and bank accounts, how that came about, and where the money went.
//!
//! These are the balances of the books. The bank may know of payments that nobody has booked yet.

mod course;
mod position;
mod spending;
mod unprocessed;

pub use course::{CashCourse, CashPoint, CourseInput};
pub use position::{CashAccount, CashInput, CashPosition};
pub use spending::{ContraAccount, Spending, SpendingInput};
pub use unprocessed::{UnprocessedAccount, UnprocessedMoney};

use crate::ledger::{Account, AccountType, Chart};

/// The accounts that hold money: cash, banks and payment services, lowest code first within each.
#[must_use]
pub fn money_accounts(chart: &Chart) -> Vec<&Account> {
    let types = [AccountType::CASH, AccountType::BANK, AccountType::PAYMENT_SERVICE];
    let accounts = types.into_iter().flat_map(|kind| chart.of_type(kind));
    accounts.filter(|account| !account.is_result).collect()
}
