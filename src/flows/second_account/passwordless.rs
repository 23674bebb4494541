//! `/link/passwordless/start` and `/verify`: the second account is proved by a code that goes to an
//! e-mail address or a phone, and that the person types on the settings page; or by a link in an e-mail.

use std::net::{IpAddr, SocketAddr};

use http::header::ACCEPT_LANGUAGE;

use crate::audit::What;
use crate::auth0::assurance::Demands;
use crate::auth0::id_token::Asked;
use crate::auth0::passwordless::{self as messages, Message, Visitor};
use crate::auth0::token::TokenFault;
use crate::circuit::Blame;
use crate::config::Config;
use crate::cookies::passwordless::{self, Passwordless, Sent};
use crate::cookies::session::Session;
use crate::cookies::transaction::{Transaction, Wish};
use crate::cookies::{prompt, resume};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::second_account::accept;
use crate::flows::second_account::channel::{channel, ways};
use crate::flows::second_account::message_limits;
use crate::flows::second_account::start::{self, Begun, StartForm};
use crate::flows::sign_in::fresh_sign_in;
use crate::flows::tenant::reason::{self, Place};
use crate::flows::tenant::verify_sign_in;
use crate::ows::ows;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::seal::correlation;
use crate::user::identifier::{Channel, Identifier};
use crate::user::typed;
use crate::visit::Visit;
use crate::words::Language;

/// Longest language tag that is passed on, in bytes.
const MAX_LANGUAGE: usize = 12;
/// How many characters a code may have. Auth0's has six unless the tenant says otherwise.
const CODE_LENGTH: std::ops::RangeInclusive<usize> = 4..=12;

/// What is to be sent, and where to.
pub struct SendForm<'a> {
    send: Sent,
    email: Option<&'a str>,
    phone_number: Option<&'a str>,
}

impl<'a> SendForm<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read(form: &'a Fields) -> Result<Self, Refusal> {
        Ok(Self {
            send: match form.optional("send")? {
                None | Some("code") => Sent::Code,
                Some("link") => Sent::Link,
                Some(_) => return Err(Refusal::InvalidRequest),
            },
            email: form.optional(Channel::Email.parameter())?,
            phone_number: form.optional(Channel::Sms.parameter())?,
        })
    }
}

/// Sends a code or a link.
///
/// # Errors
/// As [`start::begin`]; [`Refusal::EmailInvalid`], [`Refusal::PhoneInvalid`],
/// [`Refusal::PhoneNotAllowed`], [`Refusal::TooSoon`], [`Refusal::TooManyCodes`], [`Refusal::NotSent`].
pub async fn send<P: Platform>(
    visit: &mut Visit<'_, P>,
    start: Result<StartForm<'_>, Refusal>,
    form: Result<SendForm<'_>, Refusal>,
) -> Result<Reply, Error> {
    let mut begun = match start::check(visit, start).await? {
        Ok(begun) => begun,
        Err(sign_in_again) => return Ok(sign_in_again),
    };
    let (config, now) = (visit.config, visit.now);
    let Some(channel) = channel(config, &begun.session, &begun.connection) else {
        return start::by_sign_in(visit, begun);
    };
    let SendForm { send: sent, email, phone_number } = form?;
    let typed = if channel == Channel::Email { email } else { phone_number };
    if !ways(config, channel).contains(&sent) {
        return Err(Refusal::InvalidRequest.into());
    }
    let subject = &begun.session.subject;
    let waiting = Passwordless::open(&visit.jar, subject, config, now);
    let identifier = identifier(config, channel, typed, waiting.as_ref())?;
    if let Some(earlier) = waiting.as_ref().filter(|_| typed.is_none()) {
        // Sent once more to the same address, for the same suggested account.
        begun.suggested = begun.suggested.or_else(|| earlier.suggested.clone());
    }
    if let Some(wait) = waiting.map(|it| it.resend_in(now)).filter(|wait| *wait > 0) {
        return Err(Refusal::TooSoon(wait).into());
    }
    message_limits::count(visit, subject, &identifier, client_address(visit)).await?;
    let (random, suggested) = (visit.platform.random(), begun.suggested.clone());
    let mut message = Passwordless::new(subject, identifier.clone(), sent, suggested, random, now);
    match sent {
        Sent::Code => dispatch(visit, &identifier, Message::Code).await?,
        Sent::Link => message.id = send_link(visit, &begun, &identifier).await?,
    }
    visit.attempt.correlate(correlation(&message.id));
    message.store(&mut visit.jar, config, now)?;
    resume::remove(&mut visit.jar);
    let code = if sent == Sent::Code { "code_sent" } else { "link_sent" };
    Ok(visit.goes_on(code))
}

