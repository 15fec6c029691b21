//! What bookkeeping packages do to audit files, one claim at a time. All files here are made up.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::PathBuf;

use exact_sandbox::books::auditfile;
use exact_sandbox::books::{Books, Division, Entry, EntryType, JournalKind, OpenItem, Side};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn read(name: &str, content: impl AsRef<[u8]>) -> Result<Books, String> {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("packages-{name}.xaf"));
    std::fs::write(&file, content).unwrap();
    auditfile::load(&[file], None).map_err(|error| error.to_string())
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn balance(division: &Division, account: &str) -> Decimal {
    let lines = division.entries.iter().flat_map(|entry| &entry.lines);
    lines.filter(|line| line.account == account).map(|line| line.amount_dc).sum()
}

fn kind(division: &Division, account: &str) -> (char, i32) {
    let found = division.accounts.iter().find(|known| known.code == account).unwrap();
    (found.balance_type, found.account_type)
}

fn entry(division: &Division, number: i32) -> &Entry {
    division.entries.iter().find(|entry| entry.number == number).unwrap()
}

fn open(division: &Division, side: Side) -> Vec<&OpenItem> {
    division.open_items.open(side).collect()
}

/// Parts of an XAF 3.x file; what a test does not set is a small usual chart and nothing else.
struct File {
    header: &'static str,
    relations: String,
    accounts: String,
    vat_codes: String,
    opening: String,
    transactions: String,
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
    fn text(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><auditfile xmlns=\"http://www.auditfiles.nl/XAF/3.2\">\
             <header>{}<curCode>EUR</curCode></header><company><companyName>Zuiderdiep B.V.</companyName>\
             <customersSuppliers>{}</customersSuppliers><generalLedger>{}</generalLedger><vatCodes>{}</vatCodes>{}\
             <transactions>{}</transactions></company></auditfile>",
            self.header, self.relations, self.accounts, self.vat_codes, self.opening, self.transactions
        )
    }

    fn division(&self, name: &str) -> Division {
        read(name, self.text()).unwrap().divisions.remove(0)
    }
}

fn account(code: &str, description: &str, kind: &str, more: &str) -> String {
    format!(
        "<ledgerAccount><accID>{code}</accID><accDesc>{description}</accDesc><accTp>{kind}</accTp>{more}</ledgerAccount>"
    )
}

fn line(account: &str, amount: &str, side: &str, more: &str) -> String {
    format!("<trLine><nr>1</nr><accID>{account}</accID><amnt>{amount}</amnt><amntTp>{side}</amntTp>{more}</trLine>")
}

fn pair(debit: &str, credit: &str, amount: &str) -> String {
    line(debit, amount, "D", "") + &line(credit, amount, "C", "")
}

fn transaction(number: &str, period: &str, date: &str, lines: &str) -> String {
    format!(
        "<transaction><nr>{number}</nr><periodNumber>{period}</periodNumber><trDt>{date}</trDt>{lines}</transaction>"
    )
}

fn journal(code: &str, kind: &str, transactions: &str) -> String {
    format!("<journal><jrnID>{code}</jrnID><desc>x</desc><jrnTp>{kind}</jrnTp>{transactions}</journal>")
}

fn one(debit: &str, credit: &str, amount: &str) -> String {
    journal("90", "M", &transaction("1", "2", "2019-02-03", &pair(debit, credit, amount)))
}

// --- accounts ---------------------------------------------------------------------------------------------------------

#[test]
fn an_8xxx_result_account_is_revenue_whatever_words_its_description_has() {
    let accounts = ["Doorbelaste kosten", "Uurloon monteurs", "Verkoop aan inkoopcombinaties", "Advies"];
    let accounts = accounts.iter().zip(8000..).map(|(words, code)| account(&code.to_string(), words, "P", ""));
    let file = File {
        accounts: accounts.collect::<String>() + &account("1100", "Bank", "B", ""),
        transactions: one("1100", "8000", "5"),
        ..File::default()
    };
    let division = file.division("revenue-8xxx");
    for code in ["8000", "8001", "8002", "8003"] {
        assert_eq!(kind(&division, code), ('W', 110), "{code}");
    }
}

