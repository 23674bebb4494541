//! People who are signed in: each with the cookies of a browser that went through the login.

use anyhow::{Context as _, Result, bail, ensure};
use url::Url;

use crate::host::{Host, address};
use crate::wire::{Answer, Connection, Outcome, Shot};

/// Of the local tenant's sample accounts, those with a password; it is `worthless-` and the name.
const NAMES: [&str; 4] = ["ada", "grace", "joan", "linus"];
/// More redirects than a login has.
const MAX_HOPS: usize = 12;

/// Somebody who is signed in.
pub(crate) struct Person {
    /// Whom `/me` must show.
    pub(crate) user_id: String,
    /// The `Cookie` header.
    pub(crate) cookies: String,
}

/// Signs everybody in.
pub(crate) fn sign_in(host: &Host) -> Result<Vec<Person>> {
    NAMES
        .iter()
        .map(|name| log_in(host, name).with_context(|| format!("signing in {name}")))
        .collect()
}

fn log_in(host: &Host, name: &str) -> Result<Person> {
    let mut jar = Jar::default();
    let (page, answer) = jar.follow(host.app.join("/login")?)?;
    let body = String::from_utf8_lossy(&answer.body);
    let state =
        body.split_once("name=\"state\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (state, _) = state.context("no login form")?;
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", state)
        .append_pair("username", &format!("{name}@example.com"))
        .append_pair("password", &format!("worthless-{name}"))
        .finish();
    let answer = jar.send(&page.join("/u/login")?, Some(&form))?;
    let location = answer.header("location").context("not let in")?;
    jar.follow(page.join(location)?)?;
    let cookies = jar.of(&host.app);
    ensure!(cookies.contains("session="), "no session");
    Ok(Person { user_id: format!("auth0|{name}"), cookies })
}

/// Cookies by origin.
#[derive(Default)]
struct Jar(Vec<(String, String, String)>);

impl Jar {
    /// Goes to an address and on, until a page is there.
    fn follow(&mut self, mut url: Url) -> Result<(Url, Answer)> {
        for _ in 0..MAX_HOPS {
            let answer = self.send(&url, None)?;
            match answer.header("location") {
                Some(location) => url = url.join(location)?,
                None => return Ok((url, answer)),
            }
        }
        bail!("too many redirects")
    }

    fn send(&mut self, url: &Url, form: Option<&str>) -> Result<Answer> {
        let path = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let method = if form.is_some() { "POST" } else { "GET" };
        let form = form.unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            url.authority(),
            self.of(url),
            form.len(),
        );
        let connection = Connection::open(address(url)?)?;
        let Outcome::Answered(answer) = connection.exchange(&Shot::plain(request.into_bytes())).0
        else {
            bail!("no answer from {}", url.path());
        };
        for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = line.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or_default();
            let origin = url.authority().to_owned();
            self.0.retain(|(it, known, _)| *it != origin || known != name);
            if !line.to_ascii_lowercase().contains("max-age=0") {
                self.0.push((origin, name.to_owned(), value.to_owned()));
            }
        }
        Ok(answer)
    }

    fn of(&self, url: &Url) -> String {
        let own = self.0.iter().filter(|(origin, ..)| origin == url.authority());
        own.map(|(_, name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }
}
