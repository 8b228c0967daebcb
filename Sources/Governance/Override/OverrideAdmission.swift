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
  init(_ candidates: [ActiveOverride], on base: PolicyState) {
    effective = EffectivePolicy(base)
    for candidate in candidates { admit(candidate) }
  }

  private mutating func admit(_ candidate: ActiveOverride) {
    let before = effective
    if let other = before.overrides.first(where: { $0.place == candidate.place }) {
      held[candidate.id] = .placeTaken(by: other.id.short)
      return
    }
    let policies = before.graph.policies
    let changed = policies.address(of: candidate.name).flatMap { address in
      policies.value(parsing: candidate.terms.value, of: address).flatMap { value in
        policies.overriding(
          candidate.terms.bot, candidate.terms.parameter, in: candidate.terms.selector,
          value: value)
      }
    }
    switch changed.flatMap({ GraphCompiler.compile($0) }) {
    case .failure(let error):
      held[candidate.id] = .doesNotCompile(error.diagnostics.first?.message ?? "")
    case .success(let graph):
      if !before.overrides.isEmpty, candidate.terms.verdict.changeClass == .tightening,
        OverrideProof.verdict(before.graph, graph, of: candidate.terms.bot).changeClass
          != .tightening
      {
        held[candidate.id] = .loosensTogether(with: before.overrides.map(\.id.short))
        return
      }
      effective = EffectivePolicy(
        base: before.base, graph: graph, overrides: before.overrides + [candidate])
    }
  }
}

extension OverrideAssessment {
  /// The same, not believed for one more reason.
  func refused(_ problem: OverrideProblem) -> OverrideAssessment {
    OverrideAssessment(
      document: document, terms: terms, approvedValue: approvedValue, hasOwnValue: hasOwnValue,
      graph: graph, verdict: verdict, owners: owners, signers: signers,
      problems: problems + [problem], lacks: lacks)
  }
}
