import Diagnostics
import Graph
import Policy
import Trading
import YAML

extension FuzzSubject {
  /// Offsets of a text that are looked up in its document.
  private static let mostOffsets = 4

  func document(_ bytes: [UInt8]) throws(BrokenPromise) {
    let document = YAMLDocument.parse(bytes, file: "fuzz.yaml")
    let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    try check(document.diagnostics, lines: lines)
    let hasError = document.diagnostics.contains { $0.severity == .error }
    guard (document.root == nil) == hasError else {
      throw BrokenPromise("a tree and an error, or neither")
    }
    guard let root = document.root else { return }
    var nodes = [root]
    while let node = nodes.popLast() {
      try check(node, lines: lines)
      nodes += node.items ?? []
      for pair in node.pairs ?? [] { nodes += [pair.key, pair.value] }
    }
  }

  private func check(_ node: YAMLNode, lines: Int) throws(BrokenPromise) {
    guard let text = node.text else { return }
    let count = text.unicodeScalars.count
    let step = max(1, count / Self.mostOffsets)
    var previous: Location?
    for offset in stride(from: 0, through: count, by: step) {
      let place = node.location(ofScalarOffset: offset)
      guard (1...lines).contains(place.line), place.column >= 1, place.endColumn >= place.column
      else { throw BrokenPromise("offset \(offset) of '\(text)' is at \(place)") }
      if offset < count, let previous, place < previous {
        throw BrokenPromise("offset \(offset) of '\(text)' is before the one in front of it")
      }
      previous = place
    }
  }

  private func check(_ diagnostics: [Diagnostic], lines: Int) throws(BrokenPromise) {
    for diagnostic in diagnostics {
      guard !diagnostic.message.isEmpty, !diagnostic.help.isEmpty else {
        throw BrokenPromise("\(diagnostic.code) without help: \(diagnostic.message)")
      }
      guard let place = diagnostic.location, (1...lines).contains(place.line), place.column >= 1
      else { throw BrokenPromise("\(diagnostic.code) is nowhere: \(diagnostic)") }
    }
  }

  func policies(_ bytes: [UInt8]) throws(BrokenPromise) {
    let input = PolicyLoader.Input(file: "fuzz.yaml", path: "bots/fuzz.yaml", bytes: bytes)
    let loader = PolicyLoader.load(documents, replacing: [input])
    let errors = loader.diagnostics.filter { $0.severity == .error }
    guard (loader.set == nil) == !errors.isEmpty else {
      throw BrokenPromise("a set and an error, or neither")
    }
    try check(loader.diagnostics, loader)
    guard let set = loader.set else { return }
    switch GraphCompiler.compile(set) {
    case .failure(let failure): try check(failure.diagnostics, loader)
    case .success(let graph): try decide(graph)
    }
  }

  private func check(
    _ diagnostics: [Diagnostic], _ loader: PolicyLoader
  ) throws(BrokenPromise) {
    let text = loader.renderer.render(diagnostics)
    for diagnostic in diagnostics {
      guard !diagnostic.message.isEmpty, !diagnostic.help.isEmpty else {
        throw BrokenPromise("\(diagnostic.code) without help: \(diagnostic.message)")
      }
      guard diagnostic.location != nil, text.contains(diagnostic.code) else {
        throw BrokenPromise("\(diagnostic.code) is nowhere: \(diagnostic)")
      }
    }
  }

  /// Every plan decides events with all facts, with none, and with the largest values.
  private func decide(_ graph: CompiledGraph) throws(BrokenPromise) {
    for bot in graph.bots {
      guard EventCost(of: bot, in: graph).units > 0 else {
        throw BrokenPromise("bot '\(bot.name)' costs nothing")
      }
      for kind in bot.specification.events {
        let plan = graph.plan(for: bot, on: kind)
        let frame = plan.makeFrame()
        for value in [0, 1, Int64.max, .min] {
          frame.begin(now: value)
          for input in plan.inputs.indices { frame.set(input, value) }
          try check(frame.decide(), plan)
          for fact in plan.facts.indices { frame.setFactAbsent(fact) }
          try check(frame.decide(), plan)
        }
      }
    }
  }

  private func check(_ decision: Decision, _ plan: DecisionPlan) throws(BrokenPromise) {
    guard plan.outcomes.indices.contains(decision.outcome) else {
      throw BrokenPromise("outcome \(decision.outcome) of \(plan.outcomes.count)")
    }
  }
}
