# What the settings page says, in Brazilian Portuguese.

## The page

# Where the product has no name of its own.
brand = Sua conta
title = Formas de entrar
about = Veja suas formas de entrar, adicione outra ou desvincule uma.
footer = Vincular só muda como você entra aqui. Nada muda no Google, no GitHub ou em outros lugares.
privacy = Privacidade
help = Ajuda
language = Idioma
language-go = Mudar
loading = Carregando…
slow = Está demorando demais. Recarregue a página.
plain-page = Abrir a versão simples
sign-in = Entrar
sign-out = Sair
again = Tentar novamente
continue = Continuar
back = Voltar às formas de entrar
# $name: the product's
home = Voltar para { $name }
home-unnamed = Voltar para o site
later = Agora não
one-moment = Um momento

## Ways to sign in that have no name of their own

provider-auth0 = E-mail e senha
provider-Username-Password-Authentication = E-mail e senha
provider-email = Código por e-mail
provider-sms = Código por telefone
provider-samlp = Conta da empresa
provider-adfs = Conta da empresa
provider-oidc = Conta da empresa

## Signed out

signed-out-title = Gerencie como você entra
signed-out-lead = Um dia você usa uma senha aqui e no outro o Google? Então talvez você tenha duas contas. Aqui você as transforma em uma só.
signed-out-see = Veja todas as formas de entrar na sua conta.
signed-out-link = Adicione outra forma de entrar.
signed-out-unlink = Desvincule quando quiser.
ended-title = Sua sessão terminou
ended-lead = Nada mudou. Entre e você volta para onde estava.
ended-go = Entrar novamente
other-user-title = Aqui você entrou como outra pessoa
other-user-lead = Esta página espera outra conta. Entre novamente, para que nada seja adicionado à conta errada.

## The overview

person-title = Você entrou como
no-name = Sem nome
unverified = E-mail não confirmado
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = Principal
unlink = Desvincular
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = Desvincular { $label }, { $account }
used-last = A última usada
# $date: the day
linked-on = Vinculada em { $date }
private-relay = A Apple criou este endereço para ocultar o seu. As mensagens chegam até você.
more-title = Adicionar uma forma de entrar
more-why = Com uma segunda forma de entrar, você nunca fica sem acesso.
more-lead = Você entra com ela uma vez, para mostrar que é sua.
more-another = Outra conta do mesmo tipo
# $email: the person's own address
open-letter = Primeiro, abra o link da mensagem enviada para { $email }.
verify-lead = { open-letter } Depois, recarregue esta página.
verify-send = Enviar de novo
# $label: the way to sign in, "GitHub"
link-label = Adicionar { $label }
link-label-another = Adicionar outra conta: { $label }
link-provider-another = Adicionar outra conta { $label }
link-password = Adicionar uma senha
link-phone = Adicionar um número de telefone
link-phone-another = Adicionar outro número de telefone
link-email = Adicionar um endereço de e-mail
link-email-another = Adicionar outro endereço de e-mail
opening = Abrindo a página de login: { $label }. Depois você volta para cá.
history-title = Histórico
# $date: the day
history-linked = { $label }: vinculada em { $date }
history-unlinked = { $label }: desvinculada em { $date }
history-swapped = { $label }: vinculada e mantida como sua conta em { $date }
history-all = Mostrar tudo ({ $count })
some-account = Uma conta
suggested-title = Estas também podem ser suas
suggested-lead = Elas têm o mesmo endereço de e-mail que a sua conta.
suggested-link = Adicionar
suggested-name = Adicionar { $label }, { $account }
suggested-look = Procurar outras contas suas
suggested-none = Nenhuma outra conta tem o seu endereço de e-mail.
limited = Suas formas de entrar não podem ser mostradas agora.

## What was interrupted

