# What the settings page says, in English.

## The page

# Where the product has no name of its own.
brand = Your account
title = Ways you sign in
about = See how you sign in, add another way, or unlink one.
footer = Linking only changes how you sign in here. Nothing changes at Google, GitHub or elsewhere.
privacy = Privacy
help = Help
language = Language
language-go = Change
loading = Loading…
slow = This is taking too long. Reload the page.
plain-page = Open the simple version
sign-in = Sign in
sign-out = Sign out
again = Try again
continue = Continue
back = Back to the ways you sign in
# $name: the product's
home = Back to { $name }
home-unnamed = Back to the site
later = Not now
one-moment = One moment

## Ways to sign in that have no name of their own

provider-auth0 = Email and password
provider-Username-Password-Authentication = Email and password
provider-email = Email code
provider-sms = Phone code
provider-samlp = Company account
provider-adfs = Company account
provider-oidc = Company account

## Signed out

signed-out-title = Manage how you sign in
signed-out-lead = Do you use a password one day and Google the next? Then you may have two accounts. Here you make them one.
signed-out-see = See every way you sign in to your account.
signed-out-link = Add another way to sign in.
signed-out-unlink = Unlink it again at any time.
ended-title = You have been signed out
ended-lead = Nothing has changed. Sign in, and you are back where you were.
ended-go = Sign in again
other-user-title = You are signed in here as somebody else
other-user-lead = This page expects another account. Sign in again, so that nothing is added to the wrong one.

## The overview

person-title = Signed in as
no-name = No name given
unverified = Email not confirmed
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = Main
unlink = Unlink
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Unlink { $label }, { $account }
used-last = Used last
# $date: the day
linked-on = Linked on { $date }
private-relay = Apple made this address to hide yours. It forwards mail to you.
more-title = Add a way to sign in
more-why = With a second way to sign in, you are never locked out.
more-lead = You sign in with it once, to show that it is yours.
more-another = Another account of the same kind
# $email: the person's own address
open-letter = First open the link in the message to { $email }.
verify-lead = { open-letter } Then reload this page.
verify-send = Send it again
# $label: the way to sign in, "GitHub"
link-label = Add { $label }
link-label-another = Add another account: { $label }
link-provider-another = Add another { $label } account
link-password = Add a password
link-phone = Add a phone number
link-phone-another = Add another phone number
link-email = Add an email address
link-email-another = Add another email address
opening = Opening the sign-in page of { $label }. You come back here afterwards.
history-title = History
# $date: the day
history-linked = { $label } linked on { $date }
history-unlinked = { $label } unlinked on { $date }
history-swapped = { $label } linked on { $date } and kept as your account
history-all = Show all { $count }
some-account = An account
suggested-title = These may be yours, too
suggested-lead = They have the same email address as your account.
suggested-link = Add
suggested-name = Add { $label }, { $account }
suggested-look = Look for your other accounts
suggested-none = No other account has your email address.
limited = Your ways to sign in cannot be shown just now.

## What was interrupted

resume-title = Continue where you left off
resume-again = You are signed in again. Continue where you left off.
resume-link = You were adding an account: { $label }.
resume-letter = { open-letter } Then sign in to the other account again.
resume-unlink = You were unlinking this account: { $label }, { $account }.
resume-delete = You were unlinking and deleting this account: { $label }, { $account }. { unlink-delete-note }
resume-confirm = You were about to confirm. Nothing is linked yet.
go-on = Continue with { $label }
start-again = Start again with { $label }

## A code or a link that is sent

-until-confirmed = Nothing is linked until you confirm.
phone-lead = We text a code to this number to make sure it is yours. { -until-confirmed }
phone-label = Phone number
phone-hint = Start with + and the country code, for example +44 7700 900123.
phone-other = Use another number
phone-arrives = A text message can take a minute.
# $to: the number or the address
phone-sent-code = We texted a code to { $to }.
email-lead = We send a message to this address to make sure it is yours. { -until-confirmed }
email-label = Email address
email-hint = Enter it in full, for example name@example.com.
email-other = Use another address
email-arrives = A message can take a minute. Look in your spam folder, too.
email-sent-code = We sent a code to { $to }.
email-sent-link = We sent a link to { $to }.
send-code = Send a code
send-link = Send a link instead
send-code-instead = Send a code instead
send-new-code = Send a new code
send-new-link = Send a new link
send-in = You can ask for a new one in { $time }.
sent-again-code = We sent a new code.
    .todo = Only the newest one works.
sent-again-link = We sent a new link.
    .todo = { sent-again-code.todo }
step-code = Enter the code
step-link = Open the link
over-code = Ask for a new code
over-link = Ask for a new link
code-label = Code from the message
code-check = Check the code
link-how = Open it in this browser. Anywhere else, use a code instead.
over-now-code = { refusal-code_expired }
    .todo = Ask for a new one.
over-now-link = This link no longer works.
    .todo = { over-now-code.todo }
