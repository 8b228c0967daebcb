import Diagnostics
import Graph
package import Policy
import YAML

/// Bringing the working files back to what was approved: the one thing about drift that writes. The target is the
/// release that is approved, never the newest commit (facts/rules-engines.md 2, row 16).
package struct DriftRevert: Sendable {
  /// One file to be written.
  package struct Step: Sendable {
    /// Relative to the root.
    package var path: String
    /// As it will be; nil for a file that goes.
    package var text: String?
    /// As it lies there now, to be kept beside it; nil where there is none.
    package var drifted: [UInt8]?
  }

  /// In the order of their paths.
  package let steps: [Step]

  /// What brings the documents that `report` names back to what the release has. Documents that differ in words
  /// alone stay as people wrote them. Overrides that hold get their files again.
  ///
  /// - Parameter overrides: what lies in `overrides/`.
  package init(
    _ report: DriftReport, files: [PolicyLoader.Input], overrides: [PolicyLoader.Input] = [],
    to approved: PolicyState
  ) {
    let named = Set(report.findings.filter { $0.side == .files }.compactMap(\.document))
    var steps = Self.steps(named, files, approved)
    // Where that is not enough, since a value has moved to another document, all of them.
    if !Self.isInSync(steps, files, approved) {
      let all = Set(files.map(\.path)).union(approved.sources.map(\.path))
      steps = Self.steps(all, files, approved)
    }
    steps += report.lost.map { lost in
      Step(
        path: lost.path, text: lost.text,
        drifted: overrides.first { $0.path == lost.path }?.bytes)
    }
    self.steps = steps.sorted { $0.path < $1.path }
  }

  private static func steps(
    _ paths: Set<String>, _ files: [PolicyLoader.Input], _ approved: PolicyState
  ) -> [Step] {
    paths.sorted().compactMap { path in
      let live = files.first { $0.path == path }
      let text = approved.sources.first { $0.path == path }.map { source in
        live.map { Self.text(source.text, withTestsOf: String(decoding: $0.bytes, as: UTF8.self)) }
          ?? source.text
      }
      if let text, let live, live.bytes == Array(text.utf8) { return nil }
      if text == nil, live == nil { return nil }
      return Step(path: path, text: text, drifted: live?.bytes)
    }
  }

  private static func isInSync(
    _ steps: [Step], _ files: [PolicyLoader.Input], _ approved: PolicyState
  ) -> Bool {
    var inputs = files.filter { file in !steps.contains { $0.path == file.path } }
    for step in steps {
      guard let text = step.text else { continue }
      inputs.append(
        PolicyLoader.Input(file: step.path, path: step.path, bytes: Array(text.utf8)))
    }
    guard let state = try? PolicyState.load(inputs.sorted(by: { $0.path < $1.path })) else {
      return false
    }
    return state.graph.digest == approved.graph.digest
      && state.governanceDigest == approved.governanceDigest
  }

  /// A release keeps bots without their tests, which decide nothing; those of the working file stay where they
  /// end it, as they do by custom.
  static func text(_ approved: String, withTestsOf working: String) -> String {
    let parsed = YAMLDocument.parse(Array(approved.utf8), file: "")
    guard let spec = parsed.root?["spec"], parsed.root?["kind"]?.text == "Bot",
      spec["tests"] == nil, let indent = spec.pairs?.first?.key.location.column
    else { return approved }
    let head = String(repeating: " ", count: indent - 1) + "tests:"
    let lines = working.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.hasPrefix(head) }) else { return approved }
    let block = lines[first...]
    let isLast = block.dropFirst().allSatisfy { line in
      line.allSatisfy(\.isWhitespace) || line.prefix(indent).allSatisfy { $0 == " " }
    }
    let whole =
      approved.trimmingEnd + "\n" + block.joined(separator: "\n").trimmingEnd + "\n"
    guard isLast, YAMLDocument.parse(Array(whole.utf8), file: "").root != nil else {
      return approved
    }
    return whole
  }
}
