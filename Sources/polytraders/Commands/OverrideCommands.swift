import CommandLine
import Diagnostics
import Governance
import Graph
import Hashing
import Policy
import Signing

/// `polytraders override set BOT.PARAM=VALUE`: a temporary value, signed by the one who asks for it.
struct OverrideSetCommand: Command {
  static let setting: Parameter<String> = .argument(
    "BOT.PARAM=VALUE", "the value with its unit: queuewarden.stale_ttl_s=30s")
  static let market: Parameter<String?> = .option("market", "NAME", "only for this market")
  static let strategy: Parameter<String?> = .option("strategy", "NAME", "only for this strategy")
  static let tag: Parameter<String?> = .option("tag", "NAME", "only with this tag")
  static let reason: Parameter<String> = .requiredOption(
    "reason", "TEXT", "why; everybody will read it")
  static let ticket: Parameter<String?> = .option("ticket", "ID", "where it is discussed")
  static let duration: Parameter<Duration?> = .option(
    "for", "TIME", "how long, such as 2h (default and most: policies/approvals.yaml)")

  static let description = CommandDescription(
    "set", "put a temporary value on the approved policy, until it expires",
    discussion: """
      What the value does to decisions is proved over all events. What only tightens holds as soon as one person \
      of risk has signed it, who may be the one who asks; everything else needs the people that \
      policies/approvals.yaml names for it, the proposer not among them: they run 'override sign'. Without a \
      narrower scope the value holds wherever no market, strategy or tag has its own. The runner takes it up by \
      itself and goes back to the approved value when it ends.
      """,
    parameters: [setting, market, strategy, tag, reason, ticket, duration]
      + OverrideOptions.signing,
    example: """
      override set queuewarden.stale_ttl_s=30s --reason "thin book" --key keystore:alice.json
      """)

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var desk = try OverrideDesk.open(values[PolicyRoot.option])
    let proposer = try proposer(desk)
    var document = try proposal(desk, by: proposer.person)
    if let key = proposer.key {
      let terms = try desk.terms(of: document)
      document = document.endorsed(
        by: proposer.person.name.value, key.sign(terms.statement(of: key.address).digest))
    } else {
      _ = try desk.terms(of: document)
    }
    try desk.write(document.text, to: OverrideFolder.path(of: document.id.value))
    return try OverrideSignCommand.show(document.id.value, on: desk)
  }

  private func proposer(
    _ desk: OverrideDesk
  ) throws -> (person: ApproverList.Approver, key: SigningKey?) {
    if let source = values[OverrideOptions.key] {
      let key = try KeyOptions.key(source, password: values[OverrideOptions.password])
      return (try desk.signer(of: key, named: values[OverrideOptions.name]), key)
    }
    guard let name = values[OverrideOptions.name] else {
      throw DiagnosticError(
        Diagnostic(
          "PT2027", .error, "nobody asks for it", at: nil,
          help: ["sign it with --key, or name yourself with --as and sign it by a hardware wallet"])
      )
    }
    return (try desk.person(name), nil)
  }

  private func proposal(
    _ desk: OverrideDesk, by person: ApproverList.Approver
  ) throws -> OverrideDocument {
    let setting = values[Self.setting]
    guard let equals = setting.firstIndex(of: "=") else {
      throw DiagnosticError(
        Diagnostic(
          "PT2028", .error, "'\(setting)' gives no value", at: nil,
          help: ["write BOT.PARAM=VALUE, such as queuewarden.stale_ttl_s=30s"]))
    }
    let policies = desk.base.graph.policies
    let address = try policies.address(of: String(setting[..<equals])).get()
    let value = try policies.value(
      parsing: String(setting[setting.index(after: equals)...]), of: address
    ).get()
    guard let rules = desk.base.governance.rules,
      let policy = Digest32(hex: desk.base.graph.digest)
    else { throw OverrideDesk.refusal(.noRules) }
    let length = values[Self.duration].map(Self.milliseconds) ?? rules.overrideDefault
    let starts = desk.now / 1000 * 1000
    var random = SystemRandomNumberGenerator()
    let id = Digest32(random.next(), random.next(), random.next(), random.next())
    let draft = OverrideDocument.proposal(
      id: id, bot: address.bot.name.value, parameter: address.parameter.name.value,
      selector: try selector(), value: address.parameter.text(of: value), verdict: .unknown,
      reason: values[Self.reason], ticket: values[Self.ticket] ?? "", policy: policy,
      proposer: person.name.value, starts: starts, expires: starts + length)
    // Signed is what is found, so it is found first.
    let verdict = OverrideAssessment(draft, on: desk.base).verdict
    var document = draft
    document.verdict.value = verdict
    return document
  }

  private func selector() throws -> ScopeSelector? {
    let named: [ScopeSelector] = [
      values[Self.market].map { .market($0) }, values[Self.strategy].map { .strategy($0) },
      values[Self.tag].map { .tag($0) },
    ].compactMap { $0 }
    guard named.count < 2 else { throw OverrideDesk.refusal(.badScope) }
    return named.first
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}

