//! What is known to be wrong with a draft before it is sent. Exact counts what it refuses.

use exact_model::{Meta, Property};

use super::change::Verb;
use super::draft::{Content, Parts};
use crate::error::Error;

impl Parts {
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) with the name of every mandatory column that is missing, and of every
    /// column that Exact only gives and does not take.
    pub(crate) fn check(&self, verb: Verb) -> Result<(), Error> {
        if verb == Verb::Update && self.json() == "{}" {
            return Err(Error::config("there is nothing in the draft to change"));
        }
        let (mut missing, mut untaken) = (Vec::new(), Vec::new());
        self.find(verb, "", None, &mut missing, &mut untaken);
        if missing.is_empty() && untaken.is_empty() {
            return Ok(());
        }
        let mut what = Vec::new();
        if !missing.is_empty() {
            what.push(format!("these columns must be set: {}", missing.join(", ")));
        }
        if !untaken.is_empty() {
            what.push(format!("Exact only gives these columns, leave them out: {}", untaken.join(", ")));
        }
        Err(Error::config(what.join("; ")))
    }

    fn find(
        &self,
        verb: Verb,
        place: &str,
        parent: Option<&'static Meta>,
        missing: &mut Vec<String>,
        untaken: &mut Vec<String>,
    ) {
        let content = |name| self.columns.iter().find(|(other, _)| *other == name).map(|(_, content)| content);
        // A row of an entity that is not there yet cannot say whose it is.
        let leads_back = |property: &Property| parent.is_some_and(|parent| parent.key.contains(&property.name));
        if verb == Verb::Create {
            let needed = self
                .meta
                .properties
                .iter()
                .filter(|property| property.is_mandatory() && !property.is_key() && !leads_back(property));
            let lacks = |property: &&Property| match content(property.name) {
                Some(Content::Value(_) | Content::LeftOut) => false,
                Some(Content::Rows(rows)) => rows.is_empty(),
                Some(Content::Null) | None => true,
            };
            missing.extend(needed.filter(lacks).map(|property| format!("{place}{}", property.name)));
        }
        for (name, content) in &self.columns {
            if !matches!(content, Content::LeftOut) && !takes(self.meta, name, verb) {
                untaken.push(format!("{place}{name}"));
            }
            if let Content::Rows(rows) = content {
                for (index, row) in rows.iter().enumerate() {
                    row.find(verb, &format!("{place}{name}[{index}]."), Some(self.meta), missing, untaken);
                }
            }
        }
    }
}

/// Whether Exact takes the column. Where the catalogue does not say of any column with which methods it takes part,
/// nothing is known.
fn takes(meta: &'static Meta, name: &str, verb: Verb) -> bool {
    let is_told = |property: &Property| property.methods().is_some_and(|methods| methods.has(verb.name()));
    if !meta.properties.iter().any(|property| !property.is_key() && is_told(property)) {
        return true;
    }
    meta.property(name).is_some_and(|property| is_told(property) || property.navigation.is_some())
}

#[cfg(test)]
mod tests {
    use exact_model::catalogue;
    use exact_model::sales_entry::{SalesEntry, SalesEntryLine};
    use exact_model::{Decimal, Uuid};

    use super::*;
    use crate::write::Draft;

    #[test]
    fn every_missing_column_is_named_the_nested_ones_with_their_place() {
        let line = || Draft::<SalesEntryLine>::new().set(SalesEntryLine::AMOUNT_FC, Decimal::ONE);
        let whole = line().set(SalesEntryLine::GL_ACCOUNT, Uuid::nil());
        let draft = Draft::<SalesEntry>::new().rows(SalesEntry::SALES_ENTRY_LINES, [whole, line()]);
        let error = draft.parts().check(Verb::Create).unwrap_err();
        assert_eq!(error.to_string(), "these columns must be set: Customer, Journal, SalesEntryLines[1].GLAccount");
        assert!(draft.parts().check(Verb::Update).is_ok());
    }

    #[test]
    fn rows_that_are_mandatory_are_not_an_empty_list_and_not_null() {
        let draft = Draft::<SalesEntry>::new().clear(SalesEntry::JOURNAL).set(SalesEntry::CUSTOMER, Uuid::nil());
        let error = draft.rows(SalesEntry::SALES_ENTRY_LINES, []).parts().check(Verb::Create).unwrap_err();
        assert_eq!(error.to_string(), "these columns must be set: Journal, SalesEntryLines");
    }

    #[test]
    fn what_is_left_out_on_purpose_is_not_missing() {
        let draft = Draft::<SalesEntryLine>::new()
            .set(SalesEntryLine::AMOUNT_FC, Decimal::ONE)
            .leave_out(SalesEntryLine::GL_ACCOUNT)
            .leave_out(SalesEntryLine::ENTRY_ID);
        assert!(draft.parts().check(Verb::Create).is_ok());
    }

    #[test]
    fn a_column_that_exact_computes_is_refused() {
        let draft = Draft::<SalesEntryLine>::new().set(SalesEntryLine::AMOUNT_DC, Decimal::ONE);
        let error = draft.parts().check(Verb::Update).unwrap_err();
        assert_eq!(error.to_string(), "Exact only gives these columns, leave them out: AmountDC");
    }

    #[test]
    fn a_change_of_nothing_is_refused() {
        let draft = Draft::<SalesEntry>::new().leave_out(SalesEntry::CUSTOMER);
        assert!(draft.parts().check(Verb::Update).unwrap_err().to_string().contains("nothing"));
    }

    #[test]
    fn exact_takes_what_it_demands() {
        for meta in catalogue::endpoints().filter(|meta| meta.methods.has("POST")) {
            for property in meta.properties.iter().filter(|property| property.is_mandatory() && !property.is_key()) {
                assert!(takes(meta, property.name, Verb::Create), "{} {}", meta.id, property.name);
            }
        }
    }
}
