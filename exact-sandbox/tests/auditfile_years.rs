//! Several audit files of one administration, corrected account types, and lines with more than one VAT code.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod packages;

use std::path::PathBuf;

use exact_sandbox::books::auditfile::{self, AccountTypes, Options};
use exact_sandbox::books::{Books, Division, EntryType, Side};
use packages::{balance, dec, kind};
use rust_decimal::Decimal;

const ACCOUNTS: &str = "<generalLedger>
    <ledgerAccount><accID>0500</accID><accDesc>Eigen vermogen</accDesc><accTp>B</accTp></ledgerAccount>
    <ledgerAccount><accID>1100</accID><accDesc>Rabobank</accDesc><accTp>B</accTp></ledgerAccount>
    <ledgerAccount><accID>1300</accID><accDesc>Debiteuren</accDesc><accTp>B</accTp></ledgerAccount>
    <ledgerAccount><accID>1500</accID><accDesc>Af te dragen btw</accDesc><accTp>B</accTp></ledgerAccount>
    <ledgerAccount><accID>8000</accID><accDesc>Omzet</accDesc><accTp>P</accTp></ledgerAccount>
    </generalLedger>
    <customersSuppliers><customerSupplier><custSupID>7</custSupID><custSupName>Klant</custSupName><custSupTp>C</custSupTp></customerSupplier></customersSuppliers>
    <vatCodes><vatCode><vatID>2</vatID><vatDesc>Hoog 21%</vatDesc></vatCode><vatCode><vatID>1</vatID><vatDesc>Laag 9%</vatDesc></vatCode></vatCodes>";

fn line(number: u32, account: &str, amount: &str, more: &str) -> String {
    let (side, amount) = amount.strip_prefix('-').map_or(("D", amount), |amount| ("C", amount));
    format!(
        "<trLine><nr>{number}</nr><accID>{account}</accID><amnt>{amount}</amnt><amntTp>{side}</amntTp>{more}</trLine>"
    )
}

fn entry(number: &str, period: u32, date: &str, lines: &str) -> String {
    format!(
        "<transaction><nr>{number}</nr><desc>Post {number}</desc><periodNumber>{period}</periodNumber><trDt>{date}</trDt>{lines}</transaction>"
    )
}

fn journal(code: &str, kind: &str, entries: &str) -> String {
    format!("<journal><jrnID>{code}</jrnID><desc>Dagboek {code}</desc><jrnTp>{kind}</jrnTp>{entries}</journal>")
}

fn file(name: &str, company: &str, year: u32, opening: &str, journals: &str) -> PathBuf {
    let text = format!(
        "<auditfile><header><fiscalYear>{year}</fiscalYear><startDate>{year}-01-01</startDate><endDate>{year}-12-31</endDate><curCode>EUR</curCode></header>
        <company><companyName>{company}</companyName>{ACCOUNTS}{opening}<transactions>{journals}</transactions></company></auditfile>"
    );
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("years-{name}.xaf"));
    std::fs::write(&path, text).unwrap();
    path
}

const INVOICE: &str = "<custSupID>7</custSupID><invRef>501</invRef>";

/// A year in which an invoice is sent and half of it is paid.
fn first_year(name: &str) -> PathBuf {
    let sale = line(1, "1300", "121", INVOICE) + &line(2, "8000", "-100", "") + &line(3, "1500", "-21", "");
    let paid = line(1, "1100", "60", "") + &line(2, "1300", "-60", INVOICE);
    let journals = journal("70", "S", &entry("1", 3, "2023-03-05", &sale))
        + &journal("20", "B", &entry("1", 4, "2023-04-05", &paid));
    file(name, "Proef & Co", 2023, "", &journals)
}

/// The next one, which opens with what was left and in which the rest is paid.
fn second_year(name: &str, opening: &str) -> PathBuf {
    let paid = line(1, "1100", "61", "") + &line(2, "1300", "-61", INVOICE);
    let journals = journal("20", "B", &entry("1", 2, "2024-02-05", &paid));
    file(name, "Proef & Co", 2024, opening, &journals)
}

