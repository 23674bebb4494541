# What the pages beside the settings page say, in Spanish.

unavailable-title = No ha funcionado
not-found-title = Página no encontrada
# $label: what it is, "Google"
start-lead = { $label }: inicias sesión una vez en esa cuenta para demostrar que es tuya. Después ves las dos y decides.
start-go = Continuar al inicio de sesión
one-moment-lead = Ya estás en camino. Si no ocurre nada, usa este enlace:
one-moment-go = continuar desde aquí
refusal-not_found = No existe esa página.
    .todo = Puede que la dirección esté mal escrita.
refusal-method_not_allowed = Esta dirección no acepta ese tipo de solicitud.
    .todo = No ha cambiado nada. Usa los botones de la página.
fields-go = Continuar con { $label }
fields-name = Dirección de correo o nombre de usuario
fields-password = Contraseña
fields-elsewhere = ¿Eres nuevo aquí, o has olvidado la contraseña?
fields-wrong = Esa dirección de correo o ese nombre de usuario y esa contraseña no van juntos.
fields-attempts = Demasiados intentos. Espera un rato o elige una contraseña nueva.
fields-blocked = No puedes iniciar sesión con esta cuenta. Si crees que es un error, díselo a los responsables del sitio.
fields-leaked = Esta contraseña se ha filtrado en otro lugar. Elige una nueva e inicia sesión con ella.
fields-failed = No ha funcionado. No ha cambiado nada. Inténtalo de nuevo en un momento.
fields-script = Para iniciar sesión aquí hace falta JavaScript.
fields-incomplete = Esta página forma parte del inicio de sesión y su dirección no está completa. Empieza de nuevo.
fields-unopened = No se ha podido abrir el inicio de sesión. No ha cambiado nada. Inténtalo de nuevo en un momento.