resume-title = Continue de onde parou
resume-again = Você entrou novamente. Continue de onde parou.
resume-link = Você estava adicionando uma conta: { $label }.
resume-letter = { open-letter } Depois, entre novamente na outra conta.
resume-unlink = Você estava desvinculando esta conta: { $label }, { $account }.
resume-delete = Você estava desvinculando e excluindo esta conta: { $label }, { $account }. { unlink-delete-note }
resume-confirm = Você ia confirmar. Nada foi vinculado ainda.
go-on = Continuar com { $label }
start-again = Recomeçar com { $label }

## A code or a link that is sent

-until-confirmed = Nada é vinculado até você confirmar.
phone-lead = Enviamos um código por SMS para ter certeza de que o número é seu. { -until-confirmed }
phone-label = Número de telefone
phone-hint = Comece com + e o código do país, por exemplo +44 7700 900123.
phone-other = Usar outro número
phone-arrives = Um SMS pode levar um minuto.
# $to: the number or the address
phone-sent-code = Enviamos um código por SMS para { $to }.
email-lead = Enviamos uma mensagem para ter certeza de que o endereço é seu. { -until-confirmed }
email-label = Endereço de e-mail
email-hint = Digite-o completo, por exemplo name@example.com.
email-other = Usar outro endereço
email-arrives = Uma mensagem pode levar um minuto. Veja também a pasta de spam.
email-sent-code = Enviamos um código para { $to }.
email-sent-link = Enviamos um link para { $to }.
send-code = Enviar um código
send-link = Enviar um link
send-code-instead = Enviar um código
send-new-code = Enviar um novo código
send-new-link = Enviar um novo link
send-in = Você pode pedir um novo daqui a { $time }.
sent-again-code = Enviamos um novo código.
    .todo = Só o mais recente vale.
sent-again-link = Enviamos um novo link.
    .todo = { sent-again-code.todo }
step-code = Digite o código
step-link = Abra o link
over-code = Peça um novo código
over-link = Peça um novo link
code-label = Código da mensagem
code-check = Verificar o código
link-how = Abra-o neste navegador. Em outro lugar, use um código.
over-now-code = { refusal-code_expired }
    .todo = Peça um novo.
over-now-link = Este link não vale mais.
    .todo = { over-now-code.todo }
no-tries = O código não está certo, e era a última tentativa.
    .todo = Peça um novo código.
tries-left = { $count ->
    [one] Você tem mais uma tentativa. Depois, peça um novo código.
   *[other] Você tem mais { $count } tentativas.
  }
try-again-in = Tente novamente daqui a { $time } ou adicione outra forma de entrar.
no-country = Falta o código do país.
    .todo = Comece com + e o código, por exemplo +55 para o Brasil ou +351 para Portugal.
no-code = O código não está completo.
    .todo = Veja a mensagem e digite o código inteiro.
arrives-title = Ainda não chegou?

## Before an account is unlinked

