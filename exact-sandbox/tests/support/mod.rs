//! What the tests of the service share: small books and a caller.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of this")]

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;
use exact_sandbox::books::{
    Account, Books, Division, Entry, EntryType, IdSpace, Journal, JournalKind, Line, OpenItem, OpenItems, Period,
    Relation, Side, Source, Status, VatCode, VatPercentage, VatSide, guid,
};
use exact_sandbox::{Builder, Clock, Limits, Sandbox};
use reqwest::header::HeaderMap;
use rust_decimal::Decimal;
use serde_json::Value;

/// The division of the small books.
pub const DIVISION: i32 = 100_001;

/// A Monday at noon UTC; the tests' clocks start here.
pub const NOON: i64 = 1_781_524_800_000;

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Books with exactly `lines` lines in 2026: sales entries of a debtor and a revenue line.
pub fn books(lines: usize) -> Books {
    let mut entries = Vec::new();
    let mut left = lines;
    while left > 0 {
        let number = entries.len();
        let amount = Decimal::new(i64::try_from(number).unwrap() * 100 + 121, 2);
        let amounts = if left == 1 { vec![Decimal::ZERO] } else { vec![amount, -amount] };
        left -= amounts.len();
        entries.push(entry(number, &amounts));
    }
    Books { today: day(2026, 6, 15), source: Source::Seed(0), divisions: vec![division(entries)], warnings: Vec::new() }
}

fn entry(number: usize, amounts: &[Decimal]) -> Entry {
    let month = u32::try_from(number % 6).unwrap() + 1;
    let date = day(2026, month, 1 + u32::try_from(number % 28).unwrap());
    let lines = amounts.iter().enumerate().map(|(at, amount)| Line {
        id: guid(DIVISION, IdSpace::Line, &format!("{number}/{at}")),
        number: i32::try_from(at).unwrap(),
        account: if at == 0 { "1300" } else { "8000" }.to_owned(),
        relation: Some(if number.is_multiple_of(2) { "25" } else { "7" }.to_owned()),
        date,
        due_date: (at == 0).then_some(date),
        amount_dc: *amount,
        amount_fc: *amount,
        currency: "EUR".to_owned(),
        exchange_rate: Decimal::ONE,
        description: format!("Regel '{number}' & meer"),
        vat_code: (at > 0).then(|| "4".to_owned()),
        vat_fraction: (at > 0).then(|| Decimal::new(21, 2)),
        vat_amount_fc: None,
        vat_base_fc: None,
        invoice_number: (!number.is_multiple_of(3)).then(|| i32::try_from(number).unwrap()),
        your_ref: None,
        offset: None,
        cost_center: None,
        cost_unit: None,
    });
    Entry {
        id: guid(DIVISION, IdSpace::Entry, &number.to_string()),
        number: i32::try_from(number).unwrap() + 26_700_001,
        journal: "70".to_owned(),
        kind: EntryType::SALES_ENTRY,
        status: if number.is_multiple_of(10) { Status::Open } else { Status::Processed },
        year: 2026,
        period: i16::try_from(month).unwrap(),
        date,
        description: format!("Factuur {number}"),
        created: date.and_hms_milli_opt(9, 30, 0, 617).unwrap(),
        lines: lines.collect(),
    }
}

fn division(entries: Vec<Entry>) -> Division {
    let account = |code: &str, balance_type, balance_side, account_type| Account {
        id: guid(DIVISION, IdSpace::Account, code),
        code: code.to_owned(),
        description: format!("Rekening {code}"),
        balance_type,
        balance_side,
        account_type,
        vat_code: (code == "8000").then(|| "4".to_owned()),
        rgs: None,
    };
    let relation = |code: &str, name: &str| Relation {
        id: guid(DIVISION, IdSpace::Relation, code),
        code: code.to_owned(),
        name: name.to_owned(),
        country: "NL".to_owned(),
        vat_number: None,
        city: None,
        email: None,
        is_supplier: false,
        is_customer: true,
    };
    let period = |number: i16| {
        let start = day(2026, number.unsigned_abs().into(), 1);
        Period {
            id: guid(DIVISION, IdSpace::Period, &number.to_string()),
            year: 2026,
            number,
            start,
            end: start + chrono::Months::new(1) - chrono::Days::new(1),
        }
    };
    Division {
        code: DIVISION,
        hid: 1,
        name: "Proefdraai & Zn.".to_owned(),
        currency: "EUR".to_owned(),
        country: "NL".to_owned(),
        vat_number: None,
        chamber_of_commerce: None,
        accounts: vec![account("1300", 'B', 'D', 20), account("8000", 'W', 'C', 110), account("1500", 'B', 'C', 24)],
        relations: vec![relation("25", "Bakkerij 't Hoekje"), relation("7", "Van Test & Co")],
        journals: vec![Journal {
            id: guid(DIVISION, IdSpace::Journal, "70"),
            code: "70".to_owned(),
            description: "Verkoop".to_owned(),
            kind: JournalKind::Sales,
        }],
        vat_codes: vec![vat_code("4", 2)],
        periods: (1..=12).map(period).collect(),
        entries,
        open_items: OpenItems::default(),
        matches: Vec::new(),
        posted: 0,
        records: BTreeMap::new(),
    }
}

