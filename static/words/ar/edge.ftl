# What only the page says that is rendered at the edge, for browsers without JavaScript, in Arabic.

# $first, $last: parts of a list
list-two = { $first } و{ $last }
list-more = { $first }، { $last }
list-last = { $first } و{ $last }
choose-kept = ما لدى الحساب الذي يبقى
# $value: a value in quotation marks, or a list or group of an account
choose-value = دائمًا { $value }
values-lost = ستُفقد بعض الإعدادات المحفوظة، وهي مميزة أعلاه.
# $value: a value in quotation marks, or a list or group of an account
value-lost = سيُفقد: { $value }
language-go = تغيير
unavailable-title = تعذّر تنفيذ ذلك
not-found-title = الصفحة غير موجودة
# $label: what it is, "Google"
start-lead = { $label }: تسجّل الدخول إلى ذلك الحساب مرة واحدة لإثبات أنه لك. بعد ذلك ترى الحسابين وتقرّر.
start-go = المتابعة إلى تسجيل الدخول
one-moment-lead = يجري نقلك الآن. إذا لم يحدث شيء، فاستخدم هذا الرابط:
one-moment-go = المتابعة من هنا
suggested-look = البحث عن حسابات أخرى لك
suggested-none = لا يوجد حساب آخر له عنوان بريدك الإلكتروني نفسه.
refusal-not_found = لا توجد صفحة كهذه.
    .todo = ربما كُتب العنوان خطأً.
refusal-method_not_allowed = لا يقبل هذا العنوان هذا النوع من الطلبات.
    .todo = لم يتغيّر شيء. استخدم الأزرار الموجودة في الصفحة.
fields-go = المتابعة بواسطة { $label }
fields-name = عنوان البريد الإلكتروني أو اسم المستخدم
fields-password = كلمة المرور
fields-elsewhere = جديد هنا، أو نسيت كلمة المرور؟
fields-wrong = عنوان البريد الإلكتروني أو اسم المستخدم وكلمة المرور هذه لا تتطابق.
fields-attempts = عدد المحاولات كبير جدًا. انتظر قليلًا، أو عيّن كلمة مرور جديدة.
fields-blocked = لا يمكنك تسجيل الدخول بهذا الحساب. إن كنت ترى أن هذا خطأ، فأخبر القائمين على الموقع.
fields-leaked = تسرّبت كلمة المرور هذه في مكان آخر. عيّن كلمة مرور جديدة ثم سجّل الدخول بها.
fields-failed = لم ينجح ذلك. لم يتغيّر شيء. حاول مرة أخرى بعد لحظات.
fields-script = يحتاج تسجيل الدخول هنا إلى JavaScript.
fields-incomplete = هذه الصفحة جزء من تسجيل الدخول، وعنوانها غير كامل. ابدأ من جديد من فضلك.
fields-unopened = تعذّر فتح تسجيل الدخول. لم يتغيّر شيء. حاول مرة أخرى بعد لحظات.
