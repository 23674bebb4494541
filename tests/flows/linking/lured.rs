//! Forced linking through a forced login: the victim's browser is to be signed in as the attacker, without
//! a word, so that the victim links their own accounts into the attacker's. A login never replaces
//! somebody's session silently, and one that this browser did not begin signs nobody in.

use http::Request;
use url::Url;

use super::{ADA, EVIL, NEVER, Trial, code_of, hold_login, open, outcome, who};
use crate::support::{Attacks, Browser, Stage, form_request};

/// The attacker's login, up to the callback's address, which is then sent to the victim.
fn bait(stage: &Stage) -> (Browser<'_>, Url) {
    let mut attacker = stage.browser();
    let callback = hold_login(&mut attacker, "grace");
    (attacker, callback)
}

/// The cookie that a login leaves: host, name, value.
fn transaction(of: &Browser<'_>) -> (String, String, String) {
    of.cookies.iter().find(|(_, name, _)| name.contains("transaction-login")).unwrap().clone()
}

/// Nobody is signed in.
#[track_caller]
fn check_signed_out(browser: &mut Browser<'_>) {
    assert_eq!(who(browser), None);
}

/// Ada is, and what she links is hers.
#[track_caller]
fn check_still_ada(browser: &mut Browser<'_>) {
    assert_eq!(who(browser).as_deref(), Some(ADA));
}

#[test]
fn somebody_elses_login_signs_nobody_in_here() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("linking-lured", stage.is_native());
    let mut trial = Trial::new(&stage, &mut attacks, "");

    let (_, callback) = bait(&stage);
    let mut victim = stage.signed_in("ada");
    let code = outcome(&victim.navigate(callback.as_str(), Some(EVIL)));
    check_still_ada(&mut victim);
    trial.refused("the attacker's callback is opened by a person who is signed in", &code);

    let (_, callback) = bait(&stage);
    let mut victim = stage.browser();
    let code = outcome(&victim.navigate(callback.as_str(), Some(EVIL)));
    check_signed_out(&mut victim);
    trial.refused("the attacker's callback is opened by a person who is signed out", &code);

    let (_, callback) = bait(&stage);
    let mut victim = stage.browser();
    victim.open("/login");
    let code = outcome(&victim.navigate(callback.as_str(), Some(EVIL)));
    check_signed_out(&mut victim);
    trial.refused(
        "the attacker's callback is opened while the person's own login is under way",
        &code,
    );

    // What a sibling host, or plain http, can plant: everything but the prefix.
    for (prefix, how) in [
        ("", "without a prefix"),
        ("__Secure-", "with another prefix"),
        ("__HOST-", "with the prefix in capitals"),
        ("__Host_", "with nearly the prefix"),
    ] {
        for signed_in in [false, true] {
            let (attacker, callback) = bait(&stage);
            let mut victim = if signed_in { stage.signed_in("ada") } else { stage.browser() };
            let (host, name, value) = transaction(&attacker);
            let bare = name.strip_prefix(stage.cookie_prefix()).unwrap();
            victim.cookies.push((host, format!("{prefix}{bare}"), value));
            let code = outcome(&victim.navigate(callback.as_str(), Some(EVIL)));
            assert_eq!(who(&mut victim).is_some(), signed_in);
            let state = if signed_in { "signed in" } else { "signed out" };
            trial.refused(
                &format!("the login's cookie is planted {how}, the person {state}"),
                &code,
            );
        }
    }
    attacks.finish();
}

