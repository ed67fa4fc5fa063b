//! The forms of output, each a function from data to bytes. Results come from other rooms; `app` decides
//! where the bytes go.

pub mod against;
pub mod cast;
pub mod check;
pub mod csv;
pub mod diff;
pub mod explain;
pub mod explore;
pub mod histogram;
mod html;
pub mod json;
pub mod legend;
pub mod line;
pub mod list;
mod maps;
pub mod markdown;
mod observed;
pub mod page;
pub mod palette;
pub mod printer;
pub mod results;
mod scaling;
pub mod schema;
mod slices;
mod states;
mod table;
pub mod text;
pub mod timeline;
pub mod tour;
pub mod tour_page;
pub mod tour_screen;
pub mod trace;
mod verdict;
