# What the settings page says, in Spanish.

## The page

# Where the product has no name of its own.
brand = Tu cuenta
title = Formas de iniciar sesión
about = Consulta tus formas de iniciar sesión, añade otra o desvincula una.
footer = Vincular solo cambia cómo inicias sesión aquí. No cambia nada en Google, GitHub ni en otros sitios.
privacy = Privacidad
help = Ayuda
language = Idioma
language-go = Cambiar
loading = Cargando…
slow = Está tardando demasiado. Vuelve a cargar la página.
plain-page = Abrir la versión sencilla
sign-in = Iniciar sesión
sign-out = Cerrar sesión
again = Reintentar
continue = Continuar
back = Volver a las formas de iniciar sesión
# $name: the product's
home = Volver a { $name }
home-unnamed = Volver al sitio
later = Ahora no
one-moment = Un momento

## Ways to sign in that have no name of their own

provider-auth0 = Correo y contraseña
provider-Username-Password-Authentication = Correo y contraseña
provider-email = Código por correo
provider-sms = Código por teléfono
provider-samlp = Cuenta de empresa
provider-adfs = Cuenta de empresa
provider-oidc = Cuenta de empresa

## Signed out

signed-out-title = Gestiona cómo inicias sesión
signed-out-lead = ¿Un día usas aquí una contraseña y otro día Google? Entonces puede que tengas dos cuentas. Aquí las conviertes en una.
signed-out-see = Ve todas las formas de iniciar sesión en tu cuenta.
signed-out-link = Añade otra forma de iniciar sesión.
signed-out-unlink = Desvincúlala cuando quieras.
ended-title = Se ha cerrado tu sesión
ended-lead = No ha cambiado nada. Inicia sesión y volverás a donde estabas.
ended-go = Iniciar sesión de nuevo
other-user-title = Aquí has iniciado sesión como otra persona
other-user-lead = Esta página espera otra cuenta. Inicia sesión de nuevo, para que no se añada nada a la cuenta equivocada.

## The overview

person-title = Sesión iniciada como
no-name = Sin nombre
unverified = Correo sin confirmar
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = Principal
unlink = Desvincular
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Desvincular { $label }, { $account }
used-last = La última que usaste
# $date: the day
linked-on = Vinculada el { $date }
private-relay = Apple creó esta dirección para ocultar la tuya. Los mensajes te llegan igualmente.
more-title = Añadir una forma de iniciar sesión
more-why = Con una segunda forma de iniciar sesión, nunca te quedas sin acceso.
more-lead = Inicias sesión una vez con ella para demostrar que es tuya.
more-another = Otra cuenta del mismo tipo
# $email: the person's own address
open-letter = Abre primero el enlace del mensaje enviado a { $email }.
verify-lead = { open-letter } Después vuelve a cargar esta página.
verify-send = Enviarlo otra vez
# $label: the way to sign in, "GitHub"
link-label = Añadir { $label }
link-label-another = Añadir otra cuenta: { $label }
link-provider-another = Añadir otra cuenta de { $label }
link-password = Añadir una contraseña
link-phone = Añadir un número de teléfono
link-phone-another = Añadir otro número de teléfono
link-email = Añadir una dirección de correo
link-email-another = Añadir otra dirección de correo
opening = Abriendo el inicio de sesión de { $label }. Después vuelves aquí.
history-title = Historial
# $date: the day
history-linked = { $label }: vinculada el { $date }
history-unlinked = { $label }: desvinculada el { $date }
history-swapped = { $label }: vinculada y conservada como tu cuenta el { $date }
history-all = Mostrar todo ({ $count })
some-account = Una cuenta
suggested-title = Puede que estas también sean tuyas
suggested-lead = Tienen la misma dirección de correo que tu cuenta.
suggested-link = Añadir
suggested-name = Añadir { $label }, { $account }
suggested-look = Buscar otras cuentas tuyas
suggested-none = Ninguna otra cuenta tiene tu dirección de correo.
limited = Ahora mismo no se pueden mostrar tus formas de iniciar sesión.

## What was interrupted

