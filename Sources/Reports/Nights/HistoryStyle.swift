/// What a history page has besides the style of reports.
enum HistoryStyle {
    static let text = """

        .filters{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:8px 16px;\
        align-items:center;background:var(--bg);border-bottom:1px solid var(--grid);padding:10px 0;\
        margin:14px 0 0;font-size:.9rem}
        .filters[hidden],.drawn[hidden],.group[hidden],.series[hidden]{display:none}
        .filters select{font:inherit;max-width:46vw;color:var(--ink);background:var(--bg);\
        border:1px solid var(--axis);border-radius:6px;padding:3px 6px}
        .filters select:focus-visible,.filters input:focus-visible,.chart:focus-visible,\
        summary:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
        .filters output{color:var(--soft)}
        section{scroll-margin-top:70px}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr));\
        gap:26px 34px;align-items:start}
        .series{max-width:none}
        .series figcaption{font-size:.92rem;color:var(--soft)}
        .origin{color:var(--warn);font-weight:700;white-space:nowrap}
        .chart{min-height:230px;border-radius:4px;touch-action:pan-y}
        .read{font-size:.8rem;min-height:3em;margin:2px 0;color:var(--ink);\
        font-variant-numeric:tabular-nums}
        .marks{font-size:.8rem;color:var(--soft);margin:2px 0;padding-left:1.2em}
        .marks .regressed{color:var(--warn);font-weight:600}
        .marks .improved{color:var(--good);font-weight:600}
        details{font-size:.85rem}
        details.nights{margin-top:26px;font-size:1rem}
        summary{cursor:pointer;color:var(--mark)}
        .plot .night{stroke:var(--line);stroke-linecap:round;fill:none}
        .plot .whisker{stroke:var(--line);stroke-opacity:.55;stroke-width:1.2;fill:none}
        .plot .level{stroke:var(--mark);stroke-width:2.2;fill:none}
        .plot .start{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 3;fill:none}
        .plot .bound{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 4;fill:none}
        .plot .cursor{stroke:var(--ink);stroke-width:1;fill:none}
        .plot .at{fill:var(--bg);stroke:var(--ink);stroke-width:2}
        .plot .alarm{stroke-width:1.8;stroke-linejoin:round;fill:var(--bg);stroke:var(--soft)}
        .plot .alarm.closed{fill:var(--soft);fill-opacity:.35}
        .plot .alarm.regressed{stroke:var(--warn)}.plot .alarm.improved{stroke:var(--good)}
        .plot .alarm.regressed.confirmed{fill:var(--warn)}
        .plot .alarm.improved.confirmed{fill:var(--good)}
        @media (max-width:600px){.filters{position:static}}
        @media print{.filters,.read{display:none}.charts{grid-template-columns:1fr 1fr;\
        gap:10px 16px}.series{break-inside:avoid}.chart{min-height:0}.marks{font-size:7pt}}
        """
}