#[test]
fn interest_received_and_other_results_outside_8xxx_are_no_revenue() {
    let others = [
        account("9100", "Renteopbrengsten", "P", ""),
        account("9200", "Opbrengst verkoop inventaris", "P", ""),
        account("4600", "Omzetafhankelijke huur", "P", ""),
        account("9300", "Resultaat", "P", "<leadDescription>Financieel opbrengsten en kosten</leadDescription>"),
    ];
    let file = File {
        accounts: File::default().accounts + &others.concat(),
        transactions: one("1100", "8000", "5"),
        ..File::default()
    };
    let division = file.division("not-revenue");
    assert_eq!(kind(&division, "8000").1, 110);
    assert_eq!(kind(&division, "9100").1, 160);
    for code in ["9200", "4600", "9300"] {
        assert_ne!(kind(&division, code).1, 110, "{code}");
    }
}

#[test]
fn the_packages_own_grouping_goes_before_the_account_number() {
    let lead = |text: &str| format!("<leadDescription>{text}</leadDescription>");
    let accounts = [
        account("1100", "Bank", "B", ""),
        account("70000000", "Abonnementen", "P", &lead("Netto-omzet")),
        account("80000000", "Hosting", "P", &lead("Kostprijs van de omzet")),
    ];
    let file = File { accounts: accounts.concat(), transactions: one("1100", "70000000", "5"), ..File::default() };
    let division = file.division("lead");
    assert_eq!(kind(&division, "70000000").1, 110);
    assert_eq!(kind(&division, "80000000").1, 111);
}

#[test]
fn a_lead_code_in_capitals_is_no_rgs_code() {
    let accounts = [
        account("1100", "Bank", "B", "<leadCode>BALANS</leadCode>"),
        account("8000", "Advies", "P", "<leadCode>WINST</leadCode>"),
    ];
    let file = File { accounts: accounts.concat(), transactions: one("1100", "8000", "5"), ..File::default() };
    let division = file.division("lead-code");
    assert_eq!((kind(&division, "1100").1, kind(&division, "8000").1), (12, 110));
    assert!(division.accounts.iter().all(|account| account.rgs.is_none()));
}

#[test]
fn rgs_codes_are_found_where_xaf_4_and_the_taxonomy_put_them() {
    let concept = "<taxonomy><taxoRef>rgs</taxoRef><entryPoint><entryPointRef>x</entryPointRef>\
                   <conceptRef>WKprInhInh</conceptRef></entryPoint></taxonomy>";
    let accounts = [
        account("1100", "Bank", "B", ""),
        account("5000", "A", "P", "<RGScode>WOmzNohOlh</RGScode>"),
        account("5001", "B", "P", concept),
    ];
    let file = File { accounts: accounts.concat(), transactions: one("1100", "5000", "5"), ..File::default() };
    let division = file.division("rgs-4");
    assert_eq!((kind(&division, "5000").1, kind(&division, "5001").1), (110, 111));
}

#[test]
fn written_out_and_package_own_account_types_are_understood() {
    let cases = [
        ("0200", "Machines", "Activa", 'B'),
        ("0300", "Leningen", "Passiva", 'B'),
        ("410", "Huur", "Kosten", 'W'),
        ("420", "Verkoop", "Opbrengsten", 'W'),
        ("430", "Diversen", "VW", 'W'),
        ("1501", "Voorbelasting", "VOOR", 'B'),
        ("1700", "Lening", "Liabilities", 'B'),
        ("4700", "Diversen", "ProfitAndLoss", 'W'),
        ("4800", "Diversen", "M", 'W'),
    ];
    let accounts = cases.map(|(code, description, kind, _)| account(code, description, kind, "")).concat();
    let file = File { accounts, transactions: one("0200", "410", "5"), ..File::default() };
    let division = file.division("account-types");
    for (code, _, written, expected) in cases {
        assert_eq!(kind(&division, code).0, expected, "{code} {written}");
    }
}

