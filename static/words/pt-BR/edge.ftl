# What the pages beside the settings page say, in Brazilian Portuguese.

unavailable-title = Não funcionou
not-found-title = Página não encontrada
# $label: what it is, "Google"
start-lead = { $label }: entre uma vez para mostrar que a conta é sua. { -until-confirmed }
one-moment-lead = Se nada acontecer, use este link:
refusal-not_found = Esta página não existe.
    .todo = Confira o endereço.
refusal-method_not_allowed = Esta página não pode ser aberta assim.
    .todo = { -nothing-changed } { -buttons }
fields-name = Endereço de e-mail ou nome de usuário
fields-password = Senha
fields-elsewhere = É novo aqui ou esqueceu a senha?
fields-wrong = Endereço de e-mail, nome de usuário ou senha incorretos.
fields-attempts = { refusal-too_many_attempts } Espere um pouco ou defina uma nova senha.
fields-blocked = { refusal-login_blocked } { -mistake }
fields-leaked = Esta senha apareceu em um vazamento de dados. Defina uma nova.
fields-failed = { refusal-authorization_failed } { refusal-timeout.todo }
fields-script = Ative o JavaScript para entrar aqui.
fields-incomplete = O endereço desta página não está completo. Recomece o login.
fields-unopened = Não foi possível abrir a página de login. { refusal-timeout.todo }
