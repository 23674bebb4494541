//! The product's own looks: what they change on the pages, and that nothing which is written into a setting
//! becomes markup, a script, a style or a permission.

mod attacks;
mod logos;

use http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
use http::{Request, Response, StatusCode};

use crate::support::{Stage, json as read};

const LOOKS: [(&str, &str); 7] = [
    ("product_name", "Acme"),
    ("accent_color", "#5b2a86"),
    ("logo", "https://cdn.example/brand/logo.svg?v=2"),
    ("home_url", "https://acme.example/"),
    ("privacy_url", "/privacy"),
    ("help_url", "mailto:help@acme.example"),
    ("stylesheet", "https://cdn.example/brand/acme.css"),
];

fn request(stage: &Stage, method: &str, path: &str) -> Request<Vec<u8>> {
    let url = format!("{}{path}", stage.app());
    Request::builder().method(method).uri(url).body(Vec::new()).unwrap()
}

fn get(stage: &Stage, path: &str) -> Response<Vec<u8>> {
    stage.exchange(request(stage, "GET", path))
}

fn text(answer: Response<Vec<u8>>) -> String {
    String::from_utf8(answer.into_body()).unwrap()
}

fn policy(answer: &Response<Vec<u8>>) -> String {
    answer.headers()["content-security-policy"].to_str().unwrap().to_owned()
}

/// The page without looks, and its policy.
fn bare() -> (String, String) {
    let stage = Stage::new();
    let answer = get(&stage, "/");
    let policy = policy(&answer);
    (text(answer), policy)
}

