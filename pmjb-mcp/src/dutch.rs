//! Dutch writing of amounts, dates and counts, and the cleaning of names that come from the books.

use chrono::{Datelike as _, NaiveDate};
use exact_reports::amount::{cents, dutch};
use exact_reports::{Period, Quarter};
use rust_decimal::{Decimal, RoundingStrategy};

/// The longest name from the books that is passed on.
const LONGEST_NAME: usize = 100;

/// `1.234,50`: an amount whose currency is said elsewhere.
pub(crate) fn amount(amount: Decimal) -> String {
    dutch(amount)
}

/// `€ 1.234,50`; another currency by its code.
pub(crate) fn money(amount: Decimal, currency: &str) -> String {
    let symbol = if currency.eq_ignore_ascii_case("EUR") { "€" } else { currency };
    format!("{symbol} {}", dutch(amount))
}

/// `1234.50`: the form for programs.
pub(crate) fn plain(amount: Decimal) -> String {
    cents(amount).to_string()
}

/// An amount the way people write it: `12.345,67`, `€ 12345,67`, `12345.67`, `-1.000`. Points that part thousands are no
/// decimal points.
pub(crate) fn amount_of(text: &str) -> Option<Decimal> {
    let text: String = text.replace("EUR", "").chars().filter(|one| !one.is_whitespace() && *one != '€').collect();
    let (sign, digits) = match text.strip_prefix(['-', '−']).or_else(|| text.strip_suffix('-')) {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    let grouped = |whole: &str| {
        let mut groups = whole.split('.');
        groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
    };
    let plain = match digits.split_once(',') {
        Some((whole, cents)) if !whole.contains('.') || grouped(whole) => format!("{}.{cents}", whole.replace('.', "")),
        Some(_) => return None,
        None if grouped(digits) => digits.replace('.', ""),
        None => digits.to_owned(),
    };
    // Nothing else that a parser of numbers would take: no exponent, no second sign, no underscore.
    let is_amount = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && plain.starts_with(|one: char| one.is_ascii_digit());
    format!("{sign}{plain}").parse().ok().filter(|_| is_amount)
}

/// `31-12-2016`.
pub(crate) fn date(day: NaiveDate) -> String {
    format!("{:02}-{:02}-{:04}", day.day(), day.month(), day.year())
}

/// The part a row has in a total, in percent with one decimal, rounded half away from zero; `None` when that means
/// nothing.
pub(crate) fn share(amount: Decimal, total: Decimal) -> Option<Decimal> {
    if total <= Decimal::ZERO {
        return None;
    }
    let part = amount.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(total)?;
    let mut rounded = part.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    Some(if rounded.is_zero() { Decimal::new(0, 1) } else { rounded })
}

/// `23,0%`.
pub(crate) fn percent(share: Decimal) -> String {
    format!("{share:.1}%").replace('.', ",")
}

/// `januari 2016`, or `periode 3 van boekjaar 2016` for a financial period that is no calendar month.
pub(crate) fn period(year: i16, number: i16, days: Option<&Period>) -> String {
    match days {
        Some(days) if days.is_calendar_month() => format!("{} {}", month(days.start), days.start.year()),
        _ => format!("periode {number} van boekjaar {year}"),
    }
}

/// `4e kwartaal 2025`.
pub(crate) fn quarter(quarter: Quarter) -> String {
    format!("{}e kwartaal {}", quarter.number, quarter.year)
}

fn month(day: NaiveDate) -> &'static str {
    const NAMES: [&str; 12] = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ];
    NAMES.get(day.month0() as usize).copied().unwrap_or_default()
}

/// A period in a sentence, after "over": `het 4e kwartaal 2025`, `maart 2025`.
pub(crate) fn during(label: &str) -> String {
    let article = if label.contains("e kwartaal ") || label.contains("e halfjaar ") { "het " } else { "" };
    format!("{article}{label}")
}

/// `01-01-2025 t/m 31-03-2025`.
pub(crate) fn between(from: NaiveDate, to: NaiveDate) -> String {
    format!("{} t/m {}", date(from), date(to))
}

