# What only the page says that is rendered at the edge, for browsers without JavaScript, in German.

# $first, $last: parts of a list
list-two = { $first } und { $last }
list-more = { $first }, { $last }
list-last = { $first } und { $last }
unlink-restore-else = Sonst beginnt es mit leeren Einstellungen.
unlink-delete-title = Oder trennen und löschen
if-it-joins = Wenn es zum anderen Konto hinzukommt:
if-it-stays = Wenn es bleibt:
choose-kept = Was das Konto hat, das bleibt
# $value: a value in quotation marks, or a list or group of an account
choose-value = Immer { $value }
leave-counts = „Nicht übernehmen“ gilt nur, wenn dieses Konto hinzukommt.
values-lost = Von zwei verschiedenen Werten geht der verloren, den Sie nicht wählen.
choose-again = Sie haben sich inzwischen neu angemeldet. Was Sie hier zuvor gewählt haben, müssen Sie noch einmal wählen.
