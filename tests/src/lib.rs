//! What the end-to-end tests share: a sandbox with books of a given size, and a client that is logged in to it.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot set up has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, Tokens};
use exact_model::Decimal;
use exact_sandbox::books::{
    Account, Books, Division, Entry, EntryType, IdSpace, Journal, JournalKind, Line, OpenItems, Period, Source, Status,
    guid,
};
use exact_sandbox::{Builder, Limits, Sandbox};

/// The division of [`books`].
pub const DIVISION: i32 = 100_002;

/// The book year of [`books`].
pub const YEAR: i16 = 2025;

/// Limits that no test reaches.
#[must_use]
pub const fn no_limits() -> Limits {
    Limits { minute: 1_000_000, day: 1_000_000 }
}

/// A client that is logged in to the sandbox with the refresh token it hands out.
#[must_use]
pub fn client(sandbox: &Sandbox) -> Exact {
    let credentials = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://127.0.0.1/back");
    Exact::builder(credentials)
        .host(Host::at(&sandbox.base_url()).unwrap())
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .build()
        .unwrap()
}

/// Starts a sandbox and logs in to it.
pub async fn start(builder: Builder) -> (Sandbox, Exact) {
    let sandbox = builder.limits(no_limits()).start().await.unwrap();
    let exact = client(&sandbox);
    (sandbox, exact)
}

/// The real audit file, or `None` (and a line that says so) where the shared folder is not there.
#[must_use]
pub fn real_auditfile() -> Option<PathBuf> {
    let folder = std::env::var_os("EXACT_AUDITFILES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/auditfiles"), PathBuf::from);
    let file = folder.join("ExactOnline_V32_2016.xaf");
    if file.is_file() {
        return Some(file);
    }
    eprintln!("skipped: {} is not there", file.display());
    None
}

/// The amount of line `index` of [`books`]: cents that differ from line to line, two out of three on the credit side.
#[must_use]
pub fn amount(index: usize) -> Decimal {
    let cents = i64::try_from(index * 37 % 1_000_003).unwrap() + 1;
    Decimal::new(if index.is_multiple_of(3) { cents } else { -cents }, 2)
}

/// Books with exactly `lines` lines on one revenue account, spread over the year.
#[must_use]
pub fn books(lines: usize) -> Books {
    let day = |month: u32, day: u32| NaiveDate::from_ymd_opt(i32::from(YEAR), month, day).unwrap();
    let revenue = Account {
        id: guid(DIVISION, IdSpace::Account, "8000"),
        code: "8000".to_owned(),
        description: "Omzet".to_owned(),
        balance_type: 'W',
        balance_side: 'C',
        account_type: 110,
        vat_code: None,
        rgs: None,
    };
    let periods = (1..=12_i16).map(|number| {
        let start = day(number.unsigned_abs().into(), 1);
        let end = start + Months::new(1) - chrono::Days::new(1);
        Period { id: guid(DIVISION, IdSpace::Period, &number.to_string()), year: YEAR, number, start, end }
    });
    let entries = (0..lines).map(|index| {
        let month = u32::try_from(index % 12).unwrap() + 1;
        let date = day(month, 15);
        let line = Line {
            id: guid(DIVISION, IdSpace::Line, &index.to_string()),
            number: 1,
            account: "8000".to_owned(),
            relation: None,
            date,
            due_date: None,
            amount_dc: amount(index),
            amount_fc: amount(index),
            currency: "EUR".to_owned(),
            exchange_rate: Decimal::ONE,
            description: format!("Regel {index}"),
            vat_code: None,
            vat_fraction: None,
            vat_amount_fc: None,
            vat_base_fc: None,
            invoice_number: None,
            your_ref: None,
            offset: None,
            cost_center: None,
            cost_unit: None,
        };
        Entry {
            id: guid(DIVISION, IdSpace::Entry, &index.to_string()),
            number: i32::try_from(index).unwrap() + 1,
            journal: "90".to_owned(),
            kind: EntryType::OTHER,
            status: Status::Processed,
            year: YEAR,
            period: i16::try_from(month).unwrap(),
            date,
            description: String::new(),
            created: date.and_hms_opt(12, 0, 0).unwrap(),
            lines: vec![line],
        }
    });
    Books {
        today: day(12, 31),
        source: Source::Seed(0),
        divisions: vec![Division {
            code: DIVISION,
            hid: 1,
            name: "Rekenproef B.V.".to_owned(),
            currency: "EUR".to_owned(),
            country: "NL".to_owned(),
            vat_number: None,
            chamber_of_commerce: None,
            accounts: vec![revenue],
            relations: Vec::new(),
            journals: vec![Journal {
                id: guid(DIVISION, IdSpace::Journal, "90"),
                code: "90".to_owned(),
                description: "Memoriaal".to_owned(),
                kind: JournalKind::General,
            }],
            vat_codes: Vec::new(),
            periods: periods.collect(),
            entries: entries.collect(),
            open_items: OpenItems::default(),
            matches: Vec::new(),
            posted: 0,
            records: BTreeMap::new(),
        }],
        warnings: Vec::new(),
    }
}
