//! Audit files as other packages write them: older versions, wrong encodings, missing parts, broken files.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod dialects;

use std::fmt::Write as _;
use std::path::PathBuf;

use exact_sandbox::books::auditfile::{self, parse};
use exact_sandbox::books::{Books, EntryType, Side};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// The books of one file with this content.
fn load(name: &str, content: impl AsRef<[u8]>) -> Result<Books, String> {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, content).unwrap();
    auditfile::load(&[file], None).map_err(|error| error.to_string())
}

fn balance(books: &Books, account: &str) -> Decimal {
    let lines = books.divisions[0].entries.iter().flat_map(|entry| &entry.lines);
    lines.filter(|line| line.account == account).map(|line| line.amount_dc).sum()
}

fn kind(books: &Books, account: &str) -> i32 {
    books.divisions[0].accounts.iter().find(|known| known.code == account).unwrap().account_type
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

const CLAIR2: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<auditfile>
  <header>
    <auditfileVersion>CLAIR2.00.00</auditfileVersion>
    <companyID>77</companyID><taxRegistrationNr>001234567B01</taxRegistrationNr>
    <companyName>Oude Molen B.V.</companyName>
    <fiscalYear>2008</fiscalYear><startDate>2008-01-01</startDate><endDate>2008-12-31</endDate>
    <currencyCode>EUR</currencyCode>
  </header>
  <generalLedger>
    <taxonomy>x</taxonomy>
    <ledgerAccount><accountID>1300</accountID><accountDesc>Debiteuren</accountDesc><accountType>Balans</accountType></ledgerAccount>
    <ledgerAccount><accountID>1520</accountID><accountDesc>BTW hoog</accountDesc><accountType>Balance</accountType></ledgerAccount>
    <ledgerAccount><accountID>8000</accountID><accountDesc>Omzet</accountDesc><accountType>Winst &amp; Verlies</accountType></ledgerAccount>
  </generalLedger>
  <customersSuppliers>
    <customerSupplier><custSupID>C1</custSupID><type>Customer</type><companyName>Bakker &amp; Zn.</companyName></customerSupplier>
  </customersSuppliers>
  <transactions>
    <numberEntries>1</numberEntries><totalDebit>119.00</totalDebit><totalCredit>119.00</totalCredit>
    <journal>
      <journalID>VK</journalID><description>Verkoop</description><type>S</type>
      <transaction>
        <transactionID>80001</transactionID><description>Meel</description><period>3</period>
        <transactionDate>2008-03-05</transactionDate>
        <line><recordID>1</recordID><accountID>1300</accountID><custSupID>C1</custSupID><documentID>F12</documentID>
          <effectiveDate>2008-03-05</effectiveDate><description>Meel</description><debitAmount>119.00</debitAmount><creditAmount>0.00</creditAmount></line>
        <line><recordID>2</recordID><accountID>8000</accountID><effectiveDate>2008-03-05</effectiveDate>
          <debitAmount></debitAmount><creditAmount>100.00</creditAmount><vat><vatCode>H</vatCode><vatAmount>19.00</vatAmount></vat></line>
        <line><recordID>3</recordID><accountID>1520</accountID><effectiveDate>2008-03-05</effectiveDate>
          <debitAmount>0</debitAmount><creditAmount>19.00</creditAmount></line>
      </transaction>
    </journal>
  </transactions>
</auditfile>"#;

#[test]
fn clair2_is_read_with_debit_and_credit_amounts() {
    let books = load("clair2.xaf", CLAIR2).unwrap();
    let division = &books.divisions[0];
    assert_eq!((division.name.as_str(), books.today.to_string().as_str()), ("Oude Molen B.V.", "2008-12-31"));
    assert_eq!((balance(&books, "1300"), balance(&books, "8000")), (dec("119.00"), dec("-100.00")));
    assert_eq!((kind(&books, "1300"), kind(&books, "1520"), kind(&books, "8000")), (20, 24, 110));
    assert_eq!(division.entries[0].kind, EntryType::SALES_ENTRY);
    assert_eq!((division.entries[0].year, division.entries[0].period), (2008, 3));
    let open: Vec<_> = division.open_items.open(Side::Receivable).collect();
    assert_eq!((open.len(), open[0].open_dc, open[0].relation.as_deref()), (1, dec("119.00"), Some("C1")));
    assert_eq!(division.relations[0].name, "Bakker & Zn.");
}

/// An XAF 3.x file around this content.
fn xaf(version: &str, opening: &str, journals: &str) -> String {
    let account = |code: &str, description: &str, kind: char| {
        format!(
            "<ledgerAccount><accID>{code}</accID><accDesc>{description}</accDesc><accTp>{kind}</accTp></ledgerAccount>"
        )
    };
    let accounts = [
        account("0500", "Eigen vermogen", 'B'),
        account("1100", "Bank", 'B'),
        account("1300", "Debiteuren", 'B'),
        account("1600", "Crediteuren", 'B'),
        account("4000", "Huur", 'P'),
        account("8000", "Omzet", 'P'),
    ];
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><a:auditfile xmlns:a=\"http://www.auditfiles.nl/XAF/{version}\">
         <a:header><a:fiscalYear>2020/2021</a:fiscalYear><a:startDate>2020-07-01</a:startDate><a:endDate>2021-06-30</a:endDate>
         <a:curCode>EUR</a:curCode></a:header><a:company><a:companyName>Café Ñandú</a:companyName>
         <customersSuppliers><customerSupplier><custSupID>7</custSupID><custSupName>Zeven</custSupName></customerSupplier></customersSuppliers>
         <generalLedger>{}</generalLedger>{opening}<transactions>{journals}</transactions></a:company></a:auditfile>",
        accounts.concat()
    )
}

