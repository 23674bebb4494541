# What the settings page says, in Arabic.

## The page

# Where the product has no name of its own.
brand = حسابك
title = طرق تسجيل الدخول
about = اطّلع على طرق تسجيل دخولك، وأضف طريقة أخرى، أو ألغِ ربط إحداها.
footer = الربط يغيّر طريقة تسجيل دخولك هنا فقط. لا يتغيّر شيء لدى Google أو GitHub أو أي جهة أخرى.
privacy = الخصوصية
help = المساعدة
language = اللغة
language-go = تغيير
loading = جارٍ التحميل…
slow = يستغرق هذا وقتًا طويلًا. أعد تحميل الصفحة.
plain-page = فتح النسخة البسيطة
sign-in = تسجيل الدخول
sign-out = تسجيل الخروج
again = إعادة المحاولة
continue = متابعة
back = العودة إلى طرق تسجيل الدخول
# $name: the product's
home = العودة إلى { $name }
home-unnamed = العودة إلى الموقع
later = ليس الآن
one-moment = لحظة

## Ways to sign in that have no name of their own

provider-auth0 = البريد الإلكتروني وكلمة المرور
provider-Username-Password-Authentication = البريد الإلكتروني وكلمة المرور
provider-email = رمز بالبريد الإلكتروني
provider-sms = رمز على الهاتف
provider-samlp = حساب شركة
provider-adfs = حساب شركة
provider-oidc = حساب شركة

## Signed out

signed-out-title = إدارة طرق تسجيل الدخول
signed-out-lead = هل تستخدم هنا كلمة مرور في يوم وGoogle في يوم آخر؟ إذن قد يكون لديك حسابان. هنا يمكنك جعلهما حسابًا واحدًا.
signed-out-see = اطّلع على كل طريقة تسجّل بها الدخول إلى حسابك.
signed-out-link = أضف طريقة أخرى لتسجيل الدخول.
signed-out-unlink = ألغِ الربط متى شئت.
ended-title = تم تسجيل خروجك
ended-lead = لم يتغيّر شيء. سجّل الدخول لتعود إلى حيث كنت.
ended-go = تسجيل الدخول من جديد
other-user-title = سجّلت الدخول هنا بحساب آخر
other-user-lead = هذه الصفحة تنتظر حسابًا آخر. سجّل الدخول من جديد حتى لا يُضاف شيء إلى الحساب الخطأ.

## The overview

person-title = سجّلت الدخول باسم
no-name = بلا اسم
unverified = البريد الإلكتروني غير مؤكَّد
# The one that cannot be unlinked: the account began with it, or was kept as it
primary = الأساسية
unlink = إلغاء الربط
# $label: what it is, "Google"; $account: which one, an address or a name
unlink-name = إلغاء ربط { $label }، { $account }
used-last = آخر طريقة استخدمتها
# $date: the day
linked-on = تم الربط في { $date }
private-relay = أنشأت Apple هذا العنوان لإخفاء عنوانك. تصلك الرسائل كالمعتاد.
more-title = إضافة طريقة تسجيل الدخول
more-why = مع طريقة ثانية لتسجيل الدخول لن تفقد الوصول إلى حسابك.
more-lead = تسجّل الدخول بها مرة واحدة لإثبات أنها لك.
more-another = حساب آخر من النوع نفسه
# $email: the person's own address
open-letter = افتح أولًا الرابط الوارد في الرسالة التي أُرسلت إلى { $email }.
verify-lead = { open-letter } ثم أعد تحميل هذه الصفحة.
verify-send = إرسالها مرة أخرى
# $label: the way to sign in, "GitHub"
link-label = إضافة { $label }
link-label-another = إضافة حساب آخر: { $label }
link-provider-another = إضافة حساب { $label } آخر
link-password = إضافة كلمة مرور
link-phone = إضافة رقم هاتف
link-phone-another = إضافة رقم هاتف آخر
link-email = إضافة عنوان بريد إلكتروني
link-email-another = إضافة عنوان بريد إلكتروني آخر
opening = جارٍ فتح صفحة تسجيل الدخول: { $label }. ستعود إلى هنا بعد ذلك.
history-title = السجل
# $date: the day
history-linked = { $label }: تم الربط في { $date }
history-unlinked = { $label }: أُلغي الربط في { $date }
history-swapped = { $label }: تم الربط وأصبح حسابك في { $date }
history-all = عرض الكل ({ $count })
some-account = حساب
suggested-title = قد تكون هذه لك أيضًا
suggested-lead = لها عنوان البريد الإلكتروني نفسه الذي لحسابك.
suggested-link = إضافة
suggested-name = إضافة { $label }، { $account }
suggested-look = البحث عن حسابات أخرى لك
suggested-none = لا يوجد حساب آخر له عنوان بريدك الإلكتروني.
limited = يتعذّر عرض طرق تسجيل الدخول الآن.

