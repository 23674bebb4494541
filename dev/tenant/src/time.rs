//! Seconds since the epoch as the ISO 8601 text that Auth0 writes.

use time::OffsetDateTime;

/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;

/// `2026-11-22T15:00:00.000Z`.
pub(crate) fn iso(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(LAST).min(LAST);
    let moment = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
    let (hour, minute, second) = moment.to_hms();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_700_000_000, "2023-11-14T22:13:20.000Z"),
            (4_102_444_799, "2099-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(iso(seconds), text);
        }
        // Whatever a caller takes for a time, it is no reason to stop.
        iso(u64::MAX);
    }
}