fn line(account: &str, amount: &str, side: char, more: &str) -> String {
    format!("<trLine><accID>{account}</accID><amnt>{amount}</amnt><amntTp>{side}</amntTp>{more}</trLine>")
}

fn journal(code: &str, kind: &str, transactions: &[(&str, &str, String)]) -> String {
    let mut text = format!("<journal><jrnID>{code}</jrnID><desc>x</desc>{kind}");
    for (number, date, lines) in transactions {
        let _ = write!(text, "<transaction><nr>{number}</nr><trDt>{date}</trDt>{lines}</transaction>");
    }
    text + "</journal>"
}

fn sale(invoice: &str, amount: &str) -> String {
    let relation = format!("<custSupID>7</custSupID><invRef>{invoice}</invRef>");
    line("1300", amount, 'D', &relation) + &line("8000", amount, 'C', "")
}

#[test]
fn a_broken_book_year_without_periods_gets_its_own_months() {
    let text = xaf("3.0", "", &journal("V", "<jrnTp>S</jrnTp>", &[("1", "2021-02-10", sale("1", "10"))]));
    let books = load("broken_year.xaf", text).unwrap();
    let division = &books.divisions[0];
    assert_eq!((division.periods.len(), division.entries[0].period, division.entries[0].year), (12, 8, 2021));
    assert_eq!(division.periods[0].start.to_string(), "2020-07-01");
    assert_eq!(books.today.to_string(), "2021-06-30");
}

