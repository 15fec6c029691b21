use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::table::Column;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn read(tables: &[Table]) -> Vec<Vec<Vec<Data>>> {
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(workbook(tables).unwrap())).unwrap();
    let sheets = workbook.worksheets();
    sheets.into_iter().map(|(_, range)| range.rows().map(<[Data]>::to_vec).collect()).collect()
}

/// The first cell of the first row of a table with one column.
fn written(cell: Cell) -> Data {
    let mut table = Table::new("T", [Column::amount("Bedrag", "EUR")]);
    table.row([cell]);
    read(&[table])[0][3][0].clone()
}

#[test]
fn amounts_are_numbers_as_far_as_a_number_holds_every_cent() {
    assert_eq!(written(decimal("-1234.565").into()), Data::Float(-1234.57));
    assert_eq!(written(decimal("9999999999999.99").into()), Data::Float(9_999_999_999_999.99));
    assert_eq!(written(decimal("99999999999999.99").into()), Data::String("99.999.999.999.999,99".into()));
    let longest = written(Decimal::MAX.into());
    assert_eq!(longest, Data::String("79.228.162.514.264.337.593.543.950.335,00".into()));
}

#[test]
fn every_number_that_is_written_reads_back_as_the_same_decimal() {
    for text in ["0.1", "0.07", "123456789012.35", "-0.01", "4344950.48", "100000000000000000000"] {
        let value = double(decimal(text)).map(|double| double.to_string());
        assert!(value.is_none_or(|value| decimal(&value) == decimal(text)), "{text}");
    }
}

#[test]
fn words_are_words_even_when_they_look_like_a_formula_a_link_or_a_number() {
    for text in ["=1+1", "https://voorbeeld.nl", "00123", "-5", "TRUE", "_x0041_"] {
        assert_eq!(written(text.into()), Data::String(text.into()));
    }
}

#[test]
fn days_are_days_and_those_before_1900_are_words() {
    assert!(matches!(written(NaiveDate::from_ymd_opt(2025, 3, 31).unwrap().into()), Data::DateTime(_)));
    assert_eq!(written(NaiveDate::from_ymd_opt(1899, 3, 1).unwrap().into()), Data::String("01-03-1899".into()));
}

#[test]
fn every_table_has_a_sheet_with_its_headings_and_its_total() {
    let mut table = Table::new("Kosten", [Column::text("Post"), Column::amount("Bedrag", "EUR")]);
    table.row(["Huur".into(), decimal("10").into()]);
    table.total(["Totaal".into(), decimal("10").into()]);
    let sheets = read(&[table.clone(), table]);
    assert_eq!(sheets.len(), 2);
    assert_eq!(sheets[1][2][1], Data::String("Bedrag (EUR)".into()));
    assert_eq!(sheets[1][4], [Data::String("Totaal".into()), Data::Float(10.0)]);
}

#[test]
fn equal_tables_give_equal_bytes_and_a_long_text_fits() {
    let mut table = Table::new("T", [Column::text("A")]);
    table.row(["é".repeat(40_000).into()]);
    assert_eq!(workbook([&table]).unwrap(), workbook([&table]).unwrap());
}