## What was interrupted

resume-title = المتابعة من حيث توقّفت
resume-again = سجّلت الدخول من جديد. تابع من حيث توقّفت.
resume-link = كنت على وشك إضافة حساب: { $label }.
resume-letter = { open-letter } ثم سجّل الدخول إلى الحساب الآخر مرة أخرى.
resume-unlink = كنت على وشك إلغاء ربط هذا الحساب: { $label }، { $account }.
resume-delete = كنت على وشك إلغاء ربط هذا الحساب وحذفه: { $label }، { $account }. { unlink-delete-note }
resume-confirm = كنت على وشك التأكيد. لم يُربط شيء بعد.
go-on = المتابعة بواسطة { $label }
start-again = البدء من جديد: { $label }

## A code or a link that is sent

-until-confirmed = لن يُربط شيء قبل أن تؤكّد.
phone-lead = نرسل إليه رمزًا في رسالة نصية للتأكد من أنه لك. { -until-confirmed }
phone-label = رقم الهاتف
phone-hint = ابدأ بعلامة + ورمز البلد، مثل ‎+44 7700 900123.
phone-other = استخدام رقم آخر
phone-arrives = قد تستغرق الرسالة النصية دقيقة.
# $to: the number or the address
phone-sent-code = أرسلنا رمزًا في رسالة نصية إلى { $to }.
email-lead = نرسل إليه رسالة للتأكد من أنه لك. { -until-confirmed }
email-label = عنوان البريد الإلكتروني
email-hint = اكتبه كاملًا، مثل name@example.com.
email-other = استخدام عنوان آخر
email-arrives = قد تستغرق الرسالة دقيقة. ابحث أيضًا في مجلد الرسائل غير المرغوب فيها.
email-sent-code = أرسلنا رمزًا إلى { $to }.
email-sent-link = أرسلنا رابطًا إلى { $to }.
send-code = إرسال رمز
send-link = إرسال رابط بدلًا من ذلك
send-code-instead = إرسال رمز بدلًا من ذلك
send-new-code = إرسال رمز جديد
send-new-link = إرسال رابط جديد
send-in = يمكنك طلب واحد جديد بعد { $time }.
sent-again-code = أرسلنا رمزًا جديدًا.
    .todo = الأحدث وحده هو الصالح.
sent-again-link = أرسلنا رابطًا جديدًا.
    .todo = { sent-again-code.todo }
step-code = أدخل الرمز
step-link = افتح الرابط
over-code = اطلب رمزًا جديدًا
over-link = اطلب رابطًا جديدًا
code-label = الرمز الوارد في الرسالة
code-check = التحقق من الرمز
link-how = افتحه في هذا المتصفح. في أي مكان آخر، استخدم رمزًا.
over-now-code = { refusal-code_expired }
    .todo = اطلب رمزًا جديدًا.
over-now-link = لم يعد هذا الرابط صالحًا.
    .todo = اطلب رابطًا جديدًا.
no-tries = هذا الرمز غير صحيح، وكانت تلك آخر محاولة.
    .todo = اطلب رمزًا جديدًا.
