package import Diagnostics

/// The bot and the param that a person names, found among those there are.
package struct ParameterAddress: Sendable {
  /// The bot that has the param.
  package let bot: BotSpecification
  /// Its declaration: type, bounds, which direction loosens.
  package let parameter: ParameterDeclaration

  /// `exec.queuewarden.stale_ttl_s`
  package var name: String { "\(bot.name.value).\(parameter.name.value)" }
}

extension PolicySet {
  /// The set with the value of one very scope replaced, or added where that scope had none of its own; `nil` is
  /// the value for all. Everything else stays: a value of a market still wins over an override for a strategy,
  /// a tag or all, and of two tags of one event the tighter value holds, whichever of them is overridden.
  ///
  /// Bounds hold as in a document. `settings` keeps the change with its scope, as
  /// `exec.queuewarden.stale_ttl_s@market 0xabc=30s`, so that a journal's policy loads again under the override.
  package func overriding(
    _ bot: String, _ parameter: String, in selector: ScopeSelector?, value: Int64
  ) -> Result<PolicySet, DiagnosticError> {
    switch address(of: "\(bot).\(parameter)") {
    case .failure(let error): return .failure(error)
    case .success(let address):
      if let problem = address.parameter.boundsProblem(value) {
        return .failure(DiagnosticError(problem.diagnostic(at: nil)))
      }
      var changed = self
      let scope = selector?.text ?? ScopeSelector.everywhere
      changed.settings.append(
        "\(address.name)@\(scope)=\(address.parameter.text(of: value))")
      changed.set(value, of: address, in: selector)
      return .success(changed)
    }
  }

  /// What `exec.queuewarden.stale_ttl_s` or `queuewarden.stale_ttl_s` names; a param alone where only one bot
  /// has it.
  package func address(of name: String) -> Result<ParameterAddress, DiagnosticError> {
    func refuse(_ problem: PolicyProblem) -> Result<ParameterAddress, DiagnosticError> {
      .failure(DiagnosticError(problem.diagnostic(at: nil)))
    }
    guard let dot = name.lastIndex(of: ".") else {
      let owners = bots.filter { bot in bot.parameters.contains { $0.name.value == name } }
      guard owners.count < 2 else {
        return refuse(.ambiguousSetting(name, owners: owners.map(\.name.value)))
      }
      guard let owner = owners.first,
        let parameter = owner.parameters.first(where: { $0.name.value == name })
      else {
        return refuse(
          .unknownSetting(name, known: Set(bots.flatMap(\.parameters).map(\.name.value)).sorted()))
      }
      return .success(ParameterAddress(bot: owner, parameter: parameter))
    }
    guard let bot = bot(named: String(name[..<dot])) else {
      return refuse(.unknownBot(String(name[..<dot]), known: bots.map(\.name.value)))
    }
    let wanted = String(name[name.index(after: dot)...])
    guard let parameter = bot.parameters.first(where: { $0.name.value == wanted }) else {
      return refuse(
        .unknownParameter(
          wanted, bot: bot.name.value, known: bot.parameters.map(\.name.value)))
    }
    return .success(ParameterAddress(bot: bot, parameter: parameter))
  }

  /// A value of a param as a person writes it, in slot units and inside the bounds. A bare number is taken in
  /// the param's own unit where it has only one.
  package func value(
    parsing text: String, of address: ParameterAddress
  ) -> Result<Int64, DiagnosticError> {
    do {
      let value = try address.parameter.parse(text, allowingBareNumber: true)
      guard let problem = address.parameter.boundsProblem(value) else { return .success(value) }
      return .failure(DiagnosticError(problem.diagnostic(at: nil)))
    } catch {
      return .failure(
        DiagnosticError(
          PolicyProblem.badQuantity(
            text, name: "param '\(address.parameter.name.value)'", type: address.parameter.type,
            error
          ).diagnostic(at: nil)))
    }
  }

  /// The value that holds in a scope by itself, and whether it is the scope's own: an override of a scope
  /// without a value of its own stands in for the value for all.
  package func approvedValue(
    of address: ParameterAddress, in selector: ScopeSelector?
  ) -> (value: Int64, isOwn: Bool) {
    let (bot, parameter) = (address.bot.name.value, address.parameter.name.value)
    let own = scopedValues.first {
      $0.bot == bot && $0.parameter == parameter && $0.selector == selector
    }
    if let own { return (own.value, true) }
    return (values["\(bot)/\(parameter)"] ?? 0, selector == nil)
  }

  /// The scopes with a value of their own that an override of `selector` leaves as they are, in words: they are
  /// as narrow or narrower, and win.
  package func scopesUntouched(
    byOverriding address: ParameterAddress, in selector: ScopeSelector?
  ) -> [String] {
    scopedValues.filter {
      $0.bot == address.bot.name.value && $0.parameter == address.parameter.name.value
        && $0.selector.rank > selector?.rank ?? 0
    }.map(\.selector.text).sorted()
  }

  /// Reads `exec.queuewarden.stale_ttl_s@market 0xabc=30s`. Names of scopes may hold any character, so the last
  /// `=` ends the scope: no value has one.
  func applying(scopedSetting setting: String) -> Result<PolicySet, DiagnosticError> {
    guard let at = setting.firstIndex(of: "@"), let equals = setting.lastIndex(of: "="), at < equals
    else {
      return .failure(DiagnosticError(PolicyProblem.badSetting(setting).diagnostic(at: nil)))
    }
    let scope = String(setting[setting.index(after: at)..<equals])
    let text = String(setting[setting.index(after: equals)...])
    let selector = ScopeSelector(text: scope)
    guard selector != nil || scope == ScopeSelector.everywhere else {
      return .failure(DiagnosticError(PolicyProblem.badSetting(setting).diagnostic(at: nil)))
    }
    return address(of: String(setting[..<at])).flatMap { address in
      value(parsing: text, of: address).flatMap { value in
        overriding(
          address.bot.name.value, address.parameter.name.value, in: selector, value: value)
      }
    }
  }

  private mutating func set(
    _ value: Int64, of address: ParameterAddress, in selector: ScopeSelector?
  ) {
    let (bot, parameter) = (address.bot.name.value, address.parameter.name.value)
    guard let selector else {
      values["\(bot)/\(parameter)"] = value
      return
    }
    scopedValues.removeAll {
      $0.bot == bot && $0.parameter == parameter && $0.selector == selector
    }
    scopedValues.append(
      ScopedValue(selector: selector, bot: bot, parameter: parameter, value: value))
    orderScopedValues()
  }
}

extension ScopeSelector {
  /// The word for the value that holds where no other does.
  package static let everywhere = "default"

  /// Reads the words of `text`: `market 0xabc`; nil for anything else, also for `default`.
  package init?(text: String) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, !words[1].isEmpty else { return nil }
    let name = String(words[1])
    switch words[0] {
    case "market": self = .market(name)
    case "strategy": self = .strategy(name)
    case "tag": self = .tag(name)
    default: return nil
    }
  }
}
