package import Trading

/// The names that the documents of a root give each other: what makes a form say `exec.queuewarden` and
/// `3 ticks` where it would else say "the name of a bot" and "a value with its unit". Also of documents that cannot
/// be used as they stand, since it is while they are written that one wants to know.
package struct DocumentVocabulary: Sendable {
  /// By name.
  package var bots: [BotSpecification] = []
  /// By code.
  package var reasonCodes: [ReasonCode] = []
  package var families: [FormWord] = []
  /// Bounds of the staleness values.
  package var staleness: [StalenessName: ParameterDeclaration] = [:]
  package var strategies: [StrategyIndex.Strategy] = []
  /// Those that documents name in `metadata.owner`, sorted.
  package var owners: [String] = []

  /// Nothing is known: every name is free.
  package init() {}

  package func bot(named name: String) -> BotSpecification? {
    bots.first { $0.name.value == name }
  }
}

extension DocumentVocabulary {
  init(
    bots: [BotSpecification], policies: [PolicyDocument], registries: [ReasonCodeDocument],
    staleness: [StalenessDocument], strategies: [StrategyIndex.Strategy]
  ) {
    self.bots = bots.sorted { $0.name.value < $1.name.value }
    reasonCodes = registries.flatMap(\.codes).map(\.value).sorted { $0.code < $1.code }
    families = registries.flatMap(\.families)
    for declaration in staleness.flatMap(\.declarations) {
      guard let name = StalenessName.allCases.first(where: { $0.text == declaration.name.value })
      else { continue }
      self.staleness[name] = declaration
    }
    self.strategies = strategies
    owners = Set(bots.map(\.details.owner) + policies.compactMap(\.owner?.value)).sorted()
  }

  /// A reason code.
  var code: ValueForm.Shape {
    guard !reasonCodes.isEmpty else {
      return .text(TextForm("a reason code of specs/reason-codes.yaml"))
    }
    return .words(
      reasonCodes.map { FormWord($0.code, "\($0.severity.rawValue). \($0.meaning)") })
  }

  /// The full name of a bot.
  var botName: ValueForm.Shape {
    guard !bots.isEmpty else { return .text(TextForm("the full name of a bot")) }
    return .words(botWords)
  }

  var botWords: [FormWord] {
    bots.map {
      FormWord($0.name.value, "\($0.details.classification.rawValue), \($0.details.owner)")
    }
  }

  /// The name of an owner: any, since an owner may be new.
  var owner: ValueForm.Shape {
    .text(
      TextForm("the name of an owner", known: owners.map { FormWord($0, "names documents here") }))
  }
}
