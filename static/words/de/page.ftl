# What the settings page says, in German.

## The page

# Where the product has no name of its own.
brand = Ihr Konto
title = Ihre Anmeldemethoden
about = Sehen Sie Ihre Anmeldemethoden, fügen Sie eine hinzu oder trennen Sie eine.
footer = Eine Verknüpfung ändert nur, wie Sie sich hier anmelden. Bei Google, GitHub oder anderswo ändert sich nichts.
privacy = Datenschutz
help = Hilfe
language = Sprache
language-go = Ändern
loading = Wird geladen …
slow = Das dauert zu lange. Laden Sie die Seite neu.
plain-page = Einfache Version öffnen
sign-in = Anmelden
sign-out = Abmelden
again = Noch einmal versuchen
continue = Weiter
back = Zurück zu Ihren Anmeldemethoden
# $name: the product's
home = Zurück zu { $name }
home-unnamed = Zurück zur Website
later = Jetzt nicht
one-moment = Einen Moment

## Ways to sign in that have no name of their own

provider-auth0 = E-Mail und Passwort
provider-Username-Password-Authentication = E-Mail und Passwort
provider-email = E-Mail-Code
provider-sms = SMS-Code
provider-samlp = Firmenkonto
provider-adfs = Firmenkonto
provider-oidc = Firmenkonto

## Signed out

signed-out-title = Ihre Anmeldemethoden verwalten
signed-out-lead = Melden Sie sich hier mal mit einem Passwort an und mal mit Google? Dann haben Sie vielleicht zwei Konten. Hier machen Sie eines daraus.
signed-out-see = Sehen Sie alle Anmeldemethoden Ihres Kontos.
signed-out-link = Fügen Sie eine weitere Anmeldemethode hinzu.
signed-out-unlink = Trennen Sie sie wieder, wann immer Sie möchten.
ended-title = Sie wurden abgemeldet
ended-lead = Es hat sich nichts geändert. Melden Sie sich an, und Sie sind wieder da, wo Sie waren.
ended-go = Wieder anmelden
other-user-title = Sie sind hier als jemand anderes angemeldet
other-user-lead = Diese Seite erwartet ein anderes Konto. Melden Sie sich wieder an, damit nichts zum falschen Konto hinzukommt.

## The overview

person-title = Angemeldet als
no-name = Kein Name angegeben
unverified = E-Mail-Adresse nicht bestätigt
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = Hauptmethode
unlink = Trennen
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Trennen: { $label }, { $account }
used-last = Zuletzt benutzt
# $date: the day
linked-on = Verknüpft am { $date }
private-relay = Apple hat diese Adresse erstellt, um Ihre zu verbergen. Nachrichten werden an Sie weitergeleitet.
more-title = Anmeldemethode hinzufügen
more-why = Mit einer zweiten Anmeldemethode kommen Sie immer in Ihr Konto.
more-lead = Sie melden sich einmal damit an, um zu zeigen, dass sie Ihnen gehört.
more-another = Weiteres Konto der gleichen Art
# $email: the person's own address
open-letter = Öffnen Sie zuerst den Link in der Nachricht an { $email }.
verify-lead = { open-letter } Laden Sie dann diese Seite neu.
verify-send = Noch einmal senden
# $label: the way to sign in, "GitHub"
link-label = { $label } hinzufügen
link-label-another = Weiteres Konto hinzufügen: { $label }
link-provider-another = Weiteres { $label }-Konto hinzufügen
link-password = Passwort hinzufügen
link-phone = Telefonnummer hinzufügen
link-phone-another = Weitere Telefonnummer hinzufügen
link-email = E-Mail-Adresse hinzufügen
link-email-another = Weitere E-Mail-Adresse hinzufügen
opening = Die Anmeldeseite für { $label } wird geöffnet. Danach kommen Sie hierher zurück.
history-title = Verlauf
# $date: the day
history-linked = { $label }: am { $date } verknüpft
history-unlinked = { $label }: am { $date } getrennt
history-swapped = { $label }: am { $date } verknüpft und als Ihr Konto behalten
history-all = Alle { $count } anzeigen
some-account = Ein Konto
suggested-title = Vielleicht gehören Ihnen auch diese Konten
suggested-lead = Sie haben dieselbe E-Mail-Adresse wie Ihr Konto.
suggested-link = Hinzufügen
suggested-name = Hinzufügen: { $label }, { $account }
suggested-look = Nach weiteren Konten suchen, die Ihnen gehören
suggested-none = Kein anderes Konto hat Ihre E-Mail-Adresse.
limited = Ihre Anmeldemethoden können gerade nicht angezeigt werden.

## What was interrupted