#[test]
fn a_login_that_comes_back_as_somebody_else_replaces_no_session() {
    let mut attacks = Attacks::new("linking-silent", Stage::are_native());
    for (on, settings) in [(", with a review", &[][..]), (", without one", &[NEVER])] {
        let stage = Stage::with(settings);
        let mut trial = Trial::new(&stage, &mut attacks, on);

        // Even if the cookie got through: a session that is there stays.
        let (attacker, callback) = bait(&stage);
        let mut victim = stage.signed_in("ada");
        victim.cookies.push(transaction(&attacker));
        let code = outcome(&victim.navigate(callback.as_str(), Some(EVIL)));
        check_still_ada(&mut victim);
        trial.held("the attacker's login with its cookie", code == "switch", "the person is asked");

        // The session at Auth0 is the attacker's: by a login forced there, or left on a shared device.
        let (attacker, _) = bait(&stage);
        let tenants: Vec<_> = attacker
            .cookies
            .iter()
            .filter(|(host, ..)| stage.tenant().ends_with(host.as_str()))
            .cloned()
            .collect();
        assert!(!tenants.is_empty());
        let mut silent = stage.signed_in("ada");
        silent.cookies.retain(|(host, ..)| !stage.tenant().ends_with(host.as_str()));
        silent.cookies.extend(tenants);
        let code = outcome(&silent.open("/login"));
        check_still_ada(&mut silent);
        trial.held("a silent login as the attacker", code == "switch", "the person is asked");
        let id = silent.me()["switch"]["id"].as_str().unwrap().to_owned();

        // What was asked is answered by the person alone.
        let mut forced = silent.clone();
        let url = format!("{}/login/switch", stage.app());
        let mut form = form_request(&url, &[("choice", "switch"), ("switch", &id)]);
        form.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        form.headers_mut().insert("accept", "application/json".parse().unwrap());
        let code = code_of(&forced.send(form));
        check_still_ada(&mut forced);
        trial.refused("the choice is made by another site", &code);
        for (named, how) in [("", "without naming whom"), (&id[1..], "naming somebody else")] {
            let choice = [("choice", "switch"), ("switch", named)];
            let code = silent.clone().post_outcome("/login/switch", &choice);
            trial.refused(&format!("the choice is made {how}"), &code);
        }
        let mut later = silent.clone();
        // And what the person links meanwhile is linked to their own account.
        for mut victim in [victim, silent] {
            assert_eq!(victim.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
            let code = outcome(&victim.prove("github|2001"));
            let linked = if code == "review" { victim.confirm(&[]) } else { code };
            assert_eq!(linked, "linked");
            assert_eq!(stage.identities(ADA), [ADA, "github|2001"]);
            let identity = [("provider", "github"), ("user_id", "2001")];
            assert_eq!(victim.post_outcome("/unlink", &identity), "unlinked");
        }
        // The next login asks for credentials, so that nobody slips in who only waits at Auth0.
        trial.look_again();
        later.post_json("/logout", &[]);
        let page = later.open("/login");
        check_signed_out(&mut later);
        let asked = page.url.as_str().starts_with(stage.tenant());
        trial.held(
            "a silent login as the attacker after signing out",
            asked,
            "credentials are asked for",
        );
    }
    attacks.finish();
}

#[test]
fn a_login_that_another_site_begins_asks_for_credentials() {
    let mut attacks = Attacks::new("linking-silent-elsewhere", Stage::are_native());
    let stage = Stage::new();
    let mut trial = Trial::new(&stage, &mut attacks, "");
    for address in
        ["/login", "/login?connection=Username-Password-Authentication", "/login?return_to=/"]
    {
        // Nobody is signed in here; Auth0 has a session, which may be the attacker's.
        let mut victim = stage.signed_in("grace");
        for name in ["session", "generation"] {
            victim.lose(name);
        }
        let page = victim.navigate(&format!("{}{address}", stage.app()), Some(EVIL));
        check_signed_out(&mut victim);
        let asked = page.url.as_str().starts_with(stage.tenant());
        let name = format!("{address} is opened by another site before a session at Auth0");
        trial.held(&name, asked, "credentials are asked for");
        // From our own page, or typed, the session there does.
        victim.open(address);
        assert_eq!(who(&mut victim).as_deref(), Some(super::GRACE), "{address}");
    }
    attacks.finish();
}

#[test]
fn a_posted_answer_of_somebody_elses_login_signs_nobody_in() {
    let mut attacks = Attacks::new("linking-lured-by-a-form", Stage::are_native());
    let stage = Stage::with(&[("response_mode", "form_post")]);
    let mut trial = Trial::new(&stage, &mut attacks, "");
    for signed_in in [false, true] {
        // A code of the attacker's, and a state that this browser does not know.
        let mut attacker = stage.browser();
        let login = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
        let login = attacker.send(login).headers()["location"].to_str().unwrap().parse::<Url>();
        let state = super::parameter(&login.unwrap(), "state");
        let mut victim = if signed_in { stage.signed_in("ada") } else { stage.browser() };
        let fields = [("code", "stolen"), ("state", state.as_str())];
        let mut form = form_request(&format!("{}/link/callback", stage.app()), &fields);
        form.headers_mut().insert("origin", EVIL.parse().unwrap());
        form.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let answer = stage.exchange(form);
        assert!(!answer.headers().contains_key("set-cookie"));
        let callback: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        let code = open(&mut victim, &callback);
        assert_eq!(who(&mut victim).is_some(), signed_in);
        let state = if signed_in { "signed in" } else { "signed out" };
        trial
            .refused(&format!("the attacker's answer is posted to a person who is {state}"), &code);
    }
    attacks.finish();
}