#[test]
fn a_subledger_of_customers_and_suppliers_together_does_not_make_creditors_debtors() {
    let relation = "<custSupID>3</custSupID><invRef>77</invRef>";
    let sb_line = |journal: &str, amount: &str, side: &str| {
        format!(
            "<sbLine><nr>1</nr><jrnID>{journal}</jrnID><trNr>1</trNr><trLineNr>1</trLineNr><amnt>{amount}</amnt>\
             <amntTp>{side}</amntTp><custSupID>3</custSupID><invRef>77</invRef><invDueDt>2019-03-01</invDueDt></sbLine>"
        )
    };
    let second =
        |account: &str, amount: &str, side: &str| line(account, amount, side, "").replace("<nr>1</nr>", "<nr>2</nr>");
    let sale = line("1300", "121", "D", relation) + &second("8000", "121", "C");
    let purchase = line("1600", "60", "C", relation) + &second("4000", "60", "D");
    let transactions = journal("70", "S", &transaction("1", "2", "2019-02-01", &sale))
        + &journal("60", "P", &transaction("1", "2", "2019-02-02", &purchase))
        + &format!(
            "<subledgers><subledger><sbType>CS</sbType>{}{}</subledger></subledgers>",
            sb_line("70", "121", "D"),
            sb_line("60", "60", "C")
        );
    let division = File { transactions, ..File::default() }.division("subledger-cs");
    assert_eq!((kind(&division, "1300").1, kind(&division, "1600").1), (20, 22));
    let due = Some("2019-03-01".parse().unwrap());
    let (receivable, payable) = (open(&division, Side::Receivable), open(&division, Side::Payable));
    assert_eq!((receivable.len(), receivable[0].open_dc, receivable[0].due_date), (1, dec("121"), due));
    assert_eq!((payable.len(), payable[0].open_dc, payable[0].due_date), (1, dec("-60"), due));
}

// --- journals and entries ---------------------------------------------------------------------------------------------

#[test]
fn elements_may_come_in_any_order_even_a_journals_number_after_its_entries() {
    let late = |code: &str, kind: &str, transaction: &str| {
        format!("<journal>{transaction}<jrnTp>{kind}</jrnTp><jrnID>{code}</jrnID></journal>")
    };
    let transactions = late("70", "S", &transaction("1", "2", "2019-02-01", &pair("1300", "8000", "10")))
        + &late("90", "M", &transaction("2", "3", "2019-03-01", &pair("4000", "1100", "7")));
    let division = File { transactions, ..File::default() }.division("order");
    let journals: Vec<_> = division.journals.iter().map(|journal| (journal.code.as_str(), journal.kind)).collect();
    assert_eq!(journals, [("70", JournalKind::Sales), ("90", JournalKind::General)]);
    assert_eq!((entry(&division, 1).journal.as_str(), entry(&division, 2).journal.as_str()), ("70", "90"));
    assert_eq!((entry(&division, 1).kind, entry(&division, 2).kind), (EntryType::SALES_ENTRY, EntryType::OTHER));
}

#[test]
fn journal_types_are_read_from_words_too_and_else_from_the_name() {
    let journals = [
        ("A", "<desc>x</desc><jrnTp>Beginbalans</jrnTp>", EntryType::OPENING_BALANCE),
        ("B", "<desc>Bankboek Rabo</desc>", EntryType::CASH_FLOW),
        ("C", "<desc>Verkoopboek</desc><jrnTp></jrnTp>", EntryType::SALES_ENTRY),
        ("D", "<desc>x</desc><jrnTp>Inkoop</jrnTp>", EntryType::PURCHASE_ENTRY),
        ("E", "<desc>Memoriaal</desc>", EntryType::OTHER),
    ];
    let transactions = journals.iter().zip(1..).map(|((code, about, _), number)| {
        let entry = transaction(&number.to_string(), "2", "2019-02-01", &pair("4000", "1100", "1"));
        format!("<journal><jrnID>{code}</jrnID>{about}{entry}</journal>")
    });
    let division = File { transactions: transactions.collect(), ..File::default() }.division("journal-types");
    for ((code, _, expected), number) in journals.iter().zip(1..) {
        assert_eq!(entry(&division, number).kind, *expected, "{code}");
    }
}

