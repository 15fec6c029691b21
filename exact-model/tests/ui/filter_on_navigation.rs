use exact_model::sales_invoice::SalesInvoice;

fn main() {
    let _ = SalesInvoice::SALES_INVOICE_LINES.is_not_null();
}
