/// The style sheet of an HTML report: light and dark, for a phone, a screen and paper.
enum HTMLStyle {
    static var text: String {
        PlotStyle.variables(of: ":root") + page + tables + PlotStyle.rules + paper
    }

    private static let page = """
        :root{color-scheme:light dark}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,\
        'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:anywhere}
        header,nav,main,footer{max-width:1180px;margin:0 auto;padding:0 20px}
        header{padding-top:28px}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 4px}
        h2{font-size:1.4rem;margin:44px 0 8px;padding-top:12px;border-top:1px solid var(--grid)}
        h3{font-size:1.1rem;margin:28px 0 8px}
        h4{font-size:1rem;margin:22px 0 6px}
        p{margin:6px 0}
        .soft,footer{color:var(--soft)}
        .notice{border:2px solid var(--warn);color:var(--warn);font-weight:700;border-radius:8px;\
        padding:12px 16px;margin:14px 0}
        nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:14px 0 0;list-style:none}
        a{color:var(--mark)}
        a:focus-visible,button:focus-visible,.scroll:focus-visible{outline:3px solid var(--mark);\
        outline-offset:2px}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,260px),1fr));\
        gap:12px;padding:0;margin:12px 0;list-style:none}
        .cards li{border:1px solid var(--grid);border-left:5px solid var(--axis);border-radius:8px;\
        padding:10px 14px}
        .cards .better{border-left-color:var(--good)}
        .cards .worse{border-left-color:var(--warn)}
        .cards p{font-size:.88rem;margin:3px 0}
        .name{font-weight:650;font-size:1rem}
        .badge{float:right;margin-left:8px;font-size:.8rem;font-weight:700}
        .better .badge{color:var(--good)}
        .worse .badge{color:var(--warn)}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));\
        gap:26px 34px;align-items:start}
        figure{margin:0;max-width:540px;min-width:0}
        figure svg{display:block;width:100%;height:auto}
        figcaption{font-size:.84rem;color:var(--soft)}
        figcaption b{color:var(--ink)}
        .notes{padding-left:1.2em}
        .notes li{margin:5px 0}
        .notes.soft li{font-size:.9rem}
        footer{padding-top:24px;padding-bottom:32px;font-size:.85rem}

        """

    private static let tables = """
        .scroll{overflow-x:auto;border:1px solid var(--grid);border-radius:8px}
        table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums;width:100%}
        th,td{padding:6px 12px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--grid)}
        tbody tr:last-child>*{border-bottom:0}
        thead th{vertical-align:bottom;color:var(--soft);font-weight:600}
        tbody th{font-weight:600;position:sticky;left:0;background:var(--bg);white-space:normal;\
        min-width:110px;max-width:40vw}
        thead th:first-child{position:sticky;left:0;background:var(--bg);z-index:1}
        .r{text-align:right}
        th button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;\
        cursor:pointer;text-align:inherit}
        th button::after{content:" \\2195";opacity:.5}
        th[aria-sort=ascending] button::after{content:" \\2191";opacity:1}
        th[aria-sort=descending] button::after{content:" \\2193";opacity:1}
        @media (max-width:600px){body{font-size:15px}header,nav,main,footer{padding-left:14px;\
        padding-right:14px}h1{font-size:1.5rem}th,td{padding:6px 9px}}

        """

    private static let paper = """

        @media print{@page{margin:13mm}body{font-size:9.5pt}h2{font-size:13pt}h3{font-size:10.5pt}header,nav,main,footer{max-width:none;\
        padding:0}nav{display:none}.scroll{overflow:visible;border:0}table{font-size:7.5pt}\
        th,td{white-space:normal;padding:2px 5px;overflow-wrap:normal}tbody th{position:static;\
        min-width:0}th button::after{content:""}figure,tr,.cards li,.notice{break-inside:avoid}\
        h2,h3,h4{break-after:avoid}.figures{grid-template-columns:1fr 1fr;gap:12px 20px}\
        figcaption{font-size:7.5pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """
}
