//! Exact decimals from the text of a JSON number.
//!
//! Exact sends every amount as `Edm.Double`. A float would lose cents in sums; here the digits that were sent become a
//! [`Decimal`], and nothing else.

use core::str::FromStr;
use rust_decimal::Decimal;

/// Reads a decimal from the text of a number: `-0.01`, `1E-05`, `120`.
///
/// Gives `None` for text that is no number, and for one that a [`Decimal`] cannot hold without losing digits (more than
/// 28 of them). The one exception is the noise that sums of doubles leave behind, `5.684341886080802E-14`: what lies
/// beyond the 28th decimal of it is rounded away.
///
/// ```
/// use exact_model::{number, Decimal};
///
/// assert_eq!(number::parse_decimal("1E-05"), Some(Decimal::new(1, 5)));
/// assert_eq!(number::parse_decimal("0.30000000000000004").unwrap().to_string(), "0.30000000000000004");
/// assert_eq!(number::parse_decimal("5.684341886080802E-14").unwrap().to_string(), "0.0000000000000568434188608080");
/// assert_eq!(number::parse_decimal("twelve"), None);
/// ```
#[must_use]
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    if let Some(number) = plain(text) {
        return Some(number);
    }
    if let Ok(number) = Decimal::from_str_exact(text) {
        return Some(number);
    }
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent = i32::from_str(exponent.strip_prefix('+').unwrap_or(exponent)).ok()?;
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0').trim_end_matches('0').len();
    if exponent < -60 && significant <= DOUBLE_DIGITS {
        return Some(Decimal::ZERO);
    }
    if exponent.unsigned_abs() > 60 {
        return (significant == 0).then_some(Decimal::ZERO);
    }
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let plain = if point <= 0 {
        format!("{sign}0.{}{all}", "0".repeat(usize::try_from(-point).ok()?))
    } else {
        let point = usize::try_from(point).ok()?;
        if point >= all.len() {
            format!("{sign}{all}{}", "0".repeat(point - all.len()))
        } else {
            let (left, right) = all.split_at(point);
            format!("{sign}{left}.{right}")
        }
    };
    let plain = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    match Decimal::from_str_exact(plain) {
        Ok(number) => Some(number),
        Err(_) if significant <= DOUBLE_DIGITS => Decimal::from_str(plain).ok(),
        Err(_) => None,
    }
}

/// Most digits a double can have.
const DOUBLE_DIGITS: usize = 17;

/// The everyday case: an optional minus, at most 18 digits, at most one point between them.
fn plain(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 18 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let (mut mantissa, mut scale, mut point) = (0_i64, 0, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale += u32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
}
