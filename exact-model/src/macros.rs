/// A row of only the columns a program needs; its `$select` follows from its fields.
///
/// A field of type `T` must have a value in every row, an `Option<T>` may be null or absent. A column the entity does
/// not have, or a type that cannot hold it, does not compile.
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
            const fn held<F: $crate::slot::Field, V>(_: &$crate::Column<$entity, V>)
            where
                F::Value: $crate::slot::Holds<V>,
            {
            }
            $( const _: () = held::<$ty, _>(&<$entity>::$column); )*

            #[derive(Default)]
            #[doc(hidden)]
            #[allow(unreachable_pub, missing_docs)]
            pub struct Draft {
                $( $field: Option<<$ty as $crate::slot::Field>::Value>, )*
            }

            impl $crate::slot::Slots for Draft {
                fn slot(&mut self, column: &str) -> Option<$crate::slot::Slot<'_>> {
                    $( if column == <$entity>::$column.name() {
                        return Some(<<$ty as $crate::slot::Field>::Value as $crate::slot::FieldType>::slot(&mut self.$field));
                    } )*
                    None
                }
            }

            impl $crate::slot::Cells for $name {
                fn cell(&self, index: usize) -> $crate::slot::Cell<'_> {
                    let mut at = 0_usize;
                    $(
                        if at == index {
                            return $crate::slot::Field::cell(&self.$field);
                        }
                        at += 1;
                    )*
                    let _ = at;
                    $crate::slot::Cell::Null
                }
            }

            impl $crate::Row for $name {
                type Entity = $entity;
                type Draft = Draft;
                const COLUMNS: &'static [&'static str] = &[ $( <$entity>::$column.name() ),* ];

                fn finish(draft: Draft) -> Result<Self, &'static str> {
                    Ok(Self {
                        $( $field: <$ty as $crate::slot::Field>::finish(draft.$field).ok_or(<$entity>::$column.name())?, )*
                    })
                }
            }

            impl core::fmt::Debug for $name {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    $crate::row::debug_row(self, stringify!($name), f)
                }
            }
        };
    };
}

/// Declares a generated entity: its struct, its columns, and where each value goes.
macro_rules! entity {
    (
        $(#[$meta:meta])*
        $name:ident, meta $schema:path $(, bulk $bulk:path)? $(, sync $sync:path)?;
        $( $(#[$doc:meta])* $field:ident $column:ident : $ty:ty = $wire:literal ),* $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$doc])* pub $field: Option<$ty>, )*
        }

        impl $name {
            $( $(#[$doc])* pub const $column: $crate::Column<Self, $ty> = $crate::Column::named($wire); )*
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
            fn slot(&mut self, column: &str) -> Option<$crate::slot::Slot<'_>> {
                Some(match column {
                    $( $wire => $crate::slot::FieldType::slot(&mut self.$field), )*
                    _ => return None,
                })
            }
        }

        impl $crate::slot::Cells for $name {
            fn cell(&self, index: usize) -> $crate::slot::Cell<'_> {
                match <Self as $crate::Row>::COLUMNS.get(index).copied() {
                    $( Some($wire) => $crate::slot::Field::cell(&self.$field), )*
                    _ => $crate::slot::Cell::Null,
                }
            }
        }

        impl $crate::Row for $name {
            type Entity = Self;
            type Draft = Self;
            const COLUMNS: &'static [&'static str] = &[ $( $wire ),* ];

            fn finish(draft: Self) -> Result<Self, &'static str> {
                Ok(draft)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::row::debug_row(self, stringify!($name), f)
            }
        }
    };
}

pub(crate) use entity;
