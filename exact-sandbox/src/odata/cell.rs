use core::cmp::Ordering;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

/// One value of one row, borrowed from the books.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Bool(bool),
    /// Every Byte, Int16, Int32 and Int64.
    Int(i64),
    /// Every Double: exact here, a JSON number on the wire.
    Number(Decimal),
    Text(&'a str),
    Guid(Uuid),
    /// Wall-clock time in the milliseconds of Exact's JSON dates.
    Date(i64),
}

impl<'a> Cell<'a> {
    /// Midnight of a date.
    pub(crate) fn day(date: NaiveDate) -> Self {
        Self::moment(NaiveDateTime::from(date))
    }

    /// A moment, cut to the ticks of SQL Server's `datetime`: milliseconds ending in 0, 3 or 7.
    pub(crate) fn moment(at: NaiveDateTime) -> Self {
        let ms = at.and_utc().timestamp_millis();
        let tick = match ms.rem_euclid(10) {
            0..=2 => 0,
            3..=6 => 3,
            _ => 7,
        };
        Self::Date(ms - ms.rem_euclid(10) + tick)
    }

    /// Null, or the cell made of the value.
    pub(crate) fn some<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, make)
    }

    /// Text, or null when there is none.
    pub(crate) fn text(value: Option<&'a String>) -> Self {
        value.map_or(Self::Null, |text| Self::Text(text))
    }

    /// The order in which Exact's database sorts: null first, GUIDs by their last bytes first.
    ///
    /// Cells of different kinds do not meet, numbers apart; if they do they are equal.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            (Self::Bool(left), Self::Bool(right)) => left.cmp(right),
            (Self::Int(left), Self::Int(right)) | (Self::Date(left), Self::Date(right)) => left.cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Guid(left), Self::Guid(right)) => sql_order(*left).cmp(&sql_order(*right)),
            (left, right) => match (left.number(), right.number()) {
                (Some(left), Some(right)) => left.cmp(&right),
                _ => Ordering::Equal,
            },
        }
    }

    /// A number in the same order, for sorting many rows by one key: ids, whole numbers and moments have one.
    pub(crate) fn rank(&self) -> Option<u128> {
        match self {
            Self::Guid(id) => Some(u128::from_be_bytes(sql_order(*id))),
            Self::Int(value) | Self::Date(value) => Some(u128::from(value.cast_unsigned() ^ (1 << 63))),
            _ => None,
        }
    }

    /// The number a numeric cell stands for.
    pub(crate) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Int(value) => Some(Decimal::from(*value)),
            Self::Number(value) => Some(*value),
            _ => None,
        }
    }
}

/// The bytes of a GUID in the order in which SQL Server compares a `uniqueidentifier`.
fn sql_order(id: Uuid) -> [u8; 16] {
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, node @ ..] = id.into_bytes();
    let [n0, n1, n2, n3, n4, n5] = node;
    [n0, n1, n2, n3, n4, n5, b8, b9, b7, b6, b5, b4, b3, b2, b1, b0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_sort_as_sql_server_sorts_them() {
        let ids = [
            "00000000-0000-0000-0000-000000000100",
            "000000ff-0000-0000-0000-000000000000",
            "00000000-0000-0000-ff00-000000000000",
            "00000000-ff00-0000-0000-000000000000",
            "ff000000-0000-0000-0000-000000000000",
            "00000000-0000-ff00-0000-000000000000",
        ];
        let mut cells: Vec<Cell<'_>> = ids.iter().map(|id| Cell::Guid(id.parse().unwrap())).collect();
        cells.sort_by(Cell::order);
        let sorted: Vec<String> = cells
            .iter()
            .map(|cell| match cell {
                Cell::Guid(id) => id.to_string(),
                _ => String::new(),
            })
            .collect();
        let expected = [ids[4], ids[1], ids[3], ids[5], ids[2], ids[0]];
        assert_eq!(sorted, expected);
    }

    #[test]
    fn ranks_are_in_the_order_of_the_cells() {
        let ids = (0..40_u128)
            .map(|n| Cell::Guid(Uuid::from_u128(n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))));
        let numbers = [i64::MIN, -7, 0, 7, i64::MAX].map(Cell::Int);
        for cells in [ids.collect::<Vec<_>>(), numbers.to_vec()] {
            for (left, right) in cells.iter().zip(cells.iter().skip(1)) {
                assert_eq!(left.order(right), left.rank().cmp(&right.rank()));
            }
        }
    }

    #[test]
    fn null_sorts_before_everything() {
        assert_eq!(Cell::Null.order(&Cell::Int(-5)), Ordering::Less);
        assert_eq!(Cell::Text("").order(&Cell::Null), Ordering::Greater);
    }

    #[test]
    fn moments_end_in_a_tick_of_sql_server() {
        let at = |ms| Cell::moment(chrono::DateTime::from_timestamp_millis(ms).unwrap().naive_utc());
        assert_eq!(at(1_000), Cell::Date(1_000));
        assert_eq!(at(1_005), Cell::Date(1_003));
        assert_eq!(at(1_009), Cell::Date(1_007));
        assert_eq!(at(-1), Cell::Date(-3));
    }
}
