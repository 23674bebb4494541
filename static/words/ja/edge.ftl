# What only the page says that is rendered at the edge, for browsers without JavaScript, in Japanese.

# $first, $last: parts of a list
list-two = { $first }と{ $last }
list-more = { $first }、{ $last }
list-last = { $first }、{ $last }
unlink-restore-else = そうしない場合、保存された設定がない状態から始まります。
unlink-delete-title = または、リンクを解除して削除する
if-it-joins = もう一方のアカウントに統合される場合：
if-it-stays = このまま残る場合：
choose-kept = 残るアカウントの値
# $value: a value in quotation marks, or a list or group of an account
choose-value = 常に{ $value }
leave-counts = 引き継がないという選択は、そのアカウントがもう一方に統合される場合にだけ有効です。
values-lost = 異なる2つの値のうち、選ばなかったほうは失われます。
choose-again = その間にもう一度サインインしたため、ここで選んだ内容をもう一度選んでください。
