//! An authorization request that passed every check, as the pages and the tokens after it need it.

use serde_json::{Value, json};

use crate::clients::Client;
use crate::reply::Reply;
use crate::response::ResponseMode;
use crate::visit::Params;

/// An authorization request that passed every check.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) response_mode: ResponseMode,
    pub(crate) scope: Vec<String>,
    pub(crate) audience: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) connection: Option<String>,
    pub(crate) login_hint: Option<String>,
    pub(crate) organization: Option<Named>,
    /// Those of its parameters that may be passed on to a provider.
    pub(crate) passed_on: Params,
    pub(crate) screen_hint: Option<String>,
    pub(crate) prompt: Vec<String>,
    pub(crate) max_age: Option<u64>,
    pub(crate) acr_values: Vec<String>,
}

impl AuthorizationRequest {
    /// What stands in for it where a grant has no page: no nonce, no redirect, nothing asked of the login.
    pub(crate) fn without_a_page(
        client: &Client,
        scope: Vec<String>,
        audience: Option<String>,
    ) -> Self {
        Self {
            client_id: client.client_id.clone(),
            redirect_uri: String::new(),
            response_mode: ResponseMode::Query,
            scope,
            audience,
            state: None,
            nonce: None,
            code_challenge: None,
            connection: None,
            login_hint: None,
            organization: None,
            passed_on: Params::default(),
            screen_hint: None,
            prompt: Vec::new(),
            max_age: None,
            acr_values: Vec::new(),
        }
    }

    /// Auth0 puts `auth_time` into the ID token only where the request asked for a fresh login.
    pub(crate) fn wants_auth_time(&self) -> bool {
        self.max_age.is_some() || self.prompts("login")
    }

    /// Whether a new account is what the application expects.
    pub(crate) fn hints_at_signup(&self) -> bool {
        self.screen_hint.as_deref() == Some("signup")
    }

    /// What it asks the pages to be in: its first tag, if that is one.
    pub(crate) fn language(&self) -> &str {
        let first = self.passed_on.get("ui_locales").and_then(|all| all.split_whitespace().next());
        let is_tag = |tag: &&str| {
            tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        first.filter(is_tag).unwrap_or("en")
    }

    pub(crate) fn prompts(&self, value: &str) -> bool {
        self.prompt.iter().any(|prompt| prompt == value)
    }

    /// An error in Auth0's form: sent to the application, with the state.
    pub(crate) fn refuse(&self, error: &str, description: &str) -> Reply {
        self.respond(&[("error", Some(error)), ("error_description", Some(description))])
    }

    /// Sends these and the state to the application.
    pub(crate) fn respond(&self, params: &[(&str, Option<&str>)]) -> Reply {
        let params = [params, &[("state", self.state.as_deref())]].concat();
        self.response_mode.respond(&self.redirect_uri, &params)
    }
}

/// The organization that an authorization request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Named {
    /// The claims of its tokens.
    pub(crate) fn claims(&self) -> [(String, Value); 2] {
        [("org_id".to_owned(), json!(self.id)), ("org_name".to_owned(), json!(self.name))]
    }
}
