//! Tests of transactions: what comes back, what does not, and how many may live at once.

use std::sync::LazyLock;

use http::HeaderMap;
use http::header::{COOKIE, SET_COOKIE};
use serde_json::json;

use super::*;
use crate::config::example;
use crate::cookies::LOGINS;
use crate::seal::tests::keeps_its_shape;
use crate::user::UserId;

const NOW: UnixTime = UnixTime(1_800_000_000);
static CONFIG: LazyLock<Config> = LazyLock::new(|| config(&["A"]));

/// Settings with these cookie secrets, each named by its one letter.
fn config(secrets: &[&str]) -> Config {
    let secrets = secrets.iter().map(|it| it.repeat(43)).collect::<Vec<_>>().join(",");
    example::config(&[("cookie_secrets", &secrets)])
}

fn link(subject: &str, ring: KeyRing<'_>) -> Aim {
    let primary = ring.newest().hash("subject", subject);
    Aim::Link { primary, connection: "github".into(), suggested: None, email: None, sign_up: false }
}

fn wish(aim: Aim) -> Wish {
    Wish { aim, return_to: ReturnTo::home(), demands: Demands::default(), embedded: false }
}

/// A browser: what one jar writes, the next one reads.
#[derive(Default)]
struct Browser(Vec<(String, String)>);

impl Browser {
    fn jar(&self) -> Jar {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.0 {
            headers.append(COOKIE, format!("{name}={value}").parse().unwrap());
        }
        Jar::new(&headers, true)
    }

    fn store(&mut self, jar: Jar) {
        let mut headers = HeaderMap::new();
        jar.write(&mut headers);
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.0.retain(|(known, _)| known != name);
            if !line.contains("Max-Age=0;") {
                self.0.push((name.into(), value.into()));
            }
        }
    }

    fn begin(&mut self, aim: Aim, random: u8, now: UnixTime) -> String {
        let ring = CONFIG.cookie_keys();
        let mut jar = self.jar();
        let begun = Transaction::begin(wish(aim), [random; 32], now, ring, &mut jar).unwrap();
        let state = begun.state().to_owned();
        self.store(jar);
        state
    }

    fn take(&mut self, state: &str, now: UnixTime) -> Result<Aim, NotFound> {
        let mut jar = self.jar();
        let taken = Transaction::take(state, &mut jar, &CONFIG, now);
        let aim = taken.map(|it| it.aim);
        self.store(jar);
        aim
    }
}

#[test]
fn comes_back_once() {
    let mut browser = Browser::default();
    let state = browser.begin(Aim::Login, 1, NOW);
    assert!(browser.0[0].0.starts_with(&format!("__Host-{LOGINS}")), "by which logins give way");
    assert_eq!(state.len(), 43);
    assert_eq!(browser.take(&state, NOW.plus(5)), Ok(Aim::Login));
    assert_eq!(browser.take(&state, NOW.plus(5)), Err(NotFound::Missing));
}

#[test]
fn refuses_the_state_of_another_browser() {
    let state = Browser::default().begin(Aim::Login, 1, NOW);
    let mut other = Browser::default();
    other.begin(Aim::Login, 2, NOW);
    assert_eq!(other.take(&state, NOW), Err(NotFound::Missing));
}

#[test]
fn tells_a_late_callback_so() {
    let mut browser = Browser::default();
    let state = browser.begin(Aim::Login, 1, NOW);
    assert_eq!(
        browser.take(&state, NOW.plus(LIFETIME + 1)),
        Err(NotFound::Expired {
            aim: Box::new(Aim::Login),
            return_to: ReturnTo::home(),
            silent: false,
        })
    );
}

#[test]
fn a_cookie_moved_to_another_name_is_nothing() {
    let mut browser = Browser::default();
    let state = browser.begin(Aim::Login, 1, NOW);
    for (name, _) in &mut browser.0 {
        *name = name.replace("-login-", "-link-");
    }
    assert_eq!(browser.take(&state, NOW), Err(NotFound::Missing));
}

