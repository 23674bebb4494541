//! What each route does, in order.
//!
//! A room uses only what stands below it.
//!
//! | room | what it is for |
//! |---|---|
//! | [`settings`], [`callback`] | the page in every state; the tenant's answer to a sign-in |
//! | [`me`] | who is signed in, and what waits |
//! | [`health`] | whether all is well |
//! | [`second_account`], [`unlinking`] | from the choice of a way to sign in to the proved second account; an account is taken out |
//! | [`joining`] | two accounts become one: review (`review/risk.rs` says if one question will do), confirmation, link, recovery |
//! | [`sign_in`] | sessions: signing in and out, switching, signing in again |
//! | [`tenant`], [`record`] | what is asked of the tenant; what is kept of what happened |

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

/// Answers a request that has a route. What it brought in `fields` is read here, and a flow gets what it takes. One
/// whose attempt is logged even if its form makes no sense gets a form that may be refused.
///
/// # Errors
/// [`Error`]; the visit's cookies must be written even then.
pub async fn run<P: Platform>(
    route: Route,
    visit: &mut Visit<'_, P>,
    fields: &Fields,
) -> Result<Reply, Error> {
    match route {
        // Answered before a visit begins.
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
