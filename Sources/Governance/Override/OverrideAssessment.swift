import Diagnostics
package import Graph
import Hashing
package import Policy
import Signing

/// An override held against the approved policy: what it does, proved; what is wrong with it; and whose
/// signatures it has and lacks. Nothing of it depends on the time.
package struct OverrideAssessment: Sendable {
  package let document: OverrideDocument
  /// What is signed; nil where the document does not fit the policy.
  package let terms: OverrideTerms?
  /// As policies write it; empty where the param is not known.
  package let approvedValue: String
  /// Whether the scope has a value of its own in the approved policy.
  package let hasOwnValue: Bool
  /// The approved policy with this override alone; nil where there is none.
  package let graph: CompiledGraph?
  /// What it does to decisions, together with what the param declares.
  package let verdict: OverrideVerdict
  /// The same on the policy that it was signed for: what its end, seen from the other side, is signed as.
  let signedVerdict: OverrideVerdict
  /// The value that it gives: what was signed, or the bound nearest to it where a later release has narrowed the
  /// bounds; nil where there is none.
  let value: Int64?
  /// Scopes that a later release gave a looser value of their own: what held for all goes on holding there.
  let alsoIn: [ScopeSelector]
  /// How a release that came after the one that it was signed for ended it; nil where none did.
  package let superseded: OverrideEnding?
  package let owners: Set<String>
  /// Those whose signatures are good, in the order of the document.
  package let signers: [ApproverList.Approver]
  /// Why it is not believed; it then holds nothing, whatever its signatures.
  package let problems: [OverrideProblem]
  /// What is missing before it may start, in words; empty where the signatures suffice.
  package let lacks: [String]

  /// Whether it may start when its time comes.
  package var isApproved: Bool { problems.isEmpty && lacks.isEmpty && superseded == nil }

  /// Characters that a reason may have: what a wallet can show.
  package static let mostReason = 400
}

extension OverrideAssessment {
  /// Holds `document` against the approved state.
  ///
  /// It was signed for one policy. Releases that came later end it only by what they say of its param
  /// (`OverrideAssessment+Carrying.swift`); people are judged by what is approved now.
  ///
  /// - Parameter earlier: what was approved before `base`, the oldest first; none of it has to be known.
  /// - Parameter governance: the digest under which it began to hold. What tightens does not lose its signatures
  ///   by a later change of the people: that would loosen, and nobody signed it.
  package init(
    _ document: OverrideDocument, on base: PolicyState, after earlier: [PolicyState] = [],
    begunUnder governance: String? = nil
  ) {
    let states = earlier + [base]
    let stated = document.policy.value.hex
    let known = states.indices.filter { states[$0].graph.digest == stated }
    let place = known.last { states[$0].governanceDigest == governance } ?? known.last
    var judge = base
    if let place, let governance, states[place].governanceDigest == governance,
      document.verdict.value.changeClass == .tightening
    {
      judge = states[place]
    }
    var maker = AssessmentMaker(
      document: document, base: base, judge: judge.governance,
      signedFor: place.map { PolicyState(states[$0].graph, governedBy: judge) },
      later: place.map { Array(states[($0 + 1)...]) } ?? [])
    maker.assess()
    self = maker.result
  }
}

/// Gathers an assessment step by step; what a step cannot find the later ones do without.
struct AssessmentMaker {
  let document: OverrideDocument
  let base: PolicyState
  /// Who may sign, and how many have to.
  let judge: GovernanceDocuments
  /// The policy that it was put on; nil where nobody here knows it.
  let signedFor: PolicyState?
  /// What was approved after that, the oldest first.
  let later: [PolicyState]
  var problems: [OverrideProblem] = []
  var lacks: [String] = []
  var address: ParameterAddress?
  var approved: (value: Int64, isOwn: Bool)?
  var value: Int64?
  var alsoIn: [ScopeSelector] = []
  var graph: CompiledGraph?
  var verdict = OverrideVerdict.unknown
  var signedVerdict = OverrideVerdict.unknown
  var superseded: OverrideEnding?
  var terms: OverrideTerms?
  var signers: [ApproverList.Approver] = []
  var owners: Set<String> = []

  var result: OverrideAssessment {
    let text = approved.flatMap { approved in
      address.map { $0.parameter.text(of: approved.value) }
    }
    return OverrideAssessment(
      document: document, terms: terms, approvedValue: text ?? "",
      hasOwnValue: approved?.isOwn ?? false, graph: graph, verdict: verdict,
      signedVerdict: signedVerdict, value: value, alsoIn: alsoIn, superseded: superseded,
      owners: owners, signers: signers, problems: problems, lacks: lacks)
  }

