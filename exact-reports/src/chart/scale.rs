use exact_model::Decimal;
use rust_decimal::RoundingStrategy;

use crate::amount::dutch;

/// The unit of an axis: a power of a thousand, small enough for figures of at most four digits before the comma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    thousands: u32,
    /// Whether every value is far enough from zero to leave out what is behind the comma.
    is_whole: bool,
}

impl Scale {
    /// The unit for values.
    pub(super) fn of(values: impl Iterator<Item = Decimal>) -> Self {
        let largest = values.map(|value| value.abs()).max().unwrap_or_default();
        let mut thousands = 0;
        while thousands < 9 && units(largest, thousands) >= Decimal::from(10_000) {
            thousands += 1;
        }
        Self { thousands, is_whole: units(largest, thousands) >= Decimal::ONE_HUNDRED }
    }

    /// A value on the axis: in hundredths of the unit.
    pub(super) fn position(self, value: Decimal) -> i32 {
        let hundredths = units(value, self.thousands)
            .checked_mul(Decimal::ONE_HUNDRED)
            .map(|value| value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
        hundredths.and_then(|value| i32::try_from(value).ok()).unwrap_or_default()
    }

    /// A value as it stands at its bar.
    pub(super) fn label(self, value: Decimal) -> String {
        let value = units(value, self.thousands);
        match (self.is_whole, self.thousands) {
            (true, _) => rounded(value, 0),
            (false, 0) => dutch(value),
            (false, _) => rounded(value, 1),
        }
    }

    /// A place on the axis in words.
    pub(super) fn tick(hundredths: i32) -> String {
        let text = dutch(Decimal::new(i64::from(hundredths), 2));
        text.strip_suffix(",00").unwrap_or(&text).to_owned()
    }

    /// The unit in words.
    pub(super) fn name(self, unit: &str) -> String {
        let times = match self.thousands {
            0 => return format!("in {unit}"),
            1 => "duizend",
            2 => "miljoen",
            3 => "miljard",
            4 => "biljoen",
            5 => "biljard",
            6 => "triljoen",
            7 => "triljard",
            8 => "quadriljoen",
            _ => "quadriljard",
        };
        format!("in {unit} × 1 {times}")
    }
}

/// A value over a power of a thousand.
fn units(value: Decimal, thousands: u32) -> Decimal {
    (0..thousands).try_fold(value, |value, _| value.checked_div(Decimal::ONE_THOUSAND)).unwrap_or_default()
}

fn rounded(value: Decimal, decimals: u32) -> String {
    let value = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    let text = dutch(value);
    let (whole, fraction) = text.split_once(',').unwrap_or((&text, ""));
    match fraction.get(..decimals.try_into().unwrap_or(0)).filter(|kept| !kept.is_empty()) {
        Some(kept) => format!("{whole},{kept}"),
        None => whole.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(text: &str) -> (Scale, Decimal) {
        let value: Decimal = text.parse().unwrap();
        (Scale::of([value].into_iter()), value)
    }

    #[test]
    fn the_unit_grows_with_the_largest_value_whatever_its_sign() {
        let cases = [
            ("0", "in EUR", "0,00", 0),
            ("12.345", "in EUR", "12,35", 1_235),
            ("-9999.99", "in EUR", "-10.000", -999_999),
            ("-10000", "in EUR × 1 duizend", "-10,0", -1_000),
            ("1234567.89", "in EUR × 1 duizend", "1.235", 123_457),
            ("79228162514264337593543950335", "in EUR × 1 quadriljard", "79,2", 7_923),
        ];
        for (text, name, label, position) in cases {
            let (scale, value) = scale(text);
            assert_eq!((scale.name("EUR").as_str(), scale.label(value).as_str()), (name, label), "{text}");
            assert_eq!(scale.position(value), position, "{text}");
        }
    }

    #[test]
    fn places_on_the_axis_are_written_without_needless_decimals() {
        assert_eq!((Scale::tick(150_000).as_str(), Scale::tick(-50).as_str()), ("1.500", "-0,50"));
    }
}
