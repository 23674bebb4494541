//! The authorization response: how it gets back to the application, in each of the response modes.

use http::StatusCode;
use serde_json::{Map, Value, json};
use url::Url;

use crate::html::Html;
use crate::reply::{self, Reply};

/// How the parameters travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    /// In the query of the redirect.
    #[default]
    Query,
    /// In its fragment, which does not reach a server.
    Fragment,
    /// In a form that the page posts: from another site, so that only `SameSite=None` cookies come along.
    FormPost,
    /// In a message to the window that opened this one, or that holds it in a frame.
    WebMessage,
}

impl ResponseMode {
    /// What the parameter says; nothing for a mode that there is not.
    pub(crate) fn parse(parameter: Option<&str>) -> Option<Self> {
        match parameter {
            None | Some("query") => Some(Self::Query),
            Some("fragment") => Some(Self::Fragment),
            Some("form_post") => Some(Self::FormPost),
            Some("web_message") => Some(Self::WebMessage),
            Some(_) => None,
        }
    }

    /// Sends these to the application's address; those without a value are left out.
    pub(crate) fn respond(self, redirect_uri: &str, params: &[(&str, Option<&str>)]) -> Reply {
        let Ok(mut address) = Url::parse(redirect_uri) else {
            return reply::error_page(
                StatusCode::BAD_REQUEST,
                "That address cannot be redirected to.",
            );
        };
        let params: Vec<(&str, &str)> =
            params.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
        match self {
            Self::Query => {
                if !params.is_empty() {
                    address.query_pairs_mut().extend_pairs(&params);
                }
                reply::redirect(address.as_str())
            }
            Self::Fragment => {
                let mut fragment = form_urlencoded::Serializer::new(String::new());
                address.set_fragment(Some(&fragment.extend_pairs(&params).finish()));
                reply::redirect(address.as_str())
            }
            Self::FormPost => form_post(&address, &params),
            Self::WebMessage => web_message(&address, &params),
        }
    }
}

/// What both pages do by themselves, from the tenant's own origin since they allow no script in the page.
pub(crate) const SCRIPT: &str = include_str!("response.js");

/// OAuth 2.0 Form Post Response Mode. The button is for a browser without scripts.
fn form_post(address: &Url, params: &[(&str, &str)]) -> Reply {
    let mut content = Html::new()
        .raw("<p>Back to the application.</p><form method=\"post\" action=\"")
        .text(address.as_str())
        .raw("\">");
    for (name, value) in params {
        content = content
            .raw("<input type=\"hidden\" name=\"")
            .text(name)
            .raw("\" value=\"")
            .text(value)
            .raw("\">");
    }
    let content = content.raw("<button class=\"main\">Continue</button></form>");
    scripted(content, "'none'")
}

/// OAuth 2.0 Web Message Response Mode, as Auth0's own browser libraries read it.
fn web_message(address: &Url, params: &[(&str, &str)]) -> Reply {
    let origin = address.origin().ascii_serialization();
    let response: Map<String, Value> =
        params.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let message = json!({ "type": "authorization_response", "response": response });
    let content = Html::new()
        .raw("<p id=\"message\" data-origin=\"")
        .text(&origin)
        .raw("\" data-message=\"")
        .text(&message.to_string())
        .raw("\">The application has its answer. You can close this window.</p>");
    scripted(content, &origin)
}

fn scripted(content: Html, frame_ancestors: &str) -> Reply {
    let content = content.raw("<script src=\"/__tenant/response.js\"></script>");
    let page = reply::page(StatusCode::OK, "One moment", content);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
         frame-ancestors {frame_ancestors}; base-uri 'none'"
    );
    reply::set_header(page, "content-security-policy", &policy)
}