resume-title = Continúa donde lo dejaste
resume-again = Has iniciado sesión de nuevo. Continúa donde lo dejaste.
resume-link = Estabas añadiendo una cuenta: { $label }.
resume-letter = { open-letter } Después vuelve a iniciar sesión en la otra cuenta.
resume-unlink = Estabas desvinculando esta cuenta: { $label }, { $account }.
resume-delete = Estabas desvinculando y eliminando esta cuenta: { $label }, { $account }. { unlink-delete-note }
resume-confirm = Estabas a punto de confirmar. Todavía no se ha vinculado nada.
go-on = Continuar con { $label }
start-again = Empezar de nuevo con { $label }

## A code or a link that is sent

-until-confirmed = No se vincula nada hasta que confirmes.
phone-lead = Te enviamos un código por SMS para comprobar que el número es tuyo. { -until-confirmed }
phone-label = Número de teléfono
phone-hint = Empieza por + y el código del país, por ejemplo +44 7700 900123.
phone-other = Usar otro número
phone-arrives = Un SMS puede tardar un minuto.
# $to: the number or the address
phone-sent-code = Hemos enviado un código por SMS a { $to }.
email-lead = Te enviamos un mensaje para comprobar que la dirección es tuya. { -until-confirmed }
email-label = Dirección de correo
email-hint = Escríbela completa, por ejemplo name@example.com.
email-other = Usar otra dirección
email-arrives = Un mensaje puede tardar un minuto. Mira también en el correo no deseado.
email-sent-code = Hemos enviado un código a { $to }.
email-sent-link = Hemos enviado un enlace a { $to }.
send-code = Enviar un código
send-link = Enviar un enlace
send-code-instead = Enviar un código
send-new-code = Enviar un código nuevo
send-new-link = Enviar un enlace nuevo
send-in = Podrás pedir uno nuevo en { $time }.
sent-again-code = Hemos enviado un código nuevo.
    .todo = Solo vale el más reciente.
sent-again-link = Hemos enviado un enlace nuevo.
    .todo = { sent-again-code.todo }
step-code = Escribe el código
step-link = Abre el enlace
over-code = Pide un código nuevo
over-link = Pide un enlace nuevo
code-label = Código del mensaje
code-check = Comprobar el código
link-how = Ábrelo en este navegador. En cualquier otro, usa un código.
over-now-code = { refusal-code_expired }
    .todo = Pide uno nuevo.
over-now-link = Este enlace ya no es válido.
    .todo = { over-now-code.todo }
no-tries = El código no es correcto, y era el último intento.
    .todo = Pide un código nuevo.
tries-left = { $count ->
    [one] Te queda un intento. Después, pide un código nuevo.
   *[other] Te quedan { $count } intentos.
  }
try-again-in = Vuelve a intentarlo en { $time } o añade otra forma de iniciar sesión.
no-country = Falta el código del país.
    .todo = Empieza por + y el código, por ejemplo +34 para España o +52 para México.
no-code = El código no está completo.
    .todo = Mira el mensaje y escríbelo entero.
arrives-title = ¿Todavía no ha llegado?

## Before an account is unlinked

