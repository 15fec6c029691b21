#![doc = include_str!("../README.md")]

pub mod catalogue;
pub mod cell;
pub mod code;
pub mod code_list;
pub mod column;
pub mod complete;
pub mod date;
pub mod entity;
mod envelope;
pub mod field;
pub mod filter;
#[rustfmt::skip]
mod generated;
mod json;
pub mod literal;
mod macros;
pub mod meta;
pub mod nested;
pub mod number;
pub mod page;
pub mod presence;
pub mod query;
pub mod record;
pub mod row;
pub mod slot;
mod typed;

pub use chrono::{NaiveDate, NaiveDateTime};
pub use code::Code;
pub use code_list::CodeList;
pub use column::{Column, Order};
pub use complete::{Complete, Folded, ReadProof};
pub use entity::{Arguments, BulkEntity, Entity, Function, Listable, SyncEntity};
pub use filter::Filter;
pub use generated::codes;
#[allow(unused_imports, unreachable_pub, reason = "without features there are no services")]
pub use generated::services::*;
pub use json::Json;
pub use meta::{Edm, Family, Meta, Methods, Navigation, NestedType, Parameter, Property, Select, Status};
pub use nested::{Many, Nested};
pub use page::Page;
pub use presence::{Presence, Sent, Tracked};
pub use query::{Query, QueryError};
pub use record::Record;
pub use row::Row;
pub use rust_decimal::Decimal;
#[doc(hidden)]
pub use serde;
pub use uuid::Uuid;
