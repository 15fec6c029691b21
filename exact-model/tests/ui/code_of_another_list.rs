use exact_model::codes::GLAccountType;
use exact_model::financial_transaction::TransactionLine;

fn main() {
    let _ = TransactionLine::TYPE.eq(GLAccountType::Revenue);
}
