//! POST, PUT and DELETE of the API, and what can be read after them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod set_up_writes;
mod support;

use exact_sandbox::Sandbox;
use exact_sandbox::books::company::{self, Company};
use exact_sandbox::books::{Division, guid};
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::*;

struct Desk {
    session: Session,
    division: Division,
}

async fn desk() -> Desk {
    let books = company::make(Company::Wholesaler, 3, day(2026, 6, 15));
    let division = books.divisions[0].clone();
    Desk { session: session_of(Sandbox::builder().books(books).limits(AMPLE).errors_per_hour(100)).await, division }
}

impl Desk {
    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.send_with(method, path, body, false).await
    }

    async fn send_with(&self, method: Method, path: &str, body: &Value, whole: bool) -> Reply {
        let url = format!("{}/api/v1/{}/{path}", self.session.sandbox.base_url(), self.division.code);
        let mut request = self.session.http.request(method, url).bearer_auth(&self.session.token);
        request = request.header("accept", "application/json").json(body);
        if whole {
            request = request.header("prefer", "return=representation");
        }
        reply(request).await
    }

    async fn read(&self, path: &str) -> Vec<Value> {
        let page = self.session.get(&format!("{}/{path}", self.division.code)).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page.rows()
    }

    async fn one(&self, endpoint: &str, id: &str) -> Value {
        let page = self.session.get(&format!("{}/{endpoint}(guid'{id}')", self.division.code)).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.json()["d"].clone()
    }

    fn account(&self, code: &str) -> String {
        self.division.accounts.iter().find(|account| account.code == code).unwrap().id.to_string()
    }

    fn relation(&self, at: usize) -> String {
        self.division.relations[at].id.to_string()
    }

    async fn entry_amounts(&self, id: &str) -> Vec<(String, Decimal)> {
        let path = format!(
            "financialtransaction/TransactionLines?$select=AmountDC,GLAccountCode&$filter=EntryID%20eq%20guid'{id}'"
        );
        let rows = self.read(&path).await;
        let mut lines: Vec<_> = rows
            .iter()
            .map(|row| (row["GLAccountCode"].as_str().unwrap().to_owned(), amount(&row["AmountDC"])))
            .collect();
        lines.sort();
        lines
    }
}

fn expected(lines: &[(&str, i64)]) -> Vec<(String, Decimal)> {
    lines.iter().map(|(account, cents)| ((*account).to_owned(), Decimal::new(*cents, 2))).collect()
}

#[tokio::test]
async fn e10_a_post_gives_back_the_key_alone_unless_the_entity_is_asked_for() {
    let desk = desk().await;
    let body =
        json!({ "Name": "Nieuwe Klant B.V.", "Code": "7777", "Status": "C", "Phone": "000-0000000", "Country": "BE" });
    let created = desk.send(Method::POST, "crm/Accounts", &body).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let row = created.json()["d"].clone();
    assert!(row["ID"].is_string() && row["Name"].is_null() && row["Phone"].is_null());
    let whole = json!({ "Name": "Tweede" });
    let created = desk.send_with(Method::POST, "crm/Accounts", &whole, true).await.json()["d"].clone();
    assert_eq!(created["Name"], "Tweede");
    let read = desk.one("crm/Accounts", row["ID"].as_str().unwrap()).await;
    assert_eq!(
        (&read["Name"], &read["Phone"], &read["Country"]),
        (&"Nieuwe Klant B.V.".into(), &"000-0000000".into(), &"BE ".into())
    );
    assert_eq!(read["Code"], "              7777");
    assert_eq!(desk.read("crm/Accounts?$filter=trim(Code)%20eq%20'7777'&$select=ID").await.len(), 1);
}