-not-any-more = Não serve mais para entrar nesta conta.
unlink-title = Desvincular { $label }?
unlink-title-way = Desvincular esta forma de entrar?
unlink-separate = Volta a ser uma conta separada. { -not-any-more }
unlink-gone = { -not-any-more } A conta separada que surge é excluída.
unlink-empty = A conta separada começa sem configurações salvas.
unlink-restored = A conta separada recebe de volta as configurações que tinha quando foi vinculada.
unlink-for-ever = { unlink-delete-note } Se você entrar com ela de novo, pode surgir uma conta nova e vazia.
unlink-safe = Nada muda na sua conta { $label }. { unlink-safe-here }
unlink-safe-here = Você pode adicioná-la de novo quando quiser.
delete-safe = Nada muda na sua conta { $label }. { delete-safe-here }
delete-safe-here = Nada mais muda nesta conta.
unlink-restore = Restaurar as configurações que tinha quando foi vinculada
unlink-delete = Excluir também a conta separada
unlink-delete-note = Isso não pode ser desfeito.
unlink-stale = Faz um tempo que você entrou, por isso você entra de novo antes.
unlink-confirm = Desvincular
unlink-and-delete = Desvincular e excluir
unlink-keep = Manter vinculada

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = Adicionar { $what } à sua conta?
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label } ({ $account })
add-lead = Depois você também pode entrar assim. { settings-all }.
add-access = Quem puder entrar assim tem acesso à sua conta.
add = Adicionar
add-more = Outras opções
add-keep-other = Manter a outra conta
add-compare = Comparar as duas contas
review-title = Unir estas duas contas?
people = Parecem ser duas pessoas diferentes.
people-todo = Una as contas somente se as duas forem suas.
review-lead = Uma conta permanece. A outra passa a ser uma forma de entrar nela.
keep-title = Qual conta você quer manter?
keep-fixed = As duas contas
stays = Esta conta permanece
recommended = Recomendada
reason-present = Você está usando esta conta agora.
reason-older = Você tem esta conta há mais tempo.
reason-managed = Sua empresa a administra, por isso ela precisa permanecer.
reason-chosen = Você escolheu mantê-la.
# $what: a list of the has- messages below
reason-more_to_lose = Senão, você perderia { $what }.
has-app_metadata = permissões ou um plano
has-roles = funções
has-organizations = participações em organizações
has-second_factor = a segunda etapa de login
lost = Você perde: { $what }
settings-title = Configurações salvas
settings-behind = As configurações salvas da outra conta se perdem, porque um login não permitiu mantê-las.
settings-all = Todas as configurações salvas são mantidas
settings-rest = Todas as outras configurações salvas são mantidas
settings-differ = { $count ->
    [one] Uma é diferente. Escolha o valor a manter.
   *[other] { $count } são diferentes. Escolha os valores a manter.
  }
empty = Vazia
yes = Sim
no = Não
leave-behind = Não levar
both = Os dois
both-but = Os dois e, onde forem diferentes, os valores da conta que permanece
kept-value = O valor da conta que permanece
same-setting = Igual nas duas
# $name: what it is called; $value: what it is
named-value = { $name }: { $value }
after-title = O que acontece
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] Quem puder entrar com qualquer uma das duas tem acesso à conta que permanece.
   *[other] Quem puder entrar com qualquer uma das { $count } tem acesso à conta que permanece.
  }
after-swap = Depois disso, você fica na conta que escolheu manter: { $label }.
after-email = Seu endereço de e-mail aqui passa a ser { $email }.
after-unread = Não foi possível verificar tudo. Funções, participações ou uma segunda etapa de login podem se perder.
after-large = Juntas, as configurações salvas das duas contas são grandes demais: escolha quais ficam para trás.
after-factor = A conta que permanece não tem uma segunda etapa de login. Ela fica menos protegida até você configurá-la novamente.
after-again = Antes disso, você entra mais uma vez na sua conta atual.
-unlink-later = Você pode desvincular as contas depois.
after-back = { -unlink-later } A outra fica sem configurações salvas.
after-back-restored = { -unlink-later } Na maioria dos casos, a outra recupera as configurações atuais.
details = Detalhes
id-stays = ID de usuário que permanece: { $id }
id-gone = ID de usuário que deixa de existir: { $id }
merge = Unir as contas
# $name: whose account the other one is
merge-into-mine = Unir a conta de { $name } à minha
merge-mine = Unir minha conta à de { $name }
cancel = Cancelar
# $clock: minutes and seconds, "2:59"
time-left = Tempo restante: { $clock }

## Signed in as someone else

switch-title = Você entrou com outra conta
switch-lead = Você já tinha entrado aqui. Qual conta quer usar?
switch-note = As duas contas continuam separadas de qualquer forma.
switch-now = Em uso até agora
switch-new = Acabou de entrar
switch-keep = Continuar com { $name }
switch-go = Mudar para { $name }

## Times

seconds = { $count ->
    [one] um segundo
   *[other] { $count } segundos
  }
minutes = { $count ->
    [one] um minuto
   *[other] { $count } minutos
  }
wait-for = Espere { $time } e tente novamente.
wait-over = Você já pode tentar novamente.

## Lists

# $first, $last: parts of a list
list-two = { $first } e { $last }
list-more = { $first }, { $last }
list-last = { $first } e { $last }
