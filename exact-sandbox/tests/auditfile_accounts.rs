//! What packages do to charts, journals and entries, one claim at a time. All files here are made up.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod packages;

use exact_sandbox::books::{EntryType, JournalKind, Side};
use packages::{File, account, balance, dec, entry, journal, kind, line, one, open, pair, read, transaction};
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
