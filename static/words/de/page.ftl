# What the settings page says, in German.

## The page

# Where the product has no name of its own.
brand = Ihr Konto
title = Ihre Anmeldemethoden
about = Sehen Sie, mit welchen Konten Sie sich anmelden, verknüpfen Sie ein weiteres oder trennen Sie eines.
footer = Eine Verknüpfung ändert, wie Sie sich hier anmelden. Bei Google, GitHub oder anderswo ändert sie nichts.
privacy = Datenschutz
help = Hilfe
language = Sprache
language-go = Ändern
loading = Wird geladen …
slow = Das dauert länger als üblich. Bitte laden Sie die Seite neu.
plain-page = Die einfache Seite öffnen
sign-in = Anmelden
sign-out = Abmelden
again = Noch einmal versuchen
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

signed-out-title = Melden Sie sich an, um sie zu sehen
signed-out-lead = Melden Sie sich hier mal mit einem Passwort an und mal mit Google? Dann haben Sie vielleicht zwei Konten. Hier machen Sie eines daraus.
signed-out-see = Sehen Sie alle Anmeldemethoden Ihres Kontos.
signed-out-link = Verknüpfen Sie ein weiteres Konto, nachdem Sie beide nebeneinander gesehen haben.
signed-out-unlink = Trennen Sie es wieder, wann immer Sie möchten.
ended-title = Sie wurden abgemeldet
ended-lead = Es hat sich nichts geändert. Melden Sie sich an, und Sie sind wieder da, wo Sie waren.
ended-go = Wieder anmelden

## The overview

person-title = Sie sind angemeldet als
no-name = Kein Name angegeben
unverified = E-Mail-Adresse nicht bestätigt
linked-title = Verknüpfte Konten
linked-lead = { $count ->
    [one] Bisher gelangen Sie nur hiermit in dieses Konto.
   *[other] Mit jedem davon gelangen Sie in dieses Konto.
  }
primary = Ihr Hauptkonto
unlink = Trennen
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Trennen: { $label }, { $account }
more-title = Weiteres Konto verknüpfen
more-lead = Sie melden sich einmal bei dem anderen Konto an, um zu zeigen, dass es Ihnen gehört. Danach sehen Sie beide Konten und entscheiden.
# Before that, whoever signed in too long ago signs in once more.
more-stale = Vorher melden Sie sich noch einmal bei diesem Konto hier an, weil Ihre letzte Anmeldung schon eine Weile her ist.
# $email: the person's own address
verify-lead = Öffnen Sie zuerst den Link in der Nachricht an { $email }. Laden Sie dann diese Seite neu.
verify-send = Noch einmal senden
# $label: a company's name; $initial: its first letter, in lower case
link-provider = { $label }-Konto verknüpfen
link-provider-another = Weiteres { $label }-Konto verknüpfen
# $label: what the site calls a way to sign in
link-label = { $label } verknüpfen
link-label-another = Weiteres Konto verknüpfen: { $label }
link-password = Konto verknüpfen: E-Mail und Passwort
link-password-another = Weiteres Konto verknüpfen: E-Mail und Passwort
link-email-code = Konto verknüpfen: E-Mail-Code
link-email-code-another = Weiteres Konto verknüpfen: E-Mail-Code
link-phone-code = Konto verknüpfen: SMS-Code
link-phone-code-another = Weiteres Konto verknüpfen: SMS-Code
link-phone = Telefonnummer verknüpfen
link-phone-another = Weitere Telefonnummer verknüpfen
link-email = E-Mail-Adresse verknüpfen
link-email-another = Weitere E-Mail-Adresse verknüpfen
opening = Die Anmeldeseite für { $label } wird geöffnet. Danach kommen Sie hierher zurück.
history-title = Was hier verknüpft und getrennt wurde
# $date: the day
history-linked = { $label }: am { $date } verknüpft
history-unlinked = { $label }: am { $date } getrennt
history-swapped = { $label }: am { $date } verknüpft und als Ihr Konto behalten
history-all = Alle { $count } anzeigen
some-account = Ein Konto
suggested-title = Vielleicht gehören Ihnen auch diese Konten
suggested-lead = Diese haben dieselbe E-Mail-Adresse wie Ihr Konto. Sie melden sich bei einem davon an, um zu zeigen, dass es Ihnen gehört. Danach sehen Sie beide Konten und entscheiden.
suggested-link = Verknüpfen
suggested-name = Verknüpfen: { $label }, { $account }
suggested-look = Nach weiteren Konten suchen, die Ihnen gehören
suggested-none = Kein anderes Konto hat dieselbe E-Mail-Adresse wie Ihres.
limited = Ihre verknüpften Konten können gerade nicht angezeigt werden: Es kamen zu viele Anfragen auf einmal.

