//! Books a sales invoice in a sandbox, attaches its scan, fetches the scan again, and takes the booking back.
//!
//! `cargo run -p exact-client --features write --example book_invoice`

use exact_client::model::crm::Account;
use exact_client::model::documents::{Document, DocumentAttachment};
use exact_client::model::financial::{GLAccount, Journal};
use exact_client::model::sales_entry::{SalesEntry, SalesEntryLine};
use exact_client::model::{Decimal, NaiveDate, Uuid, projection};
use exact_client::{AppCredentials, Draft, Error, Exact, Host, MemoryTokenStore, Sent, Tokens};
use exact_sandbox::Sandbox;
use futures::TryStreamExt as _;

/// Ledger accounts of this type take revenue.
const REVENUE: i32 = 110;
/// Journals of this type take sales.
const SALES: i32 = 20;
/// Documents of this type are sales invoices.
const SALES_INVOICE: i32 = 10;

projection! {
    /// A ledger account to book on.
    struct Ledger of GLAccount {
        /// Its key.
        id: Uuid = ID,
    }
}

projection! {
    /// A journal to book in.
    struct SalesJournal of Journal {
        /// Its code.
        code: String = CODE,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let app = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://localhost/callback");
    let exact = Exact::builder(app)
        .host(Host::at(&sandbox.base_url())?)
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .build()?;
    let division = exact.current_division().await?;
    let revenue = division.list::<Ledger>().filter(GLAccount::TYPE.eq(REVENUE)).first().await?.ok_or("no revenue")?;
    let journal = division.list::<SalesJournal>().filter(Journal::TYPE.eq(SALES)).first().await?.ok_or("no journal")?;

    let writer = division.writer();
    let customer = writer.create(&Draft::<Account>::new().set(Account::NAME, "Bakkerij Jansen")).await?;
    let customer = customer.id.ok_or("no key")?;
    let line = Draft::new()
        .set(SalesEntryLine::GL_ACCOUNT, revenue.id)
        .set(SalesEntryLine::AMOUNT_FC, Decimal::new(125_050, 2))
        .set(SalesEntryLine::DESCRIPTION, "Advies");
    let date = NaiveDate::from_ymd_opt(2026, 3, 31).ok_or("no such day")?;
    let draft = Draft::<SalesEntry>::new()
        .set(SalesEntry::CUSTOMER, customer)
        .set(SalesEntry::JOURNAL, journal.code)
        .set(SalesEntry::ENTRY_DATE, date)
        .rows(SalesEntry::SALES_ENTRY_LINES, [line]);
    let entry = match writer.create(&draft).await {
        Ok(entry) => entry.entry_id.ok_or("no key")?,
        Err(error) => return Err(explained(error)),
    };
    eprintln!("booked {entry}");

    let scan = b"%PDF-1.4 the invoice".as_slice();
    let document = Draft::<Document>::new()
        .set(Document::SUBJECT, "Factuur")
        .set(Document::TYPE, SALES_INVOICE)
        .set(Document::ACCOUNT, customer);
    let document = writer.create(&document).await?.id.ok_or("no key")?;
    let attachment: DocumentAttachment = writer.attach(document, "factuur.pdf", scan).await?;
    let mut file = division.download(attachment.url.as_deref().ok_or("no address")?).await?;
    let mut bytes = 0;
    while let Some(piece) = file.try_next().await? {
        bytes += piece.len();
    }
    eprintln!("its scan has {bytes} bytes");

    writer.update(entry, &Draft::<SalesEntry>::new().set(SalesEntry::DESCRIPTION, "Advies maart")).await?;
    writer.delete::<SalesEntry>(entry).await?;
    eprintln!("and taken back: {} writes, {} reads", exact.calls().writes, exact.calls().reads);
    Ok(())
}

/// What a program has to know of a failed write before it does anything else: whether it may have been made.
fn explained(error: Error) -> Box<dyn std::error::Error> {
    match error.sent_to_exact() {
        Sent::No => eprintln!("not booked: nothing was sent"),
        Sent::Maybe => eprintln!("look in Exact Online whether it was booked"),
        _ => eprintln!("Exact answered: {}", error.api_message().unwrap_or("without a reason")),
    }
    error.into()
}
