# What only the page says that is rendered at the edge, for browsers without JavaScript, in Brazilian Portuguese.

# $first, $last: parts of a list
list-two = { $first } e { $last }
list-more = { $first }, { $last }
list-last = { $first } e { $last }
unlink-restore-else = Caso contrário, ela começa com configurações vazias.
unlink-delete-title = Ou desvincular e excluir
if-it-joins = Se ela se juntar à outra conta:
if-it-stays = Se ela permanecer:
choose-kept = O que a conta que permanece tem
# $value: a value in quotation marks, or a list or group of an account
choose-value = Sempre { $value }
leave-counts = “Não levar” só vale se essa conta se juntar à outra.
values-lost = De dois valores diferentes, perde-se o que você não escolher.
choose-again = Você entrou de novo nesse meio-tempo. Escolha outra vez o que tinha escolhido aqui.
language-go = Mudar
unavailable-title = Não funcionou
not-found-title = Página não encontrada
# $label: what it is, "Google"
start-lead = { $label }: você entra nessa conta uma vez, para mostrar que ela é sua. Depois você vê as duas e decide.
start-go = Continuar para entrar
one-moment-lead = Você está a caminho. Se nada acontecer, use este link:
one-moment-go = continuar a partir daqui
suggested-look = Procurar outras contas suas
suggested-none = Nenhuma outra conta tem o mesmo endereço de e-mail que a sua.
refusal-not_found = Essa página não existe.
    .todo = O endereço pode ter sido digitado errado.
refusal-method_not_allowed = Este endereço não aceita esse tipo de solicitação.
    .todo = Nada mudou. Use os botões da página.
