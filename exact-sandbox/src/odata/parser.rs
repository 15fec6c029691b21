use super::lexer::{Token, TokenKind, tokens};
use super::literal::Literal;
use crate::error::Refusal;

/// How deep a filter may nest; deeper is refused, so that no filter can exhaust the stack.
const DEPTH: usize = 100;

/// How many operators a filter may have, for the same reason; a URL holds a few hundred at most.
const OPERATORS: usize = 1_000;

/// A `$filter` as it was written, before names and types are looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// Where the reader is pointed when this node is wrong: the operator, or the first character.
    pub(crate) position: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeKind {
    Literal(Literal),
    Property(String),
    /// A path through a navigation property, which no filter may use.
    Path(String),
    Call(String, Vec<Node>),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(Operator, Box<Node>, Box<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Operator {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }

    /// The operator as it is written.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "ge",
            Self::Less => "lt",
            Self::LessOrEqual => "le",
        }
    }
}

/// Reads a whole `$filter`: `or` binds weakest, then `and`, comparison, `not`.
pub(crate) fn parse(text: &str) -> Result<Node, Refusal> {
    let mut parser = Parser { tokens: tokens(text)?.into_iter(), next: None, depth: 0, operators: 0 };
    parser.advance();
    let node = parser.or()?;
    match parser.next {
        Some(Token { kind: TokenKind::End, .. }) => Ok(node),
        _ => Err(parser.wrong()),
    }
}

struct Parser {
    tokens: std::vec::IntoIter<Token>,
    next: Option<Token>,
    depth: usize,
    operators: usize,
}

