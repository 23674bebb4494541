# What only the page says that is rendered at the edge, for browsers without JavaScript, in Arabic.

# $first, $last: parts of a list
list-two = { $first } و{ $last }
list-more = { $first }، { $last }
list-last = { $first }، و{ $last }
unlink-restore-else = وإلا فسيبدأ من دون إعدادات محفوظة.
unlink-delete-title = أو إلغاء الربط والحذف
if-it-joins = إذا انضم إلى الحساب الآخر:
if-it-stays = إذا بقي:
choose-kept = ما لدى الحساب الذي يبقى
# $value: a value in quotation marks, or a list or group of an account
choose-value = دائمًا { $value }
leave-counts = لا يُعتدّ باختيار عدم النقل إلا إذا انضم ذلك الحساب إلى الآخر.
values-lost = من قيمتين مختلفتين تُفقد القيمة التي لا تختارها.
choose-again = سجّلت الدخول من جديد في هذه الأثناء. اختر مرة أخرى ما كنت اخترته هنا.