/// `polytraders override sign ID`: the signature of one more person.
struct OverrideSignCommand: Command {
  static let description = CommandDescription(
    "sign", "sign an override that lacks signatures, or its revocation",
    parameters: [OverrideOptions.id, OverrideOptions.revocation] + OverrideOptions.signing,
    example: "override sign 3f2a --key keystore:bob.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var desk = try OverrideDesk.open(values[PolicyRoot.option])
    let document = try desk.document(values[OverrideOptions.id])
    guard let source = values[OverrideOptions.key] else {
      throw DiagnosticError(
        Diagnostic(
          "PT2027", .error, "nobody signs it", at: nil,
          help: ["name your key with --key, or use 'override export' and 'override import'"]))
    }
    let key = try KeyOptions.key(source, password: values[OverrideOptions.password])
    let person = try desk.signer(of: key, named: values[OverrideOptions.name])
    let signed = try OverrideSigning(
      document, on: desk, isRevocation: values[OverrideOptions.revocation])
    try desk.write(
      signed.text(adding: key.sign(signed.statement(of: key.address).digest), by: person),
      to: signed.path)
    return try Self.show(document.id.value, on: desk)
  }

  /// What became of it; ends with 0 where it holds and 2 where it still lacks something.
  static func show(_ id: Digest32, on desk: OverrideDesk) throws -> ExitCode {
    let document = try desk.document(id.hex)
    guard let entry = desk.entry(of: document) else { return .software }
    var text = OverrideText.describe(entry, on: desk)
    if case .awaiting = entry.status {
      text += "next       polytraders override sign \(id.short) --key SOURCE\n"
    }
    if let revocation = desk.revocation(of: document), let assessment = entry.assessment {
      let faults = revocation.faults(ending: assessment, on: desk.base)
      let lacks = faults.problems.map(\.message) + faults.lacks
      if !lacks.isEmpty {
        text +=
          "revocation asked for by \(revocation.proposer.value), "
          + "awaiting \(lacks.joined(separator: ", "))\n"
          + "next       polytraders override sign \(id.short) --revocation --key SOURCE\n"
      }
    }
    guard StandardStream.output.write(text) else { return .inputOutput }
    if case .refused = entry.status { return .findings }
    if case .awaiting = entry.status { return .changes }
    return .clean
  }
}

/// What is signed about an override: it, or its end.
struct OverrideSigning {
  private let document: OverrideDocument
  private let terms: OverrideTerms
  private let revocation: (document: OverrideRevocation, proposer: Address)?

  init(_ document: OverrideDocument, on desk: OverrideDesk, isRevocation: Bool) throws {
    self.document = document
    terms = try desk.terms(of: document)
    guard isRevocation else {
      revocation = nil
      return
    }
    guard let found = desk.revocation(of: document) else {
      throw OverrideDesk.refusal(.noSuchOverride(id: "\(document.id.value.short) revocation"))
    }
    revocation = (found, try desk.address(of: desk.person(found.proposer.value)))
  }

  var path: String {
    revocation == nil
      ? OverrideFolder.path(of: document.id.value)
      : OverrideFolder.revocationPath(of: document.id.value)
  }

  func statement(of address: Address) -> SignedStatement {
    revocation.map { $0.document.statement(of: address, proposer: $0.proposer) }
      ?? terms.statement(of: address)
  }

  func text(adding signature: Signature, by person: ApproverList.Approver) -> String {
    revocation.map { $0.document.endorsed(by: person.name.value, signature).text }
      ?? document.endorsed(by: person.name.value, signature).text
  }
}

/// `polytraders override revoke ID`: the end of an override before its time.
struct OverrideRevokeCommand: Command {
  static let description = CommandDescription(
    "revoke", "end an override before it expires",
    discussion: """
      Ending what tightened loosens: it needs the people who may loosen, as setting it would have. Ending what \
      loosened needs one person of risk.
      """,
    parameters: [OverrideOptions.id, OverrideSetCommand.reason] + OverrideOptions.signing,
    example: "override revoke 3f2a --reason \"the book is back\" --key keystore:alice.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var desk = try OverrideDesk.open(values[PolicyRoot.option])
    let document = try desk.document(values[OverrideOptions.id])
    let key = try values[OverrideOptions.key].map {
      try KeyOptions.key($0, password: values[OverrideOptions.password])
    }
    let person: ApproverList.Approver
    if let key {
      person = try desk.signer(of: key, named: values[OverrideOptions.name])
    } else if let name = values[OverrideOptions.name] {
      person = try desk.person(name)
    } else {
      throw DiagnosticError(
        Diagnostic(
          "PT2027", .error, "nobody asks for its end", at: nil,
          help: ["sign it with --key, or name yourself with --as"]))
    }
    var revocation = OverrideRevocation.proposal(
      ending: desk.assessment(of: document),
      reason: values[OverrideSetCommand.reason],
      proposer: person.name.value, at: desk.now)
    if let key {
      let statement = revocation.statement(of: key.address, proposer: key.address)
      revocation = revocation.endorsed(by: person.name.value, key.sign(statement.digest))
    }
    try desk.write(revocation.text, to: OverrideFolder.revocationPath(of: document.id.value))
    return try OverrideSignCommand.show(document.id.value, on: desk)
  }
}
