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

use crate::error::{Error, Refusal};
use crate::flows::joining::{confirm, review};
use crate::flows::second_account::{later, passwordless, start, suggestions, verification_email};
use crate::flows::sign_in::{backchannel_logout, fresh_sign_in, lock, login, logout};
use crate::flows::unlinking::unlink;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::route::Route;
use crate::visit::Visit;

/// Answers a request that has a route.
///
/// # Errors
/// [`Error`]; the visit's cookies are to be written all the same.
pub async fn run<P: Platform>(route: Route, visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    match route {
        // Answered before a visit begins.
        Route::Asset(_) | Route::BrandStyle => Err(Refusal::NotFound.into()),
        Route::BackchannelLogout => backchannel_logout::log_out(visit).await,
        Route::Healthz => Ok(health::healthy(visit).await),
        Route::Later => later::put_away(visit),
        Route::LinkAuthorize => fresh_sign_in::go(visit),
        Route::LinkCallback => callback::finish(visit).await,
        Route::LinkCancel => review::cancel(visit).await,
        Route::LinkCallbackForm => callback::from_form(visit),
        Route::LinkConfirm => confirm::confirm(visit).await,
        Route::LinkPasswordlessStart => {
            let outcome = passwordless::send(visit).await;
            settings::in_step(visit, outcome).await
        }
        Route::LinkPasswordlessVerify => {
            let outcome = passwordless::verify(visit).await;
            settings::in_step(visit, outcome).await
        }
        Route::LinkReview => review::show(visit).await,
        Route::LinkStart => start::begin(visit).await,
        Route::LinkStartPage => start::page(visit),
        Route::Login => login::begin(visit),
        Route::LoginLock => lock::page(visit),
        Route::LoginLockOptions => lock::options(visit),
        Route::LoginSwitch => login::switch(visit).await,
        Route::Logout => logout::end(visit).await,
        Route::Me => me::show(visit).await,
        Route::Settings => settings::show(visit).await,
        Route::Suggestions => suggestions::show(visit).await,
        Route::Unlink => unlink::unlink(visit).await,
        Route::VerificationEmail => verification_email::send(visit).await,
    }
}