## What was interrupted

resume-title = Machen Sie da weiter, wo Sie waren
resume-again = Sie haben sich wieder angemeldet. Machen Sie da weiter, wo Sie waren.
resume-link = Sie wollten gerade ein Konto verknüpfen: { $label }.
resume-letter = Öffnen Sie zuerst den Link in der Nachricht an { $email }. Machen Sie dann hier weiter, und melden Sie sich bei diesem Konto noch einmal an.
resume-unlink = Sie wollten gerade dieses Konto trennen: { $label }, { $account }.
resume-delete = Sie wollten gerade dieses Konto trennen und löschen: { $label }, { $account }. Das Löschen lässt sich nicht rückgängig machen.
resume-confirm = Sie wollten gerade zwei Konten verknüpfen. Noch ist nichts verknüpft.
go-on = Weiter mit { $label }
start-again = Neu beginnen mit { $label }
go-on-unlink = Weiter und trennen
go-on-delete = Weiter, trennen und löschen
go-on-confirm = Beide Konten ansehen

## A code or a link that is sent

phone-lead = Wir senden per SMS einen Code an die Nummer, um sicherzugehen, dass sie Ihnen gehört. Danach sehen Sie beide Konten und entscheiden.
phone-label = Telefonnummer
phone-hint = Mit + und Ländervorwahl, zum Beispiel +49 152 28817386.
phone-other = Andere Nummer verwenden
phone-arrives = Eine SMS kann eine Minute brauchen.
# $to: the number or the address
phone-sent-code = Wir haben eine SMS mit einem Code an { $to } gesendet.
phone-under-way = Sie haben einen Code angefordert. Er wurde an { $to } gesendet.
email-lead = Wir senden eine Nachricht an die Adresse, um sicherzugehen, dass sie Ihnen gehört. Danach sehen Sie beide Konten und entscheiden.
email-label = E-Mail-Adresse
email-hint = Vollständig, zum Beispiel name@example.com.
email-other = Andere Adresse verwenden
email-arrives = Eine Nachricht kann eine Minute brauchen. Vielleicht liegt sie im Spam-Ordner.
email-sent-code = Wir haben eine Nachricht mit einem Code an { $to } gesendet.
email-sent-link = Wir haben eine Nachricht mit einem Link an { $to } gesendet.
email-under-way-code = Sie haben einen Code angefordert. Er wurde an { $to } gesendet.
email-under-way-link = Sie haben einen Link angefordert. Er wurde an { $to } gesendet.
send-code = Code senden
send-link = Stattdessen Link senden
send-code-instead = Stattdessen Code senden
send-new-code = Neuen Code senden
send-new-link = Neuen Link senden
send-in = In { $time } können Sie noch einmal senden lassen.
sent-again-code = Ein neuer Code ist unterwegs.
    .todo = Nur der neueste gilt.
sent-again-link = Ein neuer Link ist unterwegs.
    .todo = Nur der neueste gilt.
step-code = Code eingeben
step-link = Link öffnen
over-code = Neuen Code anfordern
over-link = Neuen Link anfordern
code-label = Code aus der Nachricht
code-check = Code prüfen
link-how = Öffnen Sie den Link in diesem Browser. Anderswo funktioniert er nicht, ein Code dagegen schon.
over-now-code = Die Zeit für diesen Code ist abgelaufen.
    .todo = Fordern Sie einen neuen an.
over-now-link = Die Zeit für diesen Link ist abgelaufen.
    .todo = Fordern Sie einen neuen an.
no-tries = Das war nicht der richtige Code, und es war der letzte Versuch.
    .todo = Fordern Sie einen neuen Code an.
tries-left = { $count ->
    [one] Sie haben noch einen Versuch. Danach brauchen Sie einen neuen Code.
   *[other] Sie haben noch { $count } Versuche.
  }
