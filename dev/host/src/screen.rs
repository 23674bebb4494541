//! What the terminal shows when all is ready: a friendly screen, or one line of JSON for scripts.
#![expect(clippy::print_stdout, reason = "this is the file that prints")]

use serde::Serialize;
use url::Url;

/// What runs, and where.
#[derive(Serialize)]
pub(crate) struct Ready<'a> {
    pub(crate) app: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<&'a str>,
    pub(crate) accounts: Vec<Account>,
    /// Where the developer's own are, and which
    #[serde(skip)]
    pub(crate) files: Option<&'a str>,
    #[serde(skip)]
    pub(crate) title: &'a str,
}

/// A sample account of the local tenant.
#[derive(Serialize)]
pub(crate) struct Account {
    pub(crate) connection: String,
    pub(crate) username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<String>,
    pub(crate) user_id: String,
}

/// An origin without the slash that `Url` puts after it.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

pub(crate) fn json(ready: &Ready<'_>) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(ready)?);
    Ok(())
}

pub(crate) fn help(text: &str) {
    print!("{text}");
}

pub(crate) fn friendly(ready: &Ready<'_>) {
    print!("{}", text(ready));
}

fn text(ready: &Ready<'_>) -> String {
    let mut lines = vec![String::new(), format!("  {}", ready.title), String::new()];
    lines.push(format!("  Open    {}", ready.app));
    if let Some(tenant) = ready.tenant {
        lines.push(format!("  Tenant  {tenant}"));
        lines.push(format!("  Inbox   {tenant}/inbox (codes and links that it sends)"));
    }
    if let Some(files) = ready.files {
        lines.push(format!("  Files   {files}"));
    }
    if !ready.accounts.is_empty() {
        lines.push(String::new());
        lines.push("  Sample accounts".to_owned());
        let rows: Vec<[&str; 3]> = std::iter::once(["connection", "sign in as", "password"])
            .chain(ready.accounts.iter().map(|account| {
                let without = match account.connection.as_str() {
                    "sms" | "email" => "(a code from the inbox)",
                    _ => "(none: choose the person)",
                };
                let password = account.password.as_deref().unwrap_or(without);
                [account.connection.as_str(), account.username.as_str(), password]
            }))
            .collect();
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count()).max()
        };
        let (first, second) = (width(0).unwrap_or(0), width(1).unwrap_or(0));
        for [connection, username, password] in &rows {
            lines.push(format!("    {connection:<first$}  {username:<second$}  {password}"));
        }
    }
    lines.extend([String::new(), "  Ctrl-C stops it.".to_owned(), String::new(), String::new()]);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Ready<'static> {
        let account = |connection: &str, username: &str, password: Option<&str>| Account {
            connection: connection.to_owned(),
            username: username.to_owned(),
            password: password.map(str::to_owned),
            user_id: "x|1".to_owned(),
        };
        Ready {
            app: "http://localhost:3000",
            tenant: Some("http://127.0.0.1:3001"),
            accounts: vec![
                account("database", "ada@example.com", Some("worthless")),
                account("google-oauth2", "a@example.com", None),
                account("sms", "+15550100", None),
            ],
            files: Some("http://localhost:3000/brand/ (brand)"),
            title: "title",
        }
    }

    #[test]
    fn the_table_is_aligned() {
        let text = text(&ready());
        assert!(text.contains("    connection     sign in as       password\n"), "{text}");
        assert!(text.contains("    database       ada@example.com  worthless\n"), "{text}");
        assert!(text.contains("  Files   http://localhost:3000/brand/ (brand)\n"), "{text}");
        assert!(
            text.contains("    sms            +15550100        (a code from the inbox)\n"),
            "{text}"
        );
        assert!(
            text.contains("    google-oauth2  a@example.com    (none: choose the person)\n"),
            "{text}"
        );
    }

    #[test]
    fn the_json_line_keeps_its_contract() {
        assert_eq!(
            serde_json::to_string(&ready()).unwrap(),
            r#"{"app":"http://localhost:3000","tenant":"http://127.0.0.1:3001","accounts":[{"connection":"database","username":"ada@example.com","password":"worthless","user_id":"x|1"},{"connection":"google-oauth2","username":"a@example.com","user_id":"x|1"},{"connection":"sms","username":"+15550100","user_id":"x|1"}]}"#
        );
    }
}