resume-title = Weitermachen, wo Sie aufgehört haben
resume-again = Sie sind wieder angemeldet. Machen Sie weiter, wo Sie aufgehört haben.
resume-link = Sie wollten gerade ein Konto hinzufügen: { $label }.
resume-letter = { open-letter } Melden Sie sich dann noch einmal bei dem anderen Konto an.
resume-unlink = Sie wollten gerade dieses Konto trennen: { $label }, { $account }.
resume-delete = Sie wollten gerade dieses Konto trennen und löschen: { $label }, { $account }. { unlink-delete-note }
resume-confirm = Sie wollten gerade bestätigen. Noch ist nichts verknüpft.
go-on = Weiter mit { $label }
start-again = Neu beginnen mit { $label }

## A code or a link that is sent

-until-confirmed = Verknüpft wird erst, wenn Sie bestätigen.
phone-lead = Mit einem Code per SMS prüfen wir, ob diese Nummer Ihnen gehört. { -until-confirmed }
phone-label = Telefonnummer
phone-hint = Beginnen Sie mit + und der Ländervorwahl, zum Beispiel +49 152 28817386.
phone-other = Andere Nummer verwenden
phone-arrives = Eine SMS kann eine Minute brauchen.
# $to: the number or the address
phone-sent-code = Wir haben einen Code per SMS an { $to } gesendet.
email-lead = Mit einer Nachricht prüfen wir, ob diese Adresse Ihnen gehört. { -until-confirmed }
email-label = E-Mail-Adresse
email-hint = Geben Sie die Adresse vollständig ein, zum Beispiel name@example.com.
email-other = Andere Adresse verwenden
email-arrives = Eine Nachricht kann eine Minute brauchen. Sehen Sie auch im Spam-Ordner nach.
email-sent-code = Wir haben einen Code an { $to } gesendet.
email-sent-link = Wir haben einen Link an { $to } gesendet.
send-code = Code senden
send-link = Stattdessen Link senden
send-code-instead = Stattdessen Code senden
send-new-code = Neuen Code senden
send-new-link = Neuen Link senden
send-in = In { $time } können Sie einen neuen senden.
sent-again-code = Wir haben einen neuen Code gesendet.
    .todo = Nur der neueste gilt.
sent-again-link = Wir haben einen neuen Link gesendet.
    .todo = { sent-again-code.todo }
step-code = Code eingeben
step-link = Link öffnen
over-code = Neuen Code anfordern
over-link = Neuen Link anfordern
code-label = Code aus der Nachricht
code-check = Code prüfen
link-how = Öffnen Sie den Link in diesem Browser. Anderswo hilft nur ein Code.
over-now-code = { refusal-code_expired }
    .todo = Fordern Sie einen neuen an.
over-now-link = Dieser Link gilt nicht mehr.
    .todo = { over-now-code.todo }
no-tries = Der Code stimmt nicht, und das war der letzte Versuch.
    .todo = Fordern Sie einen neuen Code an.
tries-left = { $count ->
    [one] Sie haben noch einen Versuch. Danach brauchen Sie einen neuen Code.
   *[other] Sie haben noch { $count } Versuche.
  }
try-again-in = Versuchen Sie es in { $time } noch einmal oder fügen Sie eine andere Anmeldemethode hinzu.
no-country = Die Ländervorwahl fehlt.
    .todo = Beginnen Sie mit + und der Vorwahl, zum Beispiel +49 für Deutschland oder +43 für Österreich.
no-code = Der Code ist nicht vollständig.
    .todo = Sehen Sie in der Nachricht nach und geben Sie ihn ganz ein.
arrives-title = Noch keine Nachricht?

## Before an account is unlinked