const OPENING: &str = "<openingBalance><opBalDate>2024-01-01</opBalDate>
    <obLine><nr>1</nr><accID>1100</accID><amnt>60</amnt><amntTp>D</amntTp></obLine>
    <obLine><nr>2</nr><accID>1300</accID><amnt>61</amnt><amntTp>D</amntTp></obLine>
    <obLine><nr>3</nr><accID>1500</accID><amnt>21</amnt><amntTp>C</amntTp></obLine>
    <obLine><nr>4</nr><accID>0500</accID><amnt>100</amnt><amntTp>C</amntTp></obLine></openingBalance>";

fn load(files: &[PathBuf]) -> Books {
    auditfile::load(files, None).unwrap()
}

fn of_kind(division: &Division, kind: EntryType) -> usize {
    division.entries.iter().filter(|entry| entry.kind == kind).count()
}

#[test]
fn two_years_of_one_administration_are_one_division_with_the_first_year_closed() {
    for order in [[0, 1], [1, 0]] {
        let files = [first_year("one"), second_year("two", OPENING)];
        let books = load(&order.map(|at| files[at].clone()));
        assert_eq!(books.divisions.len(), 1);
        let division = &books.divisions[0];
        let years: Vec<i16> = division.periods.iter().map(|period| period.year).collect();
        assert_eq!((years.len(), years[0], years[23]), (24, 2023, 2024));
        let of_year = |year: i16, account: &str| -> Decimal {
            let entries = division.entries.iter().filter(|entry| entry.year == year);
            let lines = entries.flat_map(|entry| &entry.lines).filter(|line| line.account == account);
            lines.map(|line| line.amount_dc).sum()
        };
        for account in ["0500", "1100", "1300", "1500", "8000"] {
            assert_eq!(of_year(2023, account), Decimal::ZERO, "{account} is closed");
        }
        assert_eq!(
            (of_year(2024, "1100"), of_year(2024, "1300"), of_year(2024, "0500")),
            (dec("121"), dec("0"), dec("-100"))
        );
        assert_eq!(of_kind(division, EntryType::YEAR_START_OPENING_BALANCE), 1);
        assert_eq!(of_kind(division, EntryType::YEAR_END_CLOSING_BALANCE), 1);
        assert!(
            division.entries.iter().all(|entry| entry
                .lines
                .iter()
                .map(|line| line.amount_dc)
                .sum::<Decimal>()
                .is_zero())
        );
        let ids: std::collections::BTreeSet<_> = division.entries.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), division.entries.len());
        assert!(books.warnings.iter().any(|warning| warning.contains("2 boekjaren")), "{:?}", books.warnings);
    }
}

#[test]
fn an_invoice_is_paid_over_the_years() {
    let books = load(&[first_year("paid-one"), second_year("paid-two", OPENING)]);
    let division = &books.divisions[0];
    assert_eq!(division.open_items.open(Side::Receivable).count(), 0);
    let only_first = load(&[first_year("paid-first")]);
    let open: Vec<_> = only_first.divisions[0].open_items.open(Side::Receivable).collect();
    assert_eq!((open.len(), open[0].open_dc), (1, dec("61")));
}

#[test]
fn a_year_without_opening_balance_goes_on_where_the_last_one_ended() {
    let books = load(&[first_year("on-one"), second_year("on-two", "")]);
    let division = &books.divisions[0];
    assert_eq!((balance(division, "1100"), balance(division, "1300")), (dec("121"), dec("0")));
    assert_eq!(of_kind(division, EntryType::YEAR_END_CLOSING_BALANCE), 0);
}

#[test]
fn administrations_of_others_and_the_same_year_twice_stay_apart() {
    let other = file(
        "other",
        "Een ander",
        2024,
        "",
        &journal("90", "M", &entry("1", 1, "2024-01-05", &(line(1, "1100", "5", "") + &line(2, "8000", "-5", "")))),
    );
    let first = first_year("apart");
    let books = load(&[first.clone(), other]);
    assert_eq!(books.divisions.len(), 2);
    assert_eq!(load(&[first.clone(), first]).divisions.len(), 2);
}