try-again-in = Versuchen Sie es in { $time } noch einmal oder verknüpfen Sie ein Konto anderer Art.
no-country = Die Ländervorwahl fehlt.
    .todo = Beginnen Sie mit + und der Vorwahl, zum Beispiel +49 für Deutschland oder +43 für Österreich.
no-code = Der Code ist nicht vollständig.
    .todo = Sehen Sie in der Nachricht nach und geben Sie ihn ganz ein.
arrives-title = Noch nichts angekommen?

## Before an account is unlinked

unlink-title = Dieses { $label }-Konto trennen?
unlink-title-way = Dieses Konto trennen?
unlink-separate = Es wird wieder ein separates Konto. Sie können sich weiterhin damit anmelden, gelangen dann aber nicht mehr in das Konto, in dem Sie gerade sind.
unlink-gone = Sie gelangen damit nicht mehr in das Konto, in dem Sie gerade sind. Das separate Konto, das dabei entsteht, wird gelöscht.
unlink-empty = Das separate Konto beginnt ohne gespeicherte Einstellungen.
unlink-restored = Das separate Konto bekommt die Einstellungen zurück, die es beim Verknüpfen hatte.
unlink-for-ever = Das lässt sich nicht rückgängig machen. Falls Sie sich danach noch damit anmelden können, entsteht dabei ein neues, leeres Konto.
unlink-safe = Bei { $label } wird nichts gelöscht, und auch hier ändert sich sonst nichts. Sie können die beiden Konten jederzeit wieder verknüpfen.
unlink-safe-here = Sonst ändert sich hier nichts. Sie können die beiden Konten jederzeit wieder verknüpfen.
delete-safe = Bei { $label } wird nichts gelöscht, und in dem Konto, in dem Sie gerade sind, ändert sich sonst nichts.
delete-safe-here = In dem Konto, in dem Sie gerade sind, ändert sich sonst nichts.
unlink-restore = Dem separaten Konto die Einstellungen zurückgeben, die es beim Verknüpfen hatte
unlink-delete = Das separate Konto auch löschen
unlink-delete-note = Das lässt sich nicht rückgängig machen.
unlink-stale = Zuerst melden Sie sich noch einmal an, weil Ihre letzte Anmeldung schon eine Weile her ist. Danach werden Sie noch einmal gefragt.
unlink-confirm = Trennen
unlink-and-delete = Trennen und löschen
unlink-keep = Verknüpft lassen

## The review

review-title = Diese beiden Konten verknüpfen?
review-lead = Sie haben gezeigt, dass beide Ihnen gehören. Noch ist nichts verknüpft.
keep-title = Welches Konto möchten Sie behalten?
keep-fixed = Welches Konto bleibt
keep-lead = Ein Konto bleibt. Das andere kommt hinzu: Sie können sich weiterhin damit anmelden, aber es ist kein separates Konto mehr.
keep = Dieses Konto behalten
# $name: whose account; $how: how they sign in to it
keep-name = Dieses Konto behalten: { $name }, { $how }
stays = Dieses Konto bleibt
joins = Dieses Konto kommt hinzu
recommended = Empfohlen
reason-present = Es ist das Konto, das Sie gerade verwenden.
reason-managed = Ihre Firma verwaltet es, deshalb muss es bleiben.
reason-chosen = Sie wollten es behalten und haben sich zur Sicherheit noch einmal angemeldet.
# $what: a list of the has- messages below
reason-more_to_lose = Wenn es zum anderen hinzukäme, würde es { $what } verlieren.
has-app_metadata = Berechtigungen oder einen Tarif
has-roles = Rollen
has-organizations = Mitgliedschaften
has-second_factor = einen zweiten Anmeldeschritt
has-something = Berechtigungen oder einen zweiten Anmeldeschritt
keeps-app_metadata = Behält hier seine Berechtigungen oder seinen Tarif.
keeps-roles = Behält hier seine Rollen.
keeps-organizations = Behält seine Mitgliedschaften in Organisationen.
keeps-second_factor = Behält seinen zweiten Anmeldeschritt.
loses-app_metadata = Berechtigungen oder ein Tarif, die hier zu diesem Konto gehören, gehen verloren.
loses-roles = Seine Rollen hier gehen verloren.
loses-organizations = Seine Mitgliedschaften in Organisationen gehen verloren.
loses-second_factor = Sein zweiter Anmeldeschritt geht verloren: Richten Sie ihn danach neu ein.
stays-methods = Damit melden Sie sich dort an
joins-methods = { $count ->
    [one] Diese Anmeldemethode zieht mit um
   *[other] Diese Anmeldemethoden ziehen mit um
  }
