import Analysis
import Diagnostics
import Governance
import Graph
import Policy

extension Benchmarks {
  /// What an editor and a pull request wait for: reading and checking all policies, and a plan with its proofs.
  func planning(root named: String?) throws -> [Measurement] {
    do {
      let inputs = try PolicyFiles.inputs(ofRoot: try GraphLoader.root(named))
      let base = try PolicyState.load(inputs)
      let one = try PolicyState.load(
        inputs.map { Self.replacing(["value: 45s": "value: 46s"], $0) })
      let several = try PolicyState.load(
        inputs.map {
          Self.replacing(
            [
              "value: 45s": "value: 46s", "value: 3 ticks": "value: 2 ticks",
              "book: { value: 2s": "book: { value: 3s", "value: 16 ops": "value: 15 ops",
            ], $0)
        })
      guard base.graph.digest != one.graph.digest, one.graph.digest != several.graph.digest else {
        throw Self.unsuitable
      }
      return [
        try milliseconds("check", "all documents read, compiled and looked at over every event") {
          _ = PolicyFindings(try PolicyState.load(inputs).graph).diagnostics
        },
        try milliseconds("plan, one value", "both sides compiled before; proved over all events") {
          _ = ChangePlan(base: base, head: one)
        },
        try milliseconds("plan, four values", "each by itself and all together") {
          _ = ChangePlan(base: base, head: several)
        },
      ]
    } catch let failure as GraphLoader.Failure {
      throw DiagnosticError(failure.diagnostics)
    }
  }

  static func replacing(
    _ texts: [String: String], _ input: PolicyLoader.Input
  ) -> PolicyLoader.Input {
    var text = String(decoding: input.bytes, as: UTF8.self)
    for (old, new) in texts { text.replace(old, with: new) }
    return PolicyLoader.Input(file: input.file, path: input.path, bytes: Array(text.utf8))
  }

  func milliseconds(
    _ name: String, _ method: String, _ body: () throws -> Void
  ) throws -> Measurement {
    let rate = try Measurement.rate(
      name, "ms", method, rounds: rounds, count: 1, body)
    return Measurement(
      name: name, unit: "ms", method: method, rounds: rate.rounds.map { 1_000 / $0 })
  }
}
