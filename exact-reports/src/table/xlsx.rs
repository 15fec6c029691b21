//! Tables as a workbook, one sheet each.
//!
//! Amounts are numbers in their cells, so that a spreadsheet can add them up. The format keeps numbers as doubles, which hold
//! fifteen digits and no more: an amount with more is written as text, digit for digit, and not rounded. Words are always
//! text, never a formula or a link. Equal tables give equal bytes.

mod sheet_name;

use chrono::{Datelike, NaiveDate};
use exact_model::Decimal;
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, FormatAlign, RowNum, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Table, Weight, notation, wording};
use crate::amount::cents;
use sheet_name::SheetNames;

/// What a double holds of a decimal number whatever the number is.
const EXACT_DIGITS: u32 = 15;
/// The longest text a cell may hold, in units of UTF-16.
const LONGEST_TEXT: usize = 32_767;

/// Why there is no workbook: more rows, columns or sheets than the format has room for.
#[derive(Debug, thiserror::Error)]
#[error("the tables do not fit in a workbook: write them as CSV, or fewer of them")]
pub struct Error(#[source] Box<XlsxError>);

impl From<XlsxError> for Error {
    fn from(error: XlsxError) -> Self {
        Self(Box::new(error))
    }
}

/// The bytes of a workbook with a sheet for every table.
///
/// # Errors
/// When a table has more than 1,048,573 rows or 16,384 columns.
pub fn workbook<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    // Without a day of its own the file would carry the time of writing.
    let written = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let mut names = SheetNames::default();
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.name(&table.title))?;
        write(table, sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write(table: &Table, sheet: &mut Worksheet) -> Result<(), Error> {
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, cut(wording::clean(&table.title)), &bold)?;
    let heading = Format::new().set_bold().set_text_wrap();
    for (at, column) in (0..).zip(&table.columns) {
        let align = if column.is_number() { FormatAlign::Right } else { FormatAlign::Left };
        sheet.write_string_with_format(2, at, cut(column.full_heading()), &heading.clone().set_align(align))?;
        sheet.set_column_width_pixels(at, width(table, usize::from(at)))?;
    }
    sheet.set_freeze_panes(3, 0)?;
    for (line, row) in (3..).zip(table.all_rows()) {
        for (at, (_, cell)) in (0..).zip(table.cells(row)) {
            let format = if row.weight == Weight::Subtotal { bold.clone() } else { Format::new() };
            write_cell(sheet, (line, at), cell, &format)?;
        }
    }
    Ok(())
}

fn write_cell(sheet: &mut Worksheet, (row, at): (RowNum, ColNum), cell: &Cell, format: &Format) -> Result<(), Error> {
    let number = |value: Decimal, pattern: &str| (double(value), format.clone().set_num_format(pattern));
    let (value, format) = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => {
            sheet.write_string_with_format(row, at, cut(wording::clean(text)), format)?;
            return Ok(());
        }
        Cell::Date(day) => {
            let format = format.clone().set_num_format("dd-mm-yyyy").set_align(FormatAlign::Left);
            match excel_day(*day) {
                Some(day) => sheet.write_datetime_with_format(row, at, &day, &format)?,
                None => sheet.write_string_with_format(row, at, notation::shown(cell), &format)?,
            };
            return Ok(());
        }
        Cell::Amount(amount) => number(cents(*amount), "#,##0.00"),
        Cell::Count(count) => number(Decimal::from(*count), "#,##0"),
        Cell::Percentage(part) => number(*part, "0.0##\"%\""),
        Cell::Number(value) => number(*value, "#,##0.0##"),
    };
    match value {
        Some(value) => sheet.write_number_with_format(row, at, value, &format)?,
        None => {
            let format = format.set_align(FormatAlign::Right);
            sheet.write_string_with_format(row, at, notation::shown(cell), &format)?
        }
    };
    Ok(())
}

/// The double whose text is the number again; `None` when there is none. No arithmetic: from text to text.
fn double(value: Decimal) -> Option<f64> {
    let value = value.normalize();
    let digits = value.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    (digits <= EXACT_DIGITS).then(|| value.to_string().parse().ok()).flatten()
}

/// A day as workbooks count them; `None` for one they do not have.
fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| (1900..=9999).contains(year))?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

fn cut(text: String) -> String {
    let mut units = 0;
    let fits = |char: &char| {
        units += char.len_utf16();
        units <= LONGEST_TEXT
    };
    if text.len() <= LONGEST_TEXT { text } else { text.chars().take_while(fits).collect() }
}

/// Wide enough for what stands in the column, within reason.
fn width(table: &Table, at: usize) -> u32 {
    let heading = table.columns.get(at).map_or(0, |column| column.full_heading().chars().count());
    let cells = table.all_rows().filter_map(|row| row.cells.get(at));
    let longest = cells.map(|cell| notation::shown(cell).chars().count()).max().unwrap_or(0);
    let characters = heading.min(24).max(longest).clamp(6, 60);
    u32::try_from(characters).unwrap_or(60) * 7 + 12
}

#[cfg(test)]
mod tests;