/// A VAT code with that many percentages, one a year.
pub fn vat_code(code: &str, percentages: usize) -> VatCode {
    let percentage = |n: usize| {
        let year = 1900 + i32::try_from(n).unwrap();
        VatPercentage { fraction: Decimal::new(21, 2), start: day(year, 1, 1), end: Some(day(year, 12, 31)) }
    };
    VatCode {
        id: guid(DIVISION, IdSpace::VatCode, code),
        code: code.to_owned(),
        description: "Hoog tarief".to_owned(),
        kind: 'E',
        side: VatSide::Both,
        charged: false,
        eu_sales_listing: 'N',
        to_pay: Some("1500".to_owned()),
        to_claim: None,
        percentages: (0..percentages).map(percentage).collect(),
    }
}

/// A customer's term of which `open` is not paid yet.
pub fn open_item(number: i32, amount: Decimal, open: Decimal, due: NaiveDate) -> OpenItem {
    OpenItem {
        id: guid(DIVISION, IdSpace::PaymentTerm, &number.to_string()),
        hid: number.into(),
        side: Side::Receivable,
        relation: Some("25".to_owned()),
        account: "1300".to_owned(),
        line: guid(DIVISION, IdSpace::Line, &format!("{number}/0")),
        entry: guid(DIVISION, IdSpace::Entry, &number.to_string()),
        entry_number: number,
        entry_type: 20,
        journal: "70".to_owned(),
        year: 2026,
        period: 1,
        invoice_number: Some(number),
        invoice_date: Some(day(2026, 1, 5)),
        due_date: Some(due),
        amount_dc: amount,
        open_dc: open,
        amount_fc: amount,
        open_fc: open,
        currency: "EUR".to_owned(),
        last_payment: (amount != open).then(|| day(2026, 2, 1)),
        matched_on: open.is_zero().then(|| day(2026, 2, 1)),
        description: "Factuur".to_owned(),
        your_ref: None,
    }
}

/// A running sandbox and a token for it.
pub struct Session {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    pub token: String,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    /// The message of an error.
    pub fn message(&self) -> String {
        self.json()["error"]["message"]["value"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The rows in whatever envelope.
    pub fn rows(&self) -> Vec<Value> {
        let json = self.json();
        let rows = json["d"].as_array().or_else(|| json["d"]["results"].as_array());
        rows.unwrap_or_else(|| panic!("no rows in {json}")).clone()
    }

    /// The link to the next page, in or next to `d`.
    pub fn next(&self) -> Option<String> {
        let json = self.json();
        json["d"]["__next"].as_str().or_else(|| json["__next"].as_str()).map(str::to_owned)
    }
}

/// Limits that no test meets by accident.
pub const AMPLE: Limits = Limits { minute: 1_000_000, day: 1_000_000 };

/// A session on these books with a clock that stands still and ample limits.
pub async fn session(books: Books) -> Session {
    session_of(Sandbox::builder().books(books).limits(AMPLE)).await
}

/// A session on a sandbox of one's own.
pub async fn session_of(builder: Builder) -> Session {
    let sandbox = builder.clock(Clock::manual(NOON)).start().await.unwrap();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    let mut session = Session { sandbox, http, token: String::new() };
    let refresh = session.sandbox.refresh_token().to_owned();
    let reply = session.refresh(&refresh).await;
    session.token = reply.json()["access_token"].as_str().unwrap().to_owned();
    session
}

impl Session {
    /// A GET of a path after `/api/v1/`, or of a whole address, as JSON.
    pub async fn get(&self, path: &str) -> Reply {
        self.get_as(path, Some("application/json")).await
    }

    /// A GET of a path after `/api/v1/DIVISION/`.
    pub async fn read(&self, path: &str) -> Reply {
        self.get(&format!("{DIVISION}/{path}")).await
    }

    pub async fn get_as(&self, path: &str, accept: Option<&str>) -> Reply {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}/api/v1/{path}", self.sandbox.base_url())
        };
        let mut request = self.http.get(url).bearer_auth(&self.token);
        if let Some(accept) = accept {
            request = request.header("accept", accept);
        }
        reply(request).await
    }

    /// All rows of a list, page after page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut page = self.read(path).await;
        let mut rows = page.rows();
        while let Some(next) = page.next() {
            page = self.get(&next).await;
            rows.extend(page.rows());
        }
        rows
    }

    pub async fn refresh(&self, token: &str) -> Reply {
        self.token_call(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// A call to the token endpoint with the app's id and secret in the form.
    pub async fn token_call(&self, form: &[(&str, &str)]) -> Reply {
        let app = [("client_id", self.sandbox.client_id()), ("client_secret", self.sandbox.client_secret())];
        let form: Vec<_> = form.iter().chain(&app).collect();
        reply(self.http.post(format!("{}/api/oauth2/token", self.sandbox.base_url())).form(&form)).await
    }
}

pub async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, text: response.text().await.unwrap() }
}

/// A number of the JSON as the amount it is.
pub fn amount(value: &Value) -> Decimal {
    value.to_string().parse().unwrap_or_else(|error| panic!("{error}: {value}"))
}
