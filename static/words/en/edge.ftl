# What the pages beside the settings page say, in English.

unavailable-title = That did not work
not-found-title = Page not found
# $label: what it is, "Google"
start-lead = { $label }: you sign in to that account once, to show that it is yours. Then you see both and decide.
start-go = Go on to sign in
one-moment-lead = You are on your way. If nothing happens, use this link:
one-moment-go = go on from here
refusal-not_found = There is no such page.
    .todo = The address may have been mistyped.
refusal-method_not_allowed = This address does not take that kind of request.
    .todo = Nothing has changed. Use the buttons on the page.
# $label: what the site calls a way to sign in
fields-go = Continue with { $label }
fields-name = E-mail address or user name
fields-password = Password
fields-elsewhere = New here, or forgot your password?
fields-wrong = That e-mail address or user name and that password do not go together.
fields-attempts = That was tried too often. Wait a while, or set a new password.
fields-blocked = You cannot sign in with this account. If you think this is a mistake, tell the people who run the site.
fields-leaked = This password became known elsewhere. Set a new one, then sign in with it.
fields-failed = That did not work. Nothing has changed. Try again in a moment.
fields-script = Signing in needs JavaScript here.
fields-incomplete = This page is part of signing in, and its address is not complete. Please start again.
fields-unopened = The sign-in could not be opened. Nothing has changed. Please try again in a moment.
