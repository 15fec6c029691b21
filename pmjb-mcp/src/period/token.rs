//! Words, numbers and dates in a phrase.

use chrono::NaiveDate;

/// One piece of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A word in lower case.
    Word(&'a str),
    /// A number of one or two digits, or a year of four.
    Number(u32),
    /// A day; `None` when the calendar has no such day.
    Day(Option<NaiveDate>),
    /// A year and a number of two digits: a month, or after "periode" a period.
    YearAnd { year: u32, number: u32 },
    /// Up to and including: `t/m`, `tot en met`, `..`, `-`.
    Through,
}

/// Words that add nothing.
const FILLERS: [&str; 14] = [
    "van",
    "in",
    "over",
    "de",
    "het",
    "voor",
    "gedurende",
    "heel",
    "hele",
    "geheel",
    "gehele",
    "alleen",
    "mijn",
    "per",
];

/// The pieces of a phrase that is already in lower case; `None` when it has characters that mean nothing here.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first.is_ascii_digit() {
            numeric(rest)?
        } else if let Some(after) = through(rest) {
            (Some(Token::Through), after)
        } else if first.is_alphabetic() {
            word(rest)
        } else if matches!(first, '\'' | ',' | '(' | ')' | '?' | '.' | '!') {
            (None, rest.get(first.len_utf8()..)?)
        } else {
            return None;
        };
        tokens.extend(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

fn word(text: &str) -> (Option<Token<'_>>, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    (Some(Token::Word(word)).filter(|_| !FILLERS.contains(&word)), after)
}

/// What follows "up to and including", when the text begins with it.
fn through(text: &str) -> Option<&str> {
    for mark in ["t/m", "t.m.", "..", "–", "—", "-", "/"] {
        if let Some(after) = text.strip_prefix(mark) {
            return Some(after.trim_start_matches('.'));
        }
    }
    let ends = |after: &&str| !after.starts_with(char::is_alphabetic);
    let in_full = ["tot", "en", "met"].iter().try_fold(text, |after, part| after.trim_start().strip_prefix(part));
    in_full.filter(ends).or_else(|| text.strip_prefix("tm").filter(ends))
}

/// A day, a month, or a bare number. Longest reading first.
fn numeric(text: &str) -> Option<(Option<Token<'_>>, &str)> {
    let (first, after) = digits(text)?;
    if let Some((second, after)) = joined(after) {
        if let Some((third, after)) =
            joined(after).filter(|(_, after)| ends_number(after) || begins_iso_interval(first, after))
        {
            return Some((Some(Token::Day(day(first, second, third)?)), after));
        }
        if ends_number(after) {
            let pair = match (first.len(), second.len()) {
                (4, 1 | 2) => Some((first, second)),
                (1 | 2, 4) => Some((second, first)),
                _ => None,
            };
            if let Some((year, number)) = pair {
                let token = Token::YearAnd { year: year.parse().ok()?, number: number.parse().ok()? };
                return Some((Some(token), after));
            }
        }
    }
    let number = first.parse().ok().filter(|_| matches!(first.len(), 1 | 2 | 4))?;
    Some((Some(Token::Number(number)), after))
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Digits that a date mark joins to the ones before.
fn joined(text: &str) -> Option<(&str, &str)> {
    if text.starts_with("..") {
        return None;
    }
    digits(text.strip_prefix(['-', '/', '.'])?)
}

fn ends_number(after: &str) -> bool {
    after.starts_with("..") || joined(after).is_none()
}

/// `2016-01-01/2016-03-31`: the slash of ISO 8601 between two days.
fn begins_iso_interval(year: &str, after: &str) -> bool {
    year.len() == 4 && after.strip_prefix('/').and_then(digits).is_some_and(|(next, _)| next.len() == 4)
}

/// `2016-03-31` or `31-03-2016`; the outer `None` is for three numbers that are no date at all.
fn day(first: &str, second: &str, third: &str) -> Option<Option<NaiveDate>> {
    let (year, month, day) = match (first.len(), second.len(), third.len()) {
        (4, 1 | 2, 1 | 2) => (first, second, third),
        (1 | 2, 1 | 2, 4) => (third, second, first),
        _ => return None,
    };
    Some(NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Token<'_> {
        Token::Day(Some(text.parse().unwrap()))
    }

    #[test]
    fn dates_are_read_in_both_orders_and_with_every_mark() {
        for text in ["2016-03-31", "31-03-2016", "31/3/2016", "31.03.2016"] {
            assert_eq!(tokens(text), Some(vec![date("2016-03-31")]), "{text}");
        }
        assert_eq!(tokens("31-02-2016"), Some(vec![Token::Day(None)]));
    }

    #[test]
    fn a_range_may_be_written_with_or_without_blanks() {
        for text in
            ["2016-01-01..2016-03-31", "2016-01-01/2016-03-31", "2016-01-01 t/m 2016-03-31", "01-01-2016 - 31-03-2016"]
        {
            assert_eq!(tokens(text), Some(vec![date("2016-01-01"), Token::Through, date("2016-03-31")]), "{text}");
        }
        let expected = vec![Token::Word("jan"), Token::Through, Token::Word("mrt"), Token::Number(2025)];
        assert_eq!(tokens("jan-mrt 2025"), Some(expected.clone()));
        assert_eq!(tokens("van jan tot en met mrt 2025"), Some(expected.clone()));
        assert_eq!(tokens("jan tm mrt 2025"), Some(expected));
    }

    #[test]
    fn letters_and_digits_come_apart() {
        assert_eq!(tokens("q4 2025"), Some(vec![Token::Word("q"), Token::Number(4), Token::Number(2025)]));
        assert_eq!(
            tokens("2025-q4"),
            Some(vec![Token::Number(2025), Token::Through, Token::Word("q"), Token::Number(4)])
        );
        assert_eq!(tokens("2025-12"), Some(vec![Token::YearAnd { year: 2025, number: 12 }]));
        assert_eq!(tokens("12-2025"), Some(vec![Token::YearAnd { year: 2025, number: 12 }]));
        assert_eq!(tokens("1-6"), Some(vec![Token::Number(1), Token::Through, Token::Number(6)]));
    }

    #[test]
    fn a_word_that_begins_like_a_mark_is_a_word() {
        assert_eq!(tokens("totaal"), Some(vec![Token::Word("totaal")]));
        assert_eq!(tokens("tot"), Some(vec![Token::Word("tot")]));
        assert_eq!(tokens("tmp"), Some(vec![Token::Word("tmp")]));
    }

    #[test]
    fn what_can_be_no_period_gives_nothing() {
        assert_eq!(tokens("20255"), None);
        assert_eq!(tokens("1-2-3"), None);
        assert_eq!(tokens("2025; drop"), None);
    }
}
