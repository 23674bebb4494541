# What the settings page says, in French.

## The page

# Where the product has no name of its own.
brand = Votre compte
title = Vos moyens de connexion
about = Consultez vos moyens de connexion, ajoutez-en un ou dissociez-en un.
footer = Associer un compte ne change que votre façon de vous connecter ici. Rien ne change chez Google, GitHub ou ailleurs.
privacy = Confidentialité
help = Aide
language = Langue
language-go = Changer
loading = Chargement…
slow = Le chargement est trop long. Rechargez la page.
plain-page = Ouvrir la version simple
sign-in = Se connecter
sign-out = Se déconnecter
again = Réessayer
continue = Continuer
back = Retour à vos moyens de connexion
# $name: the product's
home = Retour à { $name }
home-unnamed = Retour au site
later = Pas maintenant
one-moment = Un instant

## Ways to sign in that have no name of their own

provider-auth0 = E-mail et mot de passe
provider-Username-Password-Authentication = E-mail et mot de passe
provider-email = Code par e-mail
provider-sms = Code par SMS
provider-samlp = Compte professionnel
provider-adfs = Compte professionnel
provider-oidc = Compte professionnel

## Signed out

signed-out-title = Gérez vos moyens de connexion
signed-out-lead = Vous vous connectez ici tantôt avec un mot de passe, tantôt avec Google ? Vous avez peut-être deux comptes. Ici, vous n’en faites plus qu’un.
signed-out-see = Consultez tous les moyens de connexion de votre compte.
signed-out-link = Ajoutez un autre moyen de connexion.
signed-out-unlink = Dissociez-le quand vous le souhaitez.
ended-title = Votre session a pris fin
ended-lead = Rien n’a changé. Connectez-vous, et vous reprendrez où vous en étiez.
ended-go = Se reconnecter
other-user-title = Vous êtes connecté ici avec un autre compte
other-user-lead = Cette page attend un autre compte. Reconnectez-vous, pour que rien ne soit ajouté au mauvais compte.

## The overview

person-title = Compte utilisé :
no-name = Aucun nom indiqué
unverified = Adresse e-mail non confirmée
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = Principal
unlink = Dissocier
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Dissocier : { $label }, { $account }
used-last = Dernier utilisé
# $date: the day
linked-on = Associé le { $date }
private-relay = Apple a créé cette adresse pour masquer la vôtre. Les messages vous sont transmis.
more-title = Ajouter un moyen de connexion
more-why = Avec un deuxième moyen de connexion, vous gardez toujours l’accès à votre compte.
more-lead = Vous vous connectez une fois avec, pour montrer qu’il est à vous.
more-another = Un autre compte du même type
# $email: the person's own address
open-letter = Ouvrez d’abord le lien du message envoyé à { $email }.
verify-lead = { open-letter } Rechargez ensuite cette page.
verify-send = Le renvoyer
# $label: the way to sign in, "GitHub"
link-label = Ajouter { $label }
link-label-another = Ajouter un autre compte : { $label }
link-provider-another = Ajouter un autre compte { $label }
link-password = Ajouter un mot de passe
link-phone = Ajouter un numéro de téléphone
link-phone-another = Ajouter un autre numéro de téléphone
link-email = Ajouter une adresse e-mail
link-email-another = Ajouter une autre adresse e-mail
opening = La page de connexion s’ouvre ({ $label }). Vous reviendrez ici ensuite.
history-title = Historique
# $date: the day
history-linked = { $label } : associé le { $date }
history-unlinked = { $label } : dissocié le { $date }
history-swapped = { $label } : associé le { $date } et conservé comme votre compte
history-all = Tout afficher ({ $count })
some-account = Un compte
suggested-title = Ces comptes sont peut-être aussi à vous
suggested-lead = Ils ont la même adresse e-mail que votre compte.
suggested-link = Ajouter
suggested-name = Ajouter : { $label }, { $account }
suggested-look = Chercher d’autres comptes qui sont à vous
suggested-none = Aucun autre compte n’a votre adresse e-mail.
limited = Vos moyens de connexion ne peuvent pas être affichés pour le moment.

## What was interrupted

resume-title = Reprenez où vous en étiez
resume-again = Vous venez de vous reconnecter. Reprenez où vous en étiez.
resume-link = Vous étiez en train d’ajouter un compte : { $label }.
resume-letter = { open-letter } Reconnectez-vous ensuite à l’autre compte.
resume-unlink = Vous étiez en train de dissocier ce compte : { $label }, { $account }.
resume-delete = Vous étiez en train de dissocier et de supprimer ce compte : { $label }, { $account }. { unlink-delete-note }
resume-confirm = Vous étiez sur le point de confirmer. Rien n’est encore associé.
go-on = Continuer avec { $label }
start-again = Recommencer avec { $label }

