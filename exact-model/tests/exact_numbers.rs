//! Money is exactly what was sent.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use exact_model::{Decimal, number};
use proptest::prelude::*;

proptest! {
    /// Digits in, the same value out, against integer arithmetic that knows nothing of the parser.
    #[test]
    fn a_plain_number_keeps_its_value(mantissa in -999_999_999_999_999_999_i128..999_999_999_999_999_999, scale in 0_u32..18) {
        let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
        let sign = if mantissa < 0 { "-" } else { "" };
        let text = if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
        prop_assert_eq!(number::parse_decimal(&text), Some(Decimal::from_i128_with_scale(mantissa, scale)));
    }

    #[test]
    fn an_exponent_only_moves_the_point(mantissa in -999_999_999_i64..999_999_999, exponent in -12_i32..12) {
        let shifted = number::parse_decimal(&format!("{mantissa}E{exponent}")).unwrap();
        let expected = if exponent < 0 {
            Decimal::new(mantissa, exponent.unsigned_abs())
        } else {
            Decimal::from(mantissa) * Decimal::from(10_i64.pow(exponent.unsigned_abs()))
        };
        prop_assert_eq!(shifted, expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        let _ = number::parse_decimal(&text);
    }

    #[test]
    fn no_bytes_make_the_page_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = exact_model::page::decode::<exact_model::system::Division>(&bytes);
    }
}

/// An independent reader: decimal digits and a power of ten, in integers only.
fn by_hand(text: &str) -> (i128, i32) {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
    let mut power = exponent.trim_start_matches('+').parse::<i32>().unwrap() - i32::try_from(fraction.len()).unwrap();
    let mut digits = digits;
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
        power += 1;
    }
    (digits, if digits == 0 { 0 } else { power })
}

fn as_pair(number: Decimal) -> (i128, i32) {
    let number = number.normalize();
    let (mut digits, mut power) = (number.mantissa(), -i32::try_from(number.scale()).unwrap());
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
        power += 1;
    }
    (digits, if digits == 0 { 0 } else { power })
}

proptest! {
    /// Whatever double Exact holds and however .NET writes it, down to amounts no ledger has.
    #[test]
    fn every_double_that_money_can_be_is_read_digit_by_digit(double in -1e15_f64..1e15, style in 0..3) {
        let text = match style {
            0 => format!("{double}"),
            1 => format!("{double:e}"),
            _ => format!("{double:E}").replace("E-", "E-0"),
        };
        if double.abs() > 1e-10 || double == 0.0 {
            prop_assert_eq!(as_pair(number::parse_decimal(&text).unwrap()), by_hand(&text), "{}", text);
        }
    }

    #[test]
    fn cents_survive_at_any_size(cents in -10_i64.pow(17)..10_i64.pow(17)) {
        let sign = if cents < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100);
        prop_assert_eq!(as_pair(number::parse_decimal(&text).unwrap()), by_hand(&text));
        let body = format!(r#"{{"d":[{{"AmountDC":{text}}}]}}"#);
        let line = exact_model::page::decode::<exact_model::financial_transaction::TransactionLine>(body.as_bytes()).unwrap();
        prop_assert_eq!(line.rows[0].amount_dc, Some(Decimal::new(cents, 2)));
    }
}

#[test]
fn noise_beyond_the_28th_decimal_is_no_reason_to_refuse_a_page() {
    let noise = number::parse_decimal("5.684341886080802E-14").unwrap();
    assert_eq!(noise.to_string(), "0.0000000000000568434188608080");
    assert_eq!(number::parse_decimal("-1.4E-300"), Some(Decimal::ZERO));
}

#[test]
fn too_many_digits_are_refused_rather_than_rounded() {
    assert_eq!(number::parse_decimal("0.12345678901234567890123456789012345"), None);
    assert_eq!(number::parse_decimal("1e400"), None);
    assert_eq!(number::parse_decimal("7.9228162514264337593E-15"), None);
    assert_eq!(number::parse_decimal("0e400"), Some(Decimal::ZERO));
}
