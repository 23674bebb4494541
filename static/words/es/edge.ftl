# What only the page says that is rendered at the edge, for browsers without JavaScript, in Spanish.

# $first, $last: parts of a list
list-two = { $first } y { $last }
list-more = { $first }, { $last }
list-last = { $first } y { $last }
unlink-restore-else = Si no, empieza con ajustes vacíos.
unlink-delete-title = O desvincularla y eliminarla
if-it-joins = Si se une a la otra cuenta:
if-it-stays = Si permanece:
choose-kept = Lo que tiene la cuenta que permanece
# $value: a value in quotation marks, or a list or group of an account
choose-value = Siempre { $value }
leave-counts = “No traspasar” solo cuenta si esa cuenta se une a la otra.
values-lost = De dos valores distintos se pierde el que no elijas.
choose-again = Mientras tanto has vuelto a iniciar sesión. Elige de nuevo lo que habías elegido aquí.