## A code or a link that is sent

-until-confirmed = Rien n’est associé avant votre confirmation.
phone-lead = Nous envoyons un code par SMS pour vérifier que ce numéro est à vous. { -until-confirmed }
phone-label = Numéro de téléphone
phone-hint = Commencez par + et l’indicatif du pays, par exemple +33 6 39 98 00 12.
phone-other = Utiliser un autre numéro
phone-arrives = Un SMS peut mettre une minute à arriver.
# $to: the number or the address
phone-sent-code = Nous avons envoyé un code par SMS au { $to }.
email-lead = Nous envoyons un message pour vérifier que cette adresse est à vous. { -until-confirmed }
email-label = Adresse e-mail
email-hint = Saisissez-la en entier, par exemple name@example.com.
email-other = Utiliser une autre adresse
email-arrives = Un message peut mettre une minute à arriver. Regardez aussi dans vos courriers indésirables.
email-sent-code = Nous avons envoyé un code à { $to }.
email-sent-link = Nous avons envoyé un lien à { $to }.
send-code = Envoyer un code
send-link = Envoyer plutôt un lien
send-code-instead = Envoyer plutôt un code
send-new-code = Envoyer un nouveau code
send-new-link = Envoyer un nouveau lien
send-in = Nouvel envoi possible dans { $time }.
sent-again-code = Nous avons envoyé un nouveau code.
    .todo = Seul le plus récent est valable.
sent-again-link = Nous avons envoyé un nouveau lien.
    .todo = { sent-again-code.todo }
step-code = Saisir le code
step-link = Ouvrir le lien
over-code = Demander un nouveau code
over-link = Demander un nouveau lien
code-label = Code reçu dans le message
code-check = Vérifier le code
link-how = Ouvrez-le dans ce navigateur. Ailleurs, utilisez plutôt un code.
over-now-code = { refusal-code_expired }
    .todo = Demandez-en un nouveau.
over-now-link = Ce lien n’est plus valable.
    .todo = { over-now-code.todo }
no-tries = Ce n’est pas le bon code, et c’était le dernier essai.
    .todo = Demandez un nouveau code.
tries-left = { $count ->
    [one] Il vous reste un essai. Ensuite, il faudra demander un nouveau code.
   *[other] Il vous reste { $count } essais.
  }
try-again-in = Réessayez dans { $time }, ou ajoutez un autre moyen de connexion.
no-country = Il manque l’indicatif du pays.
    .todo = Commencez par + et l’indicatif, par exemple +33 pour la France ou +32 pour la Belgique.
no-code = Le code n’est pas complet.
    .todo = Regardez le message et saisissez le code en entier.
arrives-title = Toujours pas de message ?

## Before an account is unlinked

