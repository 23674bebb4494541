//! How many requests each action makes to the tenant: the table of `docs/requests.md`, and that none is
//! above what it needs.

use crate::support::{Browser, DATABASE, SEPARATE_CLIENT, Stage, document, json as read};

/// One column of the table: what was asked of the tenant by each action, in short.
struct Column<'a> {
    stage: &'a Stage,
    rows: Vec<(&'static str, Vec<String>)>,
}

impl<'a> Column<'a> {
    fn new(stage: &'a Stage) -> Self {
        Self { stage, rows: Vec::new() }
    }

    /// Notes what the tenant was asked since the last note.
    fn note(&mut self, action: &'static str) {
        self.rows.push((action, self.stage.requests().iter().map(|line| short(line)).collect()));
        self.stage.forget_requests();
    }

    fn of(&self, action: &str) -> &[String] {
        &self.rows.iter().find(|(name, _)| *name == action).unwrap().1
    }
}

fn short(line: &str) -> String {
    let (method, path) = line.split_once(' ').unwrap();
    match (method, path.rsplit('/').next().unwrap()) {
        ("POST", "token") => "token",
        ("POST", "start") => "send a message",
        (_, "jwks.json") => "keys",
        ("POST", "identities") => "link",
        ("DELETE", _) if path.contains("/identities/") => "unlink",
        ("DELETE", _) => "delete user",
        ("PATCH", _) => "write metadata",
        ("GET", "roles" | "organizations" | "authentication-methods") => "list belongings",
        ("GET", "users-by-email") => "find by e-mail",
        ("GET", _) => "read user",
        other => panic!("{other:?}"),
    }
    .to_owned()
}

/// One person does everything once.
fn walk(stage: &Stage, store: bool, client: bool) -> Column<'_> {
    if !store {
        stage.take_store_away();
    }
    let mut column = Column::new(stage);
    stage.signed_in("joan");
    column.note("sign in, cold");
    let mut browser = stage.signed_in("ada");
    column.note("sign in");
    browser.me();
    column.note("look at the page");
    browser.prove("github|2001");
    column.note("come back from the second sign-in");
    browser.me();
    column.note("look at the page, a link waits");
    let review = browser.review_id();
    column.note("look at both accounts");
    browser.post_outcome("/link/confirm", &[("review", &review)]);
    column.note("confirm, nothing to carry over");
    browser.me();
    column.note("look at the page after a link");
    unlink(&mut browser, "github", "2001", &[]);
    column.note("unlink");
    browser.me();
    column.note("look at the page after an unlink");

    shown(&mut browser, "google-oauth2|1001");
    confirm(stage, &mut browser, &[]);
    column.note("confirm, with metadata");
    if client {
        unlink(&mut browser, "google-oauth2", "1001", &[("restore", "on")]);
        column.note("unlink, giving back");
        shown(&mut browser, "github|2001");
        confirm(stage, &mut browser, &[]);
        stage.forget_requests();
        unlink(&mut browser, "github", "2001", &[("delete", "on")]);
        column.note("unlink and delete");
        browser.get("/suggestions");
        column.note("look for suggestions");
    } else {
        unlink(&mut browser, "google-oauth2", "1001", &[]);
    }
    shown(&mut browser, "windowslive|3001");
    let review = browser.review_id();
    stage.forget_requests();
    browser.post_outcome("/link/cancel", &[("review", &review)]);
    column.note("cancel");
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    column.note("send a code");
    assert_eq!(browser.type_code(&stage.code("+15550100")), "review");
    column.note("type the code");

    shown(&mut browser, "windowslive|3001");
    if !store {
        // The other sign-in.
        let review = browser.review_id();
        let fields = [("review", review.as_str()), ("primary", "windowslive|3001")];
        let answer = read(&browser.post_json("/link/confirm", &fields));
        let page = browser.navigate(answer["location"].as_str().unwrap(), Some(stage.app()));
        stage.forget_requests();
        browser.sign_in_at(&page, "ada");
        column.note("sign in again for a swap");
    }
    confirm_noted(&mut column, &mut browser);
    browser.post_json("/logout", &[]);
    column.note("sign out");
    // One who began with an address that was not verified.
    let mut linus = stage.signed_in("linus");
    stage.forget_requests();
    linus.post_outcome("/link/start", &[("connection", "github")]);
    column.note("begin a link, signed in before the address was verified");
    column
}

