# What only the page says that is rendered at the edge, for browsers without JavaScript, in French.

# $first, $last: parts of a list
list-two = { $first } et { $last }
list-more = { $first }, { $last }
list-last = { $first } et { $last }
unlink-restore-else = Sinon, il commence avec des paramètres vides.
unlink-delete-title = Ou le dissocier et le supprimer
if-it-joins = S’il rejoint l’autre compte :
if-it-stays = S’il reste :
choose-kept = Ce qu’a le compte qui reste
# $value: a value in quotation marks, or a list or group of an account
choose-value = Toujours { $value }
leave-counts = « Ne pas reprendre » ne compte que si ce compte rejoint l’autre.
values-lost = De deux valeurs différentes, celle que vous ne choisissez pas est perdue.
choose-again = Une nouvelle connexion a eu lieu entre-temps. Ce que vous aviez choisi ici est à choisir de nouveau.
