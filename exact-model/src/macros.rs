/// A row of only the columns a program needs; its `$select` follows from its fields.
///
/// A field of type `T` must have a value in every row, an `Option<T>` may be null or absent, a [`Sent<T>`](crate::Sent)
/// says which. A navigation is a [`Nested`](crate::Nested) of rows, and is expanded. A column the entity does not have,
/// or a type that cannot hold it, does not compile.
///
/// ```
/// use exact_model::financial_transaction::TransactionLine;
/// use exact_model::{projection, Decimal, NaiveDate, Row};
///
/// projection! {
///     /// What a revenue report reads of a line.
///     pub struct RevenueLine of TransactionLine {
///         /// Booking date.
///         pub date: NaiveDate = DATE,
///         /// Debit positive.
///         pub amount_dc: Decimal = AMOUNT_DC,
///         /// Cost centre, if any.
///         pub cost_center: Option<String> = COST_CENTER,
///     }
/// }
///
/// assert_eq!(RevenueLine::COLUMNS, ["Date", "AmountDC", "CostCenter"]);
/// ```
#[macro_export]
macro_rules! projection {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ty {
            $( $(#[$field_meta:meta])* $field_vis:vis $field:ident : $ty:ty = $column:ident ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        $vis struct $name {
            $( $(#[$field_meta])* $field_vis $field: $ty, )*
        }

        const _: () = {
            /// Compiles only where the field can hold the column.
            const fn held<T: $crate::field::Field, V, F>(_: &$crate::Column<$entity, V, F>)
            where
                T::Value: $crate::field::Holds<V>,
            {
            }
            $( const _: () = held::<$ty, _, _>(&<$entity>::$column); )*

            #[derive(Default)]
            #[doc(hidden)]
            #[allow(unreachable_pub, missing_docs)]
            pub struct Draft {
                seen: $crate::presence::Seen,
                $( $field: Option<<$ty as $crate::field::Field>::Value>, )*
            }

            impl $crate::slot::Slots for Draft {
                fn slot(&mut self, index: usize) -> Option<$crate::slot::Slot<'_>> {
                    let mut at = 0_usize;
                    $(
                        if at == index {
                            return Some(<<$ty as $crate::field::Field>::Value as $crate::field::FieldType>::slot(&mut self.$field));
                        }
                        at += 1;
                    )*
                    let _ = at;
                    None
                }

                fn sent(&mut self, index: usize) {
                    self.seen.mark(index);
                }
            }

            impl $crate::cell::Cells for $name {
                fn cell(&self, index: usize) -> $crate::cell::Cell<'_> {
                    let mut at = 0_usize;
                    $(
                        if at == index {
                            return $crate::field::Field::cell(&self.$field);
                        }
                        at += 1;
                    )*
                    let _ = at;
                    $crate::cell::Cell::Absent
                }
            }

            impl $crate::Row for $name {
                type Entity = $entity;
                type Draft = Draft;
                const COLUMNS: &'static [&'static str] = &[ $( <$entity>::$column.name() ),* ];
                const NESTED: &'static [Option<$crate::row::Shape>] =
                    &[ $( <<$ty as $crate::field::Field>::Value as $crate::field::FieldType>::NESTED ),* ];

                fn finish(draft: Draft) -> Result<Self, &'static str> {
                    let seen = draft.seen;
                    let mut at = 0_usize;
                    let mut sent = || { at += 1; seen.has(at - 1) };
                    let row = Self {
                        $( $field: <$ty as $crate::field::Field>::finish(draft.$field, sent())
                            .ok_or(<$entity>::$column.name())?, )*
                    };
                    let _ = sent;
                    Ok(row)
                }

                fn nested(&mut self) -> Vec<&mut dyn $crate::nested::NestedPages> {
                    [ $( $crate::field::Field::nested(&mut self.$field) ),* ].into_iter().flatten().collect()
                }
            }

            $crate::row_traits!($name);
        };
    };
}

