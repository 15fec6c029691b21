#![doc = include_str!("../README.md")]

pub mod catalogue;
pub mod code;
pub mod column;
pub mod complete;
pub mod date;
pub mod entity;
pub mod filter;
#[rustfmt::skip]
mod generated;
mod json;
mod macros;
pub mod number;
pub mod page;
pub mod row;
pub mod slot;

pub use chrono::{NaiveDate, NaiveDateTime};
pub use code::Code;
pub use column::{Column, Order};
pub use complete::{Complete, ReadProof};
pub use entity::{BulkEntity, Edm, Entity, Family, Meta, Parameter, Property, Select, SyncEntity};
pub use filter::Filter;
pub use generated::services::*;
pub use json::Json;
pub use row::Row;
pub use rust_decimal::Decimal;
pub use uuid::Uuid;
