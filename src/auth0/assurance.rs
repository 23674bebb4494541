//! What a sign-in must prove beyond who the person is, and what it proved. The browser can strip a demand from the
//! address, so the answer is compared with what was asked.

use serde::{Deserialize, Serialize};

use super::id_token::fault::IdTokenFault;
use crate::config::Config;

/// Longest `acr` and organization name that are kept, in bytes. Longer ones are never asked for.
const MAX_BYTES: usize = 128;

/// What a sign-in is asked to prove.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demands {
    /// Fresh credentials, even if Auth0 has a session.
    #[serde(rename = "ask", default, skip_serializing_if = "std::ops::Not::not")]
    pub credentials: bool,
    /// No page of Auth0's: only an existing session there will do (`prompt=none`).
    #[serde(rename = "mute", default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// A keyed hash of the subject that must come back; `None` if anybody may.
    #[serde(rename = "who", default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// One of these as its authentication context; empty if any will do.
    #[serde(rename = "acr", default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// Membership of this organization, by its id or its name.
    #[serde(rename = "org", default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
}

impl Demands {
    /// What the settings ask of every sign-in.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            acr_values: config.acr_values.clone(),
            organization: config.organization.clone(),
            ..Self::default()
        }
    }
}

/// What a sign-in proved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurance {
    /// The authentication context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    /// The organization that the person signed in to, by its id.
    #[serde(rename = "org", default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The same organization by its name, which Auth0 keeps in lower case.
    #[serde(rename = "org_name", default, skip_serializing_if = "Option::is_none")]
    organization_name: Option<String>,
}

impl Assurance {
    /// Takes the claims `acr`, `org_id` and `org_name`.
    #[must_use]
    pub fn new(
        acr: Option<String>,
        organization: Option<String>,
        organization_name: Option<String>,
    ) -> Self {
        let short = |text: Option<String>| text.filter(|text| text.len() <= MAX_BYTES);
        Self {
            acr: short(acr),
            organization: short(organization),
            organization_name: short(organization_name),
        }
    }

    /// Whether it proves what was asked for.
    ///
    /// # Errors
    /// [`IdTokenFault::Acr`], [`IdTokenFault::Organization`].
    pub fn check(
        &self,
        acr_values: &[String],
        organization: Option<&str>,
    ) -> Result<(), IdTokenFault> {
        let acr = self.acr.as_ref();
        if !acr_values.is_empty() && !acr.is_some_and(|acr| acr_values.contains(acr)) {
            return Err(IdTokenFault::Acr);
        }
        if organization.is_some_and(|asked| !self.is_of(asked)) {
            return Err(IdTokenFault::Organization);
        }
        Ok(())
    }

    /// Whether it proves what the settings ask for now.
    ///
    /// # Errors
    /// As [`Assurance::check`].
    pub fn suffices(&self, config: &Config) -> Result<(), IdTokenFault> {
        self.check(&config.acr_values, config.organization.as_deref())
    }

    /// An id begins with `org_`; a name is anything else.
    fn is_of(&self, organization: &str) -> bool {
        if organization.starts_with("org_") {
            return self.organization.as_deref() == Some(organization);
        }
        let name = self.organization_name.as_ref();
        name.is_some_and(|name| name.eq_ignore_ascii_case(organization))
    }
}
