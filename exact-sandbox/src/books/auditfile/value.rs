//! Amounts and dates as packages write them.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Digits before the decimal sign. Larger amounts are no company's, and sums of these cannot overflow.
const WHOLE_DIGITS: usize = 15;
/// Decimals that are kept. More are some package's arithmetic, not money.
const DECIMALS: usize = 12;

/// An amount with a point or, from packages that follow the machine's language, a comma. Zero has no sign.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '€').collect();
    let (text, negative) = match text.strip_suffix('-') {
        Some(rest) => (rest, true),
        None => match text.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (text.strip_prefix('+').unwrap_or(&text), false),
        },
    };
    let value = if text.contains(['e', 'E']) { scientific(text)? } else { plain(text)? };
    Some(if negative { negated(value) } else { value })
}

/// `1.234,56`, `1,234.56`, `1234.56` and `1234,56` without sign: the last kind of mark is the decimal one, and a mark that
/// comes back marks thousands.
fn plain(text: &str) -> Option<Decimal> {
    let repeats = |mark: char| text.matches(mark).count() > 1;
    let decimal = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) => Some(if comma > point { ',' } else { '.' }),
        (Some(_), None) if !repeats(',') => Some(','),
        (None, Some(_)) if !repeats('.') => Some('.'),
        _ => None,
    };
    if decimal.is_some_and(repeats) {
        return None;
    }
    let (whole, decimals) = decimal.and_then(|mark| text.split_once(mark)).unwrap_or((text, ""));
    let whole: String = whole.chars().filter(|letter| !matches!(letter, '.' | ',')).collect();
    let is_number = |part: &str| part.chars().all(|letter| letter.is_ascii_digit());
    if !is_number(&whole) || !is_number(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > WHOLE_DIGITS {
        return None;
    }
    let decimals = decimals.trim_end_matches('0');
    let kept = decimals.get(..DECIMALS + 1).unwrap_or(decimals);
    let value = Decimal::from_str(&format!("0{whole}.{kept:0<2}")).ok()?;
    Some(value.round_dp(DECIMALS as u32))
}

/// `1.5E2`, as programs write numbers that they took for floating point.
fn scientific(text: &str) -> Option<Decimal> {
    let value = Decimal::from_scientific(&text.replace(',', ".")).ok()?;
    let largest = Decimal::from(10_u64.pow(WHOLE_DIGITS as u32));
    (value.is_sign_positive() && value < largest).then(|| value.round_dp(DECIMALS as u32))
}

/// The other sign; zero stays zero.
pub(super) fn negated(amount: Decimal) -> Decimal {
    if amount.is_zero() { Decimal::ZERO } else { -amount }
}

/// A date, or the date part of a date-time. Years in which nobody keeps books are placeholders and no dates.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let text = text.split(['T', ' ']).next().unwrap_or(text);
    let formats = ["%Y-%m-%d", "%Y%m%d", "%d-%m-%Y", "%d/%m/%Y"];
    let read = |format: &&str| NaiveDate::parse_from_str(text, format).ok();
    formats.iter().filter_map(read).find(|day| is_book_year(day.year()))
}

/// Whether books may be kept in a year.
pub(super) const fn is_book_year(year: i32) -> bool {
    matches!(year, 1900..=2199)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_has_no_sign() {
        for text in ["0", "-0.00", "0-", "-0E1"] {
            assert!(!amount(text).unwrap().is_sign_negative(), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["", "-", ".", "1.2,3,4", "tien", "1-2", "0x1", "1234567890123456", "1E15", "--1", "1E99"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn dates_come_in_four_forms_and_with_a_time() {
        for text in ["2016-02-29", "2016-02-29T23:59:59", "20160229", "29-02-2016", " 29/02/2016 "] {
            assert_eq!(date(text).unwrap().to_string(), "2016-02-29", "{text}");
        }
        assert_eq!(date("2017-02-29"), None);
        assert_eq!(date("1753-01-01"), None);
    }

    proptest! {
        #[test]
        fn every_amount_in_cents_is_read_as_written(cents in -99_999_999_999_999_i64..99_999_999_999_999) {
            let exact = Decimal::new(cents, 2);
            prop_assert_eq!(amount(&exact.to_string()), Some(exact));
            prop_assert_eq!(amount(&exact.to_string().replace('.', ",")), Some(exact));
        }

        #[test]
        fn any_text_is_an_amount_or_none(text in "\\PC{0,40}") {
            let _ = (amount(&text), date(&text));
        }
    }
}
