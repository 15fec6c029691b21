mod switch;

use core::fmt;

use switch::SWITCHES;

/// Behaviour of the real service that is contradictory or not established, made switchable.
///
/// Each value's default is the likelier one, and is the field's `false`. A client should work with every combination.
/// [`Quirks::help`] says what the names and values mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quirks {
    /// `bulk-next=beside`
    pub bulk_next_beside: bool,
    /// `next-after-full-page=yes`
    pub next_after_full_page: bool,
    /// `sales-invoices-top=results`
    pub sales_invoices_top_results: bool,
    /// `inlinecount-with-top=ignored`
    pub inlinecount_with_top_ignored: bool,
    /// `date-without-time=refused`
    pub date_without_time_refused: bool,
    /// `open-lists-filter=no`
    pub open_lists_without_filter: bool,
    /// `age-group-lists=answered`
    pub age_group_lists_answered: bool,
    /// `moments=utc`
    pub moments_utc: bool,
    /// `entity-case=any`
    pub any_entity_case: bool,
    /// `receivables-list-sign=negative`
    pub receivables_list_negative: bool,
    /// `payables-list-sign=negative`
    pub payables_list_negative: bool,
    /// `cashflow-sign=positive`
    pub cashflow_positive: bool,
    /// `revenue-list-sign=negative`
    pub revenue_list_negative: bool,
    /// `mandatory-filter=yes`
    pub mandatory_filter: bool,
    /// `refresh-kills-access=yes`
    pub refresh_kills_access: bool,
    /// `one-chain-per-user=no`
    pub many_chains: bool,
    /// `early-refresh=401`
    pub early_refresh_unauthorized: bool,
    /// `early-refresh-rotates=yes`
    pub early_refresh_rotates: bool,
    /// `old-refresh-token=400`
    pub old_refresh_bad_request: bool,
    /// `expires-in=number`
    pub expires_in_number: bool,
    /// `loopback-redirect=no`
    pub no_loopback_redirect: bool,
    /// `callback-host=any`
    pub any_callback_host: bool,
    /// `expired-access=login-page`
    pub expired_access_redirects: bool,
    /// `me-counts=yes`
    pub me_counts: bool,
    /// `limit-headers-on-429=no`
    pub bare_429: bool,
    /// `retry-after=yes`
    pub retry_after: bool,
    /// `error-block=403`
    pub error_block_forbidden: bool,
    /// `sync-timestamp-parameter=accepted`
    pub sync_timestamp_parameter: bool,
    /// `revenue-by-year-columns=account`
    pub revenue_by_account: bool,
    /// `url-limit=2k`
    pub short_urls: bool,
    /// `me-limit-headers=no`
    pub me_without_limit_headers: bool,
    /// `post-status=200`
    pub post_is_200: bool,
    /// `refusal-bodies=empty`
    pub empty_refusals: bool,
    /// `open-lists-credits=no`
    pub open_lists_without_credits: bool,
    /// `opening-rows=first-year`
    pub opening_rows_once: bool,
    /// `sales-invoices-status=processed`
    pub invoices_always_processed: bool,
    /// `aging-lists-filter=yes`
    pub aging_lists_filter: bool,
    /// `eu-listings=monthly`
    pub eu_listings_monthly: bool,
}

impl Quirks {
    /// Sets one quirk by `name=value`, as written on the command line.
    ///
    /// # Errors
    /// [`UnknownQuirk`] when the name or the value is not one of those in [`Quirks::help`].
    pub fn set(&mut self, text: &str) -> Result<(), UnknownQuirk> {
        let unknown = || UnknownQuirk { text: text.to_owned() };
        let (name, value) = text.split_once('=').ok_or_else(unknown)?;
        let (name, value) = (name.trim(), value.trim());
        let switch = SWITCHES.iter().find(|switch| switch.name == name).ok_or_else(unknown)?;
        if ![switch.default, switch.other].contains(&value) {
            return Err(unknown());
        }
        *(switch.field)(self) = value == switch.other;
        Ok(())
    }

    /// A line for every quirk: its name, its values with the default first, and what it decides.
    #[must_use]
    pub fn help() -> String {
        let lines = SWITCHES.iter().map(|switch| {
            let setting = format!("{}={}|{}", switch.name, switch.default, switch.other);
            format!("  {setting:<42} {}\n", switch.meaning)
        });
        format!("Quirks, the likelier value first:\n{}", lines.collect::<String>())
    }
}

/// A quirk that does not exist, or a value it does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuirk {
    text: String,
}

impl fmt::Display for UnknownQuirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown quirk {:?}; write name=value, `exact-sandbox serve --help` lists the names", self.text)
    }
}

impl core::error::Error for UnknownQuirk {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quirk_is_set_by_name_and_set_back() {
        let mut quirks = Quirks::default();
        quirks.set("bulk-next=beside").unwrap();
        assert!(quirks.bulk_next_beside);
        quirks.set("bulk-next=inside").unwrap();
        assert_eq!(quirks, Quirks::default());
    }

    #[test]
    fn every_quirk_has_a_place_of_its_own_and_is_explained() {
        let mut all = Quirks::default();
        for (at, switch) in SWITCHES.iter().enumerate() {
            let mut alone = Quirks::default();
            alone.set(&format!("{}={}", switch.name, switch.other)).unwrap();
            assert_ne!(alone, Quirks::default(), "{}", switch.name);
            assert!(!*(switch.field)(&mut all), "{} (number {at}) shares its place", switch.name);
            *(switch.field)(&mut all) = true;
            assert!(Quirks::help().contains(switch.meaning));
        }
    }

    #[test]
    fn an_unknown_name_or_value_is_refused() {
        let mut quirks = Quirks::default();
        assert!(quirks.set("bulk-next").is_err());
        assert!(quirks.set("bulk-next=maybe").is_err());
        assert!(quirks.set("nonsense=yes").is_err());
        assert_eq!(quirks, Quirks::default());
    }
}
