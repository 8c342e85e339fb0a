namespace ActorCnn.Reports.Runs;

/// <summary>How a report looks. It must not have characters that XML escapes, since HTML takes a style as it stands.</summary>
internal static class ReportStyle
{
    public const string Css =
        """

        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --panel: #f3f5f7; --rule: #d0d7de; --one: #0b5cad; --two: #b3460b; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6edf3; --soft: #a3adb8; --paper: #0f141a; --panel: #1a212a; --rule: #39424d; --one: #6cb6ff; --two: #ffa657; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
        h1, dd, code { overflow-wrap: anywhere; }
        h2 { margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--rule); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding: 0.25rem 0; }
        th, td { padding: 0.2rem 0.75rem 0.2rem 0; text-align: right; border-bottom: 1px solid var(--rule); }
        th { font-weight: 600; }
        th[scope=row], th:first-child { text-align: left; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
        figure { margin: 0; padding: 0.75rem; background: var(--panel); border-radius: 6px; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--soft); font-size: 13px; }
        .grid { stroke: var(--rule); }
        polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
        polyline.line1, circle.line1 { stroke: var(--one); }
        polyline.line2, circle.line2 { stroke: var(--two); stroke-dasharray: 6 4; }
        .key { display: inline-block; margin-left: 1rem; padding-left: 2rem; position: relative; color: var(--soft); }
        .key::before { content: ""; position: absolute; left: 0; top: 50%; width: 1.5rem; border-top: 2px solid var(--one); }
        .key.line2::before { border-top: 2px dashed var(--two); }
        .filters { display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; list-style: none; }
        .filters img { display: block; image-rendering: pixelated; border: 1px solid var(--rule); }
        pre { overflow-x: auto; padding: 0.75rem; background: var(--panel); border-radius: 6px; }
        pre code { overflow-wrap: normal; }
        dt { color: var(--soft); }
        dd { margin: 0 0 0.5rem; font-family: ui-monospace, monospace; }
        summary { cursor: pointer; margin-top: 1rem; }
        :focus-visible { outline: 3px solid var(--one); outline-offset: 2px; }

        """;
}
