//! What packages do to amounts, dates, text and relations, one claim at a time. All files here are made up.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod packages;

use exact_sandbox::books::{Side, Value};
use packages::{File, balance, dec, entry, journal, line, one, open, pair, read, transaction};
use proptest::prelude::*;
use rust_decimal::Decimal;
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

#[test]
fn cost_centres_are_those_that_lines_name_in_any_version() {
    for element in ["costID", "cost", "costDesc"] {
        let lines = line("4000", "9", "D", &format!("<{element}>Winkel</{element}>")) + &line("1100", "9", "C", "");
        let transactions = journal("90", "M", &transaction("1", "2", "2019-02-03", &lines));
        let division = File { transactions, ..File::default() }.division(&format!("cost-{element}"));
        let centers: Vec<_> = entry(&division, 1).lines.iter().map(|line| line.cost_center.as_deref()).collect();
        assert_eq!(centers, [Some("Winkel"), None], "{element}");
        let listed: Vec<_> = division.records["hrm/Costcenters"].iter().map(|one| one.value("Code").cloned()).collect();
        assert_eq!(listed, [Some(Value::text("Winkel"))], "{element}");
    }
}

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
