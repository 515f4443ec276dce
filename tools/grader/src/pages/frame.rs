//! What every page has around it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::lang::Lang;

/// Nothing is loaded, nothing runs; the styles in the page count.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const STYLE: &str = include_str!("page.css");

/// A whole page. `is_wide` gives tables all the room there is.
pub(crate) fn page(lang: Lang, title: &str, is_wide: bool, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main.wide[is_wide] { (body) } }
        }
    };
    page.into_string()
}