#[test]
fn keeps_three_logins_and_two_links() {
    let mut browser = Browser::default();
    let link = link("auth0|ada", CONFIG.cookie_keys());
    let links: Vec<String> =
        (10..13).map(|it| browser.begin(link.clone(), it, NOW.plus(it.into()))).collect();
    let logins: Vec<String> =
        (20..25).map(|it| browser.begin(Aim::Login, it, NOW.plus(it.into()))).collect();
    let later = NOW.plus(60);
    let mut alive = |states: &[String]| -> Vec<bool> {
        states.iter().map(|state| browser.take(state, later).is_ok()).collect()
    };
    assert_eq!(alive(&links), [false, true, true]);
    assert_eq!(alive(&logins), [false, false, true, true, true]);
}

#[test]
fn nonce_and_verifier_belong_to_the_state_and_the_key() {
    let ring = CONFIG.cookie_keys();
    let make = |random| {
        let mut jar = Browser::default().jar();
        Transaction::begin(wish(Aim::Login), [random; 32], NOW, ring, &mut jar).unwrap()
    };
    let (one, two) = (make(1), make(2));
    assert_eq!(one.nonce().len(), 43);
    assert_eq!(one.code_verifier().expose().len(), 43);
    assert_ne!(one.nonce(), one.code_verifier().expose());
    assert_ne!(one.nonce(), two.nonce());
    assert_eq!(one.nonce(), make(1).nonce());
    assert_eq!(one.code_challenge(), fingerprint(one.code_verifier().expose()));
}

#[test]
fn survives_a_rotation_in_between() {
    let mut browser = Browser::default();
    let mut jar = browser.jar();
    let ring = CONFIG.cookie_keys();
    let aim = link("auth0|ada", ring);
    let begun = Transaction::begin(wish(aim), [1; 32], NOW, ring, &mut jar).unwrap();
    browser.store(jar);

    let rotated = config(&["E", "A"]);
    let mut jar = browser.jar();
    let taken = Transaction::take(begun.state(), &mut jar, &rotated, NOW).unwrap();
    assert_eq!(taken.nonce(), begun.nonce());
    assert!(taken.is_for(&UserId::parse("auth0|ada").unwrap()));
    assert!(!taken.is_for(&UserId::parse("auth0|grace").unwrap()));
}

#[test]
fn the_cookie_holds_no_secret_and_no_name() {
    let mut browser = Browser::default();
    let aim = link("auth0|ada", CONFIG.cookie_keys());
    browser.begin(aim, 1, NOW);
    let payload = browser.0[0].1.split('.').nth(1).unwrap();
    let bytes = {
        use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
        Base64UrlSafeNoPadding::decode_to_vec(payload, None).unwrap()
    };
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("github"), "{text}");
    assert!(!text.contains("ada"), "{text}");
}

/// The cookie is signed, so anybody can read it: of a link that goes on it holds only hashes.
#[test]
fn an_interrupted_link_makes_the_cookie_little_larger() {
    let ring = CONFIG.cookie_keys();
    let size = |link: Option<Interrupted>| {
        let subject = ring.newest().hash("subject", "auth0|ada");
        let return_to = format!("/{}", "a".repeat(511));
        let return_to = CONFIG.return_to(&return_to).unwrap();
        let wish = Wish {
            return_to,
            ..wish(Aim::Again { subject, swap: false, link: link.map(Box::new) })
        };
        let mut jar = Browser::default().jar();
        let begun = Transaction::begin(wish, [1; 32], NOW, ring, &mut jar).unwrap();
        jar.get(&cookie_name("link", begun.state())).unwrap().len()
    };
    let link = Interrupted {
        // The longest that Auth0 allows.
        connection: "c".repeat(128),
        suggested: Some(ring.newest().hash("suggested", "github|2001")),
        sign_up: true,
        session: fingerprint("generation"),
    };
    let (without, with) = (size(None), size(Some(link)));
    assert!(with <= without + 400 && with <= 1_700, "{without} {with}");
}

#[test]
fn its_fields_keep_their_names() {
    let then = json!({ "via": "github", "is": "b", "up": true, "in": "c" });
    for aim in [
        json!("login"),
        json!({ "link": { "for": "a", "via": "github", "is": "b", "at": "c", "up": true } }),
        json!({ "again": { "for": "a", "swap": true, "then": then } }),
    ] {
        keeps_its_shape::<Content>(&json!({
            "aim": aim, "state": "s", "to": "/", "ask": true, "mute": true, "who": "d", "acr": ["mfa"],
            "org": "org_1", "emb": true, "at": 1,
        }));
    }
}