-not-any-more = In dieses Konto gelangen Sie damit nicht mehr.
unlink-title = { $label } trennen?
unlink-title-way = Diese Anmeldemethode trennen?
unlink-separate = Daraus wird wieder ein separates Konto. { -not-any-more }
unlink-gone = { -not-any-more } Das separate Konto, das daraus wird, wird gelöscht.
unlink-empty = Das separate Konto beginnt ohne gespeicherte Einstellungen.
unlink-restored = Das separate Konto bekommt die Einstellungen zurück, die es beim Verknüpfen hatte.
unlink-for-ever = { unlink-delete-note } Wenn Sie sich wieder damit anmelden, entsteht vielleicht ein neues, leeres Konto.
unlink-safe = Bei { $label } ändert sich nichts. { unlink-safe-here }
unlink-safe-here = Sie können das Konto jederzeit wieder hinzufügen.
delete-safe = Bei { $label } ändert sich nichts. { delete-safe-here }
delete-safe-here = In diesem Konto ändert sich sonst nichts.
unlink-restore = Die Einstellungen wiederherstellen, die es beim Verknüpfen hatte
unlink-delete = Das separate Konto auch löschen
unlink-delete-note = Das lässt sich nicht rückgängig machen.
unlink-stale = Ihre letzte Anmeldung ist eine Weile her. Deshalb melden Sie sich zuerst noch einmal an.
unlink-confirm = Trennen
unlink-and-delete = Trennen und löschen
unlink-keep = Verknüpft lassen

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = { $what } zu Ihrem Konto hinzufügen?
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label } ({ $account })
add-lead = Danach können Sie sich auch damit anmelden. { settings-all }.
add-access = Wer sich damit anmelden kann, kommt in Ihr Konto.
add = Hinzufügen
add-more = Weitere Möglichkeiten
add-keep-other = Stattdessen das andere Konto behalten
add-compare = Beide Konten vergleichen
review-title = Diese beiden Konten zusammenführen?
people = Das sieht nach zwei verschiedenen Personen aus.
people-todo = Führen Sie die Konten nur zusammen, wenn beide Ihnen gehören.
review-lead = Ein Konto bleibt. Mit dem anderen melden Sie sich dann bei diesem an.
keep-title = Welches Konto möchten Sie behalten?
keep-fixed = Die beiden Konten
stays = Dieses Konto bleibt
recommended = Empfohlen
reason-present = Sie verwenden es gerade.
reason-older = Sie haben es schon länger.
reason-managed = Ihre Firma verwaltet es, deshalb muss es bleiben.
reason-chosen = Sie haben es gewählt.
# $what: a list of the has- messages below
reason-more_to_lose = Es hat { $what }.
has-app_metadata = Berechtigungen oder einen Tarif
has-roles = Rollen
has-organizations = Mitgliedschaften
has-second_factor = einen zweiten Anmeldeschritt
lost = Sie verlieren: { $what }
settings-title = Gespeicherte Einstellungen
settings-behind = Die gespeicherten Einstellungen des anderen Kontos gehen verloren, weil eine Anmeldung ihre Übernahme nicht erlaubt hat.
settings-all = Alle gespeicherten Einstellungen bleiben erhalten
settings-rest = Alle anderen gespeicherten Einstellungen bleiben erhalten
settings-differ = { $count ->
    [one] Eine unterscheidet sich. Wählen Sie den Wert, der bleibt.
   *[other] { $count } unterscheiden sich. Wählen Sie die Werte, die bleiben.
  }
empty = Leer
yes = Ja
no = Nein
leave-behind = Nicht übernehmen
both = Beide
both-but = Beide, bei Unterschieden die Werte des Kontos, das bleibt
kept-value = Den Wert des Kontos, das bleibt
same-setting = In beiden gleich
# $name: what it is called; $value: what it is
named-value = { $name }: { $value }
after-title = Was geschieht
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Wer sich mit einer der beiden Methoden anmelden kann, kommt in das Konto, das bleibt.
   *[other] Wer sich mit einer der { $count } Methoden anmelden kann, kommt in das Konto, das bleibt.
  }
after-swap = Danach sind Sie bei dem Konto angemeldet, das bleibt: { $label }.
after-email = Ihre E-Mail-Adresse ist hier dann { $email }.
after-unread = Wir konnten nicht alles prüfen. Rollen, Mitgliedschaften oder ein zweiter Anmeldeschritt können verloren gehen.
after-large = Die gespeicherten Einstellungen der beiden Konten sind zusammen zu groß: Wählen Sie, was davon zurückbleibt.
after-factor = Das Konto, das bleibt, hat keinen zweiten Anmeldeschritt. Es ist weniger gut geschützt, bis Sie wieder einen einrichten.
after-again = Vorher melden Sie sich noch einmal bei Ihrem jetzigen Konto an.
-unlink-later = Sie können die Konten später wieder trennen.
after-back = { -unlink-later } Das andere ist dann ohne gespeicherte Einstellungen.
after-back-restored = { -unlink-later } Meist bekommt das andere seine jetzigen Einstellungen zurück.
details = Details
id-stays = Nutzer-ID, die bleibt: { $id }
id-gone = Nutzer-ID, die wegfällt: { $id }
merge = Zusammenführen
# $name: whose account the other one is
merge-into-mine = Das Konto von { $name } mit meinem zusammenführen
merge-mine = Mein Konto mit dem von { $name } zusammenführen
cancel = Abbrechen
# $clock: minutes and seconds, "2:59"
time-left = Verbleibende Zeit: { $clock }

## Signed in as someone else

switch-title = Sie haben sich mit einem anderen Konto angemeldet
switch-lead = Sie waren hier schon angemeldet. Welches Konto möchten Sie verwenden?
switch-note = Die beiden Konten bleiben in jedem Fall separat.
switch-now = Bisher angemeldet
switch-new = Gerade angemeldet
switch-keep = Angemeldet bleiben als { $name }
switch-go = Zu { $name } wechseln

## Times

seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
  }
minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
  }
wait-for = Warten Sie { $time } und versuchen Sie es dann noch einmal.
wait-over = Sie können es jetzt noch einmal versuchen.

## Lists

# $first, $last: parts of a list
list-two = { $first } und { $last }
list-more = { $first }, { $last }
list-last = { $first } und { $last }
