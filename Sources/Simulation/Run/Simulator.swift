/// Runs cases in one setting.
package struct Simulator: Sendable {
  package let setting: SimulationSetting

  /// A simulator with these policies and keys.
  package init(_ setting: SimulationSetting) {
    self.setting = setting
  }

  /// Runs one case from beginning to end. The same case always gives the same outcome.
  package func perform(
    _ run: SimulationCase, tampering: Tampering = Tampering(), isTold: Bool = false
  ) throws(SimulationProblem) -> SimulationOutcome {
    try SimulationRun(run, in: setting, tampering: tampering, isTold: isTold).perform()
  }

  /// The smallest case found that fails as `outcome` did.
  package func shrink(
    _ outcome: SimulationOutcome, limit: Int = 200,
    tampering: @escaping () -> Tampering = { Tampering() }
  ) -> SimulationOutcome {
    guard let first = outcome.violations.first else { return outcome }
    var smallest = outcome
    var shrinker = Shrinker(outcome.run, limit: limit) { candidate in
      guard let found = try? perform(candidate, tampering: tampering()),
        found.violations.contains(where: { $0.oracle == first.oracle })
      else { return false }
      smallest = found
      return true
    }
    shrinker.shrink(violatedAt: first.time)
    // The last success is not always the smallest: names of kept incidents may have been written out since.
    if let found = try? perform(shrinker.smallest, tampering: tampering()),
      found.violations.contains(where: { $0.oracle == first.oracle })
    {
      smallest = found
    }
    return smallest
  }
}
