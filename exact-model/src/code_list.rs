//! Code lists: enums that keep the codes they do not know.

use core::fmt;

/// A property whose values come from a list: `20` open, `50` processed.
///
/// Exact adds codes without notice, so every list has a variant for the ones it does not know; nothing is lost when one
/// appears.
///
/// ```
/// use exact_model::CodeList as _;
/// use exact_model::codes::TransactionType;
///
/// assert_eq!(TransactionType::from_code(20), TransactionType::SalesEntry);
/// assert_eq!(TransactionType::from_code(9999).code(), 9999);
/// ```
pub trait CodeList: Sized + Clone + PartialEq + 'static {
    /// How the codes are written: a number or text.
    type Code;

    /// The list: code, English name, Dutch name where there is one.
    const ENTRIES: &'static [Entry<Self>];

    /// The value for a code; one that is not on the list is kept.
    fn from_code(code: Self::Code) -> Self;

    /// The code as Exact writes it.
    fn code(&self) -> Self::Code;

    /// The entry in the list; `None` for a code that is not on it.
    fn entry(&self) -> Option<&'static Entry<Self>> {
        Self::ENTRIES.iter().find(|entry| entry.value == *self)
    }

    /// The English name; `None` for a code that is not on the list.
    fn english(&self) -> Option<&'static str> {
        self.entry().map(|entry| entry.english)
    }

    /// The Dutch name, where there is one.
    fn dutch(&self) -> Option<&'static str> {
        self.entry().and_then(|entry| entry.dutch)
    }
}

/// One line of a code list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry<L: 'static> {
    /// The value.
    pub value: L,
    /// The code, as text.
    pub code: &'static str,
    /// English name.
    pub english: &'static str,
    /// Dutch name, for lists of everyday use.
    pub dutch: Option<&'static str>,
}

impl<L> fmt::Debug for Entry<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.english)
    }
}

macro_rules! dutch {
    () => {
        None
    };
    ($dutch:literal) => {
        Some($dutch)
    };
}

/// Equal codes are equal values, whether the list knew them when they were made or not.
macro_rules! by_code {
    ($name:ident, $code:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.$code() == other.$code()
            }
        }

        impl Eq for $name {}

        impl core::hash::Hash for $name {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.$code().hash(state);
            }
        }
    };
}

/// A list of numbers.
macro_rules! number_list {
    ($(#[$meta:meta])* $name:ident { $( $variant:ident = $code:literal $text:literal $english:literal $($dutch:literal)? ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        #[non_exhaustive]
        pub enum $name {
            $( #[doc = concat!("`", $text, "`: ", $english, $( " (", $dutch, ")", )? ".")] $variant, )*
            /// A code that is not on the list.
            Unlisted(i32),
        }

        impl $name {
            /// The code as Exact writes it.
            #[must_use]
            pub const fn number(&self) -> i32 {
                match self {
                    $( Self::$variant => $code, )*
                    Self::Unlisted(code) => *code,
                }
            }
        }

        impl $crate::CodeList for $name {
            type Code = i32;

            const ENTRIES: &'static [$crate::code_list::Entry<Self>] = &[ $( $crate::code_list::Entry {
                value: Self::$variant,
                code: $text,
                english: $english,
                dutch: $crate::code_list::dutch!($($dutch)?),
            } ),* ];

            fn from_code(code: i32) -> Self {
                match code {
                    $( $code => Self::$variant, )*
                    other => Self::Unlisted(other),
                }
            }

            fn code(&self) -> i32 {
                self.number()
            }
        }

        $crate::code_list::by_code!($name, number);

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        /// By code.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                self.number().cmp(&other.number())
            }
        }

        impl From<i32> for $name {
            fn from(code: i32) -> Self {
                $crate::CodeList::from_code(code)
            }
        }

        impl $crate::slot::Reads for Option<$name> {
            fn read(&mut self, text: &str) -> Result<(), String> {
                let code = text.parse().map_err(|_| String::from("a number of a code list"))?;
                *self = Some(<$name as $crate::CodeList>::from_code(code));
                Ok(())
            }
        }

        impl $crate::field::FieldType for $name {
            fn slot(field: &mut Option<Self>) -> $crate::slot::Slot<'_> {
                $crate::slot::Slot::NumberListed(field)
            }
            fn cell(&self) -> $crate::cell::Cell<'_> {
                $crate::cell::Cell::Int(i64::from(self.number()))
            }
        }

        impl $crate::field::Holds<$name> for $name {}
        impl $crate::field::Holds<$name> for i32 {}
        impl $crate::field::Holds<$name> for i64 {}

        impl $crate::literal::Literal<$name> for $name {
            fn literal(&self) -> String {
                self.number().to_string()
            }
        }
        impl $crate::literal::Literal<$name> for i32 {
            fn literal(&self) -> String {
                self.to_string()
            }
        }
    };
}

/// A list of short texts.
macro_rules! text_list {
    ($(#[$meta:meta])* $name:ident { $( $variant:ident = $code:literal $english:literal $($dutch:literal)? ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum $name {
            $( #[doc = concat!("`", $code, "`: ", $english, $( " (", $dutch, ")", )? ".")] $variant, )*
            /// A code that is not on the list, as it was sent.
            Unlisted(String),
        }

        impl $name {
            /// The code as Exact writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $code, )*
                    Self::Unlisted(code) => code,
                }
            }
        }

        impl $crate::CodeList for $name {
            type Code = String;

            const ENTRIES: &'static [$crate::code_list::Entry<Self>] = &[ $( $crate::code_list::Entry {
                value: Self::$variant,
                code: $code,
                english: $english,
                dutch: $crate::code_list::dutch!($($dutch)?),
            } ),* ];

            fn from_code(code: String) -> Self {
                match code.as_str() {
                    $( $code => Self::$variant, )*
                    _ => Self::Unlisted(code),
                }
            }

            fn code(&self) -> String {
                self.as_str().to_owned()
            }
        }

        $crate::code_list::by_code!($name, as_str);

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                $crate::CodeList::from_code(code.to_owned())
            }
        }

        impl $crate::slot::Reads for Option<$name> {
            fn read(&mut self, text: &str) -> Result<(), String> {
                *self = Some($name::from(text));
                Ok(())
            }
        }

        impl $crate::field::FieldType for $name {
            fn slot(field: &mut Option<Self>) -> $crate::slot::Slot<'_> {
                $crate::slot::Slot::TextListed(field)
            }
            fn cell(&self) -> $crate::cell::Cell<'_> {
                $crate::cell::Cell::Text(self.as_str())
            }
        }

        impl $crate::field::Holds<$name> for $name {}
        impl $crate::field::Holds<$name> for String {}
        impl $crate::field::Holds<$name> for $crate::Code {}

        impl $crate::literal::Literal<$name> for $name {
            fn literal(&self) -> String {
                $crate::literal::text_literal(self.as_str())
            }
        }
        impl $crate::literal::Literal<$name> for &str {
            fn literal(&self) -> String {
                $crate::literal::text_literal(self)
            }
        }
    };
}

pub(crate) use {by_code, dutch, number_list, text_list};
