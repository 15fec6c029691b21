//! `$filter` as a value: always well-formed, always of one entity.

use core::fmt;
use core::marker::PhantomData;

/// A condition on rows of entity `E`. Made from [`Column`](crate::Column)s, combined with `and`, `or` and `not`.
///
/// ```
/// use exact_model::financial_transaction::TransactionLine;
///
/// let filter = TransactionLine::FINANCIAL_YEAR.eq(2026).and(TransactionLine::DESCRIPTION.contains("d'Or"));
/// assert_eq!(filter.to_string(), "FinancialYear eq 2026 and substringof('d''Or',Description)");
/// ```
pub struct Filter<E> {
    condition: Condition,
    of: PhantomData<fn() -> E>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// A comparison or function of one column.
    Test {
        column: &'static str,
        text: String,
    },
    /// The column equals one of these literals.
    OneOf {
        column: &'static str,
        literals: Vec<String>,
    },
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// Text that nobody has checked.
    Raw(String),
}

/// How tightly an operator binds; decides where brackets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Tight,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    const fn text(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }
}

impl Condition {
    fn binding(&self) -> Binding {
        match self {
            Self::Any(_) | Self::Raw(_) => Binding::Or,
            Self::OneOf { literals, .. } if literals.len() > 1 => Binding::Or,
            Self::All(_) => Binding::And,
            Self::Test { .. } | Self::OneOf { .. } | Self::Not(_) => Binding::Tight,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, outer: Binding) -> fmt::Result {
        let bracketed = self.binding() < outer;
        if bracketed {
            f.write_str("(")?;
        }
        match self {
            Self::Test { text, .. } | Self::Raw(text) => f.write_str(text)?,
            Self::OneOf { column, literals } => {
                for (at, literal) in literals.iter().enumerate() {
                    write!(f, "{}{column} eq {literal}", if at == 0 { "" } else { " or " })?;
                }
            }
            Self::All(parts) => Self::join(parts, " and ", Binding::And, f)?,
            Self::Any(parts) => Self::join(parts, " or ", Binding::Or, f)?,
            Self::Not(part) => write!(f, "not ({part})")?,
        }
        if bracketed { f.write_str(")") } else { Ok(()) }
    }

    fn join(parts: &[Self], between: &str, binding: Binding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(between)?;
            }
            part.write(f, binding)?;
        }
        Ok(())
    }

    /// Calls `visit` for every column it speaks of; raw text is not searched.
    pub(crate) fn columns(&self, visit: &mut dyn FnMut(&'static str)) {
        match self {
            Self::Test { column, .. } | Self::OneOf { column, .. } => visit(column),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.columns(visit)),
            Self::Not(part) => part.columns(visit),
            Self::Raw(_) => {}
        }
    }

    fn and(self, other: Self) -> Self {
        let mut parts = match self {
            Self::All(parts) => parts,
            single => vec![single],
        };
        match other {
            Self::All(more) => parts.extend(more),
            single => parts.push(single),
        }
        Self::All(parts)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Binding::Or)
    }
}

impl<E> Filter<E> {
    pub(crate) fn compare(column: &'static str, operator: Operator, right: String) -> Self {
        Self::call(column, format!("{column} {} {right}", operator.text()))
    }

    pub(crate) fn call(column: &'static str, text: String) -> Self {
        Self::new(Condition::Test { column, text })
    }

    pub(crate) fn one_of(column: &'static str, literals: impl Iterator<Item = String>) -> Option<Self> {
        let mut literals: Vec<String> = literals.collect();
        let mut known = std::collections::HashSet::new();
        // A value twice would, once the filter is split, give its rows twice.
        literals.retain(|literal| known.insert(literal.clone()));
        (!literals.is_empty()).then(|| Self::new(Condition::OneOf { column, literals }))
    }

    /// A condition in OData's own words, not percent-encoded, for what columns cannot say. Nothing checks it before
    /// Exact does, and Exact counts errors.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        Self::new(Condition::Raw(text.into()))
    }

    const fn new(condition: Condition) -> Self {
        Self { condition, of: PhantomData }
    }

    pub(crate) fn into_condition(self) -> Condition {
        self.condition
    }

    /// Both conditions hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(self.condition.and(other.condition))
    }

    /// At least one of the conditions holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut parts = match self.condition {
            Condition::Any(parts) => parts,
            single => vec![single],
        };
        match other.condition {
            Condition::Any(more) => parts.extend(more),
            single => parts.push(single),
        }
        Self::new(Condition::Any(parts))
    }

    /// The condition does not hold.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads as the OData operator, next to `and` and `or`")]
    pub fn not(self) -> Self {
        Self::new(Condition::Not(Box::new(self.condition)))
    }
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self::new(self.condition.clone())
    }
}

impl<E> fmt::Display for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)
    }
}

impl<E> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({self})")
    }
}