tries-left = { $count ->
    [zero] لم تبقَ لديك محاولات. اطلب رمزًا جديدًا.
    [one] بقيت لديك محاولة واحدة. بعدها اطلب رمزًا جديدًا.
    [two] بقيت لديك محاولتان.
    [few] بقيت لديك { $count } محاولات.
    [many] بقيت لديك { $count } محاولة.
   *[other] بقيت لديك { $count } محاولة.
  }
try-again-in = أعد المحاولة بعد { $time }، أو أضف طريقة أخرى لتسجيل الدخول.
no-country = رمز البلد ناقص.
    .todo = ابدأ بعلامة + والرمز، مثل ‎+966 للسعودية أو ‎+20 لمصر.
no-code = هذا الرمز غير كامل.
    .todo = انظر إلى الرسالة واكتبه كله.
arrives-title = ألم تصل الرسالة بعد؟

## Before an account is unlinked

-not-any-more = لا يوصلك بعد ذلك إلى هذا الحساب.
unlink-title = إلغاء ربط { $label }؟
unlink-title-way = إلغاء ربط طريقة تسجيل الدخول هذه؟
unlink-separate = يصبح حسابًا منفصلًا من جديد. { -not-any-more }
unlink-gone = { -not-any-more } ويُحذف الحساب المنفصل الذي ينشأ منه.
unlink-empty = يبدأ الحساب المنفصل دون إعدادات محفوظة.
unlink-restored = يستعيد الحساب المنفصل الإعدادات التي كانت له عند ربطه.
unlink-for-ever = { unlink-delete-note } وإذا سجّلت الدخول به من جديد، فقد يُنشأ حساب جديد فارغ.
unlink-safe = لا يتغيّر شيء لدى { $label }. { unlink-safe-here }
unlink-safe-here = يمكنك إضافته من جديد في أي وقت.
delete-safe = لا يتغيّر شيء لدى { $label }. { delete-safe-here }
delete-safe-here = لا يتغيّر شيء آخر في هذا الحساب.
unlink-restore = استعادة الإعدادات التي كانت له عند ربطه
unlink-delete = حذف الحساب المنفصل أيضًا
unlink-delete-note = لا يمكن التراجع عن هذا.
unlink-stale = مرّت مدة على آخر تسجيل دخول لك، لذلك تسجّل الدخول مرة أخرى أولًا.
unlink-confirm = إلغاء الربط
unlink-and-delete = إلغاء الربط والحذف
unlink-keep = إبقاؤه مرتبطًا

## The review

# The review where nothing is lost: one question. $what: the other account, a number, or "GitHub (ada@example.com)"
add-title = إضافة { $what } إلى حسابك؟
# $label: the way to sign in, "GitHub"; $account: an address or a name
add-what = { $label } ({ $account })
add-lead = بعد ذلك يمكنك تسجيل الدخول به أيضًا. { settings-all }.
add-access = كل من يستطيع تسجيل الدخول به يدخل إلى حسابك.
add = إضافة
add-more = خيارات أخرى
add-keep-other = الاحتفاظ بالحساب الآخر بدلًا من ذلك
add-compare = مقارنة الحسابين
review-title = دمج هذين الحسابين؟
people = يبدو أنهما لشخصين مختلفين.
people-todo = ادمجهما فقط إذا كان الحسابان لك.
review-lead = يبقى أحد الحسابين، ويصبح الآخر طريقة لتسجيل الدخول إليه.
keep-title = أي حساب تريد الاحتفاظ به؟
keep-fixed = الحسابان
stays = يبقى هذا الحساب
recommended = موصى به
reason-present = تستخدمه الآن.
reason-older = لديك منذ مدة أطول.
reason-managed = شركتك تديره، لذلك يجب أن يبقى.
reason-chosen = اخترت الاحتفاظ به.
# $what: a list of the has- messages below
reason-more_to_lose = وإلا ستفقد { $what }.
has-app_metadata = الأذونات أو الاشتراك
has-roles = الأدوار
has-organizations = العضويات
has-second_factor = خطوة تسجيل الدخول الثانية
lost = ستفقد: { $what }
settings-title = الإعدادات المحفوظة
settings-behind = تُفقد الإعدادات المحفوظة للحساب الآخر، لأن إحدى عمليات تسجيل الدخول لم تسمح بالاحتفاظ بها.
settings-all = تبقى جميع الإعدادات المحفوظة
settings-rest = تبقى جميع الإعدادات المحفوظة الأخرى
settings-differ = { $count ->
    [one] يختلف إعداد واحد. اختر القيمة التي تبقى.
    [two] يختلف إعدادان. اختر القيم التي تبقى.
    [few] تختلف { $count } إعدادات. اختر القيم التي تبقى.
    [many] يختلف { $count } إعدادًا. اختر القيم التي تبقى.
   *[other] يختلف { $count } إعداد. اختر القيم التي تبقى.
  }
