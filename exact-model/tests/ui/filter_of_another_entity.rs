use exact_model::crm::Account;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Entity as _, Query};

fn main() {
    let _ = Query::of::<TransactionLine>(TransactionLine::META).filter(Account::NAME.eq("x"));
}
