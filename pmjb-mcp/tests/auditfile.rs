//! The figures of a real administration, to the cent, through the whole program: audit file, sandbox, login, client,
//! reports, tool. The right answers were computed by others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use rust_decimal::Decimal;
use serde_json::Value;
use support::{answer, auditfile, program, rows};

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

fn sum(rows: &[(String, String)]) -> Decimal {
    rows.iter().map(|(_, amount)| amount.parse::<Decimal>().unwrap()).sum()
}

#[test]
fn revenue_by_period_is_that_of_the_ledger_and_not_of_the_dates() {
    let Some(answer) = answer(&["omzet", "--periode", "boekjaar 2016"]) else { return };
    assert_eq!(answer["totaal"], "213180.24");
    assert_eq!(answer["valuta"], "EUR");
    assert_eq!(answer["volledig"], true);
    assert_eq!(answer["administratie"]["naam"], "Toro Rosso BV");
    let expected = [
        "7547.17",
        "16559.61",
        "10000.00",
        "5000.00",
        "16000.00",
        "8264.46",
        "0.00",
        "0.00",
        "0.00",
        "149809.00",
        "0.00",
        "0.00",
    ];
    let rows = rows(&answer);
    assert_eq!(rows.iter().map(|(_, amount)| amount.as_str()).collect::<Vec<_>>(), expected);
    assert_eq!(rows.first().unwrap().0, "januari 2016");
}

#[test]
fn relative_periods_count_from_the_last_day_of_the_last_book_year_and_the_answer_says_so() {
    let Some(answer) = answer(&["omzet"]) else { return };
    assert_eq!(answer["totaal"], "213180.24");
    assert!(answer["grondslag"].as_str().unwrap().contains("31-12-2016"));
}

#[test]
fn revenue_by_customer_adds_up_and_shows_what_has_no_customer() {
    let Some(answer) = answer(&["omzet", "--per", "klant"]) else { return };
    let rows = rows(&answer);
    assert_eq!(rows.first().unwrap(), &("Fittsport BV".to_owned(), "49061.25".to_owned()));
    assert_eq!(rows.last().unwrap(), &("(geen klant)".to_owned(), "127073.46".to_owned()));
    assert_eq!(sum(&rows), amount(&answer["totaal"]));
}

#[test]
fn a_top_two_has_the_rest_in_one_row_and_the_same_total() {
    let Some(answer) = answer(&["omzet", "--top", "2"]) else { return };
    let rows = rows(&answer);
    assert_eq!(rows.len(), 4);
    assert_eq!(sum(&rows), "213180.24".parse().unwrap());
}

#[test]
fn one_period_quarters_and_accounts_add_up_as_well() {
    for arguments in [["--per", "kwartaal"], ["--per", "jaar"], ["--per", "rekening"]] {
        let Some(answer) = answer(&[&["omzet"][..], &arguments[..]].concat()) else { return };
        assert_eq!(sum(&rows(&answer)), "213180.24".parse().unwrap(), "{arguments:?}");
    }
    let Some(answer) = answer(&["omzet", "--periode", "periode 10 2016"]) else { return };
    assert_eq!(answer["totaal"], "149809.00");
}

#[test]
fn receivables_are_invoices_less_what_was_not_applied() {
    let Some(answer) = answer(&["debiteuren"]) else { return };
    assert_eq!(answer["totaal"], "-304220.09");
    assert_eq!(answer["facturen"], "104122.37");
    assert_eq!(answer["niet_toegewezen"], "-408342.46");
    assert_eq!(sum(&rows(&answer)), amount(&answer["totaal"]));
    for control in answer["controles"].as_array().unwrap() {
        assert_eq!(control["verschil"], "0.00", "{control}");
    }
}

#[test]
fn every_open_item_is_in_the_list_and_in_one_band_of_age() {
    let Some(by_invoice) = answer(&["debiteuren", "--per", "factuur"]) else { return };
    let Some(by_age) = answer(&["debiteuren", "--per", "ouderdom"]) else { return };
    let total: Decimal = "-304220.09".parse().unwrap();
    assert_eq!(sum(&rows(&by_invoice)), total);
    assert_eq!(sum(&rows(&by_age)), total);
    let invoices = by_invoice["rijen"].as_array().unwrap().iter().filter(|row| row["soort"] == "factuur").count();
    assert_eq!(by_invoice["aantal_facturen"], invoices);
}

#[test]
fn the_vat_balance_is_exact_and_split_by_quarter_and_account() {
    let Some(answer) = answer(&["btw"]) else { return };
    assert_eq!(answer["totaal"], "4119.58");
    let quarters = rows(&answer);
    let amounts: Vec<_> = quarters.iter().map(|(_, amount)| amount.as_str()).collect();
    assert_eq!(amounts, ["6576.75", "-201.32", "-459.91", "-1795.94"]);
    let accounts: Decimal = answer["per_rekening"].as_array().unwrap().iter().map(|row| amount(&row["bedrag"])).sum();
    assert_eq!(accounts, amount(&answer["totaal"]));
}

#[test]
fn a_year_without_books_is_an_error_and_not_zero() {
    let Some(file) = auditfile() else { return };
    let output =
        program().args(["vraag", "omzet", "--periode", "2019", "--json", "--auditfile"]).arg(file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let data: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(data["fout"]["code"], "geen_boeken");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("In 2019") && message.contains("2016"), "{message}");
}

#[test]
fn the_demo_answers_on_a_file_of_ones_own() {
    let Some(file) = auditfile() else { return };
    let output = program().args(["demo", "--auditfile"]).arg(file).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in ["€ 213.180,24", "€ 49.061,25", "€ -304.220,09", "€ 4.119,58", "31-12-2016"] {
        assert!(text.contains(part), "{part}");
    }
}
