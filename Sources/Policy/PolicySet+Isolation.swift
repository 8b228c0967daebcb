extension PolicySet {
  /// This set with one value as another set has it, for looking at one change alone: a param of a bot in a scope
  /// as `allValues` names it.
  package func taking(
    _ parameter: String, bot: String, scope: String, from other: PolicySet
  ) -> PolicySet {
    var changed = self
    let key = "\(bot)/\(parameter)"
    guard scope != "default" else {
      changed.values[key] = other.values[key]
      return changed
    }
    func isMeant(_ value: ScopedValue) -> Bool {
      value.bot == bot && value.parameter == parameter && value.selector.text == scope
    }
    changed.scopedValues.removeAll(where: isMeant)
    changed.scopedValues += other.scopedValues.filter(isMeant)
    changed.orderScopedValues()
    return changed
  }

  /// This set with one staleness value as another set has it.
  package func taking(_ name: StalenessName, from other: PolicySet) -> PolicySet {
    var changed = self
    changed.stalenessValues[name] = other.stalenessValues[name]
    return changed
  }
}