fn confirm_noted(column: &mut Column<'_>, browser: &mut Browser<'_>) {
    let review = browser.review_id();
    column.stage.forget_requests();
    let fields = [("review", review.as_str()), ("primary", "windowslive|3001")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "swapped");
    column.note("confirm a swap, with metadata");
}

fn shown(browser: &mut Browser<'_>, user_id: &str) {
    browser.prove(user_id);
    browser.get("/link/review");
}

fn confirm(stage: &Stage, browser: &mut Browser<'_>, choices: &[(&str, &str)]) {
    let review = browser.review_id();
    stage.forget_requests();
    let mut fields = vec![("review", review.as_str())];
    fields.extend_from_slice(choices);
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
}

fn unlink(browser: &mut Browser<'_>, provider: &str, user_id: &str, more: &[(&str, &str)]) {
    let mut fields = vec![("provider", provider), ("user_id", user_id)];
    fields.extend_from_slice(more);
    let outcome = browser.post_outcome("/unlink", &fields);
    assert!(["unlinked", "restored", "deleted"].contains(&&*outcome), "{outcome}");
}

/// Equal neighbours are counted.
fn folded(requests: &[String]) -> String {
    let groups = requests.chunk_by(|one, two| one == two).map(|group| match group.len() {
        1 => group[0].clone(),
        count => format!("{count} × {}", group[0]),
    });
    groups.collect::<Vec<_>>().join(", ")
}

fn table(columns: &[(&str, &Column<'_>)]) -> String {
    let mut actions: Vec<&str> = Vec::new();
    for (_, column) in columns {
        for (index, (action, _)) in column.rows.iter().enumerate() {
            if !actions.contains(action) {
                let before = index.checked_sub(1).map(|at| column.rows[at].0);
                let at = actions.iter().position(|it| Some(*it) == before).map_or(0, |at| at + 1);
                actions.insert(at, action);
            }
        }
    }
    let mut table = String::from("| action |");
    for (name, _) in columns {
        table += &format!(" {name} |");
    }
    table += "\n|---|";
    table += &"---|".repeat(columns.len());
    for action in actions {
        table += &format!("\n| {action} |");
        for (_, column) in columns {
            let cell = column.rows.iter().find(|(name, _)| *name == action);
            let cell = cell.map_or_else(String::new, |(_, requests)| match requests.len() {
                0 => "0".to_owned(),
                count => format!("{count}: {}", folded(requests)),
            });
            table += &format!(" {cell} |");
        }
    }
    table + "\n"
}

#[test]
fn each_action_asks_the_tenant_no_more_than_it_needs() {
    let stages = [Stage::by_message(&[]), Stage::by_message(&SEPARATE_CLIENT)];
    let user = walk(&stages[0], true, false);
    let client = walk(&stages[1], true, true);
    for column in [&user, &client] {
        let confirm = ["read user", "read user", "link"];
        assert_eq!(column.of("confirm, nothing to carry over"), confirm);
        let confirm = ["read user", "read user", "write metadata", "link"];
        assert_eq!(column.of("confirm, with metadata"), confirm);
        assert_eq!(
            column.of("look at the page after a link").len(),
            usize::from(column.rows.len() > user.rows.len())
        );
    }
    // The link's own answer is shown.
    assert!(user.of("look at the page after a link").is_empty());
    // One token request; the other read is the review's.
    assert_eq!(user.of("come back from the second sign-in"), ["token", "read user"]);
    assert_eq!(user.of("type the code"), ["token", "read user"]);
    if stages[0].is_native() {
        let bare = Stage::native_by_message(&[]);
        let storeless = walk(&bare, false, false);
        let columns = [
            ("mode `user`", &user),
            ("mode `user`, no store", &storeless),
            ("mode `client`", &client),
        ];
        document(true, "requests.md", "requests", &table(&columns));
    }
}

#[test]
fn keys_are_fetched_once() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "joan");
    let keys = stage.requests().iter().filter(|line| line.ends_with("jwks.json")).count();
    assert_eq!(keys, 1);
}