/// `1 factuur`, `12 facturen`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Ends a sentence, also one that ends in a name with a full stop of its own: `Voorbeeld B.V.`
pub(crate) fn sentence(text: &str) -> String {
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}

/// `a, b en c`.
pub(crate) fn list(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} en {last}", others.join(", ")),
    }
}

/// A name or description from the books as plain data: on one line, without characters that are not seen, and not
/// endless.
pub(crate) fn clean(text: &str) -> String {
    let mut line = one_line(text);
    if line.chars().count() > LONGEST_NAME {
        line = line.chars().take(LONGEST_NAME - 1).chain(['…']).collect();
    }
    line
}

/// A name from the books in a sentence: between quotation marks, so that it cannot be taken for a part of the sentence.
pub(crate) fn quoted(name: &str) -> String {
    format!("“{}”", clean(name).replace(['“', '”', '"'], "'"))
}

/// The same at any length.
pub(crate) fn one_line(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c));
    let spaced: String = visible.map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Characters without width of their own: they hide text, or turn its direction.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_the_way_people_write_them() {
        let read = |text: &str| amount_of(text).map(|amount| amount.to_string());
        for (text, amount) in [
            ("12.345,67", "12345.67"),
            ("€ 12.345,67", "12345.67"),
            ("12345.67", "12345.67"),
            ("12.345", "12345"),
            ("1.234.567", "1234567"),
            ("1.5", "1.5"),
            ("-1.000,5", "-1000.5"),
            ("−50", "-50"),
            ("250,00-", "-250.00"),
            ("EUR 0,01", "0.01"),
        ] {
            assert_eq!(read(text).as_deref(), Some(amount), "{text}");
        }
        for text in ["", "-", "€", "duizend", "1e9", "1_000", "--5", "1.23,45", "1,2,3", "12,345.67", ".5", "+5", "1-2"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        for cents in [-1_i64, 0, 7, 99, 100_000, -123_456_789, i64::MAX] {
            let written = Decimal::new(cents, 2);
            assert_eq!(amount_of(&amount(written)), Some(written));
            assert_eq!(amount_of(&plain(written)), Some(written));
        }
    }

    #[test]
    fn amounts_have_a_currency_in_front_and_a_sign_at_the_number() {
        assert_eq!(money("-304220.09".parse().unwrap(), "EUR"), "€ -304.220,09");
        assert_eq!(money("1".parse().unwrap(), "USD"), "USD 1,00");
        assert_eq!(plain("-0.004".parse().unwrap()), "0.00");
    }

    #[test]
    fn a_share_has_one_decimal_and_a_total_that_is_not_positive_has_none() {
        let share = |amount: &str, total: &str| share(amount.parse().unwrap(), total.parse().unwrap());
        assert_eq!(share("49061.25", "213180.24").map(percent), Some("23,0%".to_owned()));
        assert_eq!(share("0", "3").map(percent), Some("0,0%".to_owned()));
        assert_eq!(share("1", "0"), None);
        assert_eq!(share("1", "-5"), None);
    }

    #[test]
    fn lists_and_counts_read_as_dutch() {
        let items = |names: &[&str]| list(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(items(&[]), "");
        assert_eq!(items(&["a"]), "a");
        assert_eq!(items(&["a", "b", "c"]), "a, b en c");
        assert_eq!(sentence("Je hebt Zon B.V."), "Je hebt Zon B.V.");
        assert_eq!(sentence("Je hebt Maan"), "Je hebt Maan.");
        assert_eq!(count(1, "factuur", "facturen"), "1 factuur");
        assert_eq!(count(0, "factuur", "facturen"), "0 facturen");
    }

    #[test]
    fn a_name_from_the_books_is_one_visible_line() {
        assert_eq!(clean("  Bakkerij\n\tJansen\u{0} "), "Bakkerij Jansen");
        assert_eq!(clean("A\u{202e}B\u{200b}C\u{e0041}"), "ABC");
        assert_eq!(quoted(" De \"Molen\" B.V. \n"), "“De 'Molen' B.V.”");
        let long = "x".repeat(5_000);
        assert_eq!(clean(&long).chars().count(), LONGEST_NAME);
    }
}
