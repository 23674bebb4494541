//! What each route does, step by step.
//!
//! A folder or file uses only what stands below it.
//!
//! | | what it is for |
//! |---|---|
//! | [`settings`] | the page in every state |
//! | [`callback`] | the tenant's answer to a sign-in |
//! | [`me`] | who is signed in and what waits for them; a link or an unlink whose answer never arrived |
//! | [`health`] | whether all is well |
//! | [`second_account`] | how to sign in to the second account, from the choice to the proof; `message_limits.rs` counts codes and links |
//! | [`unlinking`] | taking an account out |
//! | [`joining`] | making one account of two: review (`review/risk.rs` decides if one question will do), confirmation, link; `recover_interrupted.rs` finishes or undoes a link |
//! | [`sign_in`] | sessions: signing in and out, switching, signing in again |
//! | [`tenant`] | calls to the tenant, and what its refusals mean |
//! | [`record`] | history, events for the product, ended sessions |

pub mod callback;
pub mod health;
pub mod joining;
pub mod me;
pub mod record;
pub mod second_account;
pub mod settings;
pub mod sign_in;
pub mod tenant;
pub mod unlinking;

use crate::auth0::logout_token::UnverifiedLogoutToken;
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::joining::{confirm, review};
use crate::flows::second_account::{later, passwordless, start, suggestions, verification_email};
use crate::flows::sign_in::{backchannel_logout, fresh_sign_in, lock, login, logout};
use crate::flows::unlinking::unlink;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::route::Route;
use crate::visit::Visit;

/// Answers a request that has a route. Each route's form is made here, by its own `read`. A flow that logs its attempt
/// even if the form makes no sense gets the `Result`.
///
/// # Errors
/// [`Error`]; the visit's cookies must be written even then.
pub async fn run<P: Platform>(
    route: Route,
    visit: &mut Visit<'_, P>,
    fields: &Fields,
) -> Result<Reply, Error> {
    match route {
        // `handle` answers these before a visit begins.
        Route::Asset(_) | Route::BrandStyle => Err(Refusal::NotFound.into()),
        Route::BackchannelLogout => {
            let token = UnverifiedLogoutToken::new(fields.required("logout_token")?.to_owned());
            backchannel_logout::log_out(visit, token).await
        }
        Route::Healthz => Ok(health::healthy(visit).await),
        Route::Later => later::put_away(visit),
        Route::LinkAuthorize => {
            let hints = fresh_sign_in::passed_on(fields, &fresh_sign_in::HINTS);
            fresh_sign_in::go(visit, fields.required("transaction")?, hints)
        }
        Route::LinkCallback => callback::finish(visit, fields).await,
        Route::LinkCancel => review::cancel(visit, fields.required("review")).await,
        Route::LinkCallbackForm => callback::from_form(visit, fields),
        Route::LinkConfirm => confirm::confirm(visit, confirm::ConfirmForm::read(fields)).await,
        Route::LinkPasswordlessStart => {
            let (start, form) =
                (start::StartForm::read(fields), passwordless::SendForm::read(fields));
            let outcome = passwordless::send(visit, start, form).await;
            settings::in_step(visit, outcome, fields).await
        }
        Route::LinkPasswordlessVerify => {
            let outcome = passwordless::verify(visit, passwordless::CodeForm::read(fields)).await;
            settings::in_step(visit, outcome, fields).await
        }
        Route::LinkReview => review::show(visit).await,
        Route::LinkStart => start::begin(visit, start::StartForm::read(fields)).await,
        Route::LinkStartPage => {
            start::page(visit, fields.optional("connection")?, fields.optional("return_to")?)
        }
        Route::Login => login::begin(visit, login::LoginAddress::read(fields)?),
        Route::LoginLock => lock::page(visit),
        Route::LoginLockOptions => lock::options(visit),
        Route::LoginSwitch => login::switch(visit, login::SwitchForm::read(fields)).await,
        Route::Logout => logout::end(visit).await,
        Route::Me => me::show(visit).await,
        Route::Settings => settings::show(visit, settings::Asked::read(visit, fields)?).await,
        Route::Suggestions => suggestions::show(visit).await,
        Route::Unlink => unlink::unlink(visit, unlink::UnlinkForm::read(fields)).await,
        Route::VerificationEmail => verification_email::send(visit).await,
    }
}
