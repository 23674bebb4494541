# What the settings page says, in Japanese.

## The page

# Where the product has no name of its own.
brand = あなたのアカウント
title = ログイン方法
about = ログイン方法の確認、追加、連携の解除ができます。
footer = 連携で変わるのは、このサイトへのログイン方法だけです。GoogleやGitHubなどでは何も変わりません。
privacy = プライバシー
help = ヘルプ
language = 言語
language-go = 変更
loading = 読み込み中…
slow = 読み込みに時間がかかっています。ページを再読み込みしてください。
plain-page = シンプル版を開く
sign-in = ログイン
sign-out = ログアウト
again = もう一度試す
continue = 続ける
back = ログイン方法に戻る
# $name: the product's
home = { $name }に戻る
home-unnamed = サイトに戻る
later = 今はしない
one-moment = お待ちください

## Ways to sign in that have no name of their own

provider-auth0 = メールアドレスとパスワード
provider-Username-Password-Authentication = メールアドレスとパスワード
provider-email = メールの確認コード
provider-sms = SMSの確認コード
provider-samlp = 会社のアカウント
provider-adfs = 会社のアカウント
provider-oidc = 会社のアカウント

## Signed out

signed-out-title = ログイン方法の管理
signed-out-lead = パスワードでログインする日もあれば、Googleでログインする日もありませんか？　アカウントが2つに分かれているかもしれません。ここで1つにまとめられます。
signed-out-see = アカウントへのログイン方法をすべて確認できます。
signed-out-link = 別のログイン方法を追加できます。
signed-out-unlink = 連携はいつでも解除できます。
ended-title = ログアウトされました
ended-lead = 何も変更されていません。ログインすると、続きから再開できます。
ended-go = もう一度ログイン
other-user-title = ここでは別の人としてログインしています
other-user-lead = このページは別のアカウント用です。間違ったアカウントに追加しないように、もう一度ログインしてください。

## The overview

person-title = ログイン中：
no-name = 名前は未設定です
unverified = メールアドレス未確認
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = メイン
unlink = 連携を解除
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = 連携を解除：{ $label }、{ $account }
used-last = 前回使用
# $date: the day
linked-on = { $date }に連携
private-relay = 本来のアドレスを隠すためにAppleが作成したアドレスです。メールは転送されて届きます。
more-title = ログイン方法を追加
more-why = ログイン方法が2つあれば、ログインできなくなる心配がありません。
more-lead = ご本人のものであることを確認するため、一度ログインします。
more-another = 同じ種類の別のアカウント
# $email: the person's own address
open-letter = まず、{ $email } に届いたメールの確認用リンクを開いてください。
verify-lead = { open-letter }そのあと、このページを再読み込みしてください。
verify-send = もう一度送る
# $label: the way to sign in, "GitHub"
link-label = { $label }を追加
link-label-another = 別のアカウントを追加：{ $label }
link-provider-another = 別の{ $label }アカウントを追加
link-password = パスワードを追加
link-phone = 電話番号を追加
link-phone-another = 別の電話番号を追加
link-email = メールアドレスを追加
link-email-another = 別のメールアドレスを追加
opening = { $label }のログインページを開いています。ログインしたあと、ここに戻ります。
history-title = 履歴
# $date: the day
history-linked = { $date }：{ $label }を連携
history-unlinked = { $date }：{ $label }の連携を解除
history-swapped = { $date }：{ $label }を連携し、残すアカウントに選択
history-all = 全{ $count }件を表示
some-account = アカウント
suggested-title = こちらもご自分のアカウントではありませんか？
suggested-lead = 今のアカウントとメールアドレスが同じです。
suggested-link = 追加
suggested-name = 追加：{ $label }、{ $account }
suggested-look = ほかのアカウントを探す
suggested-none = メールアドレスが同じアカウントは、ほかにありません。
limited = ログイン方法を今は表示できません。

## What was interrupted

