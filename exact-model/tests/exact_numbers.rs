//! Money is exactly what was sent.

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

#[test]
fn too_many_digits_are_refused_rather_than_rounded() {
    assert_eq!(number::parse_decimal("0.12345678901234567890123456789012345"), None);
    assert_eq!(number::parse_decimal("1e400"), None);
    assert_eq!(number::parse_decimal("0e400"), Some(Decimal::ZERO));
}
