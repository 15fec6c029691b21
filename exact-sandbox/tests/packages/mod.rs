//! Made-up audit files in parts, for the tests of what packages do to them.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test file uses its part of this")]

use std::path::PathBuf;

use exact_sandbox::books::auditfile;
use exact_sandbox::books::{Books, Division, Entry, OpenItem, Side};
use rust_decimal::Decimal;

pub fn read(name: &str, content: impl AsRef<[u8]>) -> Result<Books, String> {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("packages-{name}.xaf"));
    std::fs::write(&file, content).unwrap();
    auditfile::load(&[file], None).map_err(|error| error.to_string())
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn balance(division: &Division, account: &str) -> Decimal {
    let lines = division.entries.iter().flat_map(|entry| &entry.lines);
    lines.filter(|line| line.account == account).map(|line| line.amount_dc).sum()
}

pub fn kind(division: &Division, account: &str) -> (char, i32) {
    let found = division.accounts.iter().find(|known| known.code == account).unwrap();
    (found.balance_type, found.account_type)
}

pub fn entry(division: &Division, number: i32) -> &Entry {
    division.entries.iter().find(|entry| entry.number == number).unwrap()
}

pub fn open(division: &Division, side: Side) -> Vec<&OpenItem> {
    division.open_items.open(side).collect()
}

/// Parts of an XAF 3.x file; what a test does not set is a small usual chart and nothing else.
pub struct File {
    pub header: &'static str,
    pub relations: String,
    pub accounts: String,
    pub vat_codes: String,
    pub opening: String,
    pub transactions: String,
}

impl Default for File {
    fn default() -> Self {
        let accounts = [
            account("0500", "Eigen vermogen", "B", ""),
            account("1100", "Rabobank", "B", ""),
            account("1300", "Debiteuren", "B", ""),
            account("1520", "Te vorderen btw", "B", ""),
            account("1600", "Crediteuren", "B", ""),
            account("4000", "Huur", "P", ""),
            account("8000", "Werkzaamheden", "P", ""),
        ];
        Self {
            header: "<fiscalYear>2019</fiscalYear><startDate>2019-01-01</startDate><endDate>2019-12-31</endDate>",
            relations: String::new(),
            accounts: accounts.concat(),
            vat_codes: String::new(),
            opening: String::new(),
            transactions: String::new(),
        }
    }
}

impl File {
    pub fn text(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><auditfile xmlns=\"http://www.auditfiles.nl/XAF/3.2\">\
             <header>{}<curCode>EUR</curCode></header><company><companyName>Zuiderdiep B.V.</companyName>\
             <customersSuppliers>{}</customersSuppliers><generalLedger>{}</generalLedger><vatCodes>{}</vatCodes>{}\
             <transactions>{}</transactions></company></auditfile>",
            self.header, self.relations, self.accounts, self.vat_codes, self.opening, self.transactions
        )
    }

    pub fn division(&self, name: &str) -> Division {
        read(name, self.text()).unwrap().divisions.remove(0)
    }
}

pub fn account(code: &str, description: &str, kind: &str, more: &str) -> String {
    format!(
        "<ledgerAccount><accID>{code}</accID><accDesc>{description}</accDesc><accTp>{kind}</accTp>{more}</ledgerAccount>"
    )
}

pub fn line(account: &str, amount: &str, side: &str, more: &str) -> String {
    format!("<trLine><nr>1</nr><accID>{account}</accID><amnt>{amount}</amnt><amntTp>{side}</amntTp>{more}</trLine>")
}

pub fn pair(debit: &str, credit: &str, amount: &str) -> String {
    line(debit, amount, "D", "") + &line(credit, amount, "C", "")
}

pub fn transaction(number: &str, period: &str, date: &str, lines: &str) -> String {
    format!(
        "<transaction><nr>{number}</nr><periodNumber>{period}</periodNumber><trDt>{date}</trDt>{lines}</transaction>"
    )
}

pub fn journal(code: &str, kind: &str, transactions: &str) -> String {
    format!("<journal><jrnID>{code}</jrnID><desc>x</desc><jrnTp>{kind}</jrnTp>{transactions}</journal>")
}

pub fn one(debit: &str, credit: &str, amount: &str) -> String {
    journal("90", "M", &transaction("1", "2", "2019-02-03", &pair(debit, credit, amount)))
}
