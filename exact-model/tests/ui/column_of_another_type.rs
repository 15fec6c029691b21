use exact_model::cashflow::Receivable;

fn main() {
    let _ = Receivable::AMOUNT_DC.eq("ten");
}
