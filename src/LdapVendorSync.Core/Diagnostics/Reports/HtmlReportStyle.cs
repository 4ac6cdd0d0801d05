namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>The look of the HTML report: light and dark, phone and paper, nothing loaded from elsewhere.</summary>
internal static class HtmlReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --line: #8884; --dim: #626a75; --good: #1a7f37; --bad: #c62828; --warn: #9a6700;
          --info: #0969da; --more: #8250df; }
        @media (prefers-color-scheme: dark) { :root { --dim: #9aa4b1; --more: #b392f0; --good: #4ac26b; --bad: #ff7b72; --warn: #d4a72c; --info: #6cb6ff; } }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 75rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
        td, li, dd, p { unicode-bidi: isolate; }
        .badge { border: 1px solid; border-radius: 1rem; padding: .05rem .7rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
        .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .info { color: var(--info); }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .75rem 0; }
        .facts dt { color: var(--dim); } .facts dd { margin: 0; }
        .totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: .5rem; list-style: none; padding: 0; }
        .totals li { border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .7rem; }
        .totals b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
        .error { border-left: 4px solid var(--bad); padding-left: .75rem; }
        .held { border-left: 4px solid var(--warn); padding-left: .75rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line); }
        th, .number, .word { overflow-wrap: normal; } th { hyphens: none; font-size: .85rem; } .number { white-space: nowrap; }
        .number { text-align: right; font-variant-numeric: tabular-nums; } .none { color: var(--dim); }
        .advice { margin-top: .5rem; }
        figure { margin: .5rem 0; overflow-x: auto; } svg { display: block; max-width: none; }
        figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .85rem; color: var(--dim); margin-top: .25rem; }
        .key::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .35em; border-radius: 2px; }
        .add { fill: var(--good); } .remove { fill: var(--info); } .update { fill: var(--more); } .fail { fill: var(--bad); } .hold { fill: var(--warn); }
        .key.add::before { background: var(--good); } .key.remove::before { background: var(--info); }
        .key.update::before { background: var(--more); } .key.fail::before { background: var(--bad); }
        .key.hold::before { background: var(--warn); } .axis { stroke: var(--dim); }
        summary { cursor: pointer; padding: .3rem 0; }
        footer { margin-top: 2rem; color: var(--dim); font-size: .85rem; }
        td:first-child, td:nth-child(2) { min-width: 7em; }
        @media screen and (max-width: 45rem) {
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          tr { display: block; border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .25rem .5rem; }
          td { display: flex; gap: .75rem; border: 0; padding: .1rem 0; text-align: left; }
          td::before { content: attr(data-label); flex: 0 0 6.5rem; color: var(--dim); }
          td.number { text-align: left; } td:empty, td.none { display: none; }
        }
        @media print {
          body { font-size: 10pt; max-width: none; padding: 0; }
          table { font-size: 8pt; } th, td { padding: .15rem .35rem; } h2, h3 { break-after: avoid; }
          details::details-content { content-visibility: visible; block-size: auto; }
          tr { break-inside: avoid; } thead { display: table-header-group; }
        }

        """;
}
