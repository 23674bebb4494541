# What only the page says that is rendered at the edge, for browsers without JavaScript, in Spanish.

# $first, $last: parts of a list
list-two = { $first } y { $last }
list-more = { $first }, { $last }
list-last = { $first } y { $last }
unlink-restore-else = Si no, empieza sin ajustes guardados.
unlink-delete-title = O desvincularla y eliminarla
if-it-joins = Si se une a la otra cuenta:
if-it-stays = Si se queda:
choose-kept = Lo que tiene la cuenta que se queda
# $value: a value in quotation marks, or a list or group of an account
choose-value = Siempre { $value }
leave-counts = No trasladar algo solo cuenta si esa cuenta se une a la otra.
values-lost = De dos valores distintos se pierde el que no elija.
choose-again = Mientras tanto ha vuelto a iniciar sesión. Elija de nuevo lo que había elegido aquí.
