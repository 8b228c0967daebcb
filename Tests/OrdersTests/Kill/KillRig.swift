import Hashing
import Orders
import Signing
import Testing

/// A kill switch with four people who may reset, and what they sign.
struct KillRig {
  static let wallet = "0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
  static let start: Int64 = 1_795_000_000_000

  let keys: [String: SigningKey]
  var killSwitch: KillSwitch
  var now = KillRig.start

  init() throws {
    var keys: [String: SigningKey] = [:]
    var approvers: [KillApprover] = []
    for (index, name) in ["alice", "bob", "carol", "dave"].enumerated() {
      let key = try SigningKey(hex: String(repeating: "0", count: 63) + "\(index + 1)")
      keys[name] = key
      approvers.append(
        KillApprover(name: name, address: key.address, aliases: ["\(name)@desk.example"]))
    }
    self.keys = keys
    killSwitch = KillSwitch(
      wallet: Self.wallet, approvers: approvers, bots: ["maker": ["exec.queuewarden"]])
  }

  static func order(
    _ number: UInt64, strategy: String? = "maker", market: String = "0xaa"
  ) -> ExposedOrder {
    ExposedOrder(id: Digest32(number, 0, 0, number), strategy: strategy, market: market)
  }

  mutating func handle(_ event: KillEvent, after milliseconds: Int64 = 1) -> [KillAction] {
    now += milliseconds
    return killSwitch.handle(event, now: now)
  }

  /// Trips, proves that nothing is open, and finds every condition clear.
  mutating func contained(
    _ trigger: KillTrigger = .drawdown, by: String = "risk.kill_triggers",
    scope: KillScope = .global
  ) {
    _ = handle(.trip(scope, trigger, by: by, reason: "a test"))
    _ = handle(.snapshot(open: [], begun: now + 1))
    _ = handle(.cleared(KillTrigger.automatic))
  }

  /// What `name` signs for what stands on a scope.
  func approval(
    _ name: String, scope: KillScope = .global, key: String? = nil,
    change: (inout KillEvidence, inout KillResetTerms) -> Void = { _, _ in }
  ) throws -> KillApproval {
    let kill = try #require(killSwitch.kill(of: scope))
    var evidence = KillEvidence(
      kill: kill.step.record.id, epoch: kill.step.record.epoch, contained: kill.tripped + 2,
      clearances: kill.triggers.map { .init(trigger: $0, time: now, facts: "clear") },
      items: KillEvidence.items(for: kill.triggers).map { .init(name: $0, by: "bob") })
    var terms = KillResetRequest(
      kill.step.record, evidence: evidence, now: Self.start, length: 900_000
    ).terms
    // The second person signs what the first signed.
    if kill.step.record.state == .resetRequested, let first = kill.step.approvals.first {
      (evidence, terms) = (first.evidence, first.terms)
    }
    change(&evidence, &terms)
    let signer = try #require(keys[key ?? name])
    return KillApproval(
      terms: terms, evidence: evidence, approver: name, address: signer.address,
      signature: signer.sign(terms.statement(of: signer.address).digest))
  }

  var state: KillRecord.State? { killSwitch.kill(of: .global)?.step.record.state }
}

extension [KillAction] {
  /// The states that were latched, in order.
  var states: [KillRecord.State] {
    compactMap { if case .latch(let step) = $0 { step.record.state } else { nil } }
  }

  var refusal: KillResetRefusal? {
    for case .refused(let refusal) in self { return refusal }
    return nil
  }
}
