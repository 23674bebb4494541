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

signed-out-title = Sign in to see yours
signed-out-lead = Do you use a password here on one day and Google on another? Then you may have two accounts. Here you make them one.
signed-out-see = See every way you sign in to your account.
signed-out-link = Link another account, after you have seen both side by side.
signed-out-unlink = Unlink it again, whenever you like.
ended-title = You have been signed out
ended-lead = Nothing has changed. Sign in, and you are back where you were.
ended-go = Sign in again

## The overview

person-title = You are signed in as
no-name = No name given
unverified = E-mail not confirmed
linked-title = Linked accounts
linked-lead = { $count ->
    [one] So far, only this one signs you in to this account.
   *[other] Each of these signs you in to this account.
  }
primary = The account you sign in as
unlink = Unlink
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Unlink { $label }, { $account }
more-title = Link another account
more-lead = You sign in to that account once, to show that it is yours. Then you see both and decide.
# Before that, whoever signed in too long ago signs in once more.
more-stale = First you sign in to this account again, because your last sign-in was a while ago.
# $email: the person's own address
verify-lead = First open the link in the message to { $email }. Then load this page again.
verify-send = Send it again
# $label: a company's name; $initial: its first letter, in lower case
link-provider = { $initial ->
    [a] Link an { $label } account
    [e] Link an { $label } account
    [i] Link an { $label } account
    [o] Link an { $label } account
   *[other] Link a { $label } account
  }
link-provider-another = Link another { $label } account
# $label: what the site calls a way to sign in
link-label = Link { $label }
link-label-another = Link another: { $label }
link-password = Link an account with e-mail and password
link-password-another = Link another account with e-mail and password
link-email-code = Link an account with an e-mail code
link-email-code-another = Link another account with an e-mail code
link-phone-code = Link an account with a phone code
link-phone-code-another = Link another account with a phone code
link-phone = Link a phone number
link-phone-another = Link another phone number
link-email = Link an e-mail address
link-email-another = Link another e-mail address
opening = Opening the sign-in page of { $label }. You come back here afterwards.
history-title = What was linked and unlinked here
# $date: the day
history-linked = { $label } linked on { $date }
history-unlinked = { $label } unlinked on { $date }
history-swapped = { $label } linked, and kept as your account, on { $date }
history-all = Show all { $count }
some-account = An account
suggested-title = These may be yours, too
suggested-lead = They have the same e-mail address as your account. You sign in to one, to show that it is yours. Then you see both and decide.
suggested-link = Link it
suggested-name = Link it: { $label }, { $account }
suggested-look = Look for other accounts of yours
suggested-none = No other account has the same e-mail address as yours.
limited = Your linked accounts cannot be shown just now: too many requests at once.

## What was interrupted

resume-title = Continue where you left off
resume-again = You are signed in again. Continue where you left off.
resume-link = You were adding an account: { $label }.
resume-letter = First open the link in the message to { $email }. Then sign in to the other account again.
resume-unlink = You were unlinking this account: { $label }, { $account }.
resume-delete = You were unlinking and deleting this account: { $label }, { $account }. { unlink-delete-note }
resume-confirm = You were about to confirm. Nothing is linked yet.
go-on = Continue with { $label }
start-again = Start again with { $label }

## A code or a link that is sent

-until-confirmed = Nothing is linked until you confirm.
phone-lead = We text a code to this number to make sure it is yours. { -until-confirmed }
phone-label = Phone number
phone-hint = Start with + and the country code, for example +44 7700 900123.
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

review-title = Link these two accounts?
review-lead = You have shown that both are yours. Nothing is linked yet.
keep-title = Which account do you want to keep?
keep-fixed = Which account stays
keep-lead = One account stays. The other one joins it: you can still sign in with it, but it is no longer an account of its own.
keep = Keep this account
# $name: whose account; $how: how they sign in to it
keep-name = Keep this account: { $name }, { $how }
stays = This account stays
joins = This account joins it
recommended = Recommended
reason-present = It is the one you are using now.
reason-managed = Your company manages it, so it must stay.
reason-chosen = You chose to keep it, and signed in again to make sure.
# $what: a list of the has- messages below
reason-more_to_lose = If it joined, it would lose { $what }.
has-app_metadata = permissions or a plan
has-roles = roles
has-organizations = memberships
has-second_factor = a second sign-in step
has-something = permissions or a second sign-in step
keeps-app_metadata = Keeps its permissions or plan here.
keeps-roles = Keeps its roles here.
keeps-organizations = Keeps its memberships in organizations.
keeps-second_factor = Keeps its second sign-in step.
loses-app_metadata = Permissions or a plan that this site keeps with it are lost.
loses-roles = Its roles here are lost.
loses-organizations = Its memberships in organizations are lost.
loses-second_factor = Its second sign-in step is lost: set it up again.
stays-methods = You sign in to it with
joins-methods = { $count ->
    [one] This moves along
   *[other] These move along
  }
stays-id = Stays, with its user ID: { $id }
joins-id = Joins the other one and gives up its user ID: { $id }
stays-email = Its e-mail address is your account’s.
joins-email = Its e-mail address is no longer your account’s.
settings-title = Saved settings
settings-none = Neither account has saved settings.
settings-behind = Saved settings are not carried over, since a sign-in did not allow it; those of the account that joins are lost.
settings-all = All are kept.
settings-carried = { $count ->
    [one] Nothing conflicts. One is carried over.
   *[other] Nothing conflicts. { $count } are carried over.
  }
settings-differ = { $count ->
    [one] One differs. Choose what to keep.
   *[other] { $count } differ. Choose what to keep.
  }
settings-key = Setting
settings-after = After linking
# $key: the setting's name
setting-name = After linking: { $key }
column-stays = (stays)
column-joins = (joins)
not-set = Not set
empty = Empty
yes = Yes
no = No
a-list = A list
a-group = Several values
list-of = the list of { $label }
group-of = the values of { $label }
carry-over = Carry over
leave-behind = Leave behind
combine = Combine both
kept-setting = Stays as it is
same-setting = Same in both
choose-kept = What the account that stays has
# $value: a value in quotation marks, or a list or group of an account
choose-value = Always { $value }
values-lost = Some saved settings are lost. They are marked above.
# $value: a value in quotation marks, or a list or group of an account
value-lost = Lost: { $value }
after-title = If you link them
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Both ways to sign in bring you to the account that stays.
   *[other] All { $count } ways to sign in bring you to the account that stays.
  }
after-swap = From then on you are signed in to the account you keep: { $label }.
after-settings = All saved settings are kept.
quoted = “{ $value }”
after-large = Together, the saved settings of the two accounts are too large: choose to leave some of them behind.
after-factor = The account that stays has no second sign-in step. It is protected less well until you set one up again.
after-again = You will be asked to sign in to your present account once more before it is done.
after-back = You can unlink it later. It is then a separate account again, with empty settings.
after-back-restored = You can unlink it later. It is then a separate account again, and in most cases can get back the settings it has now.
after-back-warned = What is marked as lost above does not come back.
confirm = Link these accounts
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
