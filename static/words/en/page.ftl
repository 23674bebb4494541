# What the settings page says, in English.

## The page

# Where the product has no name of its own.
brand = Your account
title = Ways you sign in
about = See which accounts you sign in with, link another one, or unlink one.
footer = Linking changes how you sign in here. It changes nothing at Google, GitHub or anywhere else.
privacy = Privacy
help = Help
language = Language
language-go = Change
loading = Loading…
slow = This takes longer than it should. Load the page again, please.
plain-page = Open the plain page
sign-in = Sign in
sign-out = Sign out
again = Try again
back = Back to the ways you sign in
# $name: the product's
home = Back to { $name }
home-unnamed = Back to the site
later = Not now
one-moment = One moment

## Ways to sign in that have no name of their own

provider-auth0 = E-mail and password
provider-Username-Password-Authentication = E-mail and password
provider-email = E-mail code
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

resume-title = Go on where you were
resume-again = You signed in again. Go on where you were.
resume-link = You were about to link an account: { $label }.
resume-letter = First open the link in the message to { $email }. Then go on here, and sign in to that account once more.
resume-unlink = You were about to unlink this account: { $label }, { $account }.
resume-delete = You were about to unlink this account and delete it: { $label }, { $account }. Deleting cannot be undone.
resume-confirm = You were about to link two accounts. Nothing is linked yet.
go-on = Go on with { $label }
start-again = Start again with { $label }
go-on-unlink = Go on and unlink
go-on-delete = Go on, unlink and delete
go-on-confirm = Show both accounts

## A code or a link that is sent

phone-lead = We send a code to it in a text message, to make sure that it is yours. Then you see both accounts and decide.
phone-label = Phone number
phone-hint = With + and the country code, such as +44 7700 900123.
phone-other = Use another number
phone-arrives = A text message can take a minute.
# $to: the number or the address
phone-sent-code = We sent a text message with a code to { $to }.
phone-under-way = You asked for a code. It was sent to { $to }.
email-lead = We send a message to it, to make sure that it is yours. Then you see both accounts and decide.
email-label = E-mail address
email-hint = In full, such as name@example.com.
email-other = Use another address
email-arrives = A message can take a minute. It may be in the folder for spam.
email-sent-code = We sent a message with a code to { $to }.
email-sent-link = We sent a message with a link to { $to }.
email-under-way-code = You asked for a code. It was sent to { $to }.
email-under-way-link = You asked for a link. It was sent to { $to }.
send-code = Send a code
send-link = Send a link instead
send-code-instead = Send a code instead
send-new-code = Send a new code
send-new-link = Send a new link
send-in = You can ask for a new one in { $time }.
sent-again-code = A new code is on its way.
    .todo = Only the newest one counts.
sent-again-link = A new link is on its way.
    .todo = Only the newest one counts.
step-code = Enter the code
step-link = Open the link
over-code = Ask for a new code
over-link = Ask for a new link
code-label = Code from the message
code-check = Check the code
link-how = Open it in this browser. Anywhere else it does not work, but a code does.
over-now-code = The time for this code is over.
    .todo = Ask for a new one.
over-now-link = The time for this link is over.
    .todo = Ask for a new one.
no-tries = That was not right, and it was the last try.
    .todo = Ask for a new code.
tries-left = { $count ->
    [one] You have one more try. After that, ask for a new code.
   *[other] You have { $count } more tries.
  }
try-again-in = Try again in { $time }, or link another kind of account.
no-country = The country code is missing.
    .todo = Begin with + and the code, such as +44 for the United Kingdom or +49 for Germany.
no-code = That is not the whole code.
    .todo = Look at the message, and type all of it.
arrives-title = Nothing there yet?

## Before an account is unlinked

unlink-title = Unlink this { $label } account?
unlink-title-way = Unlink this account?
unlink-separate = It becomes a separate account again. You can still sign in with it, but then you no longer get to the account you are in now.
unlink-gone = It stops working as a way into this account, and the separate account that it becomes is deleted.
unlink-empty = That separate account starts with empty settings.
unlink-restored = That separate account gets back the settings it had when it was linked.
unlink-for-ever = This cannot be undone. Signing in with it again, where that still works, begins a new and empty account.
unlink-safe = Nothing is deleted at { $label }, and nothing else changes here. You can link the two again at any time.
unlink-safe-here = Nothing else changes here. You can link the two again at any time.
delete-safe = Nothing is deleted at { $label }, and nothing else changes in the account you are in now.
delete-safe-here = Nothing else changes in the account you are in now.
unlink-restore = Give it back the settings it had when it was linked
unlink-delete = Also delete that separate account
unlink-delete-note = This cannot be undone.
unlink-stale = First you sign in again, because your last sign-in was a while ago. Then you are asked once more.
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

switch-title = You signed in as someone else
switch-lead = You were already signed in here with another account. Which one do you want to use?
switch-note = The two accounts stay separate, whichever you choose.
switch-now = Signed in until now
switch-new = Just signed in
switch-keep = Stay with { $name }
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
