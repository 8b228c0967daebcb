import CEL
package import Diagnostics
import Trading

extension PolicySet {
  /// The set with one value replaced everywhere, as `--set name=value` asks: `stale_ttl_s=45s` of `bot`, or
  /// of the only bot that has it; `exec.queuewarden.stale_ttl_s=45s`; `staleness.book=5000ms`. A bare number is
  /// taken in the param's own unit where it has only one. Bounds hold as in a document. `settings` keeps the
  /// change with the bot's full name, so that it means the same when a journal's policy is loaded again. With `@` and
  /// a scope behind the name it is the value of that scope alone: see `overriding`.
  package func applying(
    setting: String, to bot: BotSpecification?
  ) -> Result<PolicySet, DiagnosticError> {
    if setting.prefix(while: { $0 != "=" }).contains("@") {
      return applying(scopedSetting: setting)
    }
    guard let split = setting.firstIndex(of: "=") else {
      return .failure(DiagnosticError(PolicyProblem.badSetting(setting).diagnostic(at: nil)))
    }
    let name = String(setting[..<split])
    let text = String(setting[setting.index(after: split)...]).trimmed
    var changed = self
    if name.hasPrefix("staleness.") {
      return changed.setStaleness(String(name.dropFirst(10)), text).map { changed }
    }
    return changed.setParameter(name, text, bot).map { changed }
  }

  private mutating func setStaleness(
    _ text: String, _ value: String
  ) -> Result<Void, DiagnosticError> {
    guard let name = StalenessName(rawValue: text), let declaration = stalenessDeclarations[name]
    else {
      return refuse(.unknownStaleness(text, known: StalenessName.allCases.map(\.rawValue)))
    }
    do {
      let number = try QuantityText.parseBare(value, as: name.type)
      if let problem = declaration.boundsProblem(number) { return refuse(problem) }
      settings.append("\(name.text)=\(value)")
      stalenessValues[name] = number
      return .success(())
    } catch {
      return refuse(.badQuantity(value, name: name.text, type: name.type, error))
    }
  }

  private mutating func setParameter(
    _ name: String, _ text: String, _ bot: BotSpecification?
  ) -> Result<Void, DiagnosticError> {
    var owner = bot
    var parameterName = name
    if let dot = name.lastIndex(of: ".") {
      let botName = String(name[..<dot])
      guard let named = self.bot(named: botName) else {
        return refuse(.unknownBot(botName, known: bots.map(\.name.value) + ["staleness"]))
      }
      owner = named
      parameterName = String(name[name.index(after: dot)...])
    }
    if owner == nil {
      let owners = bots.filter { bot in bot.parameters.contains { $0.name.value == name } }
      guard owners.count < 2 else {
        return refuse(.ambiguousSetting(name, owners: owners.map(\.name.value)))
      }
      owner = owners.first
    }
    guard let owner else {
      return refuse(.unknownSetting(name, known: settableNames))
    }
    guard let parameter = owner.parameters.first(where: { $0.name.value == parameterName }) else {
      return refuse(
        .unknownParameter(
          parameterName, bot: owner.name.value,
          known: owner.parameters.map(\.name.value)
            + StalenessName.allCases.map(\.text)))
    }
    do {
      let value = try parameter.parse(text, allowingBareNumber: true)
      if let problem = parameter.boundsProblem(value) { return refuse(problem) }
      settings.append("\(owner.name.value).\(parameterName)=\(text)")
      values["\(owner.name.value)/\(parameterName)"] = value
      scopedValues.removeAll { $0.bot == owner.name.value && $0.parameter == parameterName }
      return .success(())
    } catch {
      return refuse(
        .badQuantity(text, name: "param '\(parameterName)'", type: parameter.type, error))
    }
  }

  /// As they can be written where no bot is named.
  private var settableNames: [String] {
    Set(bots.flatMap(\.parameters).map(\.name.value)).sorted()
      + StalenessName.allCases.map(\.text)
  }

  private func refuse(_ problem: PolicyProblem) -> Result<Void, DiagnosticError> {
    .failure(DiagnosticError(problem.diagnostic(at: nil)))
  }
}

extension ParameterDeclaration {
  /// The value in slot units. Where bare numbers are allowed, `_s`, `_ms` and `_h` at the end of the name say
  /// what a duration without a unit means.
  func parse(
    _ text: String, allowingBareNumber: Bool
  ) throws(QuantityText.Failure) -> Int64 {
    guard allowingBareNumber else { return try QuantityText.parse(text, as: type) }
    if type == .duration, !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let unit = ["ms", "s", "h"].first(where: { name.value.hasSuffix("_\($0)") })
    {
      return try QuantityText.parse(text + unit, as: type)
    }
    return try QuantityText.parseBare(text, as: type)
  }

  func boundsProblem(_ value: Int64) -> PolicyProblem? {
    guard value < minimum ?? .min || value > maximum ?? .max else { return nil }
    return .outOfBounds(
      name: name.value, value: value, type: type, minimum: minimum, maximum: maximum,
      loosens: loosens)
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