stays-id = Bleibt, mit seiner Nutzer-ID: { $id }
joins-id = Kommt zum anderen hinzu und verliert seine Nutzer-ID: { $id }
stays-email = Seine E-Mail-Adresse gilt für Ihr Konto.
joins-email = Seine E-Mail-Adresse gilt nicht mehr für Ihr Konto.
settings-title = Gespeicherte Einstellungen
settings-none = In keinem der beiden Konten sind Einstellungen gespeichert.
settings-behind = Gespeicherte Einstellungen werden nicht übernommen, weil eine Anmeldung das nicht erlaubt hat; die des Kontos, das hinzukommt, gehen verloren.
settings-all = Alle bleiben erhalten.
settings-carried = { $count ->
    [one] Nichts widerspricht sich. Eine wird übernommen.
   *[other] Nichts widerspricht sich. { $count } werden übernommen.
  }
settings-differ = { $count ->
    [one] Eine unterscheidet sich. Wählen Sie, was Sie behalten.
   *[other] { $count } unterscheiden sich. Wählen Sie, was Sie behalten.
  }
settings-key = Einstellung
settings-after = Nach dem Verknüpfen
# $key: the setting's name
setting-name = Nach dem Verknüpfen: { $key }
column-stays = (bleibt)
column-joins = (kommt hinzu)
not-set = Nicht festgelegt
empty = Leer
yes = Ja
no = Nein
a-list = Eine Liste
a-group = Mehrere Werte
list-of = die Liste des Kontos „{ $label }“
group-of = die Werte des Kontos „{ $label }“
carry-over = Übernehmen
leave-behind = Nicht übernehmen
combine = Beide zusammenführen
kept-setting = Unverändert
same-setting = In beiden gleich
choose-kept = Was das Konto hat, das bleibt
# $value: a value in quotation marks, or a list or group of an account
choose-value = Immer { $value }
values-lost = Einige gespeicherte Einstellungen gehen verloren. Sie sind oben gekennzeichnet.
# $value: a value in quotation marks, or a list or group of an account
value-lost = Geht verloren: { $value }
after-title = Wenn Sie die Konten verknüpfen
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Mit beiden Anmeldemethoden gelangen Sie in das Konto, das bleibt.
   *[other] Mit allen { $count } Anmeldemethoden gelangen Sie in das Konto, das bleibt.
  }
after-swap = Von da an sind Sie bei dem Konto angemeldet, das Sie behalten: { $label }.
after-settings = Alle gespeicherten Einstellungen bleiben erhalten.
quoted = „{ $value }“
after-large = Die gespeicherten Einstellungen der beiden Konten sind zusammen zu groß: Wählen Sie, was davon zurückbleibt.
after-factor = Das Konto, das bleibt, hat keinen zweiten Anmeldeschritt. Es ist weniger gut geschützt, bis Sie wieder einen einrichten.
after-again = Bevor die Konten verknüpft werden, melden Sie sich noch einmal bei Ihrem jetzigen Konto an.
after-back = Sie können das hinzugekommene Konto später wieder trennen. Dann ist es wieder ein separates Konto, aber ohne gespeicherte Einstellungen.
after-back-restored = Sie können das hinzugekommene Konto später wieder trennen. Dann ist es wieder ein separates Konto und kann in den meisten Fällen die Einstellungen zurückbekommen, die es jetzt hat.
after-back-warned = Was oben als verloren genannt ist, kommt dabei nicht zurück.
confirm = Konten verknüpfen
cancel = Abbrechen
# $clock: minutes and seconds, "2:59"
time-left = Verbleibende Zeit: { $clock }

## Signed in as someone else

switch-title = Sie haben sich mit einem anderen Konto angemeldet
switch-lead = Bis eben waren Sie hier mit einem anderen Konto angemeldet. Welches möchten Sie verwenden?
switch-note = Die beiden Konten bleiben separat, egal, welches Sie wählen.
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
