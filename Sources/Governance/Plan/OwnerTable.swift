import Graph
import Policy

/// Who answers for what, in both sides of a plan.
struct OwnerTable {
  /// Everybody who owns something.
  let all: Set<String>
  private let owners: [DocumentOwner]

  init(_ base: PolicyState?, _ head: PolicyState) {
    owners = (base?.governance.owners ?? []) + head.governance.owners
    all = Set(owners.map(\.owner))
  }

  /// Of a bot: of its document and of those that give it values.
  func of(bot: String) -> Set<String> {
    Set(owners.filter { $0.bots.contains(bot) }.map(\.owner))
  }

  /// Of what several bots share: staleness values, severities, the budget. The documents that give such values,
  /// and these bots.
  func ofShared(by bots: some Sequence<String>) -> Set<String> {
    Set(owners.filter(\.givesSharedValues).map(\.owner)).union(bots.flatMap { of(bot: $0) })
  }
}
