//! What an endpoint leaves out of its own rows.

use super::read::Context;
use crate::error::Refusal;
use crate::odata::key;
use crate::odata::literal::Literal;
use crate::odata::options::Options;
use crate::odata::page::Restriction;
use crate::schema;
use crate::tables::Collection;

impl Context<'_> {
    /// What the endpoint itself leaves out: by a function's parameters, or because the token may not see it.
    pub(super) fn restrictions(&self, options: &Options, rows: &dyn Collection) -> Result<Vec<Restriction>, Refusal> {
        let meta = self.target.meta;
        let part_of_aging = schema::whole_aging_list(meta).is_some();
        if part_of_aging && !self.app.quirks.age_group_lists_answered {
            return Err(Refusal::query_syntax());
        }
        let mut restrictions = Vec::new();
        for parameter in meta.parameters.unwrap_or_default() {
            let text =
                options.parameters.iter().find(|(name, _)| name == parameter.name).map(|(_, value)| value.as_str());
            let literal = match text {
                Some(text) => key::value(text, parameter.edm).ok_or_else(Refusal::query_syntax)?,
                None if parameter.required => return Err(Refusal::query_syntax()),
                None => continue,
            };
            if part_of_aging {
                restrictions.push(in_age_group(rows, &literal));
                continue;
            }
            // Rows carry what a function chooses by in a column of the parameter's name, in Exact's casing of columns.
            let mut name = parameter.name.to_owned();
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            if let Some(column) = rows.column(&name) {
                restrictions.push(Restriction::Values { column, values: vec![literal] });
            }
        }
        let lists_divisions = ["system/Divisions", "hrm/Divisions", "system/GetMostRecentlyUsedDivisions"];
        if let (true, Some(column)) = (lists_divisions.contains(&meta.id), rows.column("Code")) {
            let values = self.divisions.iter().map(|code| Literal::Int32((*code).into())).collect();
            restrictions.push(Restriction::Values { column, values });
        }
        Ok(restrictions)
    }
}

/// The rows of an aging list that have something in the group.
fn in_age_group(rows: &dyn Collection, group: &Literal) -> Restriction {
    let group = group.cell().number().unwrap_or_default();
    let Some(column) = rows.column(&format!("AgeGroup{group}Amount")) else { return Restriction::Rows(Vec::new()) };
    let has_amount = |row: &usize| rows.cell(*row, column).number().is_some_and(|amount| !amount.is_zero());
    Restriction::Rows((0..rows.len()).filter(has_amount).collect())
}
