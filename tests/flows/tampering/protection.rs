//! Cookies under other keys, other algorithms, at other times, for other purposes. The secrets are known
//! here, so that everything but the one wrong thing is right.

use http::Request;
use jwt_simple::prelude::{
    A128KWKey, HS384Key, HS512Key, MACLike as _, RsaOaepDecryptionKey, UnixTimeStamp,
};
use serde_json::json;

use crate::support::{Attacks, Stage, by_message, json as read};

use super::forge::{Claims, Forge, encode, is_sealed, key_id, label};
use super::specimens::{ADA, Specimen, of_person, state_in};

/// Worthless: 32 bytes of text each.
const NEWEST: &str = "bmV3ZXN0LW5ld2VzdC1uZXdlc3QtbmV3ZXN0LW5ldy0";
const OLDER: &str = "b2xkZXItb2xkZXItb2xkZXItb2xkZXItb2xkZXItb2w";
const RETIRED: &str = "cmV0aXJlZC1yZXRpcmVkLXJldGlyZWQtcmV0aXJlZC0";

fn stage() -> Stage {
    let secrets = format!("{NEWEST},{OLDER}");
    Stage::with(&by_message(&[("cookie_secrets", &secrets)]))
}

/// Everything of the person that is sealed or signed, and what each says.
fn tokens(stage: &Stage) -> Vec<(Specimen<'_>, Claims)> {
    let all = of_person(stage, &ADA).into_iter().filter(|it| it.kind != "generation");
    let newest = Forge::new(NEWEST, stage);
    let opened = all.map(|it| {
        let claims = newest.open(label(it.kind), &it.value());
        (it, claims)
    });
    opened.collect()
}

#[test]
fn a_cookie_of_an_older_secret_counts_and_new_ones_are_of_the_newest() {
    let stage = stage();
    let (newest, older) = (Forge::new(NEWEST, &stage), Forge::new(OLDER, &stage));
    for (specimen, claims) in tokens(&stage) {
        let (kind, value) = (specimen.kind, specimen.value());
        assert_eq!(key_id(&value), newest.id(), "{kind}");
        // The words of one's own making are those of the component: what is refused below is refused
        // for what is wrong with it.
        let again = newest.like(&value, label(kind), claims.clone());
        assert_eq!(specimen.outcome(&specimen.with(&again)), specimen.accepted, "{kind}");
        if kind == "transaction-link" {
            // It also names the person, by a hash under the key of its own.
            continue;
        }
        let old = older.like(&value, label(kind), claims);
        let mut browser = specimen.with(&old);
        assert_eq!(specimen.outcome(&browser), specimen.accepted, "{kind}");
        if kind == "session" {
            let fields = [("connection", "github")];
            let location = read(&browser.post_json("/link/start", &fields))["location"].clone();
            assert_eq!(state_in(location.as_str().unwrap()).len(), 43);
            let begun = browser.cookies.iter().find(|(_, name, _)| name.contains("-link-"));
            assert_eq!(key_id(&begun.unwrap().2), newest.id(), "an old secret makes nothing new");
        }
    }
}

#[test]
fn attack_cookies_of_a_retired_secret_and_under_the_keys_of_others() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-keys", stage.is_native());
    let (newest, older, retired) =
        (Forge::new(NEWEST, &stage), Forge::new(OLDER, &stage), Forge::new(RETIRED, &stage));
    for (specimen, claims) in tokens(&stage) {
        let (kind, value, label) = (specimen.kind, specimen.value(), label(specimen.kind));
        let other = if label == "session" { "switch" } else { "session" };
        let stolen_name = |forge: &Forge| {
            let made = forge.like(&value, label, claims.clone());
            renamed(&made, &forge.id(), &newest.id())
        };
        for (how, forged) in [
            ("of a retired secret", retired.like(&value, label, claims.clone())),
            ("of a retired secret that says it is the newest", stolen_name(&retired)),
            ("of the older secret that says it is the newest", stolen_name(&older)),
            ("under the key of another cookie", newest.like(&value, other, claims.clone())),
            ("under the key of handles", newest.like(&value, "suggestion", claims.clone())),
            ("under the key of nonces", newest.like(&value, "nonce", claims.clone())),
            (
                "under a key of zeros",
                Forge::new(&encode(&[0; 32]), &stage).like(&value, label, claims.clone()),
            ),
            ("under the secret itself", under_the_secret(&value, &newest, claims.clone())),
            ("of a secret without a name", nameless(&newest, &value, label, claims.clone())),
        ] {
            let refuses = specimen.is_refused(&specimen.with(&forged));
            attacks.tried(&format!("`{kind}` {how}"), refuses, specimen.refused);
        }
    }
    attacks.finish();
}

