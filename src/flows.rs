//! What each route does, in order. Flows may call everything below them, and nothing above.

pub mod accounts;
pub mod again;
pub mod backchannel;
pub mod belongings;
pub mod callback;
pub mod carry;
pub mod concerns;
pub mod confirm;
pub mod credentials;
pub mod done;
pub mod ended;
pub mod give_back;
pub mod health;
pub mod history;
pub mod later;
pub mod link;
pub mod lock;
pub mod login;
pub mod logout;
pub mod management;
pub mod me;
pub mod passwordless;
pub mod proof;
pub mod proved;
pub mod reason;
pub mod review;
pub mod sending;
pub mod settings;
pub mod settle;
pub mod signing_keys;
pub mod start;
pub mod suggestions;
pub mod tenant;
pub mod unlink;
pub mod verification_email;
pub mod webhook;

use crate::error::{Error, Refusal};
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
        Route::BackchannelLogout => backchannel::log_out(visit).await,
        Route::Healthz => Ok(health::healthy(visit).await),
        Route::Later => later::put_away(visit),
        Route::LinkAuthorize => credentials::go(visit),
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
