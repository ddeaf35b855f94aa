"""What does the one HTML page look like? Its style sheet, light and dark, wide and narrow; nothing is loaded."""

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fdfdfc; --ink: #1d1f21; --soft: #5b6065; --line: #dcdfe2; --panel: #f3f4f3;
  --reproduced: #0b5fa5; --contradicted: #b8420b; --undecided: #7a6000; --not-judged: #5c5c5c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181a; --ink: #e6e7e8; --soft: #a2a8ae; --line: #34383c; --panel: #202327;
    --reproduced: #7cbcf2; --contradicted: #ff9a66; --undecided: #e2c65a; --not-judged: #a2a8ae;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
h1 { margin: 0 0 .2rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.6rem 0 .8rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: 1.25rem; }
h3 { margin: 0 0 .3rem; font-size: 1rem; }
p { margin: .4rem 0; max-width: 50rem; }
a { color: var(--reproduced); }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .88em; }
pre { padding: .7rem 1rem; background: var(--panel); border-radius: 6px; overflow-x: auto; }
.id { margin: 0; color: var(--soft); }
.answer { margin: 1rem 0; max-width: none; font-size: 1.15rem; font-weight: 600; }
.alarm, .note { margin: 1rem 0; padding: .7rem 1rem; background: var(--panel);
  border-left: 5px solid var(--undecided); border-radius: 0 6px 6px 0; }
.alarm { border-color: var(--contradicted); }
.alarm strong { color: var(--contradicted); }
.scroll { margin: .8rem 0; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
td.word { min-width: 8.5rem; font-weight: 700; }
.raw td:not(:first-child) { min-width: 6rem; }
.pairs td:first-child { width: 34%; color: var(--soft); overflow-wrap: anywhere; }
.pairs td { overflow-wrap: anywhere; }
.reproduced { color: var(--reproduced); } .contradicted { color: var(--contradicted); }
.undecided { color: var(--undecided); } .not-judged { color: var(--not-judged); }
.claim { margin: 0 0 1.3rem; padding-left: .9rem; border-left: 4px solid currentColor; }
.claim > * { color: var(--ink); }
.claim dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; margin: .3rem 0;
  font-size: .92rem; }
.claim dt { color: var(--soft); } .claim dd { margin: 0; min-width: 0; }
figure { margin: 1rem 0 2rem; }
figure img { display: block; max-width: 100%; height: auto; padding: .5rem; background: #fff;
  border: 1px solid var(--line); border-radius: 6px; }
figcaption { margin-top: .3rem; color: var(--soft); font-size: .9rem; }
summary { margin: .8rem 0; cursor: pointer; color: var(--soft); }
@media (min-width: 46.01rem) { .verdicts td:nth-child(n+2):nth-child(-n+5) { white-space: nowrap; } }
@media (max-width: 46rem) {
  body { padding: 1.2rem .9rem 3rem; }
  h1 { font-size: 1.5rem; }
  .verdicts thead { display: none; }
  .verdicts tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .verdicts td { display: grid; grid-template-columns: 6.5rem 1fr; padding: .1rem 0; border: 0; }
  .verdicts td::before { content: attr(data-column); color: var(--soft); font-weight: 400; }
  .verdicts td:first-child { display: block; font-weight: 600; }
  .verdicts td:first-child::before { content: none; }
  .claim dl { display: block; } .claim dd { margin-bottom: .4rem; }
  figure .scroll img { max-width: none; width: 44rem; }
}
"""
