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
    text: String,
    binding: Binding,
    of: PhantomData<fn() -> E>,
}

/// How tightly the outermost operator binds; decides where brackets go.
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

impl<E> Filter<E> {
    pub(crate) fn compare(left: &str, operator: Operator, right: String) -> Self {
        Self::new(format!("{left} {} {right}", operator.text()), Binding::Tight)
    }

    pub(crate) fn call(text: String) -> Self {
        Self::new(text, Binding::Tight)
    }

    fn new(text: String, binding: Binding) -> Self {
        Self { text, binding, of: PhantomData }
    }

    fn within(self, outer: Binding) -> String {
        if self.binding < outer { format!("({})", self.text) } else { self.text }
    }

    /// Both conditions hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(format!("{} and {}", self.within(Binding::And), other.within(Binding::And)), Binding::And)
    }

    /// At least one of the conditions holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::new(format!("{} or {}", self.within(Binding::Or), other.within(Binding::Or)), Binding::Or)
    }

    /// The condition does not hold.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads as the OData operator, next to `and` and `or`")]
    pub fn not(self) -> Self {
        Self::new(format!("not ({})", self.text), Binding::Tight)
    }
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), binding: self.binding, of: PhantomData }
    }
}

impl<E> fmt::Display for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.text)
    }
}
