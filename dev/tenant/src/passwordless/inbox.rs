//! `/inbox`: the messages that were sent, for a person who waits for one.

use http::StatusCode;

use crate::html::Html;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::time;
use crate::visit::Visit;

pub(crate) fn inbox(tenant: &mut Tenant, _visit: &Visit) -> Reply {
    let messages = &tenant.passwordless.messages;
    let mut content = Html::new().raw(
        "<p>Text messages and e-mails that a real tenant would have sent, the newest first. \
         <a href=\"/inbox\">Look again</a></p>",
    );
    if messages.is_empty() {
        content = content.raw("<p class=\"soft\">None yet.</p>");
    }
    for message in messages.iter().rev() {
        content = content
            .raw("<article><h2>To ")
            .text(&message.to)
            .raw("</h2><p class=\"soft\">")
            .text(&time::iso(message.at))
            .raw(", ")
            .text(&message.connection)
            .raw(", ")
            .text(&message.language)
            .raw("</p>");
        if let Some(code) = &message.code {
            content = content
                .raw("<p>Your verification code is <code class=\"code\">")
                .text(code)
                .raw("</code></p>");
        }
        if let Some(link) = &message.link {
            let words =
                if message.send == "verification" { "Verify the address" } else { "Sign in" };
            content = content.raw("<p><a class=\"link\" href=\"").text(link).raw("\">");
            content = content.text(words).raw("</a></p>");
        }
        content = content.raw("</article>");
    }
    reply::page(StatusCode::OK, "Inbox", content)
}
