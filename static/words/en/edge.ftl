# What the pages beside the settings page say, in English.

unavailable-title = That did not work
not-found-title = Page not found
# $label: what it is, "Google"
start-lead = { $label }: sign in once to show that the account is yours. { -until-confirmed }
one-moment-lead = If nothing happens, use this link:
refusal-not_found = This page does not exist.
    .todo = Check the address.
refusal-method_not_allowed = This page cannot be opened that way.
    .todo = { -nothing-changed } { -buttons }
fields-name = Email address or username
fields-password = Password
fields-elsewhere = New here, or forgot your password?
fields-wrong = Wrong email address, username or password.
fields-attempts = { refusal-too_many_attempts } Wait a while, or set a new password.
fields-blocked = { refusal-login_blocked } { -mistake }
fields-leaked = This password was found in a data leak. Set a new one.
fields-failed = { refusal-authorization_failed } { refusal-timeout.todo }
fields-script = Turn on JavaScript to sign in here.
fields-incomplete = The address of this page is not complete. Start signing in again.
fields-unopened = The sign-in page could not be opened. { refusal-timeout.todo }
