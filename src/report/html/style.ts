/** The style sheet of the report: light and dark, wide and narrow, without anything from the network. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2128; --soft: #555e69; --line: #d8dde4; --code: #f3f5f8;
  --link: #0a58b8; --mark: #ffe9a8;
  --all: #c62f2f; --all-soft: #f6d4d4; --writes: #a85800; --writes-soft: #fbe2c4; --none: #2f6fb2; --none-soft: #d8e6f5;
  --ok: #1a7437; --ok-soft: #d9f0df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #181d24; --text: #e3e8ee; --soft: #a3adb9; --line: #323a45; --code: #11161c;
    --link: #78b4ff; --mark: #574709;
    --all: #ff8b84; --all-soft: #54201f; --writes: #f0a955; --writes-soft: #4c3113; --none: #84b9f0; --none-soft: #1c3651;
    --ok: #6fd08c; --ok-soft: #17381f;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2rem; }
footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--soft); font-size: .875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: .95rem; margin: 0; font-weight: 600; }
p { margin: .25rem 0; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .84rem; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
ul, ol { list-style: none; margin: 0; padding: 0; }
.lead { color: var(--soft); font-size: 1.05rem; }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }
.dangerous, .error { color: var(--all); background: var(--all-soft); }
.risky, .warning { color: var(--writes); background: var(--writes-soft); }
.info { color: var(--none); background: var(--none-soft); }
.safe { color: var(--ok); background: var(--ok-soft); }
@media (prefers-color-scheme: light) {
  .dangerous, .error { color: #8e1c1c; } .risky, .warning { color: #7a3f00; } .info { color: #1d4f86; } .safe { color: #0f5325; }
}
.index { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; }
.index li { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr) 12rem 14rem; gap: .25rem 1rem; padding: .55rem 1rem; border-top: 1px solid var(--line); align-items: baseline; }
.index li:first-child { border-top: 0; }
.index a { overflow-wrap: anywhere; }
.index span:not(.badge) { color: var(--soft); font-size: .9rem; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.5rem; margin: .9rem 0 0; color: var(--soft); font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.swatch { width: .9rem; height: .9rem; border-radius: .2rem; flex: none; }
.migration { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: 0 0 1.5rem; }
.title { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: baseline; padding: 1rem 1.25rem .25rem; }
.about { padding: 0 1.25rem .9rem; color: var(--soft); font-size: .92rem; }
.lanes-key { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0 1.25rem .8rem; font-size: .85rem; color: var(--soft); }
.lanes-key b { display: inline-block; min-width: 1.25rem; text-align: center; color: var(--text); }
.transaction { border-top: 1px solid var(--line); padding: .6rem 1.25rem; background: var(--code); font-size: .9rem; }
.transaction p { color: var(--soft); }
.row { display: grid; grid-template-columns: var(--lanes, 0) minmax(0, 1.1fr) minmax(0, 1fr); gap: 0 1.25rem; padding: 0 1.25rem; border-top: 1px solid var(--line); }
.lanes { display: flex; gap: 4px; }
.bare .lanes { display: none; }
.bare .row { grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); }
.lane { width: 18px; display: flex; justify-content: center; align-items: flex-start; padding-top: .85rem; font-size: .68rem; font-weight: 700; color: var(--soft); }
.lane.taken, .lane.held { color: var(--card); }
.all.taken, .swatch.all { background: var(--all); } .all.held { background: var(--all-soft); color: var(--text); }
.writes.taken, .swatch.writes { background: var(--writes); } .writes.held { background: var(--writes-soft); color: var(--text); }
.none.taken, .swatch.none { background: var(--none); } .none.held { background: var(--none-soft); color: var(--text); }
.code, .facts { padding: .75rem 0; min-width: 0; }
.at { color: var(--soft); font-size: .8rem; margin: 0 0 .2rem; }
.locks li { font-size: .92rem; padding: .08rem 0; overflow-wrap: anywhere; }
.mode { font-weight: 650; }
.mode.all { color: var(--all); } .mode.writes { color: var(--writes); } .mode.none { color: var(--none); }
.soft { color: var(--soft); }
.finding { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .8rem; margin: .7rem 0 .2rem; }
.finding.is-error { border-color: var(--all); } .finding.is-warning { border-color: var(--writes); } .finding.is-info { border-color: var(--none); }
.finding p { overflow-wrap: anywhere; }
.advice { margin-top: .4rem; }
.advice > summary { cursor: pointer; color: var(--link); }
.advice pre { background: var(--code); border: 1px solid var(--line); border-radius: .35rem; padding: .5rem .7rem; margin: .25rem 0 .5rem; }
.places { margin: .3rem 0; padding-left: 1rem; list-style: disc; font-size: .9rem; }
.quiet > summary { cursor: pointer; border-top: 1px solid var(--line); padding: .6rem 1.25rem; color: var(--soft); }
.alone { border-top: 1px solid var(--line); padding: .25rem 1.25rem .75rem; }
@media (max-width: 62rem) {
  .row { grid-template-columns: var(--lanes, 0) minmax(0, 1fr); }
  .facts { grid-column: 2; padding-top: 0; }
  .lanes { grid-row: span 2; }
  .index li { grid-template-columns: 7.5rem minmax(0, 1fr); }
  .index span:not(.badge) { grid-column: 2; }
}
@media (max-width: 40rem) {
  header, main, footer { padding-left: .75rem; padding-right: .75rem; }
  .title, .about, .lanes-key, .transaction, .alone, .quiet > summary { padding-left: .8rem; padding-right: .8rem; }
  .row { padding: 0 .8rem; gap: 0 .7rem; }
  .lane { width: 12px; }
  .lanes { gap: 3px; }
  .index li { grid-template-columns: minmax(0, 1fr); }
  .index span:not(.badge) { grid-column: 1; }
}
@media (max-width: 40rem) { .row { grid-template-columns: var(--narrow-lanes, 0) minmax(0, 1fr); } }
@media (max-width: 62rem) { .bare .row { grid-template-columns: minmax(0, 1fr); } .bare .facts { grid-column: 1; } }
@media print { body { background: none; } .migration { break-inside: avoid; } }
`;
