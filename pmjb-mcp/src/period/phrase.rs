//! What a phrase says, before anybody knows what day it is or which book years there are.

use chrono::NaiveDate;

use super::token::{Token, tokens};

/// A unit that a phrase can count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Month,
    Quarter,
    Half,
    Year,
}

/// The year a month, quarter or period is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearOf {
    Given(i16),
    /// So many years after this one.
    Relative(i32),
    /// The phrase does not say.
    Unsaid,
}

/// One stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Day(NaiveDate),
    /// So many days after today.
    DayFromNow(i64),
    Month {
        number: u32,
        year: YearOf,
    },
    /// "Afgelopen december": the last one that is over or running before this month.
    PastMonth(u32),
    Quarter {
        number: u32,
        year: YearOf,
    },
    Half {
        number: u32,
        year: YearOf,
    },
    Periods {
        from: i16,
        to: i16,
        year: YearOf,
    },
    BookYear(i16),
    /// So many units after the one of today.
    Relative(Unit, i32),
    /// The last so many units that are over.
    Last(Unit, u32),
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    One(Item),
    Range(Item, Item),
    /// From an item up to today.
    Since(Item),
    /// From the beginning of the book year up to an item.
    Until(Item),
    /// From the beginning of the book year up to today.
    ToDate,
}

/// Why a phrase says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclear {
    /// It is no period.
    Nonsense,
    /// It names a day that no calendar has.
    NoSuchDay,
    /// "Tot": with or without the last one?
    Until,
}

/// Reads a phrase that is in lower case.
pub(super) fn phrase(text: &str) -> Result<Phrase, Unclear> {
    let tokens = tokens(text).ok_or(Unclear::Nonsense)?;
    if tokens.contains(&Token::Day(None)) {
        return Err(Unclear::NoSuchDay);
    }
    if matches!(tokens.as_slice(), [Token::Number(_), Token::Through, Token::Word("q" | "k" | "kw"), Token::Number(_)])
    {
        let without: Vec<_> = tokens.into_iter().filter(|token| *token != Token::Through).collect();
        return one(&without).map(Phrase::One).ok_or(Unclear::Nonsense);
    }
    read(&tokens).ok_or(if tokens.contains(&Token::Word("tot")) { Unclear::Until } else { Unclear::Nonsense })
}

