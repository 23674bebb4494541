# What the pages beside the settings page say, in German.

unavailable-title = Das hat nicht geklappt
not-found-title = Seite nicht gefunden
# $label: what it is, "Google"
start-lead = { $label }: Sie melden sich einmal bei diesem Konto an, um zu zeigen, dass es Ihnen gehört. Danach sehen Sie beide Konten und entscheiden.
start-go = Weiter zur Anmeldung
one-moment-lead = Es geht gleich weiter. Wenn nichts passiert, verwenden Sie diesen Link:
one-moment-go = hier geht es weiter
refusal-not_found = Diese Seite gibt es nicht.
    .todo = Vielleicht ist die Adresse falsch geschrieben.
refusal-method_not_allowed = Diese Adresse nimmt solche Anfragen nicht an.
    .todo = Es hat sich nichts geändert. Verwenden Sie die Schaltflächen auf der Seite.
fields-go = Weiter mit { $label }
fields-name = E-Mail-Adresse oder Benutzername
fields-password = Passwort
fields-elsewhere = Neu hier oder Passwort vergessen?
fields-wrong = Diese E-Mail-Adresse oder dieser Benutzername und dieses Passwort gehören nicht zusammen.
fields-attempts = Das wurde zu oft versucht. Warten Sie eine Weile, oder legen Sie ein neues Passwort fest.
fields-blocked = Mit diesem Konto können Sie sich nicht anmelden. Wenn Sie das für einen Irrtum halten, wenden Sie sich an den Betreiber.
fields-leaked = Dieses Passwort ist anderswo bekannt geworden. Legen Sie ein neues fest, und melden Sie sich damit an.
fields-failed = Das hat nicht geklappt. Es hat sich nichts geändert. Versuchen Sie es gleich noch einmal.
fields-script = Die Anmeldung braucht hier JavaScript.
fields-incomplete = Diese Seite gehört zur Anmeldung, und ihre Adresse ist nicht vollständig. Bitte beginnen Sie von vorn.
fields-unopened = Die Anmeldung konnte nicht geöffnet werden. Es hat sich nichts geändert. Bitte versuchen Sie es gleich noch einmal.