/// Sends a link, and says the state of the transaction that it belongs to.
async fn send_link<P: Platform>(
    visit: &mut Visit<'_, P>,
    begun: &Begun<'_>,
    identifier: &Identifier,
) -> Result<String, Error> {
    let aim = start::aim(visit, begun, Some(identifier));
    let (return_to, embedded) = (visit.page.return_to.clone(), visit.embedded);
    let wish = Wish { aim, return_to, demands: Demands::default(), embedded };
    let (random, now) = (visit.platform.random(), visit.now);
    let link = Transaction::begin(wish, random, now, visit.cookie_keys(), &mut visit.jar)?;
    let (state, nonce) = (link.state().to_owned(), link.nonce());
    let message = Message::Link { state: &state, nonce: &nonce };
    if let Err(refusal) = dispatch(visit, identifier, message).await {
        // What was not sent never comes back, and takes no place among what may.
        Transaction::forget(&state, &mut visit.jar);
        return Err(refusal.into());
    }
    // Opening it makes Auth0's own session the other account's.
    prompt::set(&mut visit.jar, visit.config);
    Ok(state)
}

/// A code as it can be sent on.
pub struct CodeForm(String);

impl CodeForm {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`], [`Refusal::WrongCode`].
    pub fn read(form: &Fields) -> Result<Self, Refusal> {
        let otp = typed::plain(form.required("otp")?);
        let fits =
            CODE_LENGTH.contains(&otp.len()) && otp.bytes().all(|it| it.is_ascii_alphanumeric());
        if fits { Ok(Self(otp)) } else { Err(Refusal::WrongCode) }
    }
}

/// Takes the code that the person typed. If it is right, the account that it proves waits for its
/// review like any other.
///
/// # Errors
/// [`Refusal::CodeExpired`], [`Refusal::WrongCode`], and what the proof can end in.
pub async fn verify<P: Platform>(
    visit: &mut Visit<'_, P>,
    form: Result<CodeForm, Refusal>,
) -> Result<Reply, Error> {
    let session = visit.session()?;
    let (config, now) = (visit.config, visit.now);
    let waiting = Passwordless::open(&visit.jar, &session.subject, config, now);
    let Some(mut waiting) = waiting.filter(|it| it.sent == Sent::Code) else {
        return Err(Refusal::CodeExpired.into());
    };
    let channel = waiting.identifier.channel;
    let connection = channel.connection();
    visit.attempt.begin(What::Prove, &session.subject, Some(connection), config);
    visit.attempt.correlate(correlation(&waiting.id));
    if waiting.expires_in(now) == 0 {
        return Err(Refusal::CodeExpired.into());
    }
    let CodeForm(otp) = form?;
    let visitor = visitor(visit);
    let request = messages::otp_request(config, &waiting.identifier, &otp, &visitor);
    let tokens = match verify_sign_in::tokens(visit, Place::OneTimeCode, request).await {
        Ok(tokens) => tokens,
        // It counts, however the tenant puts it.
        Err((TokenFault::InvalidGrant, refusal)) => {
            waiting.tries = waiting.tries.saturating_add(1);
            let over = waiting.tries_left() == 0 && refusal == Refusal::WrongCode;
            waiting.store(&mut visit.jar, config, now)?;
            return Err(if over { Refusal::CodeExpired } else { refusal }.into());
        }
        Err((TokenFault::MfaRequired, _)) => {
            passwordless::remove(&mut visit.jar);
            return second_factor(visit, session, &waiting);
        }
        Err((TokenFault::Other, refusal)) => return Err(refusal.into()),
    };
    // Whatever comes of it: the code is used.
    passwordless::remove(&mut visit.jar);
    let sign_in =
        verify_sign_in::verify(visit, tokens, Asked::Code { begun: now }, &Demands::default())
            .await?;
    let suggested = waiting.suggests(&sign_in.claims.subject);
    let way = accept::Way { connection, state: &waiting.id, suggested, embedded: false };
    // The grant is the proof. A tenant that tells of another number contradicts it.
    let is_of = |user: &_| waiting.identifier.is_of(user) != Some(false);
    accept::accept(visit, &session, sign_in, way, is_of).await
}

/// Only the tenant's own page can ask for a second factor: the sign-in goes on there, as any other does.
fn second_factor<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: Session,
    waiting: &Passwordless,
) -> Result<Reply, Error> {
    let identifier = waiting.identifier.clone();
    let connection = identifier.channel.connection();
    let connection = visit.config.connection(connection).ok_or(Refusal::ConnectionUnknown)?.clone();
    let suggested = waiting.suggested.clone();
    let begun = Begun { session, connection, suggested, sign_up: false, hints: Vec::new() };
    let aim = start::aim(visit, &begun, None);
    let further =
        vec![("connection", begun.connection.name.as_str()), ("login_hint", identifier.expose())];
    let (mut reply, state) = fresh_sign_in::ask(visit, aim, further)?;
    visit.attempt.correlate(correlation(&state));
    reply.code = Some("second_factor");
    Ok(reply)
}

/// Where the message is to go: to what was typed or, if nothing was, to where the last one went. The
/// page does not know that in full once it is loaded again.
fn identifier(
    config: &Config,
    channel: Channel,
    typed: Option<&str>,
    waiting: Option<&Passwordless>,
) -> Result<Identifier, Refusal> {
    let earlier = waiting.map(|it| &it.identifier).filter(|it| it.channel == channel);
    let identifier = match (typed, earlier) {
        (None, Some(earlier)) => Some(earlier.clone()),
        (typed, _) => Identifier::parse(channel, typed.unwrap_or_default()),
    };
    match channel {
        Channel::Email => identifier.ok_or(Refusal::EmailInvalid),
        Channel::Sms => {
            let identifier = identifier.ok_or(Refusal::PhoneInvalid)?;
            let prefixes = &config.phone_prefixes;
            let number = identifier.expose();
            let allowed = prefixes.is_empty() || prefixes.iter().any(|it| number.starts_with(it));
            if allowed { Ok(identifier) } else { Err(Refusal::PhoneNotAllowed) }
        }
    }
}

async fn dispatch<P: Platform>(
    visit: &Visit<'_, P>,
    identifier: &Identifier,
    message: Message<'_>,
) -> Result<(), Refusal> {
    let request = messages::start_request(visit.config, identifier, message, &visitor(visit));
    // Its carrier decides whether a message goes out, too.
    let response = visit.send("passwordless start", Blame::Request, request).await;
    let response = response.map_err(|_| Refusal::TenantUnreachable)?;
    messages::process_start_response(response, visit.now).map_err(|said| {
        let from = Place::PasswordlessStart;
        visit.note(format!("passwordless start: {}", reason::note(from, &said)));
        reason::refusal(from, &said)
    })
}

/// The visitor's address, from the header that the settings name, and there from the last value alone: what
/// stands before it may be the visitor's own invention.
#[must_use]
pub fn client_address<P>(visit: &Visit<'_, P>) -> Option<IpAddr> {
    let header = visit.config.client_ip_header.as_ref();
    let last = header.and_then(|name| visit.headers.get_all(name).iter().next_back());
    let last = last.and_then(|value| value.to_str().ok());
    last.and_then(|text| address(text.rsplit(',').next().unwrap_or_default()))
}

/// Who asks.
fn visitor<P: Platform>(visit: &Visit<'_, P>) -> Visitor {
    let preferred = visit.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let preferred = preferred.and_then(|text| text.split([',', ';']).next()).map(ows);
    let preferred = preferred.filter(|tag| {
        (2..=MAX_LANGUAGE).contains(&tag.len())
            && tag.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
    });
    // The tenant may know languages that the page does not speak.
    let chosen = visit.chosen_language().map(Language::tag);
    let language = chosen.or(preferred);
    let address = client_address(visit);
    Visitor { address, language: language.map(ToOwned::to_owned) }
}

/// An address with or without a port, and with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = ows(text);
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|it| it.ip());
    bare.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_as_people_type_them() {
        let read = |typed: &str| {
            let form =
                form_urlencoded::Serializer::new(String::new()).append_pair("otp", typed).finish();
            CodeForm::read(&Fields::parse(form.as_bytes())).map(|it| it.0)
        };
        assert_eq!(read(" 123 456 ").as_deref(), Ok("123456"));
        assert_eq!(read("\u{202d}١٢٣\u{2011}٤٥٦\u{202c}").as_deref(), Ok("123456"));
        assert_eq!(read(""), Err(Refusal::InvalidRequest));
        for text in ["123", "1234567890123", "12345é", "123&456"] {
            assert_eq!(read(text), Err(Refusal::WrongCode), "{text}");
        }
    }

    #[test]
    fn reads_addresses() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(address(text).map(|it| it.to_string()).as_deref(), expected, "{text}");
        };
        check("203.0.113.7", Some("203.0.113.7"));
        check(" 203.0.113.7:4711 ", Some("203.0.113.7"));
        check("2001:db8::1", Some("2001:db8::1"));
        check("[2001:db8::1]", Some("2001:db8::1"));
        check("[2001:db8::1]:443", Some("2001:db8::1"));
        check("unknown", None);
        check("203.0.113.7 evil", None);
    }
}
