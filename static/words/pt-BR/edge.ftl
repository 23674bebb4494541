# What the pages beside the settings page say, in Brazilian Portuguese.

unavailable-title = Não funcionou
not-found-title = Página não encontrada
# $label: what it is, "Google"
start-lead = { $label }: você entra nessa conta uma vez, para mostrar que ela é sua. Depois você vê as duas e decide.
start-go = Continuar para entrar
one-moment-lead = Você está a caminho. Se nada acontecer, use este link:
one-moment-go = continuar a partir daqui
refusal-not_found = Essa página não existe.
    .todo = O endereço pode ter sido digitado errado.
refusal-method_not_allowed = Este endereço não aceita esse tipo de solicitação.
    .todo = Nada mudou. Use os botões da página.
fields-go = Continuar com { $label }
fields-name = Endereço de e-mail ou nome de usuário
fields-password = Senha
fields-elsewhere = É novo aqui ou esqueceu a senha?
fields-wrong = Esse endereço de e-mail ou nome de usuário e essa senha não combinam.
fields-attempts = Foram tentativas demais. Espere um pouco ou defina uma nova senha.
fields-blocked = Você não pode entrar com esta conta. Se acha que é um engano, avise os responsáveis pelo site.
fields-leaked = Esta senha vazou em outro lugar. Defina uma nova e entre com ela.
fields-failed = Não deu certo. Nada mudou. Tente de novo daqui a pouco.
fields-script = Para entrar aqui é preciso JavaScript.
fields-incomplete = Esta página faz parte da entrada, e o endereço dela não está completo. Comece de novo.
fields-unopened = Não foi possível abrir a entrada. Nada mudou. Tente de novo daqui a pouco.