/// What every row can do, done once through its cells.
#[doc(hidden)]
#[macro_export]
macro_rules! row_traits {
    ($name:ident) => {
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::row::debug_row(<Self as $crate::Row>::COLUMNS, self, stringify!($name), f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::row::serialize_row(<Self as $crate::Row>::COLUMNS, self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::row::deserialize_row::<Self, D>(deserializer)
            }
        }
    };
}

/// Declares a generated entity: its struct, its columns, and where each value goes.
#[allow(unused_macros, reason = "only some services need it")]
macro_rules! entity {
    (
        $(#[$meta:meta])*
        $name:ident, meta $schema:path $(, bulk $bulk:path)? $(, sync $sync:path)? $(, nested $($nested:ident)*)?;
        $( $(#[$doc:meta])* $index:literal $field:ident $column:ident : $ty:ty, $value:ty, $filter:ident = $wire:literal ),* $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$doc])* pub $field: Option<$ty>, )*
            seen: $crate::presence::Seen,
        }

        impl $name {
            $( $(#[$doc])* pub const $column: $crate::Column<Self, $value, $crate::column::$filter> = $crate::Column::named($wire); )*
        }

        impl $crate::Entity for $name {
            const META: &'static $crate::Meta = &$schema;
        }
        $( impl $crate::BulkEntity for $name {
            const BULK: &'static $crate::Meta = &$bulk;
        } )?
        $( impl $crate::SyncEntity for $name {
            const SYNC: &'static $crate::Meta = &$sync;
        } )?

        impl $crate::slot::Slots for $name {
            fn slot(&mut self, index: usize) -> Option<$crate::slot::Slot<'_>> {
                Some(match index {
                    $( $index => $crate::field::FieldType::slot(&mut self.$field), )*
                    _ => return None,
                })
            }

            fn sent(&mut self, index: usize) {
                self.seen.mark(index);
            }
        }

        impl $crate::cell::Cells for $name {
            fn cell(&self, index: usize) -> $crate::cell::Cell<'_> {
                let cell = match index {
                    $( $index => $crate::field::Field::cell(&self.$field), )*
                    _ => return $crate::cell::Cell::Absent,
                };
                cell.or_absent(self.seen.has(index))
            }
        }

        impl $crate::Row for $name {
            type Entity = Self;
            type Draft = Self;
            const COLUMNS: &'static [&'static str] = &[ $( $wire ),* ];
            const WHOLE: bool = true;

            fn finish(draft: Self) -> Result<Self, &'static str> {
                Ok(draft)
            }

            $( fn nested(&mut self) -> Vec<&mut dyn $crate::nested::NestedPages> {
                [ $( $crate::field::Field::nested(&mut self.$nested) ),* ].into_iter().flatten().collect()
            } )?
        }

        impl $crate::Tracked for $name {}

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::row::same_values(<Self as $crate::Row>::COLUMNS, self, other)
            }
        }

        $crate::row_traits!($name);
    };
}

/// An entity that is read without arguments.
#[allow(unused_macros, reason = "only some services need it")]
macro_rules! listable {
    ($name:ident) => {
        impl $crate::Listable for $name {}
    };
}

/// An entity that is the result of a function.
#[allow(unused_macros, reason = "only some services need it")]
macro_rules! arguments {
    (
        $(#[$doc:meta])*
        $name:ident, $( $argument:ident : $ty:ty, $value:ty, $how:ident $wire:literal; )*
    ) => {
        impl $crate::Function for $name {}

        impl $name {
            $(#[$doc])*
            #[must_use]
            pub fn arguments($($argument: $ty),*) -> $crate::Arguments<Self> {
                $crate::Arguments::none()$( .$how::<$value>($wire, $argument) )*
            }
        }
    };
}

#[allow(unused_imports, reason = "only some services need them")]
pub(crate) use {arguments, entity, listable};
