import Diagnostics
import Graph
import Policy

/// Releases that came after the one that an override was signed for. A signature for something else neither ends what
/// tightens nor what loosens:
///
/// - What tightens ends when a release gives its param a value at least as tight. Where a release narrows the bounds,
///   the bound nearest to what was signed holds.
/// - What loosens, or cannot be compared, ends when a release gives its param another value in its scope.
/// - Both end when the param is gone or of another type, and what tightens also when it is proved to loosen what is
///   approved now.
extension AssessmentMaker {
  /// Takes the override from the policy that it was signed for to the one that is approved now.
  mutating func carry() {
    guard let signed = value, let known = address, let start = approved, let signedFor else {
      return
    }
    var before = start.value
    var digest = signedFor.graph.digest
    var found = known
    for state in later where state.graph.digest != digest {
      digest = state.graph.digest
      let policies = state.graph.policies
      guard case .success(let address) = policies.address(of: known.name),
        address.name == known.name, address.parameter.type == known.parameter.type
      else {
        superseded = .baseReplaced("the policy \(digest.prefix(12)) has no such param any more")
        return
      }
      let now = policies.approvedValue(of: address, in: document.selector)
      let held = address.parameter.nearest(to: signed)
      (approved, value, found) = (now, held, address)
      superseded = ending(held, signed, of: address, before: before, now: now.value, in: state)
      if superseded != nil { return }
      before = now.value
    }
    if digest != signedFor.graph.digest { compareNow(found) }
  }

  private func ending(
    _ held: Int64, _ signed: Int64, of address: ParameterAddress, before: Int64, now: Int64,
    in state: PolicyState
  ) -> OverrideEnding? {
    let digest = state.graph.digest
    let text = address.parameter.text(of: now)
    if now == signed { return .madePermanent(by: digest) }
    guard signedVerdict.changeClass == .tightening else {
      guard now != before || held != signed else { return nil }
      return .baseReplaced(
        now != before
          ? "the policy \(digest.prefix(12)) gives \(text) instead of "
            + "\(address.parameter.text(of: before)), for which it was signed"
          : "the bounds of the policy \(digest.prefix(12)) leave its value out")
    }
    let overtaken = OverrideEnding.overtaken(
      "the policy \(digest.prefix(12)) gives \(text), which is at least as tight")
    if now == held { return overtaken }
    guard now != before else { return nil }
    switch address.parameter.loosens {
    case .up: return now < held ? overtaken : nil
    case .down: return now > held ? overtaken : nil
    case .neither:
      let graph = try? state.graph.policies.overriding(
        address.bot.name.value, address.parameter.name.value, in: document.selector, value: held
      ).flatMap { GraphCompiler.compile($0) }.get()
      let verdict = graph.map { OverrideProof.verdict(state.graph, $0, of: address.bot.name.value) }
      return verdict == .tighter
        ? nil
        : .baseReplaced(
          "the policy \(digest.prefix(12)) gives \(text), which it was not held against")
    }
  }

  /// Proves what it does to what is approved now.
  private mutating func compareNow(_ address: ParameterAddress) {
    self.address = address
    if signedVerdict.changeClass == .tightening, document.selector == nil {
      findScopes(of: address)
    }
    switch result.applied(to: base.graph.policies).flatMap({ GraphCompiler.compile($0) }) {
    case .failure(let error):
      problems += error.diagnostics.map { .doesNotCompile($0.message) }
    case .success(let graph):
      self.graph = graph
      verdict = OverrideProof.verdict(base.graph, graph, of: address.bot.name.value)
      if verdict == .equal, let value { verdict = declared(value, of: address) }
      if signedVerdict.changeClass == .tightening, verdict == .looser {
        superseded = .baseReplaced(
          "it would loosen the policy \(base.graph.digest.prefix(12)), and was signed to tighten")
      }
    }
  }

  /// The scopes that a later release gave a value of their own that is looser than what held there.
  private mutating func findScopes(of address: ParameterAddress) {
    guard let value, let signedFor else { return }
    func scopes(_ state: PolicyState) -> [(scope: String, value: Int64)] {
      state.graph.policies.allValues.filter {
        $0.bot == address.bot.name.value && $0.parameter == address.parameter.name.value
      }.map { ($0.scope, $0.value) }
    }
    let known = Set(scopes(signedFor).map(\.scope))
    alsoIn = scopes(base).filter { own in
      switch address.parameter.loosens {
      case .up: !known.contains(own.scope) && own.value > value
      case .down: !known.contains(own.scope) && own.value < value
      case .neither: false
      }
    }.compactMap { ScopeSelector(text: $0.scope) }
  }
}

extension OverrideAssessment {
  /// The policies with its value put on them.
  func applied(to policies: PolicySet) -> Result<PolicySet, DiagnosticError> {
    let (bot, parameter) = (document.bot.value, document.parameter.value)
    guard let value else {
      preconditionFailure("what is put on a policy has a value, or it would have problems")
    }
    return alsoIn.reduce(
      policies.overriding(bot, parameter, in: document.selector, value: value)
    ) { changed, scope in
      changed.flatMap { $0.overriding(bot, parameter, in: scope, value: value) }
    }
  }

  /// The value that it gives, as policies write it; nil where there is none.
  var valueText: String? {
    guard let value, let graph else { return nil }
    let address = graph.policies.address(of: document.name)
    return try? address.get().parameter.text(of: value)
  }
}

extension ParameterDeclaration {
  /// The value inside of the bounds that is nearest to another.
  fileprivate func nearest(to value: Int64) -> Int64 {
    min(max(value, minimum ?? .min), maximum ?? .max)
  }
}
