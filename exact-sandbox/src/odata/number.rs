//! Numbers as Exact writes them: Doubles made of exact decimals, and whole numbers.

use rust_decimal::Decimal;

/// A Double has 15 digits that can be trusted; a mantissa below this has no more.
const FIFTEEN_DIGITS: u64 = 1_000_000_000_000_000;

/// A Double in the shortest form Exact writes: `120`, `-0.01`, `1E-05`, at most 15 digits.
pub(crate) fn double(value: Decimal) -> String {
    let mut out = Vec::new();
    push_double(&mut out, value);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes [`double`] into bytes; amounts, which are most of a ledger, without making a text first.
pub(crate) fn push_double(out: &mut Vec<u8>, value: Decimal) {
    let mantissa = u64::try_from(value.mantissa().unsigned_abs()).ok().filter(|mantissa| *mantissa < FIFTEEN_DIGITS);
    match mantissa {
        // A negated zero keeps its sign in a decimal; Exact sends none.
        Some(0) => out.push(b'0'),
        Some(mantissa) if value.scale() <= 4 => push_plain(out, value.is_sign_negative(), mantissa, value.scale()),
        _ => out.extend_from_slice(long_form(value).as_bytes()),
    }
}

/// Writes a whole number.
pub(crate) fn push_whole(out: &mut Vec<u8>, value: i64) {
    push_plain(out, value < 0, value.unsigned_abs(), 0);
}

/// A number with at most four decimals, which never needs an exponent.
fn push_plain(out: &mut Vec<u8>, negative: bool, mut mantissa: u64, mut decimals: u32) {
    while decimals > 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
        decimals -= 1;
    }
    // From the last digit to the first: the longest whole number and a sign fit, and so do 15 digits with a point.
    let mut text = [0_u8; 20];
    let mut length = 0;
    let mut reversed = text.iter_mut().rev();
    let mut put = |byte| {
        if let Some(place) = reversed.next() {
            *place = byte;
            length += 1;
        }
    };
    let mut written = 0;
    while mantissa > 0 || written <= decimals {
        if decimals > 0 && written == decimals {
            put(b'.');
        }
        put(b'0' + u8::try_from(mantissa % 10).unwrap_or_default());
        mantissa /= 10;
        written += 1;
    }
    if negative {
        put(b'-');
    }
    out.extend_from_slice(text.split_at(text.len() - length).1);
}

fn long_form(value: Decimal) -> String {
    let value = value.round_sf(15).unwrap_or(value).normalize();
    if value.is_zero() {
        return "0".to_owned();
    }
    let text = value.to_string();
    let tiny = text.trim_start_matches('-').strip_prefix("0.0000");
    let Some(digits) = tiny else { return text };
    let significant = digits.trim_start_matches('0');
    let exponent = 5 + digits.len() - significant.len();
    let (first, rest) = significant.split_at_checked(1).unwrap_or((significant, ""));
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{rest}E-{exponent:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_numbers_in_their_shortest_form() {
        for (text, wire) in [
            ("120.00", "120"),
            ("-0.010", "-0.01"),
            ("316.50", "316.5"),
            ("0.055", "0.055"),
            ("10", "10"),
            ("0", "0"),
            ("0.0001", "0.0001"),
            ("0.00001", "1E-05"),
            ("-0.000000125", "-1.25E-07"),
            ("0.87719298245614035087719298", "0.87719298245614"),
        ] {
            assert_eq!(double(text.parse().unwrap()), wire);
        }
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(double(-Decimal::new(0, 2)), "0");
    }

    proptest::proptest! {
        #[test]
        fn a_whole_number_is_written_in_its_digits(value in proptest::prelude::any::<i64>()) {
            for value in [value, i64::MIN, i64::MAX, 0] {
                let mut out = Vec::new();
                push_whole(&mut out, value);
                proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
            }
        }

        #[test]
        fn a_double_reads_back_as_the_same_amount(mantissa in -99_999_999_999_999_i64..99_999_999_999_999, scale in 0_u32..10) {
            let amount = Decimal::new(mantissa, scale);
            let text = double(amount);
            let read = text.parse().or_else(|_| Decimal::from_scientific(&text));
            proptest::prop_assert_eq!(read.unwrap(), amount);
        }

        #[test]
        fn the_short_way_writes_what_the_long_way_writes(mantissa in -999_999_999_999_999_i64..999_999_999_999_999, scale in 0_u32..5) {
            let amount = Decimal::new(mantissa, scale);
            proptest::prop_assert_eq!(double(amount), long_form(amount));
        }
    }
}