-not-any-more = Il ne vous donne plus accès à ce compte-ci.
unlink-title = Dissocier { $label } ?
unlink-title-way = Dissocier ce moyen de connexion ?
unlink-separate = Il redevient un compte séparé. { -not-any-more }
unlink-gone = { -not-any-more } Le compte séparé qu’il redevient est supprimé.
unlink-empty = Le compte séparé commence sans paramètres enregistrés.
unlink-restored = Le compte séparé retrouve les paramètres qu’il avait au moment de l’association.
unlink-for-ever = { unlink-delete-note } Une nouvelle connexion peut créer un autre compte, vide.
unlink-safe = Rien ne change chez { $label }. { unlink-safe-here }
unlink-safe-here = Vous pouvez l’ajouter de nouveau à tout moment.
delete-safe = Rien ne change chez { $label }. { delete-safe-here }
delete-safe-here = Rien d’autre ne change dans ce compte-ci.
unlink-restore = Rétablir les paramètres qu’il avait au moment de l’association
unlink-delete = Supprimer aussi le compte séparé
unlink-delete-note = Cette suppression est définitive.
unlink-stale = Votre dernière connexion n’est plus assez récente : vous vous reconnectez d’abord.
unlink-confirm = Dissocier
unlink-and-delete = Dissocier et supprimer
unlink-keep = Ne pas dissocier

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = Ajouter { $what } à votre compte ?
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label } ({ $account })
add-lead = Vous pourrez alors aussi vous connecter avec. { settings-all }.
add-access = Quiconque peut se connecter ainsi accède à votre compte.
add = Ajouter
add-more = Autres options
add-keep-other = Conserver plutôt l’autre compte
add-compare = Comparer les deux comptes
review-title = Fusionner ces deux comptes ?
people = Il semble s’agir de deux personnes différentes.
people-todo = Ne fusionnez ces comptes que si les deux sont à vous.
review-lead = Un compte reste. L’autre devient un moyen de s’y connecter.
keep-title = Quel compte voulez-vous conserver ?
keep-fixed = Les deux comptes
stays = Ce compte reste
recommended = Recommandé
reason-present = Vous l’utilisez en ce moment.
reason-older = Vous l’avez depuis plus longtemps.
reason-managed = Votre entreprise le gère : il doit rester.
reason-chosen = Vous avez choisi de le conserver.
# $what: a list of the has- messages below
reason-more_to_lose = Sinon, vous perdriez { $what }.
has-app_metadata = des autorisations ou un abonnement
has-roles = des rôles
has-organizations = son appartenance à des organisations
has-second_factor = sa deuxième étape de connexion
lost = Vous perdez : { $what }
settings-title = Paramètres enregistrés
settings-behind = Les paramètres enregistrés de l’autre compte seront perdus, car une connexion n’a pas permis de les reprendre.
settings-all = Tous les paramètres enregistrés sont conservés
settings-rest = Tous les autres paramètres enregistrés sont conservés
settings-differ = { $count ->
    [one] Un paramètre diffère. Choisissez la valeur à conserver.
   *[other] { $count } paramètres diffèrent. Choisissez les valeurs à conserver.
  }
empty = Vide
yes = Oui
no = Non
leave-behind = Ne pas reprendre
both = Les deux
both-but = Les deux, et en cas de différence les valeurs du compte conservé
kept-value = La valeur du compte conservé
same-setting = Identique dans les deux
# $name: what it is called; $value: what it is
named-value = { $name } : { $value }
after-title = Ce qui va se passer
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Quiconque peut se connecter avec l’un ou l’autre accède au compte conservé.
   *[other] Quiconque peut se connecter avec l’un des { $count } moyens accède au compte conservé.
  }
after-swap = Vous utiliserez alors le compte conservé : { $label }.
after-email = Votre adresse e-mail ici sera alors { $email }.
after-unread = Nous n’avons pas pu tout vérifier. Des rôles, des appartenances ou une deuxième étape de connexion peuvent être perdus.
after-large = Ensemble, les paramètres enregistrés des deux comptes sont trop volumineux : choisissez ce qui ne sera pas repris.
after-factor = Le compte qui reste n’a pas de deuxième étape de connexion. Il sera moins bien protégé tant que vous n’en aurez pas configuré une.
after-again = Avant cela, vous vous reconnectez à votre compte actuel.
-unlink-later = Vous pourrez les dissocier plus tard.
after-back = { -unlink-later } L’autre compte n’aura alors plus de paramètres enregistrés.
after-back-restored = { -unlink-later } Le plus souvent, l’autre compte retrouvera ses paramètres actuels.
details = Détails
id-stays = Identifiant qui reste : { $id }
id-gone = Identifiant qui disparaît : { $id }
merge = Fusionner les comptes
# $name: whose account the other one is
merge-into-mine = Fusionner le compte de { $name } avec le mien
merge-mine = Fusionner mon compte avec celui de { $name }
cancel = Annuler
# $clock: minutes and seconds, "2:59"
time-left = Temps restant : { $clock }

## Signed in as someone else

switch-title = Vous venez de vous connecter avec un autre compte
switch-lead = Vous utilisiez déjà un compte ici. Lequel des deux voulez-vous utiliser ?
switch-note = Les deux comptes restent séparés dans tous les cas.
switch-now = Utilisé jusqu’ici
switch-new = Nouvelle connexion
switch-keep = Continuer avec { $name }
switch-go = Passer à { $name }

## Times

seconds = { $count ->
    [one] une seconde
   *[other] { $count } secondes
  }
minutes = { $count ->
    [one] une minute
   *[other] { $count } minutes
  }
wait-for = Attendez { $time }, puis réessayez.
wait-over = Vous pouvez réessayer maintenant.

## Lists

# $first, $last: parts of a list
list-two = { $first } et { $last }
list-more = { $first }, { $last }
list-last = { $first } et { $last }