/// The name of the secret in the header is replaced. Of a sealed cookie the header is sealed along, so
/// that it is also refused for that.
fn renamed(made: &str, from: &str, to: &str) -> String {
    use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
    let (head, rest) = made.split_once('.').unwrap();
    let head = Base64UrlSafeNoPadding::decode_to_vec(head, None).unwrap();
    let head = String::from_utf8(head).unwrap();
    assert!(head.contains(from), "{head}");
    format!("{}.{rest}", encode(head.replace(from, to).as_bytes()))
}

fn under_the_secret(value: &str, forge: &Forge, claims: Claims) -> String {
    use jwt_simple::prelude::{A256KWKey, HS256Key};
    let secret = forge.secret();
    if is_sealed(value) {
        let key = A256KWKey::from_bytes(secret).unwrap();
        return key.with_key_id(forge.id()).encrypt(claims).unwrap();
    }
    HS256Key::from_bytes(secret).with_key_id(&forge.id()).authenticate(claims).unwrap()
}

fn nameless(forge: &Forge, value: &str, label: &str, claims: Claims) -> String {
    use jwt_simple::prelude::A256KWKey;
    if is_sealed(value) {
        return A256KWKey::from_bytes(&forge.key(label)).unwrap().encrypt(claims).unwrap();
    }
    forge.sign_under(label, &json!({"alg": "HS256", "typ": "JWT"}), &claims)
}

#[test]
fn attack_cookies_protected_by_another_algorithm() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-algorithms", stage.is_native());
    let newest = Forge::new(NEWEST, &stage);
    let rsa = RsaOaepDecryptionKey::generate(2048).unwrap();
    for (specimen, claims) in tokens(&stage) {
        let (kind, label) = (specimen.kind, label(specimen.kind));
        let (key, id) = (newest.key(label), newest.id());
        let header = |alg: &str| json!({"alg": alg, "typ": "JWT", "kid": id});
        let text = newest.sign_under(label, &header("none"), &claims);
        let unsigned = text.rsplit_once('.').unwrap().0;
        let signed = newest.sign(label, claims.clone());
        let sealed = newest.seal(label, claims.clone());
        let forged = if is_sealed(&specimen.value()) {
            let half = A128KWKey::from_bytes(&key[..16]).unwrap().with_key_id(&id);
            let public = rsa.encryption_key().with_key_id(&id);
            vec![
                ("only signed, with HS256", signed),
                ("with `alg: none`", format!("{unsigned}.")),
                ("with `alg: none` in five parts", format!("{unsigned}...")),
                ("with A128KW", half.encrypt(claims.clone()).unwrap()),
                (
                    "with RSA-OAEP, for which anybody has the key",
                    public.encrypt(claims.clone()).unwrap(),
                ),
                ("with `dir`", newest.seal_directly(label, &claims)),
            ]
        } else {
            let mut critical = header("HS256");
            critical["crit"] = json!(["b64"]);
            critical["b64"] = json!(false);
            let mut embedded = header("HS256");
            embedded["kid"] = json!(null);
            embedded["jwk"] = json!({"kty": "oct", "k": encode(&key), "alg": "HS256"});
            let more = HS512Key::from_bytes(&key).with_key_id(&id);
            let some = HS384Key::from_bytes(&key).with_key_id(&id);
            vec![
                ("with `alg: none`", format!("{unsigned}.")),
                ("with `alg: None`", newest.sign_under(label, &header("None"), &claims)),
                ("with `alg: hs256`", newest.sign_under(label, &header("hs256"), &claims)),
                ("that says RS256", newest.sign_under(label, &header("RS256"), &claims)),
                ("with HS384", some.authenticate(claims.clone()).unwrap()),
                ("with HS512", more.authenticate(claims.clone()).unwrap()),
                (
                    "with a header that must be understood",
                    newest.sign_under(label, &critical, &claims),
                ),
                ("with a key of its own", newest.sign_under(label, &embedded, &claims)),
                ("sealed instead", sealed),
            ]
        };
        for (how, forged) in forged {
            let refuses = specimen.is_refused(&specimen.with(&forged));
            attacks.tried(&format!("`{kind}` {how}"), refuses, specimen.refused);
        }
    }
    attacks.finish();
}

