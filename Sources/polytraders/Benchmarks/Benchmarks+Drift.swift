import Diagnostics
import Governance
import Graph
import Policy

extension Benchmarks {
  /// What a runner does every few seconds: its files held against the approved release.
  func drift(root named: String?) throws -> [Measurement] {
    do {
      let inputs = try PolicyFiles.inputs(ofRoot: try GraphLoader.root(named))
      let approved = try PolicyState.load(inputs)
      let changed = inputs.map { Self.replacing(["value: 45s": "value: 46s"], $0) }
      let broken = inputs.map {
        Self.replacing(["value: 45s": "value: 45", "value: 3 ticks": "value: 2 ticks"], $0)
      }
      func look(_ files: [PolicyLoader.Input]) -> DriftReport {
        ConfigDrift.report(
          approved: .release(sequence: 1, approved, effectiveAt: 0), live: .init(files: files),
          overrides: OverrideBook(), now: 0)
      }
      guard look(inputs).findings.isEmpty, look(changed).findings.count == 1,
        look(broken).findings.count == 2
      else { throw Self.unsuitable }
      return [
        try milliseconds("drift, in sync", "all documents read and compared") { _ = look(inputs) },
        try milliseconds("drift, one value", "named, and its direction proved") {
          _ = look(changed)
        },
        try milliseconds("drift, one of two broken", "read leniently, the rest compared") {
          _ = look(broken)
        },
      ]
    } catch let failure as GraphLoader.Failure {
      throw DiagnosticError(failure.diagnostics)
    }
  }
}