#[test]
fn whatever_stands_in_period_0_opens_the_books() {
    let transactions = journal("20", "B", &transaction("1", "0", "2019-01-01", &pair("1100", "0500", "50")))
        + &journal("90", "M", &transaction("2", "0", "2019-01-01", &pair("1300", "0500", "20")));
    let division = File { transactions, ..File::default() }.division("period-0");
    for number in [1, 2] {
        assert_eq!((entry(&division, number).kind, entry(&division, number).period), (EntryType::OPENING_BALANCE, 0));
    }
}

#[test]
fn an_opening_balance_that_is_there_twice_counts_once() {
    let opening = "<openingBalance><obLine><nr>1</nr><accID>1100</accID><amnt>50</amnt><amntTp>D</amntTp></obLine>\
                   <obLine><nr>2</nr><accID>0500</accID><amnt>50</amnt><amntTp>C</amntTp></obLine></openingBalance>";
    let transactions = journal("00", "O", &transaction("1", "0", "2019-01-01", &pair("1100", "0500", "50")));
    let file = File { opening: opening.to_owned(), transactions, ..File::default() };
    let books = read("opening-twice", file.text()).unwrap();
    assert_eq!(balance(&books.divisions[0], "1100"), dec("50"));
    assert!(books.warnings.iter().any(|warning| warning.contains("beginbalans")), "{:?}", books.warnings);
}

#[test]
fn entries_after_the_last_period_that_empty_the_result_accounts_close_the_year() {
    let year = journal(
        "90",
        "M",
        &(transaction("1", "2", "2019-02-01", &pair("1100", "8000", "300"))
            + &transaction("2", "3", "2019-03-01", &pair("4000", "1100", "100"))),
    );
    let close = line("8000", "300", "D", "") + &line("4000", "100", "C", "") + &line("0500", "200", "C", "");
    let transactions = year.clone() + &journal("99", "M", &transaction("9", "55", "2019-12-31", &close));
    let division = File { transactions, ..File::default() }.division("closing");
    assert!(entry(&division, 9).kind.is_closing(), "{:?}", entry(&division, 9).kind);
    assert_eq!(entry(&division, 9).period, 55);
    // A correction in the same period that empties nothing stays a correction.
    let correction = pair("4000", "1100", "5");
    let transactions = year + &journal("99", "M", &transaction("9", "55", "2019-12-31", &correction));
    let division = File { transactions, ..File::default() }.division("correction");
    assert_eq!((entry(&division, 9).kind, entry(&division, 9).period), (EntryType::OTHER, 55));
}

#[test]
fn a_sales_entry_without_debtor_line_is_no_credit_note() {
    let lines = line("1300", "0.00", "C", "") + &pair("1100", "8000", "5");
    let transactions = journal("70", "S", &transaction("1", "2", "2019-02-01", &lines));
    let division = File { transactions, ..File::default() }.division("zero");
    assert_eq!(entry(&division, 1).kind, EntryType::SALES_ENTRY);
    let amounts: Vec<String> = entry(&division, 1).lines.iter().map(|line| line.amount_dc.to_string()).collect();
    assert!(amounts.iter().all(|amount| !amount.starts_with("-0")) || amounts.contains(&"-5".to_owned()));
    assert!(!entry(&division, 1).lines[0].amount_dc.is_sign_negative());
}

// --- amounts, dates and text ------------------------------------------------------------------------------------------

