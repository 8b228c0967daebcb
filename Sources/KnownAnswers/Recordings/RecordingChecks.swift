import Diagnostics
import FixedPoint
import JSON
import Runtime
import Venue

/// Holds every recording in `directory` that its `expected.json` names against what is stated
/// there, key by key: each value is one check. A key that `expected.json` does not have is not
/// checked.
package func checkRecordings(directory: String) -> Tally {
  var tally = Tally()
  let expected: JSONValue
  do {
    expected = try Document.read(directory + "/expected.json")
  } catch {
    tally.failed.append(error.text)
    return tally
  }
  guard let files = expected.members else {
    tally.failed.append(
      "\(directory)/expected.json: an object with a member for each file is expected")
    return tally
  }
  for file in files {
    do {
      let found = try RecordingStatistics(recordingAt: "\(directory)/\(file.key)").json
      RecordingComparison(file: file.key).compare(found, with: file.value, into: &tally)
    } catch {
      let finding = error.diagnostic(path: file.key)
      tally.failed.append("\(file.key): \(finding.message)")
    }
  }
  return tally
}

/// The comparison of one file's figures.
struct RecordingComparison {
  var file: String

  /// Objects whose names are found, not given: a name of ours that is not expected is a difference.
  private static let open: Set<String> = ["bad"]
  private static let closed: Set<String> = [
    "by_type", "markets", "tokens", "rebuilt_best", "tick_size_changes", "hash", "levels_at_end",
  ]

  /// Checks every leaf of `expected`.
  func compare(_ found: JSONValue, with expected: JSONValue, into tally: inout Tally) {
    for member in expected.members ?? [] {
      compare(found[member.key], with: member.value, at: [member.key], into: &tally)
    }
  }

  private func compare(
    _ found: JSONValue?, with expected: JSONValue, at path: [String], into tally: inout Tally
  ) {
    if path.count == 1, Self.open.contains(path[0]) {
      // Every reader has its own names for what is bad: the number of bad lines is what can be
      // compared.
      let counts = (total(found), total(expected))
      tally.check(
        counts.0 != nil && counts.0 == counts.1,
        line(path, Self.sum(counts.1), Self.sum(counts.0)))
      return
    }
    guard case .object(let members) = expected else {
      tally.check(
        agree(found, expected, path), line(path, expected.compactText, found?.compactText ?? "none")
      )
      return
    }
    for member in members {
      compare(found?[member.key], with: member.value, at: path + [member.key], into: &tally)
    }
    guard path.count == 1, Self.closed.contains(path[0]) else { return }
    for extra in found?.members ?? [] where expected[extra.key] == nil && !isNothing(extra.value) {
      tally.failed.append(line(path + [extra.key], "none", extra.value.compactText))
    }
    if members.isEmpty { tally.passed += 1 }
  }

  private func agree(_ found: JSONValue?, _ expected: JSONValue, _ path: [String]) -> Bool {
    if found == expected { return true }
    switch path.last {
    case "best_bid": return amount(found, empty: .zero) == amount(expected, empty: .zero)
    case "best_ask": return amount(found, empty: .one) == amount(expected, empty: .one)
    default: return found == nil && isNothing(expected)
    }
  }

  /// A price however it is written; an empty side has none, or the end of the scale.
  private func amount(_ value: JSONValue?, empty: Micros) -> Micros? {
    switch value {
    case nil, .null: return empty
    case .string(let text), .number(let text):
      if text.isEmpty { return empty }
      guard let amount = try? Micros.parse(text) else { return nil }
      return amount == .zero ? empty : amount
    default: return nil
    }
  }

  /// The sum of all counts; nil where 64 bits do not hold it.
  private func total(_ counts: JSONValue?) -> Int64? {
    var total: Int64 = 0
    for count in counts?.members ?? [] {
      let (sum, overflow) = total.addingReportingOverflow(count.value.int64 ?? 0)
      if overflow { return nil }
      total = sum
    }
    return total
  }

  private static func sum(_ total: Int64?) -> String {
    total.map { "\($0) in all" } ?? "more than can be counted"
  }

  private func isNothing(_ value: JSONValue) -> Bool {
    value == 0 || value == .null
  }

  private func line(_ path: [String], _ expected: String, _ found: String) -> String {
    "\(file): \(path.joined(separator: " / ")): expected \(expected), found \(found)"
  }
}