#[test]
fn the_page_carries_name_logo_colours_links_and_style_sheet() {
    let stage = Stage::with(&LOOKS);
    let page = text(get(&stage, "/"));
    for part in [
        "<title>Ways you sign in – Acme</title>",
        r#"<meta name="application-name" content="Acme">"#,
        r#"<link rel="stylesheet" href="/brand.css">"#,
        r#"<link rel="stylesheet" href="https://cdn.example/brand/acme.css" crossorigin="anonymous">"#,
        r#"<img class="logo" src="https://cdn.example/brand/logo.svg?v=2" alt="" crossorigin="anonymous"><bdi>Acme</bdi></a>"#,
        r#"<p class="brand"><a href="https://acme.example/">"#,
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("Your account") && !page.contains("<!--brand"), "{page}");
    // Words stand where the edge has drawn them.
    let drawn = text(get(&stage, "/settings"));
    for part in
        [r#"<a href="/privacy">Privacy</a>"#, r#"<a href="mailto:help@acme.example">Help</a>"#]
    {
        assert!(drawn.contains(part), "{part} in {drawn}");
        assert!(!page.contains(part), "{part} in {page}");
    }
    // The product's own style sheet has the last word.
    let last = page.rfind("rel=\"stylesheet\"").unwrap();
    assert!(page[last..].starts_with(r#"rel="stylesheet" href="https://cdn.example"#));
}

#[test]
fn the_way_home_is_in_the_header_and_after_each_outcome() {
    let home = ("home_url", "https://acme.example/account?a=1&b=2");
    let link =
        |words: &str| format!(r#"<a href="https://acme.example/account?a=1&#38;b=2">{words}</a>"#);
    for (settings, said) in [
        (&[home, ("product_name", "Acme & Søn")][..], "Back to Acme &#38; Søn"),
        (&[home], "Back to the site"),
    ] {
        let stage = Stage::with(settings);
        let mut browser = stage.signed_in("ada");
        let page = browser.open("/settings").body;
        assert_eq!((page.matches("acme.example").count(), page.matches(said).count()), (1, 1));
        browser.prove("github|2001");
        let review = browser.open("/settings");
        assert_eq!(review.body.matches("acme.example").count(), 1, "nothing has ended yet");
        let ended = browser.press(&review, "Cancel", &[]);
        assert!(ended.body.contains(&link(said)), "{}", ended.body);
        let refused = browser.open("/settings?outcome=same_account").body;
        assert!(refused.contains(&link(said)), "{refused}");
        // Before anything is drawn a name is all there is to say.
        let frame = text(get(&stage, "/"));
        assert_eq!(frame.contains("acme.example"), settings.len() == 2, "{frame}");
    }
    let ours = Stage::with(&[("home_url", "/account#top")]);
    let page = ours.signed_in("ada").open("/link/start?connection=github").body;
    assert!(page.contains(r#"<a href="/account#top">"#), "{page}");
}

#[test]
fn files_of_our_own_host_need_nothing_more() {
    let stage = Stage::with(&[("logo", "/brand/logo.svg"), ("stylesheet", "/brand/acme.css")]);
    let answer = get(&stage, "/");
    assert_eq!(
        policy(&answer),
        bare().1.replace("img-src 'self';", "img-src 'self'; font-src 'self';")
    );
    let page = text(answer);
    let drawn = text(get(&stage, "/settings"));
    for page in [&page, &drawn] {
        assert!(page.contains(r#"<img class="logo" src="/brand/logo.svg" alt="">"#), "{page}");
        assert!(page.contains(r#"<link rel="stylesheet" href="/brand/acme.css">"#), "{page}");
    }
    assert!(drawn.contains(r#"alt=""><span>Your account</span>"#), "without a name of its own");
}

#[test]
fn the_page_stays_the_same_for_everybody_and_can_be_cached() {
    let stage = Stage::with(&LOOKS);
    let first = get(&stage, "/");
    assert_eq!(first.headers()["cache-control"], "public, max-age=300");
    assert!(!first.headers().contains_key("set-cookie"));
    let signed_in = stage.signed_in("ada").open("/?outcome=linked");
    assert_eq!(signed_in.body.as_bytes(), first.body());
    for path in ["/", "/brand.css"] {
        let first = get(&stage, path);
        assert_eq!(first.headers()["cache-control"], "public, max-age=300", "{path}");
        let tag = first.headers()["etag"].clone();
        let mut again = request(&stage, "GET", path);
        again.headers_mut().insert(IF_NONE_MATCH, tag.clone());
        let again = stage.exchange(again);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!((again.body().len(), &again.headers()["etag"]), (0, &tag));
        assert_eq!(again.headers()["vary"], "accept-encoding");
        let head = stage.exchange(request(&stage, "HEAD", path));
        assert_eq!((head.status(), head.body().len()), (StatusCode::OK, 0), "{path}");
        assert_eq!(head.headers()["content-length"], first.headers()["content-length"]);
        for (accepted, encoding) in [("gzip, br", Some("gzip")), ("br", None), ("gzip;q=0", None)] {
            let mut packed = request(&stage, "GET", path);
            packed.headers_mut().insert(ACCEPT_ENCODING, accepted.parse().unwrap());
            let packed = stage.exchange(packed);
            let used = packed.headers().get("content-encoding").map(|it| it.to_str().unwrap());
            assert_eq!(used, encoding, "{path}: {accepted}");
            assert_eq!(packed.headers()["etag"], tag);
            assert_eq!(packed.body() == first.body(), encoding.is_none());
        }
    }
    // Other looks are another page.
    let other = Stage::with(&[("product_name", "Other")]);
    assert_ne!(get(&other, "/").headers()["etag"], first.headers()["etag"]);
}

#[test]
fn a_branded_page_is_compressed_well() {
    let stage = Stage::with(&LOOKS);
    let mut packed = request(&stage, "GET", "/");
    packed.headers_mut().insert(ACCEPT_ENCODING, "gzip".parse().unwrap());
    let packed = stage.exchange(packed).body().len();
    let plain = get(&stage, "/").body().len();
    assert!(packed * 3 < plain, "{packed} of {plain} bytes");
}

#[test]
fn without_looks_nothing_is_different() {
    let stage = Stage::new();
    assert_eq!(get(&stage, "/brand.css").status(), StatusCode::NOT_FOUND);
    let (page, _) = bare();
    assert!(!page.contains("brand-->") && !page.contains("brand.css"), "{page}");
    let mut packed = request(&stage, "GET", "/");
    packed.headers_mut().insert(ACCEPT_ENCODING, "br, gzip".parse().unwrap());
    assert_eq!(stage.exchange(packed).headers()["content-encoding"], "br");
    // A name alone needs no colours.
    let named = Stage::with(&[("product_name", "Acme")]);
    assert_eq!(get(&named, "/brand.css").status(), StatusCode::NOT_FOUND);
    assert!(!text(get(&named, "/")).contains("brand.css"));
}

#[test]
fn the_small_pages_carry_the_same_looks() {
    let stage = Stage::with(&LOOKS);
    let mut browser = stage.signed_in("ada");
    let go_on = text(browser.post_form("/link/start", &[("connection", "github")]));
    let start = text(get(&stage, "/link/start?connection=github"));
    for (page, title) in [
        (text(get(&stage, "/nowhere")), "Page not found – Acme"),
        (start, "Add a way to sign in – Acme"),
        (go_on, "One moment – Acme"),
    ] {
        assert!(page.contains(&format!("<title>{title}</title>")), "{page}");
        for part in
            ["Back to Acme</span></a>", "/brand.css", "acme.css", "logo.svg", "mailto:help@"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
    let plain = text(get(&Stage::new(), "/nowhere"));
    assert!(plain.contains("Your account") && !plain.contains("<footer"), "{plain}");
}

#[test]
fn the_page_of_lock_carries_them_too() {
    let stage = Stage::native(&[&LOOKS[..], &[("login_ui", "lock")]].concat());
    let answer = get(&stage, "/login/lock");
    let policy = policy(&answer);
    for source in [
        "style-src 'self' https://cdn.example/brand/acme.css;",
        "img-src 'self' data: https://cdn.example/brand/logo.svg https://cdn.example;",
        "font-src https://cdn.example;",
    ] {
        assert!(policy.contains(source), "{policy}");
    }
    assert!(text(answer).contains("<bdi>Acme</bdi>"));
}

#[test]
fn connections_keep_their_order_and_their_labels() {
    let stage = Stage::with(&[
        ("connections", "sms,github,Customers=Customers,google-oauth2=Google"),
        ("connection_labels", "de:Customers=Kundenkonto, ja:google-oauth2=グーグル"),
    ]);
    let mut browser = stage.browser();
    browser.log_in("ada");
    let connections = browser.me()["connections"].clone();
    let shown = connections.as_array().unwrap();
    assert_eq!(shown[0]["name"], "sms");
    assert!(shown[0].get("label").is_none() && shown[0].get("labels").is_none());
    assert_eq!(shown[1], serde_json::json!({ "name": "github" }));
    assert_eq!(shown[2]["label"], "Customers");
    assert_eq!(shown[2]["labels"], serde_json::json!({ "de": "Kundenkonto" }));
    assert_eq!(shown[3]["labels"]["ja"], "グーグル");
    let start = text(get(&stage, "/link/start?connection=github"));
    assert!(start.contains("<p>GitHub: sign in once"), "{start}");
}

#[test]
fn the_policy_is_wider_by_what_is_set_and_nothing_else() {
    let (_, plain) = bare();
    let with = |settings: &[(&str, &str)]| policy(&get(&Stage::native(settings), "/"));
    let [name, colour, logo, home, privacy, help, sheet] = LOOKS;
    assert_eq!(with(&[name, colour, home, privacy, help]), plain);
    let logo_source = "https://cdn.example/brand/logo.svg";
    let expected = plain.replace("img-src 'self'", &format!("img-src 'self' {logo_source}"));
    assert_eq!(with(&[logo]), expected);
    let expected =
        plain.replace("; img-src", " https://cdn.example/brand/acme.css; img-src").replace(
            "img-src 'self';",
            "img-src 'self' https://cdn.example; font-src https://cdn.example;",
        );
    assert_eq!(with(&[sheet]), expected);
    // The semicolon of an address in a header is encoded by whoever writes one; its query is not repeated.
    assert!(!with(&LOOKS).contains("?v=2"));
    // Where pictures are on, too.
    let both = with(&[logo, ("pictures", "on")]);
    assert!(both.contains(&format!("img-src 'self' https: {logo_source};")), "{both}");
}

#[test]
fn the_colours_are_custom_properties_and_digits() {
    let stage = Stage::with(&[("accent_color", "#5B2A86")]);
    let answer = get(&stage, "/brand.css");
    assert_eq!(answer.headers()["content-type"], "text/css; charset=utf-8");
    let sheet = text(answer);
    assert!(sheet.starts_with(":root { --accent: light-dark(#5b2a86, #"), "{sheet}");
    assert_eq!(sheet.matches("#5b2a86").count(), 1, "{sheet}");
    for property in ["--accent", "--accent-strong", "--on-accent", "--tint"] {
        assert_eq!(sheet.matches(&format!(" {property}: light-dark(#")).count(), 1, "{property}");
    }
    let kinds = |it: char| it.is_ascii_alphanumeric() || " :;,-#(){}\n".contains(it);
    assert!(sheet.chars().all(kinds), "{sheet}");
}

#[test]
fn a_pinned_scheme_is_that_of_every_page() {
    let metas = |page: &str| {
        let lines =
            page.split("<meta ").filter(|it| it.contains("-scheme") || it.contains("theme-"));
        lines.map(|it| it.split_once('>').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    for (value, paper) in [("light", "#f6f7f8"), ("dark", "#13181b")] {
        let stage = Stage::with(&[("color_scheme", value), ("accent_color", "#5b2a86,#c9a6ec")]);
        for path in ["/", "/settings", "/link/start?connection=github"] {
            let expected = [
                format!(r#"name="color-scheme" content="{value}""#),
                format!(r#"name="theme-color" content="{paper}""#),
            ];
            assert_eq!(metas(&text(get(&stage, path))), expected, "{path}");
        }
        // The colours are pairs, of which the scheme takes one.
        assert!(
            text(get(&stage, "/brand.css")).contains("--accent: light-dark(#5b2a86, #c9a6ec);")
        );
    }
}

#[test]
fn a_scheme_that_is_none_is_none() {
    for (value, looks) in [("auto", 0), ("", 0), ("Dark", 1), ("light dark", 1), ("\"><script>", 1)]
    {
        let stage = Stage::native(&[("color_scheme", value)]);
        assert_eq!(text(get(&stage, "/")), bare().0, "{value}");
        let health = text(get(&stage, "/healthz"));
        assert_eq!(
            health.matches("color_scheme: both are shown; it must be auto, light or dark").count(),
            looks,
            "{health}"
        );
        assert!(health.contains(r#""status":"ok""#), "{health}");
    }
}

/// What is wrong of them is only looks.
#[test]
fn saved_settings_have_the_products_names_on_the_review() {
    let labels =
        r#"{"theme": {"en": "Look", "de": "Aussehen"}, "newsletter": "News", "profile": 7}"#;
    let stage = Stage::with(&[("metadata_labels", labels)]);
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let page = browser.open("/settings").words();
    for said in ["Look dark Email and password", "News Yes Google", "Profile Both", "Language The"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    // The key stands among the details alone.
    assert!(page.split_once("Details").unwrap().1.contains("News: newsletter"), "{page}");
    assert!(browser.open("/settings?lang=de").words().contains("Aussehen dark"));
    let health = read(&browser.get("/healthz"));
    assert!(health["looks"][0].as_str().unwrap().contains("metadata_labels: 1 of 3"), "{health}");
    assert_eq!(health["status"], "ok");
}
