# What the pages beside the settings page say, in French.

unavailable-title = Cela n’a pas fonctionné
not-found-title = Page introuvable
# $label: what it is, "Google"
start-lead = { $label } : vous vous connectez une fois à ce compte, pour montrer qu’il est à vous. Ensuite, vous voyez les deux comptes et vous décidez.
start-go = Continuer vers la connexion
one-moment-lead = La suite arrive. Si rien ne se passe, utilisez ce lien :
one-moment-go = continuer
refusal-not_found = Cette page n’existe pas.
    .todo = L’adresse a peut-être été mal saisie.
refusal-method_not_allowed = Cette adresse n’accepte pas ce genre de demande.
    .todo = Rien n’a changé. Utilisez les boutons de la page.
fields-go = Continuer avec { $label }
fields-name = Adresse e-mail ou nom d’utilisateur
fields-password = Mot de passe
fields-elsewhere = Nouveau ici, ou mot de passe oublié ?
fields-wrong = Cette adresse e-mail ou ce nom d’utilisateur et ce mot de passe ne vont pas ensemble.
fields-attempts = Trop de tentatives. Attendez un moment, ou choisissez un nouveau mot de passe.
fields-blocked = Vous ne pouvez pas vous connecter avec ce compte. Si vous pensez que c’est une erreur, dites-le aux responsables du site.
fields-leaked = Ce mot de passe a été divulgué ailleurs. Choisissez-en un nouveau, puis connectez-vous avec celui-ci.
fields-failed = Cela n’a pas marché. Rien n’a changé. Réessayez dans un instant.
fields-script = Pour se connecter ici, il faut JavaScript.
fields-incomplete = Cette page fait partie de la connexion, et son adresse n’est pas complète. Veuillez recommencer.
fields-unopened = La connexion n’a pas pu s’ouvrir. Rien n’a changé. Veuillez réessayer dans un instant.