resume-title = 途中から続ける
resume-again = もう一度ログインしました。途中から続けられます。
resume-link = アカウントを追加する途中でした：{ $label }
resume-letter = { open-letter }そのあと、もう一方のアカウントにもう一度ログインします。
resume-unlink = 次のアカウントの連携を解除する途中でした：{ $label }、{ $account }
resume-delete = 次のアカウントの連携を解除して、削除する途中でした：{ $label }、{ $account }。{ unlink-delete-note }
resume-confirm = 確認の途中でした。まだ何も連携されていません。
go-on = { $label }で続ける
start-again = { $label }で最初からやり直す

## A code or a link that is sent

-until-confirmed = 最後に確認するまで、何も連携されません。
phone-lead = ご本人の番号か確認するため、SMSで確認コードを送ります。{ -until-confirmed }
phone-label = 電話番号
phone-hint = 「+」と国番号から入力してください。日本の番号は最初の0を除いて、+81 90 0000 0000 のように入力します。
phone-other = 別の番号を使う
phone-arrives = SMSが届くまでに1分ほどかかることがあります。
# $to: the number or the address
phone-sent-code = { $to } に、SMSで確認コードを送りました。
email-lead = ご本人のメールアドレスか確認するため、メールを送ります。{ -until-confirmed }
email-label = メールアドレス
email-hint = name@example.com のように、最後まで入力してください。
email-other = 別のメールアドレスを使う
email-arrives = メールが届くまでに1分ほどかかることがあります。迷惑メールのフォルダーもご確認ください。
email-sent-code = { $to } に、メールで確認コードを送りました。
email-sent-link = { $to } に、メールで確認用リンクを送りました。
send-code = 確認コードを送る
send-link = 代わりに確認用リンクを送る
send-code-instead = 代わりに確認コードを送る
send-new-code = 新しい確認コードを送る
send-new-link = 新しい確認用リンクを送る
send-in = { $time }後に、もう一度送れるようになります。
sent-again-code = 新しい確認コードを送りました。
    .todo = 使えるのは、いちばん新しいものだけです。
sent-again-link = 新しい確認用リンクを送りました。
    .todo = { sent-again-code.todo }
step-code = 確認コードを入力してください
step-link = 確認用リンクを開いてください
over-code = 新しい確認コードが必要です
over-link = 新しい確認用リンクが必要です
code-label = 届いた確認コード
code-check = 確認する
link-how = 確認用リンクは、今お使いのこのブラウザーで開いてください。ほかのブラウザーや端末では、確認コードをご利用ください。
over-now-code = { refusal-code_expired }
    .todo = 新しい確認コードを送ってください。
over-now-link = この確認用リンクはもう使えません。
    .todo = 新しい確認用リンクを送ってください。
no-tries = 確認コードが違います。入力できる回数を使い切りました。
    .todo = 新しい確認コードを送ってください。
tries-left = あと{ $count }回入力できます。使い切ったときは、新しい確認コードを送ってください。
try-again-in = { $time }後にもう一度試すか、別のログイン方法を追加してください。
no-country = 国番号がありません。
    .todo = 「+」と国番号から入力してください。日本は +81、アメリカは +1 です。
no-code = 確認コードが途中までしか入力されていません。
    .todo = 届いたメッセージを見て、最後まで入力してください。
arrives-title = まだ届きませんか？

## Before an account is unlinked

