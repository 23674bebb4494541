# What the pages beside the settings page say, in Japanese.

unavailable-title = うまくいきませんでした
not-found-title = ページが見つかりません
# $label: what it is, "Google"
start-lead = { $label }：ご本人のアカウントであることを確認するため、一度そのアカウントにログインします。そのあと両方のアカウントを見て、連携するかどうかを決められます。
start-go = ログインに進む
one-moment-lead = 次のページに移動しています。画面が変わらない場合は、こちらから進んでください：
one-moment-go = 次のページへ進む
refusal-not_found = このページはありません。
    .todo = アドレスが間違っているかもしれません。
refusal-method_not_allowed = このアドレスでは、その操作はできません。
    .todo = 何も変更されていません。ページのボタンを使ってください。
fields-go = { $label }で続ける
fields-name = メールアドレスまたはユーザー名
fields-password = パスワード
fields-elsewhere = 初めての方、パスワードをお忘れの方
fields-wrong = メールアドレスまたはユーザー名と、パスワードの組み合わせが正しくありません。
fields-attempts = 試した回数が多すぎます。しばらく待つか、新しいパスワードを設定してください。
fields-blocked = このアカウントではログインできません。間違いだと思う場合は、サイトの運営者にお知らせください。
fields-leaked = このパスワードはほかの場所で漏れています。新しいパスワードを設定してから、ログインしてください。
fields-failed = うまくいきませんでした。何も変更されていません。少し待ってから、もう一度お試しください。
fields-script = ここでのログインにはJavaScriptが必要です。
fields-incomplete = このページはログインの途中のページで、アドレスが不完全です。最初からやり直してください。
fields-unopened = ログインを開けませんでした。何も変更されていません。少し待ってから、もう一度お試しください。