fn read(tokens: &[Token<'_>]) -> Option<Phrase> {
    use Token::{Through, Word};
    if let Some(periods) = periods(tokens) {
        return Some(Phrase::One(periods));
    }
    if is_to_date(tokens) {
        return Some(Phrase::ToDate);
    }
    if let [Word("vanaf" | "sinds"), rest @ ..] = tokens {
        return match split(rest, &Through) {
            Some((left, right)) => Some(Phrase::Range(one(left)?, one(right)?)),
            None => Some(Phrase::Since(one(rest)?)),
        };
    }
    if let [Word("tussen"), rest @ ..] = tokens {
        let (left, right) = split(rest, &Word("en"))?;
        return Some(Phrase::Range(one(left)?, one(right)?));
    }
    match split(tokens, &Through) {
        None => one(tokens).map(Phrase::One),
        Some(([], right)) => Some(Phrase::Until(one(right)?)),
        Some((left, right)) => {
            let (left, right) = (one(left)?, one(right)?);
            Some(match (left, right) {
                // "mrt-2025"
                (Item::Month { number, year: YearOf::Unsaid }, Item::BookYear(year)) => {
                    Phrase::One(Item::Month { number, year: YearOf::Given(year) })
                }
                _ => Phrase::Range(left, right),
            })
        }
    }
}

fn split<'a, 'b>(tokens: &'a [Token<'b>], at: &Token<'b>) -> Option<(&'a [Token<'b>], &'a [Token<'b>])> {
    let index = tokens.iter().position(|token| token == at)?;
    let (left, right) = tokens.split_at(index);
    Some((left, right.split_first()?.1))
}

fn is_to_date(tokens: &[Token<'_>]) -> bool {
    use Token::{Through, Word};
    let rest = match tokens {
        [Word("dit"), Word("jaar" | "boekjaar"), rest @ ..] => rest,
        [Word("jaar"), rest @ ..] => rest,
        other => return matches!(other, [Word("ytd")] | [Through, Word("vandaag" | "nu" | "heden")]),
    };
    matches!(
        rest,
        [Word("tot"), Word("nu" | "heden" | "vandaag")]
            | [Word("tot"), Word("nu"), Word("toe")]
            | [Through, Word("vandaag" | "nu" | "heden")]
    )
}

/// "periode 3", "periode 1 t/m 6 2016", "periode 3 van boekjaar 2016".
fn periods(tokens: &[Token<'_>]) -> Option<Item> {
    use Token::{Number, Through, Word, YearAnd};
    let [Word("periode" | "periodes" | "perioden"), rest @ ..] = tokens else { return None };
    let (from, to, year) = match rest {
        [YearAnd { year, number }] => return periods_of(*number, *number, YearOf::Given(book_year(*year)?)),
        [Number(from), Through, Word("periode"), Number(to), year @ ..]
        | [Number(from), Through | Word("en"), Number(to), year @ ..] => (*from, *to, year),
        [Number(number), year @ ..] => (*number, *number, year),
        _ => return None,
    };
    periods_of(from, to, year_of(year)?)
}

fn periods_of(from: u32, to: u32, year: YearOf) -> Option<Item> {
    // A year is no period.
    let number = |number: u32| i16::try_from(number).ok().filter(|number| *number < 100);
    Some(Item::Periods { from: number(from)?, to: number(to)?, year })
}

fn one(tokens: &[Token<'_>]) -> Option<Item> {
    use Token::{Day, Number, Word, YearAnd};
    Some(match tokens {
        [Day(Some(day))] => Item::Day(*day),
        [Number(day), Word(month), Number(year)] if *day < 100 => {
            Item::Day(NaiveDate::from_ymd_opt(i32::from(book_year(*year)?), month_number(month)?, *day)?)
        }
        [YearAnd { year, number }] => month(*number, YearOf::Given(book_year(*year)?))?,
        [Word("vandaag" | "nu" | "heden")] => Item::DayFromNow(0),
        [Word("gisteren")] => Item::DayFromNow(-1),
        [Word("boekjaar" | "jaar"), Number(year)] | [Number(year)] => Item::BookYear(book_year(*year)?),
        [Word("periode" | "periodes"), ..] => periods(tokens)?,
        [Word("maand"), rest @ ..] if matches!(rest, [Word(_), ..]) => one(rest)?,
        [Word("q" | "k" | "kw" | "kwartaal"), Number(number), year @ ..] => quarter(*number, year_of(year)?)?,
        // "Q1-2016" reads as a month first.
        [Word("q" | "k" | "kw" | "kwartaal"), YearAnd { year, number }] => {
            quarter(*number, YearOf::Given(book_year(*year)?))?
        }
        [Word("h"), Number(number), year @ ..] => half(*number, year_of(year)?)?,
        [Number(year), Word("q" | "k" | "kw" | "kwartaal"), Number(number)] => {
            quarter(*number, YearOf::Given(book_year(*year)?))?
        }
        [Number(number), Word("e" | "de" | "ste"), rest @ ..] => ordinal(*number, rest)?,
        [Word(word), rest @ ..] => match (ordinal_number(word), month_number(word), back(word)) {
            (Some(number), _, _) => ordinal(number, rest)?,
            (_, Some(number), _) => month(number, year_of(rest)?)?,
            (_, _, Some(back)) => relative(back, rest)?,
            _ => return None,
        },
        _ => return None,
    })
}

fn month(number: u32, year: YearOf) -> Option<Item> {
    (1..=12).contains(&number).then_some(Item::Month { number, year })
}

fn quarter(number: u32, year: YearOf) -> Option<Item> {
    (1..=4).contains(&number).then_some(Item::Quarter { number, year })
}

fn half(number: u32, year: YearOf) -> Option<Item> {
    (1..=2).contains(&number).then_some(Item::Half { number, year })
}

/// "4e kwartaal 2025", "eerste halfjaar 2025".
fn ordinal(number: u32, rest: &[Token<'_>]) -> Option<Item> {
    use Token::Word;
    match rest {
        [Word("kwartaal"), year @ ..] => quarter(number, year_of(year)?),
        [Word("halfjaar" | "helft"), year @ ..] | [Word("half"), Word("jaar"), year @ ..] => {
            half(number, year_of(year)?)
        }
        [Word("periode"), year @ ..] => periods_of(number, number, year_of(year)?),
        [Word("maand"), year @ ..] => month(number, year_of(year)?),
        _ => None,
    }
}

/// "dit jaar", "vorige maand", "afgelopen 12 maanden", "afgelopen december".
fn relative(back: i32, rest: &[Token<'_>]) -> Option<Item> {
    use Token::{Number, Word};
    match rest {
        [Word("half"), Word("jaar")] => Some(Item::Relative(Unit::Half, back)),
        [Word(word)] => match (unit(word), month_number(word)) {
            (Some(unit), _) => Some(Item::Relative(unit, back)),
            (None, Some(number)) if back < 0 => Some(Item::PastMonth(number)),
            _ => None,
        },
        [Number(count), Word(word)] if back < 0 && (1..=60).contains(count) => Some(Item::Last(unit(word)?, *count)),
        _ => None,
    }
}

fn year_of(tokens: &[Token<'_>]) -> Option<YearOf> {
    use Token::{Number, Word};
    match tokens {
        [] => Some(YearOf::Unsaid),
        [Number(year)] | [Word("boekjaar" | "jaar"), Number(year)] => Some(YearOf::Given(book_year(*year)?)),
        [Word(word), Word("jaar" | "boekjaar")] => Some(YearOf::Relative(back(word)?)),
        _ => None,
    }
}

/// A number that can be the name of a book year.
fn book_year(number: u32) -> Option<i16> {
    i16::try_from(number).ok().filter(|year| (1900..=2199).contains(year))
}

fn back(word: &str) -> Option<i32> {
    match word {
        "dit" | "deze" | "huidig" | "huidige" | "lopend" | "lopende" => Some(0),
        "vorig" | "vorige" | "afgelopen" | "laatste" => Some(-1),
        _ => None,
    }
}

fn unit(word: &str) -> Option<Unit> {
    match word {
        "maand" | "maanden" => Some(Unit::Month),
        "kwartaal" | "kwartalen" => Some(Unit::Quarter),
        "halfjaar" => Some(Unit::Half),
        "jaar" | "jaren" | "boekjaar" | "boekjaren" => Some(Unit::Year),
        _ => None,
    }
}

fn ordinal_number(word: &str) -> Option<u32> {
    match word {
        "eerste" => Some(1),
        "tweede" => Some(2),
        "derde" => Some(3),
        "vierde" => Some(4),
        _ => None,
    }
}

fn month_number(word: &str) -> Option<u32> {
    Some(match word {
        "januari" | "jan" => 1,
        "februari" | "feb" | "febr" => 2,
        "maart" | "mrt" | "mar" => 3,
        "april" | "apr" => 4,
        "mei" => 5,
        "juni" | "jun" => 6,
        "juli" | "jul" => 7,
        "augustus" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}
