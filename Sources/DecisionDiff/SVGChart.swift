import CommandLine

/// Charts as SVG, drawn with whole numbers: the same figures give the same bytes.
enum SVGChart {
  /// A line of a chart: points in order, of which each holds until the next where `isStepped`.
  struct Series {
    var name: String
    /// `base`, `head` or `cap`: what the page's colours know.
    var style: String
    var points: [(x: Int64, y: Int64)]
    var isStepped = false
    var isDashed = false
  }

  private static let (width, height) = (1_040, 260)
  private static let (left, right, top, bottom) = (72, 16, 34, 30)

  /// Lines over a common axis. `xText` names a place on the axis.
  static func lines(
    _ title: String, _ series: [Series], markers: [(x: Int64, text: String)] = [],
    xText: (Int64) -> String
  ) -> String {
    let xs = series.flatMap { $0.points.map(\.x) } + markers.map(\.x)
    let most = max(1, series.flatMap { $0.points.map(\.y) }.max() ?? 1)
    let (first, last) = (xs.min() ?? 0, max(xs.max() ?? 1, (xs.min() ?? 0) + 1))
    let inner = (width: width - left - right, height: height - top - bottom)
    func x(_ value: Int64) -> Int {
      left + Int(Int128(value - first) * Int128(inner.width) / Int128(last - first))
    }
    func y(_ value: Int64) -> Int {
      top + inner.height - Int(Int128(value) * Int128(inner.height) / Int128(most))
    }
    var svg = open(title, height)
    for step in 0...4 {
      let value = most * Int64(step) / 4
      svg +=
        "<line class=\"axis\" x1=\"\(left)\" y1=\"\(y(value))\" x2=\"\(width - right)\" y2=\"\(y(value))\"/>\n"
      svg += text(left - 8, y(value) + 4, grouped(value), anchor: "end")
    }
    for step in 0...4 {
      let value = first + (last - first) * Int64(step) / 4
      let anchor = step == 0 ? "start" : step == 4 ? "end" : "middle"
      svg += text(x(value), height - 8, xText(value), anchor: anchor)
    }
    for one in series where !one.points.isEmpty {
      svg += "<polyline fill=\"none\" stroke-width=\"1.6\" class=\"\(one.style)\""
      svg += one.isDashed ? " stroke-dasharray=\"6 4\"" : ""
      svg += " points=\"\(polyline(one, x, y))\"/>\n"
    }
    for marker in markers {
      svg +=
        "<line class=\"cap\" stroke-dasharray=\"3 3\" x1=\"\(x(marker.x))\" y1=\"\(top)\" x2=\"\(x(marker.x))\" y2=\"\(height - bottom)\"/>\n"
      let isLate = x(marker.x) > width / 2
      svg += text(
        x(marker.x) + (isLate ? -6 : 6), top + 12, marker.text, anchor: isLate ? "end" : "start")
    }
    return svg + legend(series.map { ($0.name, $0.style) }) + "</svg>"
  }

  private static func polyline(
    _ series: Series, _ x: (Int64) -> Int, _ y: (Int64) -> Int
  ) -> String {
    var places: [(Int, Int)] = []
    for point in series.points {
      let place = (x(point.x), y(point.y))
      if series.isStepped, let last = places.last, last.1 != place.1 {
        places.append((place.0, last.1))
      }
      if let last = places.last, last == place { continue }
      places.append(place)
    }
    return places.map { "\($0.0),\($0.1)" }.joined(separator: " ")
  }

  /// Pairs of bars, base beside head, by label.
  static func bars(
    _ title: String, _ rows: [(label: String, base: Int, head: Int)]
  ) -> String {
    let most = max(1, rows.map { max($0.base, $0.head) }.max() ?? 1)
    let inner = (width: width - left - right, height: height - top - bottom)
    let step = inner.width / max(1, rows.count)
    var svg = open(title, height)
    svg +=
      "<line class=\"axis\" x1=\"\(left)\" y1=\"\(height - bottom)\" x2=\"\(width - right)\" y2=\"\(height - bottom)\"/>\n"
    svg += text(left - 8, top + 4, grouped(most), anchor: "end")
    svg += text(left - 8, height - bottom, "0", anchor: "end")
    for (index, row) in rows.enumerated() {
      let start = left + index * step
      let bar = max(2, step * 2 / 5)
      for (number, value) in [row.base, row.head].enumerated() {
        let tall = Int(Int128(value) * Int128(inner.height) / Int128(most))
        let name = number == 0 ? "base" : "head"
        svg +=
          "<rect class=\"fill-\(name)\" x=\"\(start + number * bar + step / 10)\" y=\"\(height - bottom - tall)\" width=\"\(max(1, bar - 2))\" height=\"\(tall)\"><title>\(HTMLPage.escaped(row.label)), \(name): \(value)</title></rect>\n"
      }
      svg += text(start + step / 2, height - 10, row.label, anchor: "middle")
    }
    return svg + legend([("base", "base"), ("head", "head")]) + "</svg>"
  }

  /// Squares of old against new; the fuller, the more events. Numbers stand in them.
  static func matrix(
    _ title: String, rows: [String], columns: [String],
    cells: [(row: Int, column: Int, count: Int, isChange: Bool)]
  ) -> String {
    let (label, step, head) = (300, 34, 46)
    let wide = max(1, (width - label - 8) / max(1, columns.count))
    let tall = head + rows.count * step + 8
    let most = max(1, cells.map(\.count).max() ?? 1)
    var svg = open(title, tall)
    for (index, name) in columns.enumerated() {
      svg += text(
        label + index * wide + wide / 2, head - 8, "\(index + 1)", anchor: "middle", title: name)
    }
    for (index, name) in rows.enumerated() {
      svg += text(label - 10, head + index * step + 21, name, anchor: "end")
    }
    for cell in cells where cell.count > 0 {
      // Even a single event is to be seen.
      let opacity = 25 + Int(Int128(cell.count) * 60 / Int128(most))
      svg +=
        "<rect class=\"\(cell.isChange ? "cell" : "same")\" fill-opacity=\"0.\(opacity)\" x=\"\(label + cell.column * wide + 1)\" y=\"\(head + cell.row * step + 1)\" width=\"\(wide - 2)\" height=\"\(step - 2)\"/>\n"
      svg += text(
        label + cell.column * wide + wide / 2, head + cell.row * step + 21, grouped(cell.count),
        anchor: "middle")
    }
    return svg + "</svg>"
  }

  private static func open(_ title: String, _ height: Int) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 \(width) \(height)\">\n<title>\(HTMLPage.escaped(title))</title>\n"
  }

  private static func text(
    _ x: Int, _ y: Int, _ text: String, anchor: String, title: String? = nil
  ) -> String {
    let hint = title.map { "<title>\(HTMLPage.escaped($0))</title>" } ?? ""
    return
      "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(hint)\(HTMLPage.escaped(text))</text>\n"
  }

  private static func legend(_ entries: [(name: String, style: String)]) -> String {
    var x = left
    var svg = ""
    for entry in entries {
      svg +=
        "<line class=\"\(entry.style)\" stroke-width=\"3\" x1=\"\(x)\" y1=\"14\" x2=\"\(x + 18)\" y2=\"14\"/>\n"
      svg += text(x + 24, 18, entry.name, anchor: "start")
      x += 24 + 8 * entry.name.count + 28
    }
    return svg
  }
}