#[test]
fn an_opening_balance_counts_once_and_opens_its_items() {
    let opening = "<openingBalance><opBalDate>2020-07-01</opBalDate>
        <obLine><nr>1</nr><accID>1300</accID><amnt>150.00</amnt><amntTp>D</amntTp></obLine>
        <obLine><nr>2</nr><accID>0500</accID><amnt>150.00</amnt><amntTp>C</amntTp></obLine>
        <obSubledgers><obSubledger><sbType>CU</sbType><obSbLine><nr>1</nr><obLineNr>1</obLineNr><amnt>100.00</amnt><amntTp>D</amntTp>
        <custSupID>7</custSupID><invRef>19</invRef><invDueDt>2020-06-30</invDueDt></obSbLine></obSubledger></obSubledgers></openingBalance>";
    let payment = line("1100", "40", 'D', "") + &line("1300", "40", 'C', "<custSupID>7</custSupID><invRef>19</invRef>");
    let text = xaf("3.2", opening, &journal("B", "<jrnTp>B</jrnTp>", &[("1", "2020-08-01", payment)]));
    let books = load("opening.xaf", text).unwrap();
    let division = &books.divisions[0];
    assert_eq!(balance(&books, "1300"), dec("110.00"));
    assert_eq!(division.entries[0].kind, EntryType::OPENING_BALANCE);
    let mut open: Vec<_> =
        division.open_items.open(Side::Receivable).map(|item| (item.open_dc, item.due_date)).collect();
    open.sort();
    // What is left of invoice 19, and the part of the opening balance that the subledger does not explain.
    assert_eq!(open, [(dec("50.00"), None), (dec("60.00"), Some("2020-06-30".parse().unwrap()))]);
}

#[test]
fn part_payments_leave_the_invoice_with_its_due_date_and_full_ones_close_it() {
    let receipt = |invoice: &str, amount: &str| {
        line("1100", amount, 'D', "")
            + &line("1300", amount, 'C', &format!("<custSupID>7</custSupID><invRef>{invoice}</invRef>"))
    };
    let journals = journal(
        "V",
        "<jrnTp>S</jrnTp>",
        &[("1", "2020-09-01", sale("501", "80")), ("2", "2020-09-02", sale("502", "20"))],
    ) + &journal(
        "B",
        "<jrnTp>B</jrnTp>",
        &[
            ("1", "2020-10-01", receipt("501", "30")),
            ("2", "2020-10-02", receipt("502", "20")),
            ("3", "2020-10-03", receipt("0", "5")),
        ],
    );
    let books = load("payments.xaf", xaf("3.1", "", &journals)).unwrap();
    let items = &books.divisions[0].open_items;
    let mut open: Vec<_> = items.open(Side::Receivable).map(|item| item.open_dc).collect();
    open.sort();
    assert_eq!(open, [dec("-5"), dec("50")]);
    assert_eq!(open.iter().sum::<Decimal>(), balance(&books, "1300"));
}

#[test]
fn windows_1252_that_claims_to_be_utf_8_is_read_with_a_warning() {
    let text = xaf("3.2", "", &journal("V", "", &[("1", "2020-09-01", sale("1", "10"))]));
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let books = load("encoding.xaf", bytes).unwrap();
    assert_eq!(books.divisions[0].name, "Café Ñandú");
    assert!(books.warnings[0].contains("windows-1252"), "{:?}", books.warnings);
}

#[test]
fn utf_16_is_read() {
    let text = xaf("3.2", "", &journal("V", "", &[("1", "2020-09-01", sale("1", "10"))]));
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(load("utf16.xaf", bytes).unwrap().divisions[0].name, "Café Ñandú");
}

#[test]
fn odd_but_readable_files_are_read_with_a_warning() {
    let odd = line("8765", "1.234,50", 'C', "")
        + &line("1100", "-1234.50", 'C', "")
        + &line("1100", "0", 'D', "<custSupID>99</custSupID>");
    let declared = "<linesCount>1</linesCount><totalDebit>1.00</totalDebit>";
    let text = xaf("3.2", "", &(declared.to_owned() + &journal("M", "", &[("A-12", "", odd)])));
    let books = load("odd.xaf", text.replace("<trDt></trDt>", "")).unwrap();
    assert_eq!((balance(&books, "8765"), balance(&books, "1100")), (dec("-1234.50"), dec("1234.50")));
    assert_eq!(kind(&books, "8765"), 110);
    assert_eq!(books.divisions[0].entries[0].number, 12);
    let warnings = books.warnings.join("\n");
    for word in ["8765", "relaties", "1 regels", "debet"] {
        assert!(warnings.contains(word), "{word}: {warnings}");
    }
}