no-tries = That code is wrong, and it was the last try.
    .todo = Ask for a new code.
tries-left = { $count ->
    [one] You have one try left. After that, ask for a new code.
   *[other] You have { $count } tries left.
  }
try-again-in = Try again in { $time }, or add another way to sign in.
no-country = The country code is missing.
    .todo = Start with + and the code, such as +44 for the United Kingdom or +49 for Germany.
no-code = That code is not complete.
    .todo = Look at the message and enter all of it.
arrives-title = No message yet?

## Before an account is unlinked

-not-any-more = It no longer signs you in to this account.
unlink-title = Unlink { $label }?
unlink-title-way = Unlink this way to sign in?
unlink-separate = It becomes a separate account again. { -not-any-more }
unlink-gone = { -not-any-more } The separate account it becomes is deleted.
unlink-empty = The separate account starts without saved settings.
unlink-restored = The separate account gets back the settings it had when it was linked.
unlink-for-ever = { unlink-delete-note } If you sign in with it again, you may get a new, empty account.
unlink-safe = Nothing changes at { $label }. { unlink-safe-here }
unlink-safe-here = You can add it again at any time.
delete-safe = Nothing changes at { $label }. { delete-safe-here }
delete-safe-here = Nothing else changes in this account.
unlink-restore = Restore the settings it had when it was linked
unlink-delete = Also delete the separate account
unlink-delete-note = This cannot be undone.
unlink-stale = Your last sign-in was a while ago, so you sign in again first.
unlink-confirm = Unlink
unlink-and-delete = Unlink and delete
unlink-keep = Keep it linked

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = Add { $what } to your account?
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label } ({ $account })
add-lead = Both then sign you in. { settings-all }.
add-access = Whoever can sign in with it gets into your account.
add = Add
add-more = Other options
add-keep-other = Keep the other account instead
add-compare = Compare both accounts
review-title = Merge these two accounts?
people = These look like two different people.
people-todo = Merge them only if both accounts are yours.
review-lead = One account stays. The other one becomes a way to sign in to it.
keep-title = Which account do you want to keep?
keep-fixed = The two accounts
stays = This account stays
recommended = Recommended
reason-present = You are using it now.
reason-older = You have had it longer.
reason-managed = Your company manages it, so it must stay.
reason-chosen = You chose to keep it.
# $what: a list of the has- messages below
reason-more_to_lose = It has { $what }.
has-app_metadata = permissions or a plan
has-roles = roles
has-organizations = memberships
has-second_factor = a second sign-in step
lost = Lost: { $what }
settings-title = Saved settings
settings-behind = The other account loses its saved settings, because a sign-in did not allow keeping them.
settings-all = All saved settings are kept
settings-rest = All other saved settings are kept
settings-differ = { $count ->
    [one] One differs. Choose which value to keep.
   *[other] { $count } differ. Choose which values to keep.
  }
empty = Empty
yes = Yes
no = No
leave-behind = Leave behind
both = Both
both-but = Both, and the kept account’s values where they differ
kept-value = The kept account’s value
same-setting = Same in both
# $name: what it is called; $value: what it is
named-value = { $name }: { $value }
after-title = What happens
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Whoever can sign in with either one gets into the account you keep.
   *[other] Whoever can sign in with any of the { $count } gets into the account you keep.
  }
after-swap = You are then signed in to the account you keep: { $label }.
after-email = Your email address here is then { $email }.
after-unread = We could not check everything. Roles, memberships or a second sign-in step may be lost.
after-large = Together, the saved settings are too large. Leave some of them behind.
after-factor = The account you keep has no second sign-in step. It is less protected until you set one up again.
after-again = You sign in to your present account once more before it is done.
-unlink-later = You can unlink the other account later.
after-back = { -unlink-later } It then starts with empty settings.
after-back-restored = { -unlink-later } In most cases it gets its settings back.
details = Details
id-stays = User ID that stays: { $id }
id-gone = User ID that is given up: { $id }
merge = Merge accounts
# $name: whose account the other one is
merge-into-mine = Merge { $name }’s account into mine
merge-mine = Merge my account into { $name }’s
cancel = Cancel
# $clock: minutes and seconds, "2:59"
time-left = Time left: { $clock }

## Signed in as someone else

switch-title = You signed in with another account
switch-lead = You were already signed in here. Which account do you want to use?
switch-note = The two accounts stay separate either way.
switch-now = Already signed in
switch-new = Just signed in
switch-keep = Stay signed in as { $name }
switch-go = Switch to { $name }

## Times

seconds = { $count ->
    [one] a second
   *[other] { $count } seconds
  }
minutes = { $count ->
    [one] a minute
   *[other] { $count } minutes
  }
wait-for = Wait { $time }, then try again.
wait-over = You can try again now.

## Lists

# $first, $last: parts of a list
list-two = { $first } and { $last }
list-more = { $first }, { $last }
list-last = { $first }, and { $last }
