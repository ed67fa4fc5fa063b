//! The head that all pages share: nothing from outside is loaded.

use maud::{Markup, PreEscaped, html};

/// The head of a page, with the policy that limits what it may do.
pub(super) fn head(title: &str, policy: &str, style: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="color-scheme" content="light dark";
            meta name="generator" content=(concat!("threaddemo ", env!("CARGO_PKG_VERSION")));
            title { (title) }
            style { (PreEscaped(style)) }
        }
    }
}
