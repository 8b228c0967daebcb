import Diagnostics

/// Holds what the documents say about how they may change against the documents themselves: that one document says
/// it, that somebody speaks for every owner, and that enough people exist for every rule.
struct GovernanceLinker {
  let bots: [BotSpecification]
  let policies: [PolicyDocument]
  let tests: [TestDocument]
  let approvers: [ApproverList]
  let rules: [ApprovalRules]
  let strategies: [StrategyIndex]
  /// Kinds of which a document could not be read.
  let unread: Set<PolicyLoader.Kind>
  private(set) var bag = DiagnosticBag()

  init(
    bots: [BotSpecification], policies: [PolicyDocument], tests: [TestDocument],
    approvers: [ApproverList], rules: [ApprovalRules], strategies: [StrategyIndex],
    unread: Set<PolicyLoader.Kind>
  ) {
    self.bots = bots
    self.policies = policies
    self.tests = tests
    self.approvers = approvers
    self.rules = rules
    self.strategies = strategies
    self.unread = unread
  }

  /// What holds; to be used only where `bag` has no error. Of two documents of a kind neither wins.
  mutating func link() -> GovernanceDocuments {
    var documents = GovernanceDocuments()
    documents.approvers = only(approvers.map { ($0, $0.place) }, "list of approvers")
    documents.rules = only(rules.map { ($0, $0.place) }, "rules of approval")
    documents.strategies =
      only(strategies.map { ($0, $0.place) }, "list of strategies") ?? StrategyIndex()
    checkStrategies()
    if approvers.count == 1, let list = approvers.first { checkOwners(list) }
    if rules.count == 1, let rules = rules.first { checkReach(rules) }
    return documents
  }

  /// The one document of a kind. Where there are two, the second would quietly take the place of what was approved.
  private mutating func only<Document>(
    _ documents: [(document: Document, place: Location?)], _ what: String
  ) -> Document? {
    guard let first = documents.first else { return nil }
    for other in documents.dropFirst() {
      guard let place = first.place, let otherPlace = other.place else { continue }
      let name = otherPlace.file
      report(.declaredTwice(what: "the \(what) of", name: name, first: place), at: otherPlace)
    }
    return documents.count == 1 ? first.document : nil
  }

  private mutating func checkStrategies() {
    guard !unread.contains(.bot) else { return }
    let known = bots.map(\.name.value).sorted()
    for bot in strategies.flatMap(\.strategies).flatMap(\.uses) where !known.contains(bot.value) {
      report(.unknownBot(bot.value, known: known), at: bot.location)
    }
  }

  // MARK: Owners

  /// Everywhere that a document names its owner.
  private var owners: [Located<String>] {
    bots.compactMap(\.ownerName) + policies.compactMap(\.owner) + rules.compactMap(\.owner)
      + tests.compactMap(\.owner)
  }

  private mutating func checkOwners(_ list: ApproverList) {
    let spokenFor = Set(list.approvers.flatMap(\.owns))
    for owner in owners where !spokenFor.contains(owner.value) {
      report(.ownerWithoutVoice(owner.value, known: spokenFor.sorted()), at: owner.location)
    }
    guard unread.isEmpty else { return }
    let named = Set(owners.map(\.value))
    for owned in list.approvers.flatMap(\.ownedNames) where !named.contains(owned.value) {
      report(.ownsNothing(owned.value, known: named.sorted()), at: owned.location)
    }
  }

  // MARK: Reach

  /// A rule that the people of the list could never meet would let no change through, for ever.
  private mutating func checkReach(_ rules: ApprovalRules) {
    guard !unread.contains(.approvers), approvers.count < 2 else { return }
    let people = approvers.flatMap(\.approvers)
    for kind in ApprovalRules.ChangeClass.allCases {
      guard let requirement = rules.requirements[kind] else { continue }
      let place = rules.places[kind] ?? rules.place
      if requirement.approvals > people.count {
        report(
          .tooFewApprovers(kind.rawValue, wanted: requirement.approvals, people: people.count),
          at: place)
      }
      for role in requirement.roles.sorted(by: { $0.rawValue < $1.rawValue })
      where !people.contains(where: { $0.roles.contains(role) }) {
        report(.nobodyOfRole(kind.rawValue, role: role.rawValue), at: place)
      }
    }
    checkReach(of: rules.killReset, among: people, at: rules.killResetPlace)
  }

  /// A kill that nobody could ever reset. What the document does not say is not its fault.
  private mutating func checkReach(
    of rule: ApprovalRules.KillReset, among people: [ApproverList.Approver], at place: Location?
  ) {
    guard let place else { return }
    let able = people.filter { person in
      !person.roles.contains(.service)
        && (rule.each.isEmpty || !person.roles.isDisjoint(with: rule.each))
    }
    if able.count < 2 {
      report(.tooFewApprovers("kill_reset", wanted: 2, people: able.count), at: place)
    }
    for role in rule.among.sorted(by: { $0.rawValue < $1.rawValue })
    where !able.contains(where: { $0.roles.contains(role) }) {
      report(.nobodyOfRole("kill_reset", role: role.rawValue), at: place)
    }
  }

  private mutating func report(_ problem: PolicyProblem, at location: Location) {
    bag.add(problem.diagnostic(at: location))
  }
}
