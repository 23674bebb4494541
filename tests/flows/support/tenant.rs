//! The tenant's own door for tests: what goes wrong there, who its users are, and what it was asked.

use http::{Request, Response};
use serde_json::Value;

use super::{Stage, json};

impl Stage {
    /// A request to the tenant's own door for tests.
    pub(super) fn admin(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Response<Vec<u8>> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/__tenant/{path}", self.tenant()))
            .header("content-type", "application/json");
        let body = body.map(Value::to_string).unwrap_or_default().into_bytes();
        self.exchange(request.body(body).unwrap())
    }

    /// Makes something go wrong at the tenant.
    pub(crate) fn fault(&self, fault: &Value) {
        let answer = self.admin("POST", "faults", Some(fault));
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(answer.status().is_success(), "{fault}: {text}");
    }

    /// So many Management API requests a second, as on Auth0's free tier.
    pub(crate) fn limit_management(&self, per_second: u32) {
        let body = serde_json::json!({ "per_second": per_second });
        assert!(self.admin("POST", "rate-limit", Some(&body)).status().is_success());
    }

    /// Makes a user exactly so, or replaces it.
    pub(crate) fn put_user(&self, user: &Value) {
        let answer = self.admin("PUT", "users", Some(user));
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(answer.status().is_success(), "{user}: {text}");
    }

    /// An administrator blocks an account, or lets it in again.
    pub(crate) fn block(&self, user_id: &str, blocked: bool) {
        let body = serde_json::json!({ "user_id": user_id, "blocked": blocked });
        assert!(self.admin("POST", "block", Some(&body)).status().is_success(), "{user_id}");
    }

    /// From now on nobody's own token is shown who is blocked.
    pub(crate) fn hide_blocked(&self) {
        let body = serde_json::json!({ "hidden": true });
        assert!(self.admin("POST", "hide-blocked", Some(&body)).status().is_success());
    }

    /// Makes an organization of these members, or changes the one of that name; its id.
    pub(crate) fn put_organization(&self, name: &str, members: &[&str]) -> String {
        let body = serde_json::json!({ "name": name, "members": members });
        let answer = self.admin("POST", "organizations", Some(&body));
        assert!(answer.status().is_success(), "{name}");
        json(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// The id of an organization.
    pub(crate) fn organization_id(&self, name: &str) -> String {
        let all = json(&self.admin("GET", "organizations", None));
        let found = all.as_array().unwrap().iter().find(|it| it["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Changes a connection of the tenant.
    pub(crate) fn change_connection(&self, change: &Value) {
        let answer = self.admin("POST", "connections", Some(change));
        assert!(answer.status().is_success(), "{change}");
    }

    /// Registers an application.
    pub(crate) fn put_application(&self, application: &Value) {
        let answer = self.admin("PUT", "clients", Some(application));
        assert!(answer.status().is_success(), "{application}");
    }

    /// The id of a connection, which follows from its name.
    pub(crate) fn connection_id(&self, name: &str) -> String {
        let all = json(&self.admin("GET", "connections", None));
        let found = all.as_array().unwrap().iter().find(|it| it["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// What the Management API's client may do, from its next token on.
    pub(crate) fn grant(&self, client_id: &str, scopes: &[&str]) {
        let body = serde_json::json!({ "client_id": client_id, "scopes": scopes });
        assert!(self.admin("POST", "machine-scopes", Some(&body)).status().is_success());
    }

    /// The Management API refuses the client's tokens given so far.
    pub(crate) fn revoke_machine_tokens(&self) {
        assert!(self.admin("POST", "revoke-machine-tokens", None).status().is_success());
    }

    /// What the product's webhook received.
    pub(crate) fn webhooks(&self) -> Vec<Value> {
        serde_json::from_slice(self.admin("GET", "webhooks", None).body()).unwrap()
    }

    /// Forgets the faults that wait.
    pub(crate) fn heal(&self) {
        assert!(self.admin("DELETE", "faults", None).status().is_success());
    }

    /// Forgets which requests came.
    pub(crate) fn forget_requests(&self) {
        assert!(self.admin("DELETE", "requests", None).status().is_success());
    }

    /// Every request that came to the tenant's API, as `METHOD /path`, the oldest first.
    pub(crate) fn requests(&self) -> Vec<String> {
        let answer = self.admin("GET", "requests", None);
        let requests: Vec<Value> = serde_json::from_slice(answer.body()).unwrap();
        let line = |seen: &Value| {
            format!("{} {}", seen["method"].as_str().unwrap(), seen["path"].as_str().unwrap())
        };
        let api = |line: &String| {
            let parts = ["/api/", "/oauth/token", "/passwordless/start", "/.well-known/"];
            parts.iter().any(|part| line.contains(part))
        };
        requests.iter().map(line).filter(api).collect()
    }

    /// How many bytes a whole profile may have, as on Auth0.
    pub(crate) fn limit_profile(&self, bytes: usize) {
        let body = serde_json::json!({ "bytes": bytes });
        assert!(self.admin("POST", "profile-limit", Some(&body)).status().is_success());
    }

    pub(crate) fn rotate_keys(&self) {
        assert!(self.admin("POST", "rotate-keys", None).status().is_success());
    }

    /// A user as the tenant has it; none where it is gone.
    pub(crate) fn user(&self, user_id: &str) -> Option<Value> {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        };
        let path: String = user_id.bytes().map(byte).collect();
        let path = format!("users/{path}");
        let answer = self.admin("GET", &path, None);
        answer.status().is_success().then(|| serde_json::from_slice(answer.body()).unwrap())
    }

    /// Every user of the tenant, and what is linked: what an attack must not change.
    pub(crate) fn everybody(&self) -> Vec<(String, Vec<String>)> {
        let accounts = json(&self.admin("GET", "accounts", None));
        let ids = accounts.as_array().unwrap().iter().map(|it| it["user_id"].as_str().unwrap());
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let users = ids.into_iter().filter(|id| self.user(id).is_some());
        users.map(|id| (id.to_owned(), self.identities(id))).collect()
    }

    /// How often the tenant was asked for a path that begins so.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        let answer = self.admin("GET", "requests", None);
        let requests: Vec<Value> = serde_json::from_slice(answer.body()).unwrap();
        let matching = requests.iter().filter(|seen| {
            seen["method"] == method && seen["path"].as_str().unwrap().starts_with(path)
        });
        matching.count()
    }
}