-not-any-more = このアカウントへのログインには使えなくなります。
unlink-title = { $label }の連携を解除しますか？
unlink-title-way = このログイン方法の連携を解除しますか？
unlink-separate = 解除すると、再び別のアカウントに分かれます。{ -not-any-more }
unlink-gone = { -not-any-more }分かれたアカウントは削除されます。
unlink-empty = 分かれたアカウントは、保存済みの設定がない状態から始まります。
unlink-restored = 分かれたアカウントには、連携したときの設定が戻ります。
unlink-for-ever = { unlink-delete-note }同じ方法でもう一度ログインすると、新しい空のアカウントが作られることがあります。
unlink-safe = { $label }側では何も変わりません。{ unlink-safe-here }
unlink-safe-here = いつでももう一度追加できます。
delete-safe = { $label }側では何も変わりません。{ delete-safe-here }
delete-safe-here = このアカウントは、ほかには何も変わりません。
unlink-restore = 連携したときの設定に戻す
unlink-delete = 分かれたアカウントも削除する
unlink-delete-note = 削除すると元に戻せません。
unlink-stale = 前回のログインから時間がたっているため、先にもう一度ログインしていただきます。
unlink-confirm = 連携を解除
unlink-and-delete = 連携を解除して削除
unlink-keep = 連携したままにする

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = { $what }をアカウントに追加しますか？
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label }（{ $account }）
add-lead = 追加すると、この方法でもログインできます。{ settings-all }。
add-access = この方法でログインできる人は、あなたのアカウントに入れます。
add = 追加
add-more = ほかの選択肢
add-keep-other = もう一方のアカウントを残す
add-compare = 2つのアカウントを比べる
review-title = この2つのアカウントを統合しますか？
people = 別々の人のアカウントのようです。
people-todo = どちらもご自身のアカウントである場合にだけ統合してください。
review-lead = 残るアカウントは1つです。もう一方は、そこへのログイン方法になります。
keep-title = どちらのアカウントを残しますか？
keep-fixed = 2つのアカウント
stays = 残るアカウント
recommended = おすすめ
reason-present = 今お使いのアカウントです。
reason-older = より前からお使いのアカウントです。
reason-managed = 会社が管理しているため、必ず残ります。
reason-chosen = 残すアカウントに選びました。
# $what: a list of the has- messages below
reason-more_to_lose = もう一方に統合すると、{ $what }が失われます。
has-app_metadata = 権限やプラン
has-roles = 役割
has-organizations = 組織への所属
has-second_factor = 2段階認証の設定
lost = 失われるもの：{ $what }
settings-title = 保存済みの設定
settings-behind = ログイン時に許可されなかったため、もう一方のアカウントの保存済みの設定は失われます。
settings-all = 保存済みの設定はすべて残ります
settings-rest = ほかの保存済みの設定はすべて残ります
settings-differ = { $count }件が異なります。残す値を選んでください。
empty = 空
yes = はい
no = いいえ
leave-behind = 引き継がない
both = 両方
both-but = 両方（異なるところは残るアカウントの値）
kept-value = 残るアカウントの値
same-setting = どちらも同じです
# $name: what it is called; $value: what it is
named-value = { $name }：{ $value }
after-title = 統合すると
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] どちらかの方法でログインできる人は、残るアカウントに入れます。
   *[other] { $count }通りのいずれかの方法でログインできる人は、残るアカウントに入れます。
  }
after-swap = その後は、残すアカウントにログインした状態になります：{ $label }
after-email = ここでのメールアドレスは{ $email }になります。
after-unread = 一部を確認できませんでした。役割、組織への所属、2段階認証の設定が失われることがあります。
after-large = 2つのアカウントの保存済みの設定を合わせると大きくなりすぎます。引き継がないものを選んでください。
after-factor = 残るアカウントには、2段階認証が設定されていません。設定し直すまで、アカウントの安全性が下がります。
after-again = その前に、今お使いのアカウントにもう一度ログインします。
-unlink-later = 連携はあとで解除できます。
after-back = { -unlink-later }その場合、もう一方の設定は空になります。
after-back-restored = { -unlink-later }ほとんどの場合、もう一方の今の設定も元に戻ります。
details = 詳細
id-stays = 残るユーザーID：{ $id }
id-gone = なくなるユーザーID：{ $id }
merge = アカウントを統合
# $name: whose account the other one is
merge-into-mine = { $name }のアカウントを自分のものに統合
merge-mine = 自分のアカウントを{ $name }のものに統合
cancel = キャンセル
# $clock: minutes and seconds, "2:59"
time-left = 残り時間 { $clock }

## Signed in as someone else

switch-title = 別のアカウントでログインしました
switch-lead = すでに別のアカウントでログインしていました。どちらのアカウントを使いますか？
switch-note = どちらを選んでも、2つのアカウントは別々のままです。
switch-now = これまでログインしていたアカウント
switch-new = 今ログインしたアカウント
switch-keep = { $name }のまま使う
switch-go = { $name }に切り替える

## Times

seconds = { $count }秒
minutes = { $count }分
wait-for = { $time }待ってから、もう一度お試しください。
wait-over = もう一度お試しいただけます。

## Lists

# $first, $last: parts of a list
list-two = { $first }、{ $last }
list-more = { $first }、{ $last }
list-last = { $first }、{ $last }