#[test]
fn a_missing_year_is_reported() {
    let late = file(
        "late",
        "Proef & Co",
        2025,
        "",
        &journal("20", "B", &entry("1", 1, "2025-01-05", &(line(1, "1100", "5", "") + &line(2, "8000", "-5", "")))),
    );
    let books = load(&[first_year("gap"), late]);
    assert!(books.warnings.iter().any(|warning| warning.contains("ontbreekt een jaar")), "{:?}", books.warnings);
}

#[test]
fn parts_of_one_year_are_put_together() {
    let sales = |number: &str, amount: &str| {
        let lines = line(1, "1300", amount, INVOICE) + &line(2, "8000", &format!("-{amount}"), "");
        journal("70", "S", &entry(number, 1, "2023-01-05", &lines))
    };
    let files = [
        file("part-1", "Gesplitst", 2023, "", &sales("1", "10")),
        file("part-2", "Gesplitst", 2023, "", &sales("2", "20")),
    ];
    let books = load(&files);
    assert_eq!(books.divisions.len(), 1);
    assert_eq!(balance(&books.divisions[0], "8000"), dec("-30"));
    assert!(books.warnings.iter().any(|warning| warning.contains("deel van hetzelfde boekjaar")));
}

#[test]
fn a_corrected_account_type_goes_before_what_the_file_suggests() {
    let types = AccountTypes::parse("1300 90\n8000 140\n9999 110").unwrap();
    let options = Options { account_types: types, ..Options::default() };
    let books = auditfile::load_with(&[first_year("types")], &options).unwrap();
    let division = &books.divisions[0];
    assert_eq!((kind(division, "1300"), kind(division, "8000")), (('B', 90), ('W', 140)));
    assert!(division.open_items.0.is_empty(), "an account that is not for debtors has no open items");
    assert!(books.warnings.iter().any(|warning| warning.contains("9999")), "{:?}", books.warnings);
}

#[test]
fn every_vat_code_of_a_line_is_kept_on_a_line_of_its_own() {
    let two = "<vat><vatID>2</vatID><vatPerc>21</vatPerc><vatAmnt>21</vatAmnt><vatAmntTp>C</vatAmntTp></vat><vat><vatID>1</vatID><vatPerc>9</vatPerc><vatAmnt>4.50</vatAmnt><vatAmntTp>C</vatAmntTp></vat>";
    let lines = line(1, "1300", "175.50", INVOICE) + &line(2, "8000", "-150", two) + &line(3, "1500", "-25.50", "");
    let books = load(&[file("vat", "Twee codes", 2023, "", &journal("70", "S", &entry("1", 1, "2023-01-05", &lines)))]);
    let entry = &books.divisions[0].entries[0];
    let sales: Vec<_> = entry.lines.iter().filter(|line| line.account == "8000").collect();
    let of = |code: &str| sales.iter().find(|line| line.vat_code.as_deref() == Some(code)).unwrap();
    assert_eq!((of("2").amount_dc, of("2").vat_amount_fc), (dec("-100"), Some(dec("-21"))));
    assert_eq!((of("1").amount_dc, of("1").vat_amount_fc), (dec("-50"), Some(dec("-4.50"))));
    assert_eq!(entry.lines.iter().map(|line| line.amount_dc).sum::<Decimal>(), Decimal::ZERO);
    assert!(books.report().contains("meer dan één btw-code"), "{}", books.report());
}

#[test]
fn the_report_tells_how_much_there_is() {
    let report = load(&[first_year("report")]).report();
    assert!(report.contains("Proef & Co") && report.contains("2 boekstukken, 5 regels"), "{report}");
    assert!(
        report.contains("debet 181.00, credit 181.00") && report.contains("te ontvangen 61.00, te betalen 0.00"),
        "{report}"
    );
}
