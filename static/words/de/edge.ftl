# What the pages beside the settings page say, in German.

unavailable-title = Das hat nicht geklappt
not-found-title = Seite nicht gefunden
# $label: what it is, "Google"
start-lead = { $label }: Melden Sie sich einmal an, um zu zeigen, dass das Konto Ihnen gehört. { -until-confirmed }
one-moment-lead = Wenn nichts passiert, verwenden Sie diesen Link:
refusal-not_found = Diese Seite gibt es nicht.
    .todo = Prüfen Sie die Adresse.
refusal-method_not_allowed = So lässt sich diese Seite nicht öffnen.
    .todo = { -nothing-changed } { -buttons }
fields-name = E-Mail-Adresse oder Benutzername
fields-password = Passwort
fields-elsewhere = Neu hier oder Passwort vergessen?
fields-wrong = E-Mail-Adresse, Benutzername oder Passwort stimmt nicht.
fields-attempts = { refusal-too_many_attempts } Warten Sie eine Weile oder legen Sie ein neues Passwort fest.
fields-blocked = { refusal-login_blocked } { -mistake }
fields-leaked = Dieses Passwort wurde in einem Datenleck gefunden. Legen Sie ein neues fest.
fields-failed = { refusal-authorization_failed } { refusal-timeout.todo }
fields-script = Schalten Sie JavaScript ein, um sich hier anzumelden.
fields-incomplete = Die Adresse dieser Seite ist nicht vollständig. Beginnen Sie die Anmeldung noch einmal.
fields-unopened = Die Anmeldeseite konnte nicht geöffnet werden. { refusal-timeout.todo }
