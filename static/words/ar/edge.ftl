# What the pages beside the settings page say, in Arabic.

unavailable-title = تعذّر تنفيذ ذلك
not-found-title = الصفحة غير موجودة
# $label: what it is, "Google"
start-lead = { $label }: سجّل الدخول مرة واحدة لإثبات أن الحساب لك. { -until-confirmed }
one-moment-lead = إذا لم يحدث شيء، فاستخدم هذا الرابط:
refusal-not_found = هذه الصفحة غير موجودة.
    .todo = تحقّق من العنوان.
refusal-method_not_allowed = لا يمكن فتح هذه الصفحة بهذه الطريقة.
    .todo = { -nothing-changed } { -buttons }
fields-name = عنوان البريد الإلكتروني أو اسم المستخدم
fields-password = كلمة المرور
fields-elsewhere = جديد هنا، أو نسيت كلمة المرور؟
fields-wrong = عنوان البريد الإلكتروني أو اسم المستخدم أو كلمة المرور غير صحيح.
fields-attempts = { refusal-too_many_attempts } انتظر قليلًا، أو عيّن كلمة مرور جديدة.
fields-blocked = { refusal-login_blocked } { -mistake }
fields-leaked = ظهرت كلمة المرور هذه في تسريب بيانات. عيّن كلمة مرور جديدة.
fields-failed = { refusal-authorization_failed } { refusal-timeout.todo }
fields-script = فعّل JavaScript لتسجيل الدخول هنا.
fields-incomplete = عنوان هذه الصفحة غير كامل. ابدأ تسجيل الدخول من جديد.
fields-unopened = تعذّر فتح صفحة تسجيل الدخول. { refusal-timeout.todo }
