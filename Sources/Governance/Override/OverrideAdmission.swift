import Diagnostics
import Graph
import Hashing
import Policy

/// Puts approved overrides on the approved policy one after the other. Each was proved by itself; together they
/// might do what nobody signed, so each is looked at again on top of those before it.
struct OverrideAdmission {
  private(set) var effective: EffectivePolicy
  /// Those that may not hold beside the others, by id.
  private(set) var held: [Digest32: OverrideProblem] = [:]

  /// In this order: who comes later gives way.
  ///
  /// - Parameter begun: those that held before. A release does not push them out, where it is not even shown that
  ///   they loosen together.
  init(_ candidates: [ActiveOverride], on base: PolicyState, begun: Set<Digest32> = []) {
    effective = EffectivePolicy(base)
    for candidate in candidates { admit(candidate, hasBegun: begun.contains(candidate.id)) }
  }

  private mutating func admit(_ candidate: ActiveOverride, hasBegun: Bool) {
    let before = effective
    if let other = before.overrides.first(where: { $0.place == candidate.place }) {
      held[candidate.id] = .placeTaken(by: other.id.short)
      return
    }
    let changed = candidate.assessment.applied(to: before.graph.policies)
    switch changed.flatMap({ GraphCompiler.compile($0) }) {
    case .failure(let error):
      held[candidate.id] = .doesNotCompile(error.diagnostics.first?.message ?? "")
    case .success(let graph):
      if !before.overrides.isEmpty, candidate.terms.verdict.changeClass == .tightening,
        !mayHold(OverrideProof.verdict(before.graph, graph, of: candidate.terms.bot), hasBegun)
      {
        held[candidate.id] = .loosensTogether(with: before.overrides.map(\.id.short))
        return
      }
      effective = EffectivePolicy(
        base: before.base, graph: graph, overrides: before.overrides + [candidate])
    }
  }
}

extension OverrideAdmission {
  private func mayHold(_ verdict: OverrideVerdict, _ hasBegun: Bool) -> Bool {
    verdict.changeClass == .tightening || hasBegun && verdict != .looser
  }
}

extension OverrideAssessment {
  /// The same, not believed for one more reason.
  func refused(_ problem: OverrideProblem) -> OverrideAssessment {
    OverrideAssessment(
      document: document, terms: terms, approvedValue: approvedValue, hasOwnValue: hasOwnValue,
      graph: graph, verdict: verdict, signedVerdict: signedVerdict, value: value, alsoIn: alsoIn,
      superseded: superseded, owners: owners, signers: signers, problems: problems + [problem],
      lacks: lacks)
  }
}
