# What the pages beside the settings page say, in Japanese.

unavailable-title = うまくいきませんでした
not-found-title = ページが見つかりません
# $label: what it is, "Google"
start-lead = { $label }：ご本人のアカウントか確認するため、一度ログインしてください。{ -until-confirmed }
one-moment-lead = 画面が変わらない場合は、こちらから進んでください：
refusal-not_found = このページはありません。
    .todo = アドレスを確認してください。
refusal-method_not_allowed = この方法では、このページを開けません。
    .todo = { -nothing-changed }{ -buttons }
fields-name = メールアドレスまたはユーザー名
fields-password = パスワード
fields-elsewhere = 初めての方、パスワードをお忘れの方
fields-wrong = メールアドレスまたはユーザー名と、パスワードの組み合わせが正しくありません。
fields-attempts = { refusal-too_many_attempts }しばらく待つか、新しいパスワードを設定してください。
fields-blocked = { refusal-login_blocked }{ -mistake }
fields-leaked = このパスワードは外部に漏れています。新しいパスワードを設定してください。
fields-failed = { refusal-authorization_failed }{ refusal-timeout.todo }
fields-script = ここでログインするには、JavaScriptを有効にしてください。
fields-incomplete = このページのアドレスが不完全です。ログインを最初からやり直してください。
fields-unopened = ログインページを開けませんでした。{ refusal-timeout.todo }
