use rust_decimal::Decimal;

use super::literal::{Literal, parse_moment};
use crate::error::Refusal;

/// A word, a literal or a sign of a query, with the position of its first character.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) position: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    /// A property, an operator or a function.
    Word(String),
    Literal(Literal),
    Open,
    Close,
    Comma,
    Slash,
    Equals,
    End,
}

/// Cuts the text of a `$filter`, a key or a `$skiptoken` into tokens; the last is [`TokenKind::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut cursor = Cursor { rest: text, position: 0 };
    let mut tokens = Vec::new();
    loop {
        cursor.take_while(char::is_whitespace);
        let position = cursor.position;
        let kind = cursor.token()?;
        let end = kind == TokenKind::End;
        tokens.push(Token { kind, position });
        if end {
            return Ok(tokens);
        }
    }
}

struct Cursor<'a> {
    rest: &'a str,
    /// In characters, as Exact counts.
    position: usize,
}

impl<'a> Cursor<'a> {
    fn token(&mut self) -> Result<TokenKind, Refusal> {
        let position = self.position;
        let Some(first) = self.rest.chars().next() else { return Ok(TokenKind::End) };
        let sign = match first {
            '(' => Some(TokenKind::Open),
            ')' => Some(TokenKind::Close),
            ',' => Some(TokenKind::Comma),
            '/' => Some(TokenKind::Slash),
            '=' => Some(TokenKind::Equals),
            _ => None,
        };
        if let Some(sign) = sign {
            self.take(first);
            return Ok(sign);
        }
        let negative = first == '-' && self.rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        match first {
            '\'' => Ok(TokenKind::Literal(Literal::Text(self.quoted(position)?))),
            _ if first.is_ascii_digit() || negative => self.number(),
            _ if first.is_alphabetic() || first == '_' => self.word(position),
            _ => Err(Refusal::bad_request(format_args!("Syntax error '{first}' at position {position}."))),
        }
    }

    fn word(&mut self, position: usize) -> Result<TokenKind, Refusal> {
        let word = self.take_while(|c| c.is_alphanumeric() || c == '_');
        // exactpy writes `guid '…'`, with a blank, and reads the real service with it.
        if word == "guid" && self.rest.trim_start_matches(' ').starts_with('\'') {
            self.take_while(|c| c == ' ');
        }
        if self.rest.starts_with('\'') {
            let text = self.quoted(position)?;
            return prefixed(word, text, position).map(TokenKind::Literal);
        }
        Ok(match word {
            "null" => TokenKind::Literal(Literal::Null),
            "true" => TokenKind::Literal(Literal::Bool(true)),
            "false" => TokenKind::Literal(Literal::Bool(false)),
            _ => TokenKind::Word(word.to_owned()),
        })
    }

    /// The text between quotes; two quotes inside are one.
    fn quoted(&mut self, position: usize) -> Result<String, Refusal> {
        self.take('\'');
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|c| c != '\''));
            if !self.take('\'') {
                let message = format_args!("Unterminated string literal at position {position}.");
                return Err(Refusal::bad_request(message));
            }
            if !self.take('\'') {
                return Ok(text);
            }
            text.push('\'');
        }
    }

    fn number(&mut self) -> Result<TokenKind, Refusal> {
        let position = self.position;
        let start = self.rest;
        self.take('-');
        self.take_while(|c| c.is_ascii_digit());
        if self.take('.') {
            self.take_while(|c| c.is_ascii_digit());
        }
        if self.take('e') || self.take('E') {
            let _ = self.take('-') || self.take('+');
            self.take_while(|c| c.is_ascii_digit());
        }
        let text = start.strip_suffix(self.rest).unwrap_or(start);
        let suffix = self.take_while(char::is_alphabetic);
        let literal = match suffix {
            "" if !text.contains(['.', 'e', 'E']) => whole(text),
            "L" | "l" => text.parse().ok().map(Literal::Int64),
            "" | "d" | "D" | "f" | "F" | "m" | "M" => decimal(text).map(Literal::Double),
            _ => None,
        };
        literal.map(TokenKind::Literal).ok_or_else(|| {
            let message = format_args!("Unrecognized 'Edm.Double' literal '{text}{suffix}' in '{position}'.");
            Refusal::bad_request(message)
        })
    }

    fn take(&mut self, wanted: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(wanted) else { return false };
        self.rest = rest;
        self.position += 1;
        true
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.position += taken.chars().count();
        taken
    }
}

/// A literal with a word before its quotes: `guid'…'`, `datetime'…'`.
fn prefixed(word: &str, text: String, position: usize) -> Result<Literal, Refusal> {
    let (literal, edm) = match word.to_ascii_lowercase().as_str() {
        "guid" => (dashed_guid(&text).map(Literal::Guid), "Edm.Guid"),
        "datetime" => (parse_moment(&text).map(Literal::Date), "Edm.DateTime"),
        _ => return Err(Refusal::bad_request(format_args!("Syntax error at position {position}."))),
    };
    literal.ok_or_else(|| {
        Refusal::bad_request(format_args!("Unrecognized '{edm}' literal '{word}'{text}'' in '{position}'."))
    })
}

fn dashed_guid(text: &str) -> Option<uuid::Uuid> {
    (text.len() == 36).then(|| text.parse().ok()).flatten()
}

/// A bare whole number is an Int32 as far as it fits, else an Int64.
fn whole(text: &str) -> Option<Literal> {
    let value: i64 = text.parse().ok()?;
    Some(if i32::try_from(value).is_ok() { Literal::Int32(value) } else { Literal::Int64(value) })
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text).unwrap().into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn literals_of_every_kind_are_read() {
        use TokenKind::{Comma, End, Literal as L};
        let text = "5,5L,-5.5,1e3,'it''s',true,null,datetime'1970-01-02',DateTime'1970-01-01T00:00:01'";
        let expected = [
            L(Literal::Int32(5)),
            Comma,
            L(Literal::Int64(5)),
            Comma,
            L(Literal::Double(Decimal::new(-55, 1))),
            Comma,
            L(Literal::Double(Decimal::new(1000, 0))),
            Comma,
            L(Literal::Text("it's".to_owned())),
            Comma,
            L(Literal::Bool(true)),
            Comma,
            L(Literal::Null),
            Comma,
            L(Literal::Date(86_400_000)),
            Comma,
            L(Literal::Date(1_000)),
            End,
        ];
        assert_eq!(kinds(text), expected);
    }

    #[test]
    fn positions_count_characters() {
        let tokens = tokens("Naïef eq 5").unwrap();
        assert_eq!(tokens.get(1).map(|token| token.position), Some(6));
    }

    #[test]
    fn a_broken_guid_is_named_with_its_position() {
        let error = tokens("Account eq guid''").unwrap_err();
        assert_eq!(error.text, "Unrecognized 'Edm.Guid' literal 'guid''' in '11'.");
    }

    #[test]
    fn a_blank_before_the_quotes_of_a_guid_is_taken() {
        let id = "cbddbd5c-0000-4000-8000-000000000000";
        assert_eq!(kinds(&format!("guid '{id}'")), kinds(&format!("guid'{id}'")));
    }

    #[test]
    fn text_without_its_closing_quote_is_refused() {
        assert_eq!(tokens("Code eq 'abc").unwrap_err().status, 400);
        assert_eq!(tokens("Code ? 1").unwrap_err().status, 400);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_lexer_fail_otherwise_than_with_a_400(text in ".*") {
            if let Err(error) = tokens(&text) {
                proptest::prop_assert_eq!(error.status, 400);
            }
        }
    }
}