-not-any-more = Ya no sirve para iniciar sesión en esta cuenta.
unlink-title = ¿Desvincular { $label }?
unlink-title-way = ¿Desvincular esta forma de iniciar sesión?
unlink-separate = Vuelve a ser una cuenta separada. { -not-any-more }
unlink-gone = { -not-any-more } La cuenta separada en la que se convierte se elimina.
unlink-empty = La cuenta separada empieza sin ajustes guardados.
unlink-restored = La cuenta separada recupera los ajustes que tenía cuando se vinculó.
unlink-for-ever = { unlink-delete-note } Si vuelves a iniciar sesión con ella, puede crearse una cuenta nueva y vacía.
unlink-safe = En { $label } no cambia nada. { unlink-safe-here }
unlink-safe-here = Puedes añadirla otra vez cuando quieras.
delete-safe = En { $label } no cambia nada. { delete-safe-here }
delete-safe-here = En esta cuenta no cambia nada más.
unlink-restore = Restaurar los ajustes que tenía cuando se vinculó
unlink-delete = Eliminar también la cuenta separada
unlink-delete-note = Esto no se puede deshacer.
unlink-stale = Hace tiempo que iniciaste sesión, así que antes vuelves a hacerlo.
unlink-confirm = Desvincular
unlink-and-delete = Desvincular y eliminar
unlink-keep = Dejarla vinculada

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = ¿Añadir { $what } a tu cuenta?
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label } ({ $account })
add-lead = Después también podrás iniciar sesión así. { settings-all }.
add-access = Quien pueda iniciar sesión así entra en tu cuenta.
add = Añadir
add-more = Otras opciones
add-keep-other = Conservar la otra cuenta
add-compare = Comparar las dos cuentas
review-title = ¿Combinar estas dos cuentas?
people = Parecen dos personas distintas.
people-todo = Combínalas solo si las dos cuentas son tuyas.
review-lead = Una cuenta permanece. La otra pasa a ser una forma de iniciar sesión en ella.
keep-title = ¿Qué cuenta quieres conservar?
keep-fixed = Las dos cuentas
stays = Esta cuenta permanece
recommended = Recomendada
reason-present = La estás usando ahora.
reason-older = La tienes desde hace más tiempo.
reason-managed = La gestiona tu empresa, así que tiene que permanecer.
reason-chosen = Elegiste conservarla.
# $what: a list of the has- messages below
reason-more_to_lose = Si no, perderías { $what }.
has-app_metadata = permisos o un plan
has-roles = roles
has-organizations = su participación en organizaciones
has-second_factor = el segundo paso de inicio de sesión
lost = Pierdes: { $what }
settings-title = Ajustes guardados
settings-behind = Los ajustes guardados de la otra cuenta se pierden, porque un inicio de sesión no permitió conservarlos.
settings-all = Se conservan todos los ajustes guardados
settings-rest = Se conservan todos los demás ajustes guardados
settings-differ = { $count ->
    [one] Uno es distinto. Elige qué valor conservar.
   *[other] { $count } son distintos. Elige qué valores conservar.
  }
empty = Vacío
yes = Sí
no = No
leave-behind = No traspasar
both = Ambos
both-but = Ambos, y donde difieran los valores de la cuenta que permanece
kept-value = El valor de la cuenta que permanece
same-setting = Igual en las dos
# $name: what it is called; $value: what it is
named-value = { $name }: { $value }
after-title = Qué ocurre
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Quien pueda iniciar sesión con cualquiera de las dos entra en la cuenta que permanece.
   *[other] Quien pueda iniciar sesión con cualquiera de las { $count } entra en la cuenta que permanece.
  }
after-swap = Después tu sesión es la de la cuenta que conservas: { $label }.
after-email = Tu dirección de correo aquí será { $email }.
after-unread = No hemos podido comprobarlo todo. Podrían perderse roles, participaciones o un segundo paso de inicio de sesión.
after-large = Juntos, los ajustes guardados de las dos cuentas ocupan demasiado: elige cuáles no se conservan.
after-factor = La cuenta que permanece no tiene un segundo paso de inicio de sesión. Está menos protegida hasta que vuelvas a configurarlo.
after-again = Antes inicias sesión una vez más en tu cuenta actual.
-unlink-later = Puedes desvincularlas más adelante.
after-back = { -unlink-later } La otra quedará sin ajustes guardados.
after-back-restored = { -unlink-later } En la mayoría de los casos, la otra recupera sus ajustes actuales.
details = Detalles
id-stays = Identificador de usuario que permanece: { $id }
id-gone = Identificador de usuario que desaparece: { $id }
merge = Combinar las cuentas
# $name: whose account the other one is
merge-into-mine = Combinar la cuenta de { $name } con la mía
merge-mine = Combinar mi cuenta con la de { $name }
cancel = Cancelar
# $clock: minutes and seconds, "2:59"
time-left = Tiempo restante: { $clock }

## Signed in as someone else

switch-title = Has iniciado sesión con otra cuenta
switch-lead = Ya tenías una sesión abierta aquí. ¿Qué cuenta quieres usar?
switch-note = Las dos cuentas siguen separadas en cualquier caso.
switch-now = En uso hasta ahora
switch-new = Recién iniciada
switch-keep = Seguir con { $name }
switch-go = Cambiar a { $name }

## Times

seconds = { $count ->
    [one] un segundo
   *[other] { $count } segundos
  }
minutes = { $count ->
    [one] un minuto
   *[other] { $count } minutos
  }
wait-for = Espera { $time } y vuelve a intentarlo.
wait-over = Ya puedes volver a intentarlo.

## Lists

# $first, $last: parts of a list
list-two = { $first } y { $last }
list-more = { $first }, { $last }
list-last = { $first } y { $last }