#[tokio::test]
async fn e9_a_put_changes_only_what_it_names_and_patch_is_refused() {
    let desk = desk().await;
    let id = desk.relation(2);
    let before = desk.one("crm/Accounts", &id).await;
    let path = format!("crm/Accounts(guid'{id}')");
    let changed =
        desk.send(Method::PUT, &path, &json!({ "Name": "Hernoemd", "Website": "https://voorbeeld.example" })).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    let after = desk.one("crm/Accounts", &id).await;
    assert_eq!((&after["Name"], &after["Website"]), (&"Hernoemd".into(), &"https://voorbeeld.example".into()));
    assert_eq!((&after["Code"], &after["Email"], &after["City"]), (&before["Code"], &before["Email"], &before["City"]));
    for method in [Method::PATCH, Method::from_bytes(b"MERGE").unwrap()] {
        assert_eq!(desk.send(method, &path, &json!({ "Name": "x" })).await.status, 405);
    }
    assert_eq!(desk.send(Method::PUT, "crm/Accounts", &json!({})).await.status, 405);
}

#[tokio::test]
async fn a_deleted_entity_is_gone_and_sync_deleted_tells_of_it() {
    let desk = desk().await;
    let body = json!({ "Account": desk.relation(1), "FirstName": "Piet", "LastName": "Proef" });
    let id = desk.send(Method::POST, "crm/Contacts", &body).await.json()["d"]["ID"].as_str().unwrap().to_owned();
    assert_eq!(desk.one("crm/Contacts", &id).await["LastName"], "Proef");
    let path = format!("crm/Contacts(guid'{id}')");
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 404);
    let deleted = desk.read("sync/Deleted?$select=EntityKey,EntityType&$filter=Timestamp%20gt%200L").await;
    assert_eq!((&deleted[0]["EntityKey"], &deleted[0]["EntityType"]), (&id.as_str().into(), &5.into()));
}

#[tokio::test]
async fn what_the_ledger_uses_cannot_be_deleted() {
    let desk = desk().await;
    let relation = &desk.division.relations[0];
    let refused = desk.send(Method::DELETE, &format!("crm/Accounts(guid'{}')", relation.id), &json!({})).await;
    assert_eq!(refused.status, 500);
    assert_eq!(refused.message(), format!("Can't delete: Account {} - Used in: Entries", relation.code));
    let path = format!("financial/GLAccounts(guid'{}')", desk.account("8000"));
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 500);
}

#[tokio::test]
async fn wrong_bodies_are_refused_in_exacts_words() {
    let desk = desk().await;
    let post = async |path: &str, body: Value| {
        let refused = desk.send(Method::POST, path, &body).await;
        (refused.status, refused.message())
    };
    let unknown = post("crm/Contacts", json!({ "NotAField": 1 })).await;
    let text = "Error processing request stream. The property name 'NotAField' specified for type 'Exact.Web.Api.Models.Contact' is not valid.";
    assert_eq!(unknown, (400, text.to_owned()));
    let typed = post("crm/Contacts", json!({ "Account": 5 })).await;
    assert!(typed.0 == 400 && typed.1.contains("property 'Account' to type 'System.Guid'"), "{typed:?}");
    let missing = post("crm/Contacts", json!({ "FirstName": "Piet", "LastName": "Proef" })).await;
    assert_eq!(missing, (500, "Mandatory: Account".to_owned()));
    let blank = post("crm/Accounts", json!({ "Name": null })).await;
    assert_eq!(blank, (500, "Mandatory: Name".to_owned()), "a null that was sent counts as empty");
    let twice = post("financial/GLAccounts", json!({ "Code": "8000", "Description": "Nog eens" })).await;
    assert_eq!(twice, (500, "Already exists: Code 8000".to_owned()));
    let url = format!("{}/api/v1/{}/crm/Contacts", desk.session.sandbox.base_url(), desk.division.code);
    let request = desk.session.http.post(url).bearer_auth(&desk.session.token).header("accept", "application/json");
    assert_eq!(reply(request.body("no json")).await.status, 400);
    assert_eq!(desk.send(Method::POST, "read/financial/RevenueList", &json!({})).await.status, 405);
}