impl Parser {
    fn or(&mut self) -> Result<Node, Refusal> {
        let mut left = self.and()?;
        while let Some(position) = self.take_word("or") {
            let right = self.and()?;
            left = Node { kind: NodeKind::Or(left.into(), right.into()), position };
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Node, Refusal> {
        let mut left = self.comparison()?;
        while let Some(position) = self.take_word("and") {
            let right = self.comparison()?;
            left = Node { kind: NodeKind::And(left.into(), right.into()), position };
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Node, Refusal> {
        let mut left = self.unary()?;
        while let Some(operator) = self.word().and_then(Operator::from_word) {
            let position = self.position();
            self.advance();
            let right = self.unary()?;
            left = Node { kind: NodeKind::Compare(operator, left.into(), right.into()), position };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, Refusal> {
        self.depth += 1;
        self.operators += 1;
        if self.depth > DEPTH || self.operators > OPERATORS {
            return Err(Refusal::bad_request("Recursion limit reached."));
        }
        let node = match self.take_word("not") {
            Some(position) => {
                let inner = self.unary()?;
                Node { kind: NodeKind::Not(inner.into()), position }
            }
            None => self.primary()?,
        };
        self.depth -= 1;
        Ok(node)
    }

    fn primary(&mut self) -> Result<Node, Refusal> {
        let position = self.position();
        match self.next.take().map(|token| token.kind) {
            Some(TokenKind::Literal(literal)) => {
                self.advance();
                Ok(Node { kind: NodeKind::Literal(literal), position })
            }
            Some(TokenKind::Open) => {
                self.advance();
                let inner = self.or()?;
                self.expect(&TokenKind::Close)?;
                Ok(inner)
            }
            Some(TokenKind::Word(word)) => {
                self.advance();
                self.named(word, position)
            }
            other => {
                self.next = other.map(|kind| Token { kind, position });
                Err(Refusal::bad_request(format_args!("Expression expected at position {position}.")))
            }
        }
    }

    /// A property, a path or a call.
    fn named(&mut self, word: String, position: usize) -> Result<Node, Refusal> {
        if self.take(&TokenKind::Open) {
            let mut arguments = Vec::new();
            if !self.take(&TokenKind::Close) {
                loop {
                    arguments.push(self.or()?);
                    if !self.take(&TokenKind::Comma) {
                        break;
                    }
                }
                self.expect(&TokenKind::Close)?;
            }
            return Ok(Node { kind: NodeKind::Call(word, arguments), position });
        }
        if !self.take(&TokenKind::Slash) {
            return Ok(Node { kind: NodeKind::Property(word), position });
        }
        let mut path = word;
        loop {
            let Some(part) = self.word().map(str::to_owned) else { return Err(self.wrong()) };
            self.advance();
            path = format!("{path}/{part}");
            if !self.take(&TokenKind::Slash) {
                return Ok(Node { kind: NodeKind::Path(path), position });
            }
        }
    }

    fn word(&self) -> Option<&str> {
        match &self.next {
            Some(Token { kind: TokenKind::Word(word), .. }) => Some(word),
            _ => None,
        }
    }

    fn take_word(&mut self, wanted: &str) -> Option<usize> {
        if self.word() != Some(wanted) {
            return None;
        }
        let position = self.position();
        self.advance();
        Some(position)
    }

    fn take(&mut self, wanted: &TokenKind) -> bool {
        let found = self.next.as_ref().is_some_and(|token| token.kind == *wanted);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, wanted: &TokenKind) -> Result<(), Refusal> {
        if self.take(wanted) {
            return Ok(());
        }
        let position = self.position();
        Err(Refusal::bad_request(format_args!("')' or operator expected at position {position}.")))
    }

    fn advance(&mut self) {
        self.next = self.tokens.next();
    }

    fn position(&self) -> usize {
        self.next.as_ref().map_or(0, |token| token.position)
    }

    fn wrong(&self) -> Refusal {
        Refusal::bad_request(format_args!("Syntax error at position {}.", self.position()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(node: &Node) -> String {
        match &node.kind {
            NodeKind::Literal(_) => "·".to_owned(),
            NodeKind::Property(name) | NodeKind::Path(name) => name.clone(),
            NodeKind::Call(name, arguments) => {
                format!("{name}({})", arguments.iter().map(shape).collect::<Vec<_>>().join(","))
            }
            NodeKind::Not(inner) => format!("!{}", shape(inner)),
            NodeKind::And(left, right) => format!("[{}&{}]", shape(left), shape(right)),
            NodeKind::Or(left, right) => format!("[{}|{}]", shape(left), shape(right)),
            NodeKind::Compare(operator, left, right) => format!("{}{}{}", shape(left), operator.word(), shape(right)),
        }
    }

    #[test]
    fn and_binds_stronger_than_or_and_brackets_strongest() {
        assert_eq!(shape(&parse("A eq 1 or B eq 2 and C eq 3").unwrap()), "[Aeq·|[Beq·&Ceq·]]");
        assert_eq!(shape(&parse("(A eq 1 or B eq 2) and C eq 3").unwrap()), "[[Aeq·|Beq·]&Ceq·]");
    }

    #[test]
    fn not_takes_the_bracket_or_call_behind_it() {
        assert_eq!(shape(&parse("not (A eq 1) and B eq 2").unwrap()), "[!Aeq·&Beq·]");
        assert_eq!(shape(&parse("not startswith(A,'x')").unwrap()), "!startswith(A,·)");
    }

    #[test]
    fn a_function_may_be_compared() {
        assert_eq!(shape(&parse("substringof('x',A) eq true").unwrap()), "substringof(·,A)eq·");
    }

    #[test]
    fn half_a_filter_is_refused() {
        for text in ["", "A", "A eq", "A eq 1 and", "(A eq 1", "A eq 1)", "A eq 1 B", "A/ eq 1", "f(A", "eq 1 1"] {
            let parsed = parse(text);
            assert!(parsed.is_err() || text == "A", "{text:?} was taken for a filter");
        }
    }

    #[test]
    fn a_filter_that_nests_too_deep_is_refused_and_does_not_crash() {
        let text = format!("{}A eq 1{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(parse(&text).unwrap_err().status, 400);
        let text = format!("A eq 1{}", " or A eq 1".repeat(100_000));
        assert_eq!(parse(&text).unwrap_err().status, 400);
    }
    proptest::proptest! {
        #[test]
        fn words_in_any_order_are_a_filter_or_a_400(
            words in proptest::collection::vec(
                proptest::sample::select(vec!["A", "eq", "and", "or", "not", "(", ")", "'x'", "5", "f(", ",", "/", "null"]),
                0..20,
            ),
        ) {
            if let Err(error) = parse(&words.join(" ")) {
                proptest::prop_assert_eq!(error.status, 400);
            }
        }
    }
}
