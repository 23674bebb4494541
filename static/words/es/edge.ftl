# What the pages beside the settings page say, in Spanish.

unavailable-title = No ha funcionado
not-found-title = Página no encontrada
# $label: what it is, "Google"
start-lead = { $label }: inicia sesión una vez para demostrar que la cuenta es tuya. { -until-confirmed }
one-moment-lead = Si no ocurre nada, usa este enlace:
refusal-not_found = Esta página no existe.
    .todo = Revisa la dirección.
refusal-method_not_allowed = Esta página no se puede abrir así.
    .todo = { -nothing-changed } { -buttons }
fields-name = Dirección de correo o nombre de usuario
fields-password = Contraseña
fields-elsewhere = ¿Eres nuevo aquí, o has olvidado la contraseña?
fields-wrong = La dirección de correo, el usuario o la contraseña no es correcta.
fields-attempts = { refusal-too_many_attempts } Espera un rato o elige una contraseña nueva.
fields-blocked = { refusal-login_blocked } { -mistake }
fields-leaked = Esta contraseña ha aparecido en una filtración de datos. Elige una nueva.
fields-failed = { refusal-authorization_failed } { refusal-timeout.todo }
fields-script = Activa JavaScript para iniciar sesión aquí.
fields-incomplete = La dirección de esta página no está completa. Empieza de nuevo el inicio de sesión.
fields-unopened = No se ha podido abrir la página de inicio de sesión. { refusal-timeout.todo }