#[test]
fn amounts_are_read_as_packages_write_them() {
    let many = format!("12.34{}", "0".repeat(300));
    let cases = [
        ("1.5E2", "150"),
        ("1E-05", "0.00001"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("12,5", "12.5"),
        ("+7", "7"),
        (" 8 ", "8"),
        ("5-", "-5"),
        (many.as_str(), "12.34"),
    ];
    for (at, (written, amount)) in cases.iter().enumerate() {
        let division =
            File { transactions: one("4000", "1100", written), ..File::default() }.division(&format!("amount-{at}"));
        assert_eq!(balance(&division, "4000"), dec(amount), "{written}");
    }
}

#[test]
fn amounts_too_large_for_any_company_are_refused_instead_of_overflowing() {
    let huge = "79228162514264337593543950335";
    let error = read("huge", File { transactions: one("4000", "4000", huge), ..File::default() }.text()).unwrap_err();
    assert!(error.contains("not an amount"), "{error}");
}

#[test]
fn an_empty_amount_counts_as_nothing_and_is_reported() {
    let lines = pair("4000", "1100", "9") + "<trLine><nr>3</nr><accID>4000</accID><amnt/><amntTp>D</amntTp></trLine>";
    let file =
        File { transactions: journal("90", "M", &transaction("1", "2", "2019-02-03", &lines)), ..File::default() };
    let books = read("empty-amount", file.text()).unwrap();
    assert_eq!(balance(&books.divisions[0], "4000"), dec("9"));
    assert!(books.warnings.iter().any(|warning| warning.contains("zonder bedrag")), "{:?}", books.warnings);
}

#[test]
fn dates_that_are_none_are_replaced_and_reported() {
    for (name, written) in [("zero", "0000-00-00"), ("first", "0001-01-01"), ("day", "2019-02-30")] {
        let transactions = journal("90", "M", &transaction("1", "4", written, &pair("4000", "1100", "9")));
        let books = read(&format!("date-{name}"), File { transactions, ..File::default() }.text()).unwrap();
        assert_eq!(books.divisions[0].entries[0].date.to_string(), "2019-04-01", "{written}");
        assert!(books.warnings.iter().any(|warning| warning.contains("datum")), "{:?}", books.warnings);
    }
}

#[test]
fn periods_keep_the_numbers_of_the_entries_when_only_part_of_a_year_was_exported() {
    let header = "<fiscalYear>2019</fiscalYear><startDate>2019-04-01</startDate><endDate>2019-06-30</endDate>";
    let transactions = journal(
        "90",
        "M",
        &(transaction("1", "4", "2019-04-03", &pair("4000", "1100", "9"))
            + &transaction("2", "6", "2019-06-03", &pair("4000", "1100", "9"))),
    );
    let division = File { header, transactions, ..File::default() }.division("part-of-year");
    let may = division.periods.iter().find(|period| period.number == 5).unwrap();
    assert_eq!(may.start.to_string(), "2019-05-01");
}

#[test]
fn a_letter_that_was_cut_in_half_does_not_spoil_the_other_names() {
    let file = File {
        relations: "<customerSupplier><custSupID>1</custSupID><custSupName>Café Zoë</custSupName></customerSupplier>\
                    <customerSupplier><custSupID>2</custSupID><custSupName>Half@</custSupName></customerSupplier>"
            .to_owned(),
        transactions: one("4000", "1100", "9"),
        ..File::default()
    };
    let bytes: Vec<u8> = file.text().bytes().map(|byte| if byte == b'@' { 0xc3 } else { byte }).collect();
    let books = read("half-letter", bytes).unwrap();
    assert_eq!(books.divisions[0].relations[0].name, "Café Zoë");
    assert_eq!(books.warnings.len(), 1, "{:?}", books.warnings);
}

#[test]
fn a_bare_ampersand_is_an_ampersand() {
    let relations =
        "<customerSupplier><custSupID>1</custSupID><custSupName>Jansen & Zn</custSupName></customerSupplier>"
            .to_owned();
    let file = File { relations, transactions: one("4000", "1100", "9"), ..File::default() };
    assert_eq!(file.division("ampersand").relations[0].name, "Jansen & Zn");
}

#[test]
fn a_file_nested_without_end_is_refused() {
    let depth = 200_000;
    let nested = "<a>".repeat(depth) + &"</a>".repeat(depth);
    let transactions = journal("90", "M", &transaction("1", "2", "2019-02-03", &nested));
    let error = read("nested", File { transactions, ..File::default() }.text()).unwrap_err();
    assert!(error.contains("nested"), "{error}");
}

// --- relations and open items -----------------------------------------------------------------------------------------

#[test]
fn relation_types_in_words_tell_customers_from_suppliers() {
    let party = |code: &str, kind: &str| {
        format!(
            "<customerSupplier><custSupID>{code}</custSupID><custSupName>{code}</custSupName><custSupTp>{kind}</custSupTp></customerSupplier>"
        )
    };
    let kinds = ["Debiteur", "Crediteur", "Customer", "Supplier", "B", "C", "S", "Leverancier"];
    let file = File {
        relations: kinds.map(|kind| party(kind, kind)).concat(),
        transactions: one("4000", "1100", "9"),
        ..File::default()
    };
    let division = file.division("relation-types");
    let found = division.relations.iter().map(|relation| (relation.is_customer, relation.is_supplier));
    let (customer, supplier) = ((true, false), (false, true));
    let expected = [customer, supplier, customer, supplier, (true, true), customer, supplier, supplier];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn a_customer_and_a_supplier_with_the_same_number_stay_two_relations() {
    let party = |name: &str, kind: &str| {
        format!(
            "<customerSupplier><custSupID>100</custSupID><custSupName>{name}</custSupName><custSupTp>{kind}</custSupTp></customerSupplier>"
        )
    };
    let relation = "<custSupID>100</custSupID><invRef>5</invRef>";
    let sale = line("1300", "50", "D", relation) + &line("8000", "50", "C", relation);
    let purchase = line("1600", "20", "C", relation) + &line("4000", "20", "D", relation);
    let transactions = journal("70", "S", &transaction("1", "2", "2019-02-01", &sale))
        + &journal("60", "P", &transaction("2", "2", "2019-02-02", &purchase));
    let file = File { relations: party("Klant", "C") + &party("Leverancier", "S"), transactions, ..File::default() };
    let division = file.division("same-number");
    let name = |code: &Option<String>| {
        let relation = division.relations.iter().find(|relation| Some(&relation.code) == code.as_ref());
        relation.unwrap().name.clone()
    };
    let names =
        |number: i32| entry(&division, number).lines.iter().map(|line| name(&line.relation)).collect::<Vec<_>>();
    assert_eq!((names(1), names(2)), (vec!["Klant".to_owned(); 2], vec!["Leverancier".to_owned(); 2]));
    assert_eq!(name(&open(&division, Side::Payable)[0].relation), "Leverancier");
}

#[test]
fn opening_items_without_a_date_never_match_on_an_invented_day() {
    let item = |amount: &str, side: &str| {
        format!(
            "<obSbLine><nr>1</nr><amnt>{amount}</amnt><amntTp>{side}</amntTp><custSupID>7</custSupID><invRef>19</invRef></obSbLine>"
        )
    };
    let opening = format!(
        "<openingBalance><obLine><nr>1</nr><accID>1300</accID><amnt>40</amnt><amntTp>D</amntTp></obLine>\
         <obLine><nr>2</nr><accID>0500</accID><amnt>40</amnt><amntTp>C</amntTp></obLine><obSubledgers><obSubledger>\
         <sbType>CU</sbType>{}{}</obSubledger></obSubledgers></openingBalance>",
        item("60", "D"),
        item("20", "C")
    );
    let file = File { opening, transactions: one("4000", "1100", "9"), ..File::default() };
    let division = file.division("opening-dates");
    let items = &division.open_items.0;
    assert_eq!(open(&division, Side::Receivable).iter().map(|item| item.open_dc).collect::<Vec<_>>(), [dec("40")]);
    let early = "1900-01-01".parse().unwrap();
    assert!(items.iter().flat_map(|item| [item.matched_on, item.last_payment]).flatten().all(|day| day > early));
}

// --- anything at all --------------------------------------------------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_amount_period_or_date_makes_loading_panic(
        amount in "[-+]?[0-9]{0,40}[.,]?[0-9]{0,40}(E[-+]?[0-9]{1,3})?",
        period in "[-0-9]{0,7}",
        date in "[-+0-9T:]{0,14}",
        start in "[+]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}",
    ) {
        let transactions = journal("90", "M", &transaction("1", &period, &date, &pair("4000", "1300", &amount)));
        let text = File { transactions, ..File::default() }.text().replace("2019-01-01", &start);
        let _ = read("any", text);
    }

    #[test]
    fn no_damage_to_a_file_with_everything_in_it_makes_loading_panic(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = everything().into_bytes();
        for (place, byte) in damage {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read("damaged", bytes);
    }
}

/// A file with every part that has a reader of its own.
fn everything() -> String {
    let relation = "<custSupID>3</custSupID><invRef>77</invRef>";
    let vat = "<vat><vatID>2</vatID><vatPerc>21.000</vatPerc><vatAmnt>21</vatAmnt><vatAmntTp>C</vatAmntTp></vat>";
    let foreign = "<currency><curCode>USD</curCode><curAmnt>130.5</curAmnt></currency>";
    let sale = line("1300", "121", "D", &format!("{relation}{foreign}"))
        + &line("8000", "100", "C", vat)
        + &line("1520", "21", "C", "");
    let sb_line = "<sbLine><nr>1</nr><jrnID>70</jrnID><trNr>1</trNr><trLineNr>1</trLineNr><amnt>121</amnt><amntTp>D</amntTp>\
                   <custSupID>3</custSupID><invRef>77</invRef><invDt>2019-02-01</invDt><invDueDt>2019-03-01</invDueDt></sbLine>";
    let close = line("8000", "100", "D", "") + &line("4000", "7", "C", "") + &line("0500", "93", "C", "");
    let file = File {
        relations: "<customerSupplier><custSupID>3</custSupID><custSupName>Drie</custSupName></customerSupplier>".to_owned(),
        vat_codes: "<vatCode><vatID>2</vatID><vatDesc>Hoog</vatDesc><vatToPayAccID>1520</vatToPayAccID></vatCode>".to_owned(),
        opening: "<openingBalance><opBalDate>2019-01-01</opBalDate><obLine><nr>1</nr><accID>1300</accID><amnt>50</amnt>\
                  <amntTp>D</amntTp></obLine><obLine><nr>2</nr><accID>0500</accID><amnt>50</amnt><amntTp>C</amntTp></obLine>\
                  <obSubledgers><obSubledger><sbType>CU</sbType><obSbLine><nr>1</nr><obLineNr>1</obLineNr><amnt>40</amnt>\
                  <amntTp>D</amntTp><custSupID>3</custSupID><invRef>5</invRef></obSbLine></obSubledger></obSubledgers>\
                  </openingBalance>".to_owned(),
        transactions: journal("70", "S", &transaction("1", "2", "2019-02-01", &sale))
            + &journal("90", "M", &transaction("2", "3", "2019-03-01", &pair("4000", "1100", "7")))
            + &journal("99", "M", &transaction("3", "13", "2019-12-31", &close))
            + &format!("<subledgers><subledger><sbType>CU</sbType>{sb_line}</subledger></subledgers>"),
        ..File::default()
    };
    file.text()
}

#[test]
fn open_items_always_add_up_to_the_ledger() {
    let division = read("everything", everything()).unwrap().divisions.remove(0);
    let open: Decimal = open(&division, Side::Receivable).iter().map(|item| item.open_dc).sum();
    assert_eq!((open, balance(&division, "1300")), (dec("171"), dec("171")));
    assert!(entry(&division, 3).kind.is_closing());
    let line = &entry(&division, 1).lines[0];
    assert_eq!((line.amount_fc, line.currency.as_str()), (dec("130.5"), "USD"));
    assert_eq!(entry(&division, 1).lines[1].vat_amount_fc, Some(dec("-21")));
}
