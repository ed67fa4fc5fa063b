//! How the page looks in light and dark mode; colors that most people can tell apart (Okabe and Ito,
//! 2008, "Color Universal Design").

use crate::states::{STATES, StateRow};

/// The page's style sheet.
pub(super) fn sheet() -> String {
    let colors = |place: usize| {
        let fill = |row: &StateRow| format!(".{}{{fill:{}}}", row.name, row.page[place]);
        STATES.iter().map(fill).collect::<String>()
    };
    let [light, dark] = [0, 1].map(colors);
    format!("{STYLE}{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n")
}

/// All rules except the colors of the states.
const STYLE: &str = "
:root{--ground:#fbfbfa;--card:#fff;--ink:#1d2228;--faint:#5d6670;--rule:#dfe2e6;--track:#eceef1;
--good:#00694c;--bad:#b03a00;--bar:#7fb0d3}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1b1f25;--ink:#e6e9ed;
--faint:#9aa5b1;--rule:#343b44;--track:#272d35;--good:#4fd6a7;--bad:#ff9a6b;--bar:#2f6a94}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem 1rem 3rem;background:var(--ground);
color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}
h1{margin:0;font-size:2rem;letter-spacing:-.02em}
h2{margin:0 0 .6rem;font-size:1.15rem}
p{margin:.4rem 0 .8rem}p,.watch{max-width:46rem}
.about{margin:.1rem 0 0;color:var(--faint);font-size:1.1rem}
.warning{border-left:4px solid var(--bad);padding:.3rem .8rem}
section{margin:1.2rem 0;padding:1.1rem 1.2rem;background:var(--card);border:1px solid var(--rule);
border-radius:10px}
h3{margin:.8rem 0 .3rem;font-size:1rem}
.maps{display:flex;flex-wrap:wrap;gap:.8rem;margin:.5rem 0}
.process,.own{border:1px solid var(--rule);border-radius:8px;padding:.5rem .8rem}
.process{background:var(--track)}.own{background:var(--card)}.maps dl{gap:.1rem .8rem}
.maps dl{grid-template-columns:max-content 1fr}
ul{margin:.3rem 0;padding-left:1.3rem}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1.2rem;margin:0}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
code{font:.92em ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}
.faint{color:var(--faint);font-size:.9rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.25rem 1.2rem .25rem 0;text-align:left;vertical-align:middle}
thead th{color:var(--faint);font-weight:400;font-size:.9rem}
tbody tr+tr{border-top:1px solid var(--rule)}
.number{text-align:right;white-space:nowrap}
.wide{width:34%}.comparison span{white-space:nowrap}
.faster{color:var(--good);font-weight:600}.slower{color:var(--bad);font-weight:600}
.line{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:.9rem;
overflow-wrap:anywhere}
.checks{list-style:none;padding:0}
.holds b{color:var(--good)}.fails b{color:var(--bad)}.holds b::before{content:'\\2713  '}
.fails b::before{content:'\\2717  '}
figure{margin:1rem 0 1.6rem}
figcaption{margin-bottom:.2rem}
svg{display:block;overflow:visible}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.4rem;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:.5rem}
.bar .time{fill:var(--bar)}.whisker{fill:var(--ink)}
.best{stroke:var(--ink);stroke-width:2;stroke-dasharray:4 3}
.scaling{max-width:40rem}.scaling text{fill:var(--faint);font-size:12px}.scaling .rule{stroke:var(--rule)}
.fitted{stroke:var(--bar);stroke-width:2}.ideal{stroke:var(--faint);stroke-dasharray:4 3}
.chart{position:relative;padding-bottom:1.4rem}
.axis{position:absolute;inset:0 0 1.4rem;height:calc(100% - 1.4rem)}
.axis line{stroke:var(--rule)}.axis text{fill:var(--faint);font-size:12px}
.lanes{position:relative;list-style:none;margin:0;padding:0;font-size:13px;line-height:1.4}
.lanes li{height:64px;padding-top:2px}.lanes span{background:var(--card)}
.name,.shares{padding-left:10px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.name{height:19px}
.arrows{position:absolute;top:0;pointer-events:none}.arrows g{pointer-events:visiblePainted}
.thread{stroke:var(--faint);fill:var(--faint)}.waits{stroke:var(--bad);fill:var(--bad)}
.waits line{stroke-dasharray:4 3}.arrows path{stroke:none}
.lanes i,.shares{color:var(--faint);font-style:normal}.lanes i{font-size:12px}.shares{font-size:11px}
.lanes svg{margin:1px 0 2px}
.track{fill:var(--track)}.hit{fill:transparent}
.mark{fill:var(--ink);fill-opacity:.55}.task{fill:none;stroke:var(--faint);stroke-opacity:.55}.open{stroke:var(--bad);stroke-width:3}
.slice:hover .hit{fill:var(--ink);fill-opacity:.12}.mark:hover{fill:var(--bad)}
#program ol{list-style:none;margin:0;padding:.3rem 0;overflow:auto;max-height:34rem;
border:1px solid var(--rule);border-radius:6px;position:relative}
#program li{display:flex;gap:1rem;padding:0 .8rem;min-width:max-content}
#program li::before{content:attr(value);color:var(--faint);min-width:2rem;text-align:right}
#program li.on{background:var(--track)}#program li b{font-size:.8rem;padding:0 .5rem;border-radius:9px;
background:var(--bar);color:var(--ink);font-weight:600;margin-right:.3rem}
#program code{white-space:pre}#program li span{position:sticky;right:.5rem;margin-left:auto}#program label{display:flex;gap:.8rem;align-items:center;flex-wrap:wrap}
#program input{flex:1 1 12rem}.cursor{position:absolute;top:0;bottom:1.4rem;width:1px;background:var(--bad);
pointer-events:none}
summary{cursor:pointer;padding:.2rem 0}
:focus-visible{outline:3px solid var(--bar);outline-offset:2px;border-radius:3px}
.scroll{max-height:26rem;overflow:auto;border:1px solid var(--rule);border-radius:6px;
padding:.3rem .8rem}
footer{color:var(--faint);font-size:.9rem}
@media (max-width:40rem){.comparison thead{position:absolute;clip-path:inset(50%)}
.comparison tr{display:grid;grid-template-columns:1fr auto;padding:.5rem 0}
.comparison .wide{grid-column:1/-1;grid-row:2;width:auto}
.comparison td[data-label]{grid-column:1/-1;text-align:left;color:var(--faint);font-size:.9rem}
.comparison td[data-label]::before{content:attr(data-label) ': '}
.lanes li,.name{height:auto}.name,.shares{white-space:normal}.arrows,.keys{display:none}
h1{font-size:1.6rem}section{padding:.9rem .8rem}}
@media print{:root{--ground:#fff}body{max-width:none}details:not([open])>*{display:none}section{break-inside:avoid}}
";
