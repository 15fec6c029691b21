use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// What a clock on a wall in the Netherlands shows at a moment, and its distance to UTC in seconds.
pub(crate) fn dutch(unix_ms: i64) -> (NaiveDateTime, i64) {
    let utc = DateTime::from_timestamp_millis(unix_ms).unwrap_or_default().naive_utc();
    let change = |month| last_sunday(utc.year(), month).map(|day| day.and_time(NaiveTime::MIN) + TimeDelta::hours(1));
    let summer = match (change(3), change(10)) {
        (Some(start), Some(end)) => start <= utc && utc < end,
        _ => false,
    };
    let offset = if summer { 7_200 } else { 3_600 };
    (utc + TimeDelta::seconds(offset), offset)
}

/// Summer time in the European Union begins and ends on these, at 01:00 UTC.
fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    Some(last - TimeDelta::days(last.weekday().num_days_from_sunday().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(utc: &str) -> String {
        let at = NaiveDateTime::parse_from_str(utc, "%Y-%m-%dT%H:%M:%S").unwrap();
        dutch(at.and_utc().timestamp_millis()).0.to_string()
    }

    #[test]
    fn winter_is_one_hour_ahead_and_summer_two() {
        assert_eq!(shown("2026-01-15T12:00:00"), "2026-01-15 13:00:00");
        assert_eq!(shown("2026-06-25T14:12:49"), "2026-06-25 16:12:49");
        assert_eq!(shown("2026-03-29T00:59:59"), "2026-03-29 01:59:59");
        assert_eq!(shown("2026-03-29T01:00:00"), "2026-03-29 03:00:00");
        assert_eq!(shown("2026-10-25T01:00:00"), "2026-10-25 02:00:00");
    }
}