#[tokio::test]
async fn a_posted_sales_entry_gets_its_debtor_and_its_vat() {
    let desk = desk().await;
    let lines = json!([
        { "GLAccount": desk.account("8000"), "AmountFC": 100.50, "VATCode": "2" },
        { "GLAccount": desk.account("8010"), "AmountFC": "50", "VATCode": "1  " }
    ]);
    let body = json!({ "Customer": desk.relation(8), "Journal": "70", "EntryDate": "2026-06-10T00:00:00", "YourRef": "A-1", "SalesEntryLines": lines });
    let created = desk.send(Method::POST, "salesentry/SalesEntries", &body).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let id = created.json()["d"]["EntryID"].as_str().unwrap().to_owned();
    let lines = expected(&[("1300", 17_611), ("1500", -2_111), ("1510", -450), ("8000", -10_050), ("8010", -5_000)]);
    assert_eq!(desk.entry_amounts(&id).await, lines);
    let header = desk.one("salesentry/SalesEntries", &id).await;
    assert_eq!(
        (amount(&header["AmountDC"]), amount(&header["VATAmountDC"])),
        (Decimal::new(17_611, 2), Decimal::new(2_561, 2))
    );
    assert_eq!((&header["Type"], &header["Status"], &header["YourRef"]), (&20.into(), &20.into(), &"A-1".into()));
    let path = format!("salesentry/SalesEntries(guid'{id}')");
    assert_eq!(desk.send(Method::PUT, &path, &json!({ "Description": "Anders" })).await.status, 204);
    assert_eq!(desk.one("salesentry/SalesEntries", &id).await["Description"], "Anders");
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    assert!(desk.entry_amounts(&id).await.is_empty());
}

