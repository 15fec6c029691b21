use exact_model::Decimal;
use exact_model::financial_transaction::TransactionLine;

fn main() {
    let _ = TransactionLine::AMOUNT_DC.ge(Decimal::TEN);
}
