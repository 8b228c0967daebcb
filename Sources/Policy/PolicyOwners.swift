import Diagnostics

/// Who answers for what a set holds: the owner of each bot, and of each policy document with the values that it
/// gives. For plans that need somebody for every owner of what is changed.
package struct PolicyOwners: Hashable, Sendable {
  /// Something that a policy document gives.
  package enum Value: Hashable, Sendable {
    /// The value of a bot's param in a scope, `nil` for the value that holds where no scope says otherwise.
    case parameter(bot: String, name: String, scope: ScopeSelector?)
    case staleness(StalenessName)
    /// The severity of a reason code where it is not that of the registry.
    case severity(code: String)
    case budget
  }

  /// A policy document.
  package struct Document: Hashable, Sendable {
    package var name: String
    package var owner: String
    /// As the user would open it.
    package var file: String
    package var values: [Value]
  }

  /// The owner of each bot, by its full name.
  package internal(set) var bots: [String: String] = [:]
  /// By name.
  package internal(set) var documents: [Document] = []

  /// Every owner there is, sorted.
  package var all: [String] {
    Set(Array(bots.values) + documents.map(\.owner)).sorted()
  }

  /// The document that gives a value; nil where none does.
  package func document(giving value: Value) -> Document? {
    documents.first { $0.values.contains(value) }
  }

  /// Everybody who answers for a value: the owner of the document that gives it and, for a param, of its bot.
  package func owners(of value: Value) -> Set<String> {
    var owners: Set<String> = []
    if let document = document(giving: value) { owners.insert(document.owner) }
    if case .parameter(let bot, _, _) = value, let owner = bots[bot] { owners.insert(owner) }
    return owners
  }
}

extension PolicyOwners {
  /// The owners of documents that agree with each other.
  init(bots: [BotSpecification], policies: [PolicyDocument]) {
    for bot in bots { self.bots[bot.name.value] = bot.details.owner }
    documents = policies.map { policy in
      Document(
        name: policy.name.value, owner: policy.owner?.value ?? "",
        file: policy.name.location.file, values: Self.values(of: policy))
    }.sorted { $0.name < $1.name }
  }

  private static func values(of policy: PolicyDocument) -> [Value] {
    var values: [Value] = []
    for bot in policy.bots {
      values += bot.values.map {
        .parameter(bot: bot.name.value, name: $0.name.value, scope: nil)
      }
      for scope in bot.scopes {
        values += scope.values.map {
          .parameter(bot: bot.name.value, name: $0.name.value, scope: scope.selector)
        }
      }
    }
    values += policy.staleness.map { .staleness($0.name) }
    values += policy.severities.map { .severity(code: $0.code.value) }
    if policy.budget != nil { values.append(.budget) }
    return values
  }
}