empty = فارغ
yes = نعم
no = لا
leave-behind = تركه
both = كلاهما
both-but = كلاهما، وعند الاختلاف قيم الحساب الذي يبقى
kept-value = قيمة الحساب الذي يبقى
same-setting = متطابق في الحسابين
# $name: what it is called; $value: what it is
named-value = { $name }: { $value }
after-title = ما الذي يحدث
# $count: how many ways there are, 2 or more
after = { $count ->
    [2] كل من يستطيع تسجيل الدخول بأي منهما يدخل إلى الحساب الذي يبقى.
    [few] كل من يستطيع تسجيل الدخول بأي من الطرق الـ { $count } يدخل إلى الحساب الذي يبقى.
    [many] كل من يستطيع تسجيل الدخول بأي من الطرق الـ { $count } يدخل إلى الحساب الذي يبقى.
   *[other] كل من يستطيع تسجيل الدخول بأي من الطرق الـ { $count } يدخل إلى الحساب الذي يبقى.
  }
after-swap = بعد ذلك يكون دخولك إلى الحساب الذي تحتفظ به: { $label }.
after-email = يصبح عنوان بريدك الإلكتروني هنا { $email }.
after-unread = تعذّر التحقق من كل شيء. قد تُفقد أدوار أو عضويات أو خطوة تسجيل دخول ثانية.
after-large = الإعدادات المحفوظة للحسابين معًا كبيرة جدًا: اختر ما لا يُنقل منها.
after-factor = ليست للحساب الذي يبقى خطوة تسجيل دخول ثانية. تكون حمايته أضعف إلى أن تعيد إعدادها.
after-again = قبل ذلك تسجّل الدخول إلى حسابك الحالي مرة أخرى.
-unlink-later = يمكنك إلغاء الربط لاحقًا.
after-back = { -unlink-later } عندئذٍ يكون الحساب الآخر بلا إعدادات محفوظة.
after-back-restored = { -unlink-later } في معظم الحالات يستعيد الحساب الآخر إعداداته الحالية.
details = التفاصيل
id-stays = معرّف المستخدم الذي يبقى: { $id }
id-gone = معرّف المستخدم الذي يزول: { $id }
merge = دمج الحسابين
# $name: whose account the other one is
merge-into-mine = دمج حساب { $name } في حسابي
merge-mine = دمج حسابي في حساب { $name }
cancel = إلغاء
# $clock: minutes and seconds, "2:59"
time-left = الوقت المتبقي: { $clock }

## Signed in as someone else

switch-title = سجّلت الدخول بحساب آخر
switch-lead = كنت قد سجّلت الدخول هنا من قبل. أي الحسابين تريد استخدامه؟
switch-note = يبقى الحسابان منفصلين أيًّا كان اختيارك.
switch-now = المستخدَم حتى الآن
switch-new = سُجّل الدخول به للتو
switch-keep = البقاء مع { $name }
switch-go = التبديل إلى { $name }

## Times

seconds = { $count ->
    [zero] { $count } ثانية
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
  }
minutes = { $count ->
    [zero] { $count } دقيقة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
  }
wait-for = انتظر { $time }، ثم أعد المحاولة.
wait-over = يمكنك إعادة المحاولة الآن.

## Lists

# $first, $last: parts of a list
list-two = { $first } و{ $last }
list-more = { $first }، { $last }
list-last = { $first } و{ $last }
