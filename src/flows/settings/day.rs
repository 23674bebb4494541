//! Dates as ISO 8601 writes them: the edge knows neither the visitor's calendar nor their time zone.

const DAY: u64 = 24 * 60 * 60;

/// The day, `2027-01-15`, in UTC.
pub(super) fn date(seconds: u64) -> String {
    let mut day = seconds / DAY;
    let mut year: u64 = 1970;
    // No moment of ours is far away; one that is takes no longer than this.
    while year < 10_000 {
        let Some(rest) = day.checked_sub(days_of(year)) else { break };
        day = rest;
        year = year.saturating_add(1);
    }
    let mut month: u64 = 1;
    for days in months(year) {
        let Some(rest) = day.checked_sub(days) else { break };
        day = rest;
        month = month.saturating_add(1);
    }
    format!("{year:04}-{month:02}-{:02}", day.saturating_add(1))
}

/// The moment, `2027-01-15T08:00:00Z`.
pub(super) fn moment(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{}T{hours:02}:{minutes:02}:{:02}Z", date(seconds), seconds % 60)
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

const fn months(year: u64) -> [u64; 12] {
    let february = if is_leap(year) { 29 } else { 28 };
    [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_day() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_800_000_000, "2027-01-15T08:00:00Z"),
            (1_830_297_599, "2027-12-31T23:59:59Z"),
            (1_830_297_600, "2028-01-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(moment(seconds), expected);
        }
        assert!(date(u64::MAX).starts_with("10000-"));
    }
}
