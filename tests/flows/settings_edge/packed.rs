//! The drawn page, compressed: for whom, and never where it repeats anything of its address, which its length
//! would tell (BREACH). And that it repeats nothing else.

use std::io::Read as _;

use flate2::read::GzDecoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, VARY};
use http::{Request, Response};
use serde_json::json;

use crate::support::{Attacks, Browser, Stage, cases, timeless};

const SHOP: &str = "https://shop.example";
const SETTINGS: [(&str, &str); 2] = [("management", "client"), ("embed_origins", SHOP)];
/// What browsers take.
const TAKEN: &str = "gzip, deflate, br, zstd";
/// Every parameter that the page looks at.
const PARAMETERS: [&str; 10] = [
    "ask",
    "lang",
    "outcome",
    "return_to",
    "step",
    "suggestion",
    "suggestions",
    "ui_locales",
    "unlink",
    "wait",
];

const SITE: &str = "sec-fetch-site";
const MODE: &str = "sec-fetch-mode";
const DEST: &str = "sec-fetch-dest";
const TYPED: [(&str, &str); 3] = [(SITE, "none"), (MODE, "navigate"), (DEST, "document")];
/// Who may ask.
const ASKING: [(&str, &[(&str, &str)]); 4] = [
    ("a typed address", &TYPED),
    ("our page's script", &[(SITE, "same-origin"), (MODE, "cors"), (DEST, "empty")]),
    ("another site's link", &[(SITE, "cross-site"), (MODE, "navigate"), (DEST, "document")]),
    (
        "a listed page's script",
        &[
            (SITE, "same-site"),
            (MODE, "cors"),
            (DEST, "empty"),
            ("origin", SHOP),
            ("accept", "text/html"),
        ],
    ),
];

fn asked(
    browser: &mut Browser<'_>,
    query: &str,
    headers: &[(&str, &str)],
    taken: &str,
) -> Response<Vec<u8>> {
    let mut request = Request::get(format!("{}/settings{query}", browser.stage().app()));
    for (name, value) in headers.iter().copied().chain([(ACCEPT_ENCODING.as_str(), taken)]) {
        request = request.header(name, value);
    }
    browser.send(request.body(Vec::new()).unwrap())
}

/// The page, and whether it came compressed.
fn unpacked(answer: &Response<Vec<u8>>) -> (String, bool) {
    let packed = answer.headers().get(CONTENT_ENCODING).is_some_and(|it| it == "gzip");
    let mut page = String::new();
    if packed {
        GzDecoder::new(&**answer.body()).read_to_string(&mut page).unwrap();
    } else {
        page = String::from_utf8(answer.body().clone()).unwrap();
    }
    (page, packed)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Ada, with an account that may be hers, of a kind that a code proves.
fn ada(stage: &Stage) -> Browser<'_> {
    stage.put_user(&json!({
        "user_id": "email|7002", "email": "ada@example.com", "email_verified": true,
    }));
    stage.signed_in("ada")
}

#[test]
fn the_drawn_page_is_compressed_for_whoever_takes_it() {
    let stage = Stage::by_message(&SETTINGS);
    let mut browser = ada(&stage);
    browser.me();
    let mut stranger = stage.browser();
    for query in ["", "?ask=sms", "?step=code&lang=ja", "?outcome=rate_limited&wait=9"] {
        for browser in [&mut browser, &mut stranger] {
            let plain = asked(browser, query, &TYPED, "identity");
            for (taken, expected) in [
                (TAKEN, true),
                ("gzip", true),
                ("br, gzip;q=0.5", true),
                ("br", false),
                ("gzip;q=0", false),
                ("x-gzip", false),
                ("", false),
            ] {
                let answer = asked(browser, query, &TYPED, taken);
                let (page, packed) = unpacked(&answer);
                assert_eq!(packed, expected, "{query} {taken}");
                // A second may pass between the two.
                let bare = std::str::from_utf8(plain.body()).unwrap();
                assert_eq!(timeless(&page), timeless(bare), "{query} {taken}");
                let vary: Vec<_> = answer.headers().get_all(VARY).iter().collect();
                assert_eq!(vary, ["accept-encoding", "origin", "cookie", "*"]);
                let length = answer.headers()[CONTENT_LENGTH].to_str().unwrap();
                assert_eq!(length, answer.body().len().to_string());
                assert!(!packed || answer.body().len() * 2 < page.len(), "{}", page.len());
            }
        }
    }
    let tenant = json!({"when": {"path": "/api/v2/*"}, "then": "drop_before"});
    stage.fault(&tenant);
    browser.lose("outcome");
    let trouble = asked(&mut browser, "", &TYPED, TAKEN);
    assert_eq!((trouble.status().as_u16(), unpacked(&trouble).1), (502, true));
}

