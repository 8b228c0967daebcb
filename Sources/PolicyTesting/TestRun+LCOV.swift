import Diagnostics

extension TestRun {
  /// The coverage in the form of LCOV, over the lines of the bots' documents: `DA` says how often the rules of a
  /// line decided, `BRDA` how often each branch and each side of a threshold was gone through.
  package var lcov: String {
    var files: [String: [(point: CoveragePoint, line: Int, hits: Int)]] = [:]
    for coverage in coverage.values {
      for point in coverage.points {
        let place = coverage.bot.location(of: point)
        files[place.file, default: []].append((point, place.line, coverage.hits[point] ?? 0))
      }
    }
    return files.sorted { $0.key < $1.key }.map { Self.record($0.key, $0.value) }.joined()
  }

  private static func record(
    _ file: String, _ points: [(point: CoveragePoint, line: Int, hits: Int)]
  ) -> String {
    var lines: [Int: Int] = [:]
    var branches: [Int: [Int]] = [:]
    for entry in points {
      if entry.point.kind == .rule {
        lines[entry.line, default: 0] += entry.hits
      } else {
        branches[entry.line, default: []].append(entry.hits)
      }
    }
    // A let decides nothing itself; it was executed where one of its branches was.
    for (line, hits) in branches where lines[line] == nil { lines[line] = hits.reduce(0, +) }
    var text = "TN:policies\nSF:\(file)\n"
    for (line, hits) in branches.sorted(by: { $0.key < $1.key }) {
      for (number, count) in hits.enumerated() { text += "BRDA:\(line),0,\(number),\(count)\n" }
    }
    let all = branches.values.flatMap { $0 }
    text += "BRF:\(all.count)\nBRH:\(all.count { $0 > 0 })\n"
    for (line, hits) in lines.sorted(by: { $0.key < $1.key }) { text += "DA:\(line),\(hits)\n" }
    return text + "LF:\(lines.count)\nLH:\(lines.values.count { $0 > 0 })\nend_of_record\n"
  }
}
