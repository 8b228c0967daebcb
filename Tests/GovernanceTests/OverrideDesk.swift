import Diagnostics
import Governance
import Graph
import Hashing
import JSON
import Policy
import Signing
import TestSupport
import Testing
import Trading

/// The house's policies as approved, the people who may sign, and a book that is told what happens.
struct OverrideDesk {
  /// The keys that every Ethereum test node publishes, in the order of specs/approvers.yaml.
  static let keys: [String: String] = [
    "alice": "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "bob": "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "carol": "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "dave": "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
  ]
  /// 2026-11-21T20:00:00Z
  static let start: Int64 = 1_795_291_200_000
  static let hour: Int64 = 3_600_000

  let base: PolicyState
  /// What is approved now, and what was before.
  private(set) var current: PolicyState
  private(set) var before: [PolicyState] = []
  var book = OverrideBook()
  /// Texts by path.
  var files: [String: String] = [:]
  var now = Self.start
  /// Every envelope so far, as the journal would keep it.
  var journal: [JSONValue] = []
  var proposals: [PullRequestDraft] = []
  var last: EffectivePolicy?

  init(_ base: PolicyState? = nil) throws {
    let base = try base ?? Self.checkout.get()
    self.base = base
    current = base
    _ = tell(.approved(self.base))
  }

  /// The house as it is, compiled once.
  private static let checkout = Result { try PolicyState.load(root: Places.checkout) }

  /// The house with texts replaced in some document.
  static func house(replacing texts: [(String, String)]) throws -> PolicyState {
    var inputs = try PolicyFiles.inputs(ofRoot: Places.checkout)
    for index in inputs.indices {
      var text = String(decoding: inputs[index].bytes, as: UTF8.self)
      for (old, new) in texts { text = text.replacing(old, with: new) }
      inputs[index].bytes = Array(text.utf8)
    }
    return try PolicyState.load(inputs)
  }

  /// Tells the book, and keeps what it asks for.
  @discardableResult
  mutating func tell(_ event: OverrideBook.Event) -> [OverrideBook.Action] {
    let actions = book.apply(event, now: now)
    for action in actions {
      switch action {
      case .decideBy(let effective): last = effective
      case .journal(let draft): journal.append(Self.envelope(draft))
      case .propose(let draft): proposals.append(draft)
      }
    }
    return actions
  }

  /// What cannot be read, by path.
  var unreadable: [String] = []

  mutating func lookAtFiles() {
    tell(
      .files(
        inputs.filter { input in
          !unreadable.contains(input.path) && !unreadable.contains("overrides")
        }, unreadable: unreadable.map { .init(path: $0, reason: "denied") }))
  }

  /// What drift says of `overrides/`.
  var drift: [DriftFinding] {
    ConfigDrift.report(
      approved: .release(sequence: 1, current, effectiveAt: now), live: .init(), overrides: book,
      now: now
    ).findings
  }

  mutating func wait(_ milliseconds: Int64) {
    now += milliseconds
    tell(.tick)
  }

  var inputs: [PolicyLoader.Input] {
    files.sorted { $0.key < $1.key }.map {
      PolicyLoader.Input(file: $0.key, path: $0.key, bytes: Array($0.value.utf8))
    }
  }

  /// The same desk after a crash: nothing but the journal and the files.
  func restarted() throws -> OverrideDesk {
    var desk = self
    desk.book = OverrideBook()
    desk.last = nil
    for envelope in journal { _ = desk.book.apply(.journalled(envelope), now: desk.now) }
    desk.tell(.approvedBefore(before))
    desk.tell(.approved(current))
    desk.lookAtFiles()
    return desk
  }

  /// Another release is approved.
  mutating func approve(_ state: PolicyState) {
    before.append(current)
    current = state
    tell(.approved(state))
  }

  static func envelope(_ draft: EnvelopeDraft) -> JSONValue {
    let payload = (try? JSONValue(parsing: draft.payload)) ?? .null
    return .object([
      .init("kind", .string(draft.kind.rawValue)), .init("payload", payload),
      .init("reason_codes", .array(draft.reasonCodes.map { .string($0) })),
      .init("ts_recorded_ms", .number("\(draft.recorded)")),
      .init("scope", .string(draft.scope)),
    ])
  }

  static func key(_ name: String) throws -> SigningKey {
    try SigningKey(hex: try #require(keys[name]))
  }

  /// An override for the approved policy, signed by these people.
  func document(
    _ value: String, of name: String = "exec.queuewarden.stale_ttl_s",
    in selector: ScopeSelector? = nil, id: UInt8 = 1, proposer: String = "alice",
    signers: [String], verdict: OverrideVerdict = .tighter, starts: Int64 = OverrideDesk.start,
    hours: Int64 = 4, reason: String = "the book is thin", on other: PolicyState? = nil
  ) throws -> OverrideDocument {
    let base = other ?? base
    let dot = try #require(name.lastIndex(of: "."))
    var document = OverrideDocument.proposal(
      id: try #require(Digest32(bytes: [UInt8](repeating: id, count: 32))),
      bot: String(name[..<dot]), parameter: String(name[name.index(after: dot)...]),
      selector: selector, value: value, verdict: verdict, reason: reason, ticket: "RISK-1",
      policy: try #require(Digest32(hex: base.graph.digest)), proposer: proposer, starts: starts,
      expires: starts + hours * Self.hour)
    let terms = try #require(OverrideAssessment(document, on: base).terms)
    for signer in signers {
      let key = try Self.key(signer)
      document = document.endorsed(by: signer, key.sign(terms.statement(of: key.address).digest))
    }
    return document
  }

  mutating func put(_ document: OverrideDocument) {
    files[OverrideFolder.path(of: document.id.value)] = document.text
    lookAtFiles()
  }

  mutating func revoke(
    _ document: OverrideDocument, by signers: [String], proposer: String = "alice"
  ) throws {
    var revocation = OverrideRevocation.proposal(
      ending: OverrideAssessment(document, on: base), reason: "over", proposer: proposer, at: now)
    let proposerKey = try Self.key(proposer)
    for signer in signers {
      let key = try Self.key(signer)
      let statement = revocation.statement(of: key.address, proposer: proposerKey.address)
      revocation = revocation.endorsed(by: signer, key.sign(statement.digest))
    }
    files[OverrideFolder.revocationPath(of: document.id.value)] = revocation.text
    lookAtFiles()
  }

  /// What holds for a market with these tags.
  func value(
    _ parameter: String = "stale_ttl_s", bot: String = "exec.queuewarden", in scope: Scope = Scope()
  ) -> Int64? {
    book.effective?.graph.policies.value(of: parameter, bot: bot, in: scope)
  }

  /// What became of the only file, or the first.
  var status: String {
    guard let entry = book.entries.first else { return "no file" }
    switch entry.status {
    case .active: return "active"
    case .kept(let problem): return "kept: \(problem.code)"
    case .scheduled: return "scheduled"
    case .awaiting(let lacks): return "awaiting: \(lacks.joined(separator: ", "))"
    case .expired: return "expired"
    case .ended(let ending): return "ended: \(ending.word)"
    case .held(let problem): return "held: \(problem.code)"
    case .refused(let problems): return "refused: \(problems.map(\.code).joined(separator: " "))"
    case .unreadable(let findings):
      return "unreadable: \(findings.map(\.code).joined(separator: " "))"
    }
  }

  /// Phase and ending of each envelope.
  var phases: [String] {
    journal.map {
      [$0["payload"]?["phase"]?.string, $0["payload"]?["ending"]?.string].compactMap { $0 }
        .joined(separator: " ")
    }
  }
}