#[test]
fn files_that_cannot_be_trusted_are_refused_with_a_reason() {
    let good = xaf("3.2", "", &journal("V", "", &[("1", "2020-09-01", sale("1", "10"))]));
    let cut = good.find("8000").unwrap();
    let cases: [(&str, String, &str); 8] = [
        ("empty", String::new(), "is empty"),
        ("text", "geen xml".to_owned(), "not valid XML"),
        ("html", "<html><body>Inloggen</body></html>".to_owned(), "\"html\""),
        ("cut", good[..cut].to_owned(), "cut off"),
        ("mismatched", good.replace("</transactions>", "</transaktions>"), "not valid XML"),
        ("amount", good.replace("<amnt>10</amnt>", "<amnt>tien</amnt>"), "amnt is not an amount"),
        ("no_transactions", xaf("3.2", "", ""), "no transactions"),
        ("no_accounts", "<auditfile><header/></auditfile>".to_owned(), "no ledger accounts"),
    ];
    for (name, content, reason) in cases {
        let error = load(&format!("{name}.xaf"), content).unwrap_err();
        assert!(error.contains(reason) && error.contains(&format!("{name}.xaf")), "{name}: {error}");
    }
    let missing = auditfile::load(&[PathBuf::from("/nowhere/at/all.xaf")], None).unwrap_err();
    assert!(missing.to_string().contains("cannot be read"), "{missing}");
}

#[test]
fn entities_are_not_expanded_and_a_doctype_is_no_obstacle() {
    let bomb = "<!DOCTYPE auditfile [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    let text = xaf("3.2", "", &journal("V", "", &[("1", "2020-09-01", sale("1", "10"))]));
    let text =
        text.replace("<a:auditfile", &format!("{bomb}<a:auditfile")).replace("Zeven", "Ze&b;ven &amp; Zn &#233;");
    assert_eq!(load("doctype.xaf", text).unwrap().divisions[0].relations[0].name, "Zeven & Zn é");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_cut_and_no_changed_byte_makes_it_panic(cut in 0.0_f64..1.0, at in 0.0_f64..1.0, byte in any::<u8>()) {
        let mut bytes = CLAIR2.as_bytes().to_vec();
        let place = |share: f64, length: usize| ((share * 1e6) as usize * length / 1_000_000).min(length - 1);
        let index = place(at, bytes.len());
        bytes[index] = byte;
        bytes.truncate(place(cut, bytes.len()) + 1);
        let _ = parse(&bytes);
    }

    #[test]
    fn the_order_of_transactions_changes_no_total(amounts in proptest::collection::vec(1_u32..1_000_000, 1..12)) {
        let transactions: Vec<(String, String)> = amounts
            .iter()
            .enumerate()
            .map(|(index, amount)| (index.to_string(), sale(&format!("{}", index % 3 + 1), &amount.to_string())))
            .collect();
        let build = |order: &mut dyn Iterator<Item = &(String, String)>| {
            let list: Vec<(&str, &str, String)> =
                order.map(|(number, lines)| (number.as_str(), "2020-09-01", lines.clone())).collect();
            load("order.xaf", xaf("3.2", "", &journal("V", "<jrnTp>S</jrnTp>", &list))).unwrap()
        };
        let (forward, backward) = (build(&mut transactions.iter()), build(&mut transactions.iter().rev()));
        for account in ["1300", "8000"] {
            prop_assert_eq!(balance(&forward, account), balance(&backward, account));
        }
        let open = |books: &Books| books.divisions[0].open_items.open(Side::Receivable).map(|item| item.open_dc).sum::<Decimal>();
        prop_assert_eq!(open(&forward), balance(&forward, "1300"));
        prop_assert_eq!(open(&backward), balance(&forward, "1300"));
    }
}