#[test]
fn attack_cookies_of_another_time_or_purpose_under_the_right_key() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-claims", stage.is_native());
    let newest = Forge::new(NEWEST, &stage);
    for (specimen, claims) in tokens(&stage) {
        let (kind, value, label) = (specimen.kind, specimen.value(), label(specimen.kind));
        let issued = claims.issued_at.unwrap().as_secs();
        let at = |seconds: u64| Some(UnixTimeStamp::from_secs(seconds));
        let with = |change: &dyn Fn(&mut Claims)| {
            let mut claims = claims.clone();
            change(&mut claims);
            newest.like(&value, label, claims)
        };
        for (how, forged) in [
            (
                "whose time is over, kept by the browser",
                with(&|it| {
                    (it.issued_at, it.expires_at) = (at(issued - 4_000), at(issued - 60));
                }),
            ),
            ("without an end", with(&|it| it.expires_at = None)),
            ("from the future", with(&|it| it.issued_at = at(issued + 3_600))),
            ("not good yet", with(&|it| it.invalid_before = at(issued + 3_600))),
            ("for the purpose of another", with(&|it| it.audiences = audience("generation"))),
            ("for no purpose", with(&|it| it.audiences = None)),
        ] {
            let refuses = specimen.is_refused(&specimen.with(&forged));
            attacks.tried(&format!("`{kind}` {how}"), refuses, specimen.refused);
        }
    }
    attacks.finish();
}

fn audience(name: &str) -> Option<jwt_simple::claims::Audiences> {
    Some(jwt_simple::claims::Audiences::AsString(name.to_owned()))
}

#[test]
fn a_cookie_that_the_browser_should_have_dropped_is_worth_nothing() {
    let secrets = format!("{NEWEST},{OLDER}");
    // One for each, since the time of one passes for all.
    for kind in ["outcome", "passwordless", "resume", "review", "review-token", "switch"] {
        let stage = Stage::native(&by_message(&[("cookie_secrets", &secrets)]));
        let all = of_person(&stage, &ADA);
        let specimen = all.iter().find(|it| it.kind == kind).unwrap();
        let limit = crate::support::TABLE.iter().find(|row| row.name == kind).unwrap().max_age;
        stage.pass(limit + 6);
        assert!(specimen.is_refused(&specimen.browser), "{kind} after {limit} seconds");
    }
}

#[test]
fn a_request_of_nothing_but_a_forged_cookie_sets_none() {
    let stage = stage();
    for (specimen, _) in tokens(&stage) {
        let mut browser = stage.browser();
        let url = format!("{}/me", stage.app());
        browser.cookies = specimen.with("forged").cookies;
        browser.cookies.retain(|(_, _, value)| value == "forged");
        let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
        assert_eq!(read(&answer)["code"], "signed_out", "{}", specimen.kind);
        assert!(!answer.headers().contains_key("set-cookie"), "{}", specimen.kind);
    }
}