#[test]
fn attack_a_page_that_repeats_its_address_is_measured() {
    let stage = Stage::by_message(&SETTINGS);
    let mut attacks = Attacks::new("settings-packed", stage.is_native());
    let mut browser = ada(&stage);
    let handle = browser.suggestion("email");
    let (back, other) = (format!("{SHOP}/account?zqx77"), encoded("https://evil.example/zqx77"));
    let (listed, suggestion) = (encoded(&back), encoded(&handle));
    for (what, query, repeated) in [
        ("a listed page's address", format!("?return_to={listed}"), Some(back.as_str())),
        ("the same, at a step", format!("?ask=sms&return_to={listed}"), Some(&back)),
        ("the same under a name in other letters", format!("?return%5Fto={listed}"), Some(&back)),
        (
            "the same behind others",
            format!("?lang=de&wait=1&step=overview&return_to={listed}"),
            Some(&back),
        ),
        ("a suggestion's handle", format!("?ask=email&suggestion={suggestion}"), Some(&handle)),
        ("both", format!("?ask=email&suggestion={suggestion}&return_to={listed}"), Some(&handle)),
        // Not repeated today; an address may not try.
        ("another address to come back to", format!("?return_to={other}"), None),
        ("a handle that is none", "?ask=email&suggestion=zqx77".to_owned(), None),
        ("a parameter that nobody knows", "?zqx77=zqx77".to_owned(), None),
        ("an empty one", "?=zqx77".to_owned(), None),
    ] {
        for (who, headers) in ASKING {
            let (page, packed) = unpacked(&asked(&mut browser, &query, headers, TAKEN));
            assert!(!packed, "{what}, {who}: compressed");
            if let Some(repeated) = repeated.filter(|_| headers == TYPED) {
                let shown = [repeated.to_owned(), encoded(repeated)];
                assert!(shown.iter().any(|it| page.contains(it)), "{repeated} is not in {page}");
            }
        }
        attacks.tried_many(&format!("{what}, by whoever may ask"), ASKING.len(), "not compressed");
    }
    attacks.finish();
}

/// Random words that stay the same from run to run (`xorshift`).
struct Words(u64);

impl Words {
    fn next(&mut self) -> u64 {
        for (left, by) in [(true, 13), (false, 7), (true, 17)] {
            self.0 ^= if left { self.0 << by } else { self.0 >> by };
        }
        self.0
    }

    /// Letters that stand in no page.
    fn word(&mut self) -> String {
        let mut letters = String::from("zq");
        for _ in 0..6 + self.next() % 6 {
            letters.push(char::from(b'a' + u8::try_from(self.next() % 26).unwrap()));
        }
        letters
    }
}

#[test]
fn attack_random_words_in_every_parameter_are_in_no_answer() {
    let stage = Stage::by_message(&SETTINGS);
    let mut attacks = Attacks::new("settings-words", stage.is_native());
    let mut browser = ada(&stage);
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(browser.send_code("ada@home.example"), "code_sent");
    let mut stranger = stage.browser();
    let mut words = Words(0x9e37_79b9_7f4a_7c15);
    for name in PARAMETERS.into_iter().chain(["x", ""]) {
        let rounds = usize::try_from(cases(6)).unwrap();
        for _ in 0..rounds {
            let word = words.word();
            let shapes = [
                word.clone(),
                format!("\"><script>{word}</script>"),
                format!("github|{word}"),
                format!("de-{word}"),
                format!("auth0|{word}"),
                format!("https://evil.example/{word}"),
                format!("/{word}"),
                format!("{SHOP}.evil.example/{word}"),
                word.to_uppercase(),
                word.repeat(60),
            ];
            let value = &shapes[usize::try_from(words.next()).unwrap_or_default() % shapes.len()];
            let others =
                ["", "&ask=email", "&step=code", "&unlink=github%7C2001", "&outcome=linked"];
            // A second value of one name is no request at all.
            let others = others.into_iter().filter(|it| !it.starts_with(&format!("&{name}=")));
            for more in others {
                let query = format!("?{name}={}&{word}={word}{more}", encoded(value));
                for (who, headers) in ASKING {
                    for browser in [&mut browser, &mut stranger] {
                        let answer = asked(browser, &query, headers, TAKEN);
                        let page = unpacked(&answer).0.to_lowercase();
                        assert!(!page.contains(&word), "{query}, {who}: {page}");
                        let mut lines = answer.headers().values();
                        assert!(lines.all(|it| !it.to_str().unwrap().contains(&word)), "{query}");
                    }
                }
            }
        }
        let attack = format!("random words in `{name}`, alone and beside others");
        attacks.tried_many(&attack, rounds, "in no answer");
    }
    attacks.finish();
}
