import Graph
import Policy

extension Boundary.Case {
  /// `one step below`, `at the threshold`, `one step above`.
  package var words: String {
    switch point.event {
    case .below: "one step below"
    case .at: "at the threshold"
    default: "one step above"
    }
  }
}

extension Boundary {
  /// A document of tests that holds every boundary at what it is now, ready for `tests/`.
  package static func document(_ boundaries: [Boundary], in suite: TestSuite) -> String {
    // A document has one owner: the first of those of its bots, for whom somebody speaks.
    let owner =
      boundaries.compactMap { suite.graph.bot(named: $0.bot)?.specification.details.owner }.min()
      ?? ""
    var text = """
      # Every threshold of the bots, one step below it, at it and one step above it, as they decide now. Made by
      # polytraders test --write-boundaries; what nobody wants to hold is taken out.
      apiVersion: polytraders/v1
      kind: Tests
      metadata: { name: boundaries, owner: \(SituationWriter.quoted(owner)) }
      spec:
        tests:

      """
    for boundary in boundaries {
      guard let bot = suite.graph.bot(named: boundary.bot),
        let writer = SituationWriter(bot, in: suite)
      else { continue }
      let cases = boundary.cases.compactMap { side -> String? in
        guard let situation = side.situation, let verdict = side.verdict else { return nil }
        let name = "\(side.value), \(side.words)"
        return "        - \(writer.line(situation, name: name, expect: verdict))\n"
      }
      guard !cases.isEmpty else { continue }
      let name = SituationWriter.quoted("\(boundary.owner): \(boundary.text)")
      text += "    - name: \(name)\n      bot: \(boundary.bot)\n      cases:\n" + cases.joined()
    }
    return text
  }
}
