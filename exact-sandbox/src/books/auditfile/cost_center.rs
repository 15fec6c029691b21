//! The cost centres that lines name. No version of the standard lists them.

use std::collections::BTreeSet;

use crate::books::{Entry, IdSpace, Record, Value, guid};

/// The endpoint that has them.
pub(super) const ENDPOINT: &str = "hrm/Costcenters";

/// The cost centres of the entries, each described by its code.
pub(super) fn listed(entries: &[Entry], division: i32) -> Vec<Record> {
    let lines = entries.iter().flat_map(|entry| &entry.lines);
    let codes: BTreeSet<&String> = lines.filter_map(|line| line.cost_center.as_ref()).collect();
    let record = |code: &String| {
        let values = [("Active", Value::Bool(true)), ("Code", Value::text(code)), ("Description", Value::text(code))];
        Record::new(guid(division, IdSpace::Record, &format!("center/{code}")), values)
    };
    codes.into_iter().map(record).collect()
}
