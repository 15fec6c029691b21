//! Every column of every entity leads to its own field, of the type its endpoint says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use exact_model::cell::{Cell, Cells};
use exact_model::slot::{Slot, Slots};
use exact_model::{Code, Decimal, Edm, Entity, Json, Meta, NaiveDate, NaiveDateTime, Row, Uuid, catalogue};

fn moment() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 2, 3).unwrap().and_hms_opt(4, 5, 6).unwrap()
}

/// The type of a column, on whichever of the entity's endpoints has it.
fn edm(meta: &Meta, column: &str) -> Option<Edm> {
    let family = catalogue::endpoints().filter(|other| other.name == meta.name);
    std::iter::once(meta)
        .chain(family.map(|other| other as &Meta))
        .find_map(|meta| meta.property(column))
        .map(|property| property.edm)
}

/// Puts a value of the slot's type into it, and says which types of the catalogue it is for.
fn fill(slot: Slot<'_>, edm: Option<Edm>) -> bool {
    match slot {
        Slot::Text(field) => {
            *field = Some("text".to_owned());
            matches!(edm, Some(Edm::String | Edm::Binary))
        }
        Slot::Code(field) => {
            *field = Some(Code::from("  7"));
            edm == Some(Edm::String)
        }
        Slot::Decimal(field) => {
            *field = Some(Decimal::new(125, 1));
            edm == Some(Edm::Double)
        }
        Slot::DateTime(field) => {
            *field = Some(moment());
            edm == Some(Edm::DateTime)
        }
        Slot::Bool(field) => {
            *field = Some(true);
            edm == Some(Edm::Boolean)
        }
        Slot::U8(field) => {
            *field = Some(1);
            edm == Some(Edm::Byte)
        }
        Slot::I16(field) => {
            *field = Some(-2);
            edm == Some(Edm::Int16)
        }
        Slot::I32(field) => {
            *field = Some(-3);
            edm == Some(Edm::Int32)
        }
        Slot::I64(field) => {
            *field = Some(-4);
            edm == Some(Edm::Int64)
        }
        Slot::Guid(field) => {
            *field = Some(Uuid::from_u128(7));
            edm == Some(Edm::Guid)
        }
        Slot::NumberListed(list) => {
            list.read("20").unwrap();
            matches!(edm, Some(Edm::Byte | Edm::Int16 | Edm::Int32))
        }
        Slot::TextListed(list) => {
            list.read("B").unwrap();
            edm == Some(Edm::String)
        }
        Slot::Nested(rows) => {
            rows.read("[]").unwrap();
            matches!(edm, Some(Edm::Nested(_)))
        }
        Slot::Json(field) => {
            *field = Some(Json::from("{}"));
            matches!(edm, Some(Edm::Nested(_)))
        }
        Slot::Date(_) => false,
    }
}

/// What functions give that the catalogue has no property for.
const RESULTS: [&str; 4] =
    ["UserHasRights", "AccountDocumentsCount", "OpportunityDocumentsCount", "GetSharePointDocumentUrl"];

fn check<E: Entity + Row + Slots + Cells>() {
    let meta = E::META;
    let mut columns = 0;
    for (index, column) in E::COLUMNS.iter().enumerate() {
        let mut row = E::default();
        let edm = edm(meta, column);
        assert!(matches!(row.cell(index), Cell::Absent), "{}.{column} is there before it was sent", meta.id);
        row.sent(index);
        assert!(matches!(row.cell(index), Cell::Null), "{}.{column} was sent, and is null", meta.id);
        let right = fill(row.slot(index).unwrap(), edm);
        assert!(right || RESULTS.contains(column), "{}.{column} is no {edm:?}", meta.id);
        for other in 0..E::COLUMNS.len() {
            let filled = !matches!(row.cell(other), Cell::Null | Cell::Absent);
            assert_eq!(filled, other == index, "{}.{column} filled column {other}", meta.id);
        }
        columns += 1;
    }
    for property in meta.properties {
        assert!(E::COLUMNS.contains(&property.name), "{}.{} has no field", meta.id, property.name);
    }
    assert!(columns > 0, "{} has no columns", meta.id);
    assert!(E::default().slot(E::COLUMNS.len()).is_none());
}

#[test]
fn every_column_of_every_entity_is_its_own_field() {
    include!("every_entity.in")
}
