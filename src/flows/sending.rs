//! How many codes and links go out: each text message costs the operator money, and somebody earns from
//! numbers that many are sent to. Counted where there is a key-value store; it has no locks, so that
//! requests at the same moment may count as one. Auth0's own limits come behind these.

use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::user::UserId;
use crate::user::identifier::Identifier;
use crate::visit::Visit;

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// Messages that one person may ask for: so many within so many seconds.
pub const TO_PERSON: [(usize, u64); 2] = [(6, HOUR), (12, DAY)];
/// Messages that may go to one address or number, whoever asks.
pub const TO_IDENTIFIER: [(usize, u64); 2] = [(4, HOUR), (8, DAY)];

/// Whose messages are counted.
#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// The signed-in person who asks.
    Person(&'a UserId),
    /// The address or number.
    Identifier(&'a Identifier),
}

/// When the last ones went out, the oldest first.
#[derive(Default, Serialize, Deserialize)]
struct Sent {
    at: Vec<u64>,
}

impl Recipient<'_> {
    const fn limits(self) -> [(usize, u64); 2] {
        match self {
            Self::Person(_) => TO_PERSON,
            Self::Identifier(_) => TO_IDENTIFIER,
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "spellings of an address that a tenant may take for one are counted as one"
    )]
    /// A person's count is not that of a number of the same spelling.
    fn name(self) -> String {
        match self {
            Self::Person(user_id) => format!("person/{user_id}"),
            Self::Identifier(identifier) => {
                format!(
                    "{}/{}",
                    identifier.channel.connection(),
                    identifier.expose().to_lowercase()
                )
            }
        }
    }
}

/// Counts a message that is about to go out. One that then fails counts all the same: otherwise failing
/// ones would be free to try.
///
/// # Errors
/// [`Refusal::TooManyCodes`], with the seconds until the next one.
pub async fn count<P: Platform>(
    visit: &Visit<'_, P>,
    recipient: Recipient<'_>,
) -> Result<(), Refusal> {
    let (of, now) = (recipient.name(), visit.now);
    let mut sent: Sent = store::find(visit, Record::Messages, &of).await.unwrap_or_default();
    sent.at.retain(|at| now.since(UnixTime(*at)) < DAY);
    if let Some(wait) = wait(&sent.at, recipient.limits(), now) {
        return Err(Refusal::TooManyCodes(wait));
    }
    sent.at.push(now.0);
    // Without a store nothing is counted.
    let _best_effort = store::keep(visit, Record::Messages, &of, sent, DAY).await;
    Ok(())
}

/// How long to wait, where a limit is reached: until the oldest message of its time has left it.
fn wait(sent: &[u64], limits: [(usize, u64); 2], now: UnixTime) -> Option<u64> {
    let until = |(most, within): (usize, u64)| {
        // The first of the last `most`.
        let first = sent.len().checked_sub(most).and_then(|index| sent.get(index))?;
        Some(UnixTime(*first).plus(within).since(now)).filter(|wait| *wait > 0)
    };
    limits.into_iter().filter_map(until).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_800_000_000);

    #[track_caller]
    fn check(ages: &[u64], expected: Option<u64>) {
        let sent: Vec<u64> = ages.iter().map(|age| NOW.0 - age).collect();
        assert_eq!(wait(&sent, [(2, 60), (3, 600)], NOW), expected, "{ages:?}");
    }

    #[test]
    fn waits_until_the_oldest_one_has_left() {
        check(&[], None);
        check(&[10], None);
        check(&[50, 10], Some(10));
        check(&[60, 10], None);
        check(&[500, 400, 10], Some(100));
        check(&[590, 50, 10], Some(10));
        check(&[600, 400, 100], None);
    }
}
