# What the pages beside the settings page say, in French.

unavailable-title = Cela n’a pas fonctionné
not-found-title = Page introuvable
# $label: what it is, "Google"
start-lead = { $label } : connectez-vous une fois pour montrer que ce compte est à vous. { -until-confirmed }
one-moment-lead = Si rien ne se passe, utilisez ce lien :
refusal-not_found = Cette page n’existe pas.
    .todo = Vérifiez l’adresse.
refusal-method_not_allowed = Cette page ne s’ouvre pas de cette façon.
    .todo = { -nothing-changed } { -buttons }
fields-name = Adresse e-mail ou nom d’utilisateur
fields-password = Mot de passe
fields-elsewhere = Nouveau ici, ou mot de passe oublié ?
fields-wrong = Adresse e-mail, nom d’utilisateur ou mot de passe incorrect.
fields-attempts = { refusal-too_many_attempts } Attendez un moment, ou choisissez un nouveau mot de passe.
fields-blocked = { refusal-login_blocked } { -mistake }
fields-leaked = Ce mot de passe a été trouvé dans une fuite de données. Choisissez-en un nouveau.
fields-failed = { refusal-authorization_failed } { refusal-timeout.todo }
fields-script = Activez JavaScript pour vous connecter ici.
fields-incomplete = L’adresse de cette page n’est pas complète. Recommencez la connexion.
fields-unopened = La page de connexion n’a pas pu s’ouvrir. { refusal-timeout.todo }
