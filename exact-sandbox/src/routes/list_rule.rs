//! What a list refuses, and one entity does not.

use exact_model::{Family, Meta};

use super::read::Context;
use crate::error::Refusal;
use crate::odata::bind::mentions;
use crate::odata::options::Options;
use crate::schema::{self, Filterable};

impl Context<'_> {
    /// Which properties a `$filter` may use.
    pub(super) fn filterable(&self, meta: &Meta) -> Filterable {
        if self.app.quirks.aging_lists_filter && schema::is_aging_list(meta) {
            return Filterable::Everything;
        }
        schema::filterable(meta)
    }

    /// The rules that hold for lists only.
    pub(super) fn check_list(&self, options: &Options) -> Result<(), Refusal> {
        let meta = self.target.meta;
        let filters_on = |name: &str| options.filter.as_deref().is_some_and(|filter| mentions(filter, name));
        if meta.family == Family::Sync && !meta.function && !filters_on("Timestamp") {
            return Err(needs_filter("Timestamp"));
        }
        if self.app.quirks.mandatory_filter && options.filter.is_none() && schema::has_sync_twin(meta) {
            return Err(needs_filter(&schema::filter_names(meta)));
        }
        if self.app.quirks.open_lists_without_filter && schema::is_open_list(meta) && options.filter.is_some() {
            return Err(Refusal::query_syntax());
        }
        if schema::needs_select(meta) && options.select.is_none() && options.top != Some(1) {
            return Err(Refusal::bad_request("Please add a $select or a $top=1 statement to the query string."));
        }
        if meta.family == Family::Bulk && options.skip.is_some() {
            return Err(Refusal::bad_request("The query option $skip is not supported on bulk endpoints."));
        }
        Ok(())
    }
}

fn needs_filter(names: &str) -> Refusal {
    Refusal::bad_request(format_args!(
        "A GET request for this endpoint must have a $filter parameter with one of the following fields in the url: {names}"
    ))
}
