use exact_model::sales_invoice::SalesInvoice;
use exact_model::{Entity as _, Query};

fn main() {
    let _ = Query::of::<SalesInvoice>(SalesInvoice::META).expand(SalesInvoice::INVOICE_NUMBER);
}
