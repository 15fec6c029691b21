use exact_model::crm::Account;
use exact_model::financial_transaction::TransactionLine;

fn main() {
    let _ = TransactionLine::FINANCIAL_YEAR.eq(2026).and(Account::NAME.eq("x"));
}
