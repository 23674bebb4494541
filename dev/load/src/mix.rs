//! What is sent: nine times in ten what people, strangers and attackers send in well-formed HTTP, else bytes
//! that are no request or one that is too large, cut off or out of order.

use crate::people::Person;
use crate::wire::Shot;

/// Numbers that look random and are the same at every run (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice of their own for each connection.
    pub(crate) fn new(number: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ (number + 1).wrapping_mul(0xff51_afd7_ed55_8ccd))
    }

    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// The next one.
pub(crate) fn next(dice: &mut Dice, people: &[Person]) -> Shot {
    let person = dice.one(people);
    let cookies = person.map(|it| it.cookies.as_str()).unwrap_or_default();
    if dice.below(10) == 0 {
        return malformed(dice, cookies);
    }
    let own = person.map(|it| it.user_id.clone());
    well_formed(dice, cookies, own)
}

const SAME_ORIGIN: &str = "sec-fetch-site: same-origin\r\naccept: application/json\r\n";
const CROSS_SITE: &str = "sec-fetch-site: cross-site\r\naccept: application/json\r\n";

fn well_formed(dice: &mut Dice, cookies: &str, own: Option<String>) -> Shot {
    let number = dice.below(1_000_000);
    let get = |path: &str, more: &str| request("GET", path, cookies, more, "");
    let post = |path: &str, more: &str, form: &str| request("POST", path, cookies, more, form);
    let shot = |kind, right, bytes| Shot {
        kind,
        malformed: false,
        head: false,
        bytes,
        cut: false,
        right,
        user_id: None,
    };
    match dice.below(19) {
        0..4 => Shot { user_id: own, ..shot("who am I", &[200], get("/me", "")) },
        4 => shot("who am I, signed out", &[401], request("GET", "/me", "", "", "")),
        5 => shot("the page", &[200], get("/", "")),
        6 => {
            Shot { head: true, ..shot("the page's head", &[200], request("HEAD", "/", "", "", "")) }
        }
        7 => shot("health", &[200], get("/healthz", "")),
        8 => shot("log in", &[303], get(&format!("/login?return_to=/{number}"), "")),
        9 => {
            shot("begin a link", &[200, 409], post("/link/start", SAME_ORIGIN, "connection=github"))
        }
        10 => shot("no review waits", &[404], get("/link/review", "")),
        11 => {
            let path = format!("/link/callback?state=forged-{number}&code=forged");
            shot("a forged callback", &[303], get(&path, "sec-fetch-site: cross-site\r\n"))
        }
        12 => {
            let form = "provider=auth0&user_id=ada";
            shot("a cross-site unlink", &[403], post("/unlink", CROSS_SITE, form))
        }
        13 => {
            let form = format!("provider=github&user_id={number}");
            shot("unlink what is not linked", &[404], post("/unlink", SAME_ORIGIN, &form))
        }
        14 => {
            let form = format!("review=forged-{number}");
            shot("confirm nothing", &[404], post("/link/confirm", SAME_ORIGIN, &form))
        }
        15 => shot("no such page", &[404], get(&format!("/{number}"), "")),
        17 => shot("the drawn page", &[200], get("/settings", "")),
        16 => shot("no colours are set", &[404], get("/brand.css", "")),
        _ => shot("no such method", &[405], request("OPTIONS", "/me", cookies, "", "")),
    }
}

fn malformed(dice: &mut Dice, cookies: &str) -> Shot {
    let shot = |kind, right, bytes: Vec<u8>| Shot {
        kind,
        malformed: true,
        head: false,
        bytes,
        cut: false,
        right,
        user_id: None,
    };
    let raw = |head: &str| {
        let line = format!("GET /me HTTP/1.1\r\nhost: localhost\r\n{head}\r\n");
        line.into_bytes()
    };
    match dice.below(16) {
        0 => {
            let bytes =
                (0..200).map(|_| u8::try_from(dice.below(256)).unwrap_or_default()).collect();
            Shot { cut: true, ..shot("noise", &[400], bytes) }
        }
        1 => shot("a header without a colon", &[400], raw("no colon\r\n")),
        2 => shot("a header with a NUL", &[400], raw("cookie: a\0b\r\n")),
        3 => shot("a header that is folded", &[400, 401], raw("cookie: a\r\n b\r\n")),
        // As on Spin, whose own answer this is.
        4 => {
            let bytes = b"GET /me HTTP/1.1\r\nhost: localhost\r\ncookie: \xff\xfe\r\n\r\n";
            shot("a cookie that is not UTF-8", &[401, 500], bytes.to_vec())
        }
        5 => {
            let long = format!("x-long: {}\r\n", "x".repeat(30_000));
            shot("a header of 30 KB", &[431], raw(&long))
        }
        6 => {
            let many: String = (0..300).map(|number| format!("x-{number}: x\r\n")).collect();
            shot("300 headers", &[431], raw(&many))
        }
        7 => {
            let path = format!("/me?{}", "x".repeat(40_000));
            shot("an address of 40 KB", &[414, 431], request("GET", &path, "", "", ""))
        }
        8 => {
            let form = format!("provider={}", "x".repeat(20_000));
            shot("a form of 20 KB", &[413], request("POST", "/unlink", cookies, SAME_ORIGIN, &form))
        }
        9 => {
            let mut bytes = request("POST", "/unlink", cookies, SAME_ORIGIN, "provider=auth0");
            bytes.truncate(bytes.len().saturating_sub(5));
            Shot { cut: true, ..shot("a form that is cut off", &[400], bytes) }
        }
        10 => {
            let chunked =
                format!("cookie: {cookies}\r\n{SAME_ORIGIN}transfer-encoding: chunked\r\n");
            let head = format!("POST /unlink HTTP/1.1\r\nhost: localhost\r\n{chunked}\r\nxyz\r\n");
            shot("a chunk without a size", &[400], head.into_bytes())
        }
        11 => {
            let json = "content-type: application/json\r\nsec-fetch-site: same-origin\r\naccept: application/json\r\n";
            shot("a form of another type", &[400], request("POST", "/unlink", cookies, json, "{}"))
        }
        12 => {
            let bent = cookies.replace("session=", "session=A");
            shot("a session that was changed", &[401], request("GET", "/me", &bent, "", ""))
        }
        13 => {
            let twice = format!("{cookies}; {cookies}");
            shot("every cookie twice", &[401], request("GET", "/me", &twice, "", ""))
        }
        14 => {
            let huge = format!("insecure-session={}", "A".repeat(12_000));
            shot("a cookie of 12 KB", &[401], request("GET", "/me", &huge, "", ""))
        }
        _ => shot("two lengths", &[400], raw("content-length: 1\r\ncontent-length: 2\r\n")),
    }
}

fn request(method: &str, path: &str, cookies: &str, more: &str, form: &str) -> Vec<u8> {
    let cookies = if cookies.is_empty() { String::new() } else { format!("cookie: {cookies}\r\n") };
    let typed = if form.is_empty() || more.contains("content-type") {
        ""
    } else {
        "content-type: application/x-www-form-urlencoded\r\n"
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{cookies}{more}{typed}content-length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Dice, next};

    #[test]
    fn one_request_in_ten_is_malformed() {
        let mut dice = Dice::new(7);
        let shots = (0..10_000).filter(|_| next(&mut dice, &[]).malformed);
        assert!((800..1_200).contains(&shots.count()));
    }
}