  mutating func assess() {
    guard let rules = judge.rules, let approvers = judge.approvers else {
      problems.append(.noRules)
      return
    }
    checkWords(rules)
    // Its value may not even exist elsewhere: nothing else can be said of it.
    guard let signedFor else {
      problems.append(
        .otherPolicy(stated: document.policy.value.hex, approved: base.graph.digest))
      return
    }
    findValue(in: signedFor)
    guard let value, let address else { return }
    compare(value, of: address, in: signedFor)
    signedVerdict = verdict
    let proposer = document.proposer.value
    guard let person = approvers[proposer], let key = Address(hex: person.address.value) else {
      problems.append(
        .unknownPerson(proposer, known: approvers.approvers.map(\.name.value).sorted()))
      return
    }
    terms = OverrideTerms(
      id: document.id.value, policy: document.policy.value, bot: address.bot.name.value,
      parameter: address.parameter.name.value, selector: document.selector,
      value: address.parameter.text(of: value), verdict: document.verdict.value,
      reason: document.reason.value, ticket: document.ticket, proposer: key,
      starts: document.starts.value, expires: document.expires.value)
    owners = OwnerTable(nil, signedFor).of(bot: address.bot.name.value)
    guard let terms else { return }
    let (signers, faults) = EndorsementCheck.signers(
      document.endorsements, among: approvers
    ) { terms.statement(of: $0) }
    self.signers = signers
    problems += faults
    if problems.isEmpty { carry() }
    // What was signed as tightening needs no more people because a release made it something else.
    let changeClass =
      signedVerdict.changeClass == .tightening ? .tightening : verdict.changeClass
    lacks = OverrideQuorum(
      changeClass, rules: rules, owners: owners, proposer: person
    ).lacks(signers)
  }

  private mutating func checkWords(_ rules: ApprovalRules) {
    let reason = document.reason.value
    if !reason.contains(where: { !$0.isWhitespace }) { problems.append(.noReason) }
    if reason.count > OverrideAssessment.mostReason {
      problems.append(.reasonTooLong(count: reason.count, most: OverrideAssessment.mostReason))
    }
    let length = document.expires.value - document.starts.value
    if length <= 0 { problems.append(.endsBeforeStart) }
    if length > rules.overrideMost {
      problems.append(
        .tooLong(
          hours: ParameterDeclaration.duration(length),
          most: ParameterDeclaration.duration(rules.overrideMost)))
    }
  }

  private mutating func findValue(in base: PolicyState) {
    let policies = base.graph.policies
    let name = "\(document.bot.value).\(document.parameter.value)"
    switch policies.address(of: name) {
    case .failure(let error): problems += error.diagnostics.map { .policy($0.message) }
    case .success(let found):
      // The nickname of a bot would be another text to sign than its name.
      guard found.name == name else {
        problems.append(.policy("the bot is named '\(found.bot.name.value)'"))
        return
      }
      address = found
      approved = policies.approvedValue(of: found, in: document.selector)
      switch policies.value(parsing: document.value.value, of: found) {
      case .failure(let error): problems += error.diagnostics.map { .policy($0.message) }
      case .success(let value): self.value = value
      }
    }
  }

  /// By the direction in which the param is declared to loosen; nothing can be said where it names none.
  func declared(_ value: Int64, of address: ParameterAddress) -> OverrideVerdict {
    guard let approved else { return .incomparable }
    return switch address.parameter.loosens {
    case .up: value > approved.value ? .looser : .tighter
    case .down: value < approved.value ? .looser : .tighter
    case .neither: .incomparable
    }
  }

  /// Proves what the value does. The word in the document has to be the one that is found: people signed it.
  private mutating func compare(
    _ value: Int64, of address: ParameterAddress, in base: PolicyState
  ) {
    if let approved, approved.value == value {
      problems.append(.changesNothing(value: address.parameter.text(of: value)))
      return
    }
    let changed = base.graph.policies.overriding(
      address.bot.name.value, address.parameter.name.value, in: document.selector, value: value)
    switch changed.flatMap({ GraphCompiler.compile($0) }) {
    case .failure(let error):
      problems += error.diagnostics.map { .doesNotCompile($0.message) }
    case .success(let graph):
      self.graph = graph
      verdict = OverrideProof.verdict(base.graph, graph, of: address.bot.name.value)
      // A value that changes no decision is read by the program itself: what it does, its declaration says.
      if verdict == .equal { verdict = declared(value, of: address) }
      if verdict != document.verdict.value {
        problems.append(.otherVerdict(stated: document.verdict.value, found: verdict))
      }
    }
  }
}

/// Signatures of a document held against the list of approvers.
enum EndorsementCheck {
  /// Those who signed, each once, and what is wrong with the others. A signature that does not hold is a finding,
  /// never passed over: somebody put it there.
  static func signers(
    _ endorsements: [OverrideDocument.Endorsement], among approvers: ApproverList,
    statement: (Address) -> SignedStatement
  ) -> ([ApproverList.Approver], [OverrideProblem]) {
    var signers: [ApproverList.Approver] = []
    var problems: [OverrideProblem] = []
    for endorsement in endorsements {
      let name = endorsement.approver.value
      guard let person = approvers[name], let key = Address(hex: person.address.value) else {
        problems.append(
          .unknownPerson(name, known: approvers.approvers.map(\.name.value).sorted()))
        continue
      }
      guard endorsement.signature.value.signer(of: statement(key).digest) == key else {
        problems.append(.foreignSignature(approver: name))
        continue
      }
      guard !signers.contains(where: { Electorate.areOne($0, person) }) else {
        problems.append(.signedTwice(approver: name))
        continue
      }
      signers.append(person)
    }
    return (signers, problems)
  }
}
