import FixedPoint

/// A place that keeps what the triggers are held against, across restarts and beside the others: one of them alone
/// could be deleted or edited, and the fall from the peak would begin anew (facts/oms.md 6.2 rule 3).
package protocol RiskBaselineStore: AnyObject {
  /// What is kept there; nil before the first measurement.
  func baselines() throws(KillLatchFailure) -> RiskBaselines?
  /// Keeps them; on the disk when it returns.
  func keep(_ baselines: RiskBaselines) throws(KillLatchFailure)
}

/// What one place says of the baselines.
package enum RiskBaselineCopy: Hashable, Sendable {
  /// Nothing was ever kept there, or it was taken away.
  case none
  case known(RiskBaselines)
  /// It is there and cannot be read: the reason.
  case unreadable(String)

  /// What a place gives when it is asked.
  package init(_ ask: () throws(KillLatchFailure) -> RiskBaselines?) {
    do throws(KillLatchFailure) {
      self = try ask().map(Self.known) ?? .none
    } catch {
      self = .unreadable(error.message)
    }
  }
}

extension RiskBaselines {
  /// What holds where several places keep baselines, by the names people know them by: the highest peak, since it
  /// makes the fall deepest. What differs, is gone or cannot be read is told.
  ///
  /// - Throws: where a place cannot be read and no other knows a peak: nobody can say then how far the equity fell.
  package static func strictest(
    of copies: [(name: String, copy: RiskBaselineCopy)]
  ) throws(KillLatchFailure) -> (baselines: RiskBaselines?, findings: [String]) {
    let peaks = copies.compactMap { copy -> Micros? in
      if case .known(let baselines) = copy.copy { baselines.peak } else { nil }
    }
    guard let peak = peaks.max() else {
      for case (_, .unreadable(let reason)) in copies { throw KillLatchFailure(reason) }
      return (nil, [])
    }
    var findings: [String] = []
    for (name, copy) in copies {
      switch copy {
      case .known(let own) where own.peak == peak: break
      case .known(let own):
        let text = own.peak.map { "has \($0) pUSD" } ?? "has none"
        findings.append(
          "\(name) \(text) for the highest equity; \(peak) pUSD stands elsewhere and holds")
      case .none:
        findings.append(
          "\(name) does not have the highest equity; \(peak) pUSD stands elsewhere and holds")
      case .unreadable(let reason):
        findings.append("\(reason); the highest equity, \(peak) pUSD, stands elsewhere and holds")
      }
    }
    // Only some places keep the tokens; whoever adds one there can but make the peak move less for it.
    let tokens = copies.compactMap { copy -> Set<UInt256>? in
      if case .known(let baselines) = copy.copy { baselines.tokens } else { nil }
    }.first
    return (RiskBaselines(peak: peak, tokens: tokens), findings)
  }
}
