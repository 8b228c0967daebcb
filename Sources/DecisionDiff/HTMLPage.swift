/// A page that needs nothing beside itself: no script, no font, no address. Written to be well-formed XML, too, so
/// that any parser reads it.
struct HTMLPage {
  private(set) var body = ""

  /// Of text that comes from outside.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case _ where !isWritable(scalar): escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Whether XML may hold it; of controls none but the line break.
  private static func isWritable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" { return true }
    return scalar.properties.generalCategory != .control && scalar.value & 0xFFFE != 0xFFFE
  }

  mutating func raw(_ markup: String) { body += markup + "\n" }

  mutating func element(_ name: String, _ text: String, _ attributes: String = "") {
    let start = attributes.isEmpty ? name : "\(name) \(attributes)"
    body += "<\(start)>\(Self.escaped(text))</\(name)>\n"
  }

  mutating func table(_ table: ReportSection.Table) {
    raw("<div class=\"wide\"><table><thead><tr>")
    for (index, column) in table.columns.enumerated() {
      element("th", column.title, index == 0 || column.isText ? "" : "class=\"number\"")
    }
    raw("</tr></thead><tbody>")
    for row in table.rows {
      raw("<tr>")
      for (index, cell) in row.enumerated() {
        let isText = index == 0 || table.columns[index].isText
        element("td", cell, isText ? "" : "class=\"number\"")
      }
      raw("</tr>")
    }
    raw("</tbody></table></div>")
  }

  /// The whole document.
  func document(title: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
    <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>\(Self.escaped(title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// Dark where the reader's machine is: at three in the morning it is.
  private static let style = """
    :root { color-scheme: light dark; --ink: #1b1f24; --faint: #5b6470; --paper: #ffffff; --line: #d5dae1;
      --base: #2f6fbd; --head: #c2570c; --cap: #b42318; --soft: #f3f5f8; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --faint: #9aa4b2; --paper: #14171b;
      --line: #343b45; --base: #7db3f2; --head: #f0a062; --cap: #ff7a6b; --soft: #1d2228; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 64px; }
    h1 { font-size: 24px; line-height: 1.25; margin: 0 0 8px; }
    h2 { font-size: 18px; margin: 36px 0 8px; padding-top: 12px; border-top: 1px solid var(--line); }
    h3 { font-size: 15px; margin: 20px 0 4px; }
    p { margin: 4px 0; overflow-wrap: anywhere; }
    .faint { color: var(--faint); }
    .big { font-size: 20px; margin: 12px 0; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: 8px 0; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { font-weight: 600; color: var(--faint); }
    .number { text-align: right; }
    svg { width: 100%; height: auto; display: block; margin: 8px 0; }
    svg text { font: 12px system-ui, "Segoe UI", Arial, sans-serif; fill: var(--faint); }
    .base { stroke: var(--base); } .head { stroke: var(--head); } .cap { stroke: var(--cap); }
    .fill-base { fill: var(--base); } .fill-head { fill: var(--head); } .fill-cap { fill: var(--cap); }
    .cell { fill: var(--head); } .same { fill: var(--faint); }
    .axis { stroke: var(--line); }
    code { font: 13px ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
    pre { background: var(--soft); padding: 8px 10px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
    details { margin: 8px 0; } summary { cursor: pointer; color: var(--faint); }
    """
}