#[tokio::test]
async fn a_purchase_with_reversed_vat_and_a_foreign_sale_are_booked_as_exact_books_them() {
    let desk = desk().await;
    let lines = json!([{ "GLAccount": desk.account("7200"), "AmountFC": 100, "VATCode": "10" }]);
    let body = json!({ "Supplier": desk.relation(50), "Journal": "60", "EntryDate": "2026-06-10", "PurchaseEntryLines": lines });
    let created = desk.send(Method::POST, "purchaseentry/PurchaseEntries", &body).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let id = created.json()["d"]["EntryID"].as_str().unwrap().to_owned();
    assert_eq!(
        desk.entry_amounts(&id).await,
        expected(&[("1512", -2_100), ("1520", 2_100), ("1600", -10_000), ("7200", 10_000)])
    );
    let lines = json!([{ "GLAccount": desk.account("8110"), "AmountFC": 200, "VATCode": "6" }]);
    let body = json!({ "Customer": desk.relation(2), "Journal": "70", "Currency": "USD", "Rate": 0.9, "SalesEntryLines": lines });
    let id = desk.send(Method::POST, "salesentry/SalesEntries", &body).await.json()["d"]["EntryID"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(desk.entry_amounts(&id).await, expected(&[("1300", 18_000), ("8110", -18_000)]));
    assert_eq!(amount(&desk.one("salesentry/SalesEntries", &id).await["AmountFC"]), Decimal::from(200));
}

#[tokio::test]
async fn a_bank_entry_pays_the_invoice_it_names_and_a_memo_must_balance() {
    let desk = desk().await;
    let open = desk
        .division
        .open_items
        .0
        .iter()
        .find(|item| {
            item.account == "1300"
                && item.open_dc > Decimal::ZERO
                && item.invoice_number.is_some()
                && item.currency == "EUR"
        })
        .unwrap();
    let relation = desk.division.relations.iter().find(|one| Some(&one.code) == open.relation.as_ref()).unwrap().id;
    let cents: f64 = open.open_dc.to_string().parse().unwrap();
    let lines = json!([{ "GLAccount": desk.account("1300"), "Account": relation, "AmountFC": cents, "OurRef": open.invoice_number }]);
    let body = json!({ "JournalCode": "20", "BankEntryLines": lines });
    let created = desk.send(Method::POST, "financialtransaction/BankEntries", &body).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let books = desk.session.sandbox.books_now();
    let now = books.divisions[0].open_items.0.iter().find(|item| item.id == open.id).unwrap();
    assert_eq!(now.open_dc, Decimal::ZERO);
    let memo = |second: i64| {
        let lines = json!([{ "GLAccount": desk.account("4500"), "AmountFC": 25 }, { "GLAccount": desk.account("1650"), "AmountFC": second }]);
        json!({ "JournalCode": "90", "GeneralJournalEntryLines": lines })
    };
    let path = "generaljournalentry/GeneralJournalEntries";
    assert_eq!(desk.send(Method::POST, path, &memo(-25)).await.status, 201);
    let refused = desk.send(Method::POST, path, &memo(-24)).await;
    assert_eq!((refused.status, refused.message().as_str()), (500, "The entry is not in balance"));
}

#[tokio::test]
async fn an_invoice_a_document_and_an_account_can_be_made_and_read() {
    let desk = desk().await;
    let nothing = guid(0, exact_sandbox::books::IdSpace::Record, "no item").to_string();
    let lines =
        json!([{ "GLAccount": desk.account("8000"), "Item": nothing, "Quantity": 3, "NetPrice": 10, "VATCode": "2" }]);
    let body = json!({ "OrderedBy": desk.relation(8), "Journal": "70", "SalesInvoiceLines": lines });
    let created = desk.send_with(Method::POST, "salesinvoice/SalesInvoices", &body, true).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let invoice = created.json()["d"].clone();
    assert_eq!(
        (amount(&invoice["AmountDC"]), &invoice["Type"], &invoice["Status"]),
        (Decimal::new(3_630, 2), &8020.into(), &20.into())
    );
    let path = format!("salesinvoice/SalesInvoices(guid'{}')", invoice["InvoiceID"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    for (endpoint, body) in [
        ("documents/Documents", json!({ "Subject": "Contract", "Type": 55 })),
        ("financial/GLAccounts", json!({ "Code": "4999", "Description": "Nieuwe kosten", "Type": 121 })),
        ("hrm/Costcenters", json!({ "Code": "NIEUW", "Description": "Nieuw" })),
    ] {
        let created = desk.send_with(Method::POST, endpoint, &body, true).await;
        assert_eq!(created.status, 201, "{endpoint}: {}", created.text);
        let row = desk.one(endpoint, created.json()["d"]["ID"].as_str().unwrap()).await;
        for (name, value) in body.as_object().unwrap() {
            assert_eq!(&row[name], value, "{endpoint}");
        }
    }
}

/// An entry of two lines with high and low VAT, and the ids of its lines by account.
async fn sale(desk: &Desk) -> (String, impl Fn(&str) -> String) {
    let lines = json!([
        { "GLAccount": desk.account("8000"), "AmountFC": 100, "VATCode": "2" },
        { "GLAccount": desk.account("8010"), "AmountFC": 50, "VATCode": "1" }
    ]);
    let body = json!({ "Customer": desk.relation(8), "Journal": "70", "YourRef": "A-1", "SalesEntryLines": lines });
    let created = desk.send(Method::POST, "salesentry/SalesEntries", &body).await;
    let id = created.json()["d"]["EntryID"].as_str().unwrap().to_owned();
    let rows = desk.read(&format!("salesentry/SalesEntryLines?$filter=EntryID%20eq%20guid'{id}'")).await;
    let line = move |account: &str| {
        let row = rows.iter().find(|row| row["GLAccountCode"] == account).unwrap();
        format!("salesentry/SalesEntryLines(guid'{}')", row["ID"].as_str().unwrap())
    };
    (id, line)
}

#[tokio::test]
async fn a_line_of_a_sale_is_added_changed_and_deleted_with_its_vat_and_its_debtor() {
    let desk = desk().await;
    let (id, line) = sale(&desk).await;
    let mut bare = expected(&[("1300", 17_550), ("1500", -2_100), ("1510", -450), ("8000", -10_000), ("8010", -5_000)]);
    assert_eq!(desk.entry_amounts(&id).await, bare);

    let more = json!({ "EntryID": id, "GLAccount": desk.account("8000"), "AmountFC": "0.50", "VATCode": "2" });
    let added = desk.send_with(Method::POST, "salesentry/SalesEntryLines", &more, true).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let row = added.json()["d"].clone();
    assert_eq!((amount(&row["AmountFC"]), amount(&row["VATAmountFC"])), (Decimal::new(50, 2), Decimal::new(11, 2)));
    assert_eq!(row["EntryID"], id.as_str());
    let lines =
        [("1300", 17_611), ("1500", -2_111), ("1510", -450), ("8000", -10_000), ("8000", -50), ("8010", -5_000)];
    assert_eq!(desk.entry_amounts(&id).await, expected(&lines));
    let path = format!("salesentry/SalesEntryLines(guid'{}')", row["ID"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(desk.entry_amounts(&id).await, bare);

    // What is not named stays: only the amount is another one.
    assert_eq!(desk.send(Method::PUT, &line("8010"), &json!({ "AmountFC": 60 })).await.status, 204);
    bare = expected(&[("1300", 18_640), ("1500", -2_100), ("1510", -540), ("8000", -10_000), ("8010", -6_000)]);
    assert_eq!(desk.entry_amounts(&id).await, bare);
    // Without its VAT code there is no VAT of that rate left.
    assert_eq!(desk.send(Method::PUT, &line("8010"), &json!({ "VATCode": null })).await.status, 204);
    let lines = [("1300", 18_100), ("1500", -2_100), ("8000", -10_000), ("8010", -6_000)];
    assert_eq!(desk.entry_amounts(&id).await, expected(&lines));
    assert_eq!(desk.send(Method::DELETE, &line("8010"), &json!({})).await.status, 204);
    assert_eq!(desk.entry_amounts(&id).await, expected(&[("1300", 12_100), ("1500", -2_100), ("8000", -10_000)]));
    let last = desk.send(Method::DELETE, &line("8000"), &json!({})).await;
    assert_eq!((last.status, last.message().as_str()), (500, "Mandatory: Lines"));

    let books = desk.session.sandbox.books_now();
    let entry = books.divisions[0].entries.iter().find(|entry| entry.id.to_string() == id).unwrap();
    let term = books.divisions[0].open_items.0.iter().find(|item| item.entry == entry.id).unwrap();
    assert_eq!(term.open_dc, Decimal::new(12_100, 2), "the customer owes what is left");
    let deleted = desk.read("sync/Deleted?$filter=Timestamp%20gt%200L%20and%20EntityType%20eq%201").await;
    assert_eq!(deleted.len(), 3, "two lines and the VAT that went with one of them");
}

#[tokio::test]
async fn lines_of_purchases_invoices_banks_and_memos_are_added_by_themselves() {
    let desk = desk().await;
    let lines = json!([{ "GLAccount": desk.account("7200"), "AmountFC": 100, "VATCode": "10" }]);
    let body = json!({ "Supplier": desk.relation(50), "Journal": "60", "PurchaseEntryLines": lines });
    let id = desk.send(Method::POST, "purchaseentry/PurchaseEntries", &body).await.json()["d"]["EntryID"].clone();
    let more = json!({ "EntryID": id, "GLAccount": desk.account("4500"), "AmountFC": 10, "VATCode": "10" });
    assert_eq!(desk.send(Method::POST, "purchaseentry/PurchaseEntryLines", &more).await.status, 201);
    let lines = [("1512", -2_310), ("1520", 2_310), ("1600", -11_000), ("4500", 1_000), ("7200", 10_000)];
    assert_eq!(desk.entry_amounts(id.as_str().unwrap()).await, expected(&lines));

    let lines = json!([{ "GLAccount": desk.account("8110"), "AmountFC": 200, "VATCode": "6" }]);
    let body = json!({ "Customer": desk.relation(2), "Journal": "70", "Currency": "USD", "Rate": 0.9, "SalesEntryLines": lines });
    let id = desk.send(Method::POST, "salesentry/SalesEntries", &body).await.json()["d"]["EntryID"].clone();
    let more = json!({ "EntryID": id, "GLAccount": desk.account("8110"), "AmountFC": 10.05, "VATCode": "6" });
    assert_eq!(desk.send(Method::POST, "salesentry/SalesEntryLines", &more).await.status, 201);
    let id = id.as_str().unwrap();
    assert_eq!(desk.entry_amounts(id).await, expected(&[("1300", 18_905), ("8110", -18_000), ("8110", -905)]));
    assert_eq!(amount(&desk.one("salesentry/SalesEntries", id).await["AmountFC"]), Decimal::new(21_005, 2));

    let item = desk.relation(1);
    let row = json!({ "GLAccount": desk.account("8110"), "Item": item, "AmountFC": 200, "VATCode": "6" });
    let body = json!({ "OrderedBy": desk.relation(2), "Journal": "70", "SalesInvoiceLines": [row] });
    let created = desk.send_with(Method::POST, "salesinvoice/SalesInvoices", &body, true).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let invoice = created.json()["d"].clone();
    let more = json!({ "InvoiceID": invoice["InvoiceID"], "GLAccount": desk.account("8110"), "Item": item, "Quantity": 2, "NetPrice": 5.25, "VATCode": "6" });
    let added = desk.send(Method::POST, "salesinvoice/SalesInvoiceLines", &more).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let path = format!("salesinvoice/SalesInvoices(guid'{}')", invoice["InvoiceID"].as_str().unwrap());
    let now = desk
        .read(
            &path
                .replace("SalesInvoices(", "SalesInvoices?$filter=InvoiceID eq ")
                .trim_end_matches(')')
                .replace(' ', "%20"),
        )
        .await;
    assert_eq!(
        (amount(&now[0]["AmountFC"]), amount(&now[0]["AmountDC"])),
        (Decimal::new(21_050, 2), Decimal::new(21_050, 2))
    );

    let lines = json!([{ "GLAccount": desk.account("4500"), "AmountFC": -25 }]);
    let body = json!({ "JournalCode": "20", "BankEntryLines": lines });
    let bank = desk.send(Method::POST, "financialtransaction/BankEntries", &body).await.json()["d"]["EntryID"].clone();
    let more = json!({ "EntryID": bank, "GLAccount": desk.account("4500"), "AmountFC": -1.5 });
    let added = desk.send_with(Method::POST, "financialtransaction/BankEntryLines", &more, true).await;
    assert_eq!((added.status, amount(&added.json()["d"]["AmountDC"])), (201, Decimal::new(-150, 2)));
    let costs: Vec<_> =
        desk.entry_amounts(bank.as_str().unwrap()).await.into_iter().filter(|one| one.0 == "4500").collect();
    assert_eq!(costs, expected(&[("4500", 150), ("4500", 2_500)]));
    // Other methods are not Exact's.
    let path = format!("financialtransaction/BankEntryLines(guid'{}')", added.json()["d"]["ID"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 405);

    let lines = json!([{ "GLAccount": desk.account("4500"), "AmountFC": 25 }, { "GLAccount": desk.account("1650"), "AmountFC": -25 }]);
    let body = json!({ "JournalCode": "90", "GeneralJournalEntryLines": lines });
    let memo = desk.send(Method::POST, "generaljournalentry/GeneralJournalEntries", &body).await.json()["d"]["EntryID"]
        .clone();
    let path = "generaljournalentry/GeneralJournalEntryLines";
    let more = |cents: i64| json!({ "EntryID": memo, "GLAccount": desk.account("4500"), "AmountFC": cents });
    let refused = desk.send(Method::POST, path, &more(1)).await;
    assert_eq!((refused.status, refused.message().as_str()), (500, "The entry is not in balance"));
    assert_eq!(desk.send(Method::POST, path, &more(0)).await.status, 201);
    let nowhere = json!({ "EntryID": item, "GLAccount": desk.account("4500"), "AmountFC": 0 });
    assert_eq!(desk.send(Method::POST, path, &nowhere).await.message(), "Invalid: EntryID");
}
