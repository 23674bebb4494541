//! How many codes and links go out: each text message costs the operator money, and somebody earns from
//! numbers that many are sent to. Counted if there is a key-value store; it has no locks, so that
//! requests at the same moment may count as one. Auth0's own limits come behind these.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::config::Budget;
use crate::error::Refusal;
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::user::UserId;
use crate::user::identifier::{Channel, Identifier};
use crate::visit::Visit;

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// Messages that one person may ask for: so many within so many seconds.
pub const TO_PERSON: [(usize, u64); 2] = [(6, HOUR), (12, DAY)];
/// Messages that may go to one address or number, whoever asks.
pub const TO_IDENTIFIER: [(usize, u64); 2] = [(4, HOUR), (8, DAY)];
/// Messages that may be asked for from one network: accounts cost nothing there, and a company or a district
/// may share it.
pub const FROM_NETWORK: [(usize, u64); 2] = [(20, HOUR), (60, DAY)];

/// When the last ones went out, the oldest first.
#[derive(Default, Serialize, Deserialize)]
struct Sent {
    at: Vec<u64>,
}

/// How much of the budget is used up.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Spent {
    since: u64,
    messages: u64,
}

/// There is one budget.
const BUDGET: &str = "budget";

/// What a provider gives to one customer or to few: /24 of IPv4, /48 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [one, two, three, _] = address.octets();
            Ipv4Addr::new(one, two, three, 0).into()
        }
        IpAddr::V6(address) => {
            let [one, two, three, ..] = address.segments();
            Ipv6Addr::new(one, two, three, 0, 0, 0, 0, 0).into()
        }
    }
}

/// Counts a message that is about to go out, for everyone that it counts for, or for nobody if one limit is
/// reached. One that fails counts, too: otherwise failing ones would be free.
///
/// # Errors
/// [`Refusal::TooManyCodes`], with the seconds until the next one.
pub async fn count<P: Platform>(
    visit: &Visit<'_, P>,
    person: &UserId,
    identifier: &Identifier,
    address: Option<IpAddr>,
) -> Result<(), Refusal> {
    let now = visit.now;
    // This very machine is nobody's network.
    let address = address.filter(|it| !it.to_canonical().is_loopback());
    #[expect(
        clippy::disallowed_methods,
        reason = "spellings of an address that a tenant may take for one are counted as one"
    )]
    let folded = identifier.expose().to_lowercase();
    // A person's count is not that of a number of the same spelling.
    let counts = [
        Some((format!("person/{person}"), TO_PERSON)),
        Some((format!("{}/{folded}", identifier.channel.connection()), TO_IDENTIFIER)),
        address.map(|address| (format!("network/{}", network(address)), FROM_NETWORK)),
    ];
    let mut counted = Vec::new();
    for (of, limits) in counts.into_iter().flatten() {
        let mut sent: Sent = store::find(visit, Record::Messages, &of).await.unwrap_or_default();
        sent.at.retain(|at| now.since(UnixTime(*at)) < DAY);
        if let Some(wait) = wait(&sent.at, limits, now) {
            return Err(Refusal::TooManyCodes(wait));
        }
        sent.at.push(now.0);
        counted.push((of, sent));
    }
    // Last: what other limits refuse takes nothing from everybody's.
    if identifier.channel == Channel::Sms
        && let Some(budget) = visit.config.sms_budget
    {
        spend(visit, budget).await?;
    }
    for (of, sent) in counted {
        // Without a store nothing is counted.
        let _best_effort = store::keep(visit, Record::Messages, &of, sent, DAY).await;
    }
    Ok(())
}

/// Takes a text message from the deployment's budget.
async fn spend<P: Platform>(visit: &Visit<'_, P>, budget: Budget) -> Result<(), Refusal> {
    let spent = spent(visit, budget).await;
    let left = UnixTime(spent.since).plus(budget.within).since(visit.now);
    if spent.messages >= budget.most {
        visit.note("sms_budget: exhausted, nobody gets a text message");
        return Err(Refusal::TooManyCodes(left));
    }
    let spent = Spent { messages: spent.messages.saturating_add(1), ..spent };
    if !store::keep(visit, Record::Messages, BUDGET, spent, left).await {
        visit.note("sms_budget: not counted, no store or it failed");
    }
    Ok(())
}

/// What is used up of it since its time began, with the first message.
async fn spent<P: Platform>(visit: &Visit<'_, P>, budget: Budget) -> Spent {
    let spent: Option<Spent> = store::find(visit, Record::Messages, BUDGET).await;
    // Its time may have been set anew meanwhile.
    let spent = spent.filter(|it| visit.now.since(UnixTime(it.since)) < budget.within);
    spent.unwrap_or(Spent { since: visit.now.0, messages: 0 })
}

/// Whether the budget is used up; none if there is none.
pub async fn is_exhausted<P: Platform>(visit: &Visit<'_, P>) -> Option<bool> {
    let budget = visit.config.sms_budget?;
    Some(spent(visit, budget).await.messages >= budget.most)
}

/// How long to wait, if a limit is reached: until the oldest message of its time has left it.
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
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        keeps_its_shape::<Sent>(&json!({ "at": [1, 2] }));
        keeps_its_shape::<Spent>(&json!({ "since": 1, "messages": 2 }));
    }

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

    #[test]
    fn a_network_is_what_one_customer_has() {
        let check = |address: &str, expected: &str| {
            assert_eq!(network(address.parse().unwrap()).to_string(), expected, "{address}");
        };
        check("203.0.113.7", "203.0.113.0");
        check("203.0.114.7", "203.0.114.0");
        check("::ffff:203.0.113.7", "203.0.113.0");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1::");
        check("2001:db8:2::1", "2001:db8:2::");
    }
}
