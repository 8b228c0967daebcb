import FixedPoint
import Hashing
import Orders
import Signing
import TestSupport
import Testing

/// Only two people's signatures under what stands arm it again (facts/oms.md 6.2 rule 5).
struct KillResetTests {
  @Test("two people arm")
  func reset() throws {
    var rig = try KillRig()
    rig.contained()
    #expect(rig.handle(.approve(try rig.approval("bob"))).states == [.resetRequested])
    #expect(rig.killSwitch.verdict(strategy: "maker", market: "0xaa") != nil)
    #expect(rig.handle(.approve(try rig.approval("carol"))).states == [.armed])
    #expect(rig.killSwitch.isArmed)
    #expect(rig.killSwitch.verdict(strategy: "maker", market: "0xaa") == nil)
    _ = rig.handle(.trip(.global, .manual, by: "alice", reason: "again"))
    #expect(rig.killSwitch.kill(of: .global)?.step.record.epoch == 2)
  }

  /// One ingredient of a reset that is missing.
  struct Lack: Sendable, CustomTestStringConvertible {
    var name: String
    var refusal: KillResetRefusal?
    var rig: @Sendable (inout KillRig) throws -> Void = { $0.contained() }
    var approval: @Sendable (KillRig) throws -> KillApproval = { try $0.approval("bob") }

    var testDescription: String { name }
  }

  static let lacks: [Lack] = [
    Lack(name: "nothing lacks", refusal: nil),
    Lack(
      name: "orders may be open", refusal: .notContained(.cancelling),
      rig: {
        _ = $0.handle(.trip(.global, .drawdown, by: "bot", reason: "a test"))
        _ = $0.handle(.cleared(KillTrigger.automatic))
      }),
    Lack(
      name: "the condition was not looked at", refusal: .triggerStands(.drawdown),
      rig: {
        _ = $0.handle(.trip(.global, .drawdown, by: "bot", reason: "a test"))
        _ = $0.handle(.snapshot(open: [], begun: $0.now))
      }),
    Lack(
      name: "another condition was found clear", refusal: .triggerStands(.drawdown),
      rig: {
        _ = $0.handle(.trip(.global, .drawdown, by: "bot", reason: "a test"))
        _ = $0.handle(.snapshot(open: [], begun: $0.now))
        _ = $0.handle(.cleared([.feedLoss]))
      }),
    Lack(
      name: "the condition was clear two minutes ago", refusal: .triggerStands(.drawdown),
      rig: {
        $0.contained()
        $0.now += 120_000
      }),
    Lack(
      name: "the condition is seen to hold anew", refusal: .triggerStands(.drawdown),
      rig: {
        $0.contained()
        _ = $0.handle(.holding([.feedLoss, .drawdown]))
      }),
    Lack(
      name: "the condition holds again", refusal: .triggerStands(.drawdown),
      rig: {
        $0.contained()
        _ = $0.handle(.trip(.global, .drawdown, by: "bot", reason: "still"))
      }),
    Lack(
      name: "no clearance in what is signed", refusal: .triggerStands(.drawdown),
      approval: {
        try $0.approval("bob") { evidence, terms in
          evidence.clearances = []
          terms.evidence = evidence.hash
        }
      }),
    Lack(
      name: "an item is open", refusal: .itemOpen("replay_last_hour"),
      approval: {
        try $0.approval("bob") { evidence, terms in
          evidence.items[1].by = ""
          terms.evidence = evidence.hash
        }
      }),
    Lack(
      name: "the positions of a drawdown are not published",
      refusal: .itemOpen("positions_published"),
      approval: {
        try $0.approval("bob") { evidence, terms in
          evidence.items.removeLast()
          terms.evidence = evidence.hash
        }
      }),
    Lack(
      name: "other evidence than was signed", refusal: .otherEvidence,
      approval: { try $0.approval("bob") { evidence, _ in evidence.contained += 1 } }),
    Lack(
      name: "an older epoch", refusal: nil,
      approval: {
        try $0.approval("bob") { evidence, terms in
          terms.epoch -= 1
          evidence.epoch -= 1
          terms.evidence = evidence.hash
        }
      }),
    Lack(
      name: "expired", refusal: .expired(at: KillRig.start),
      approval: { try $0.approval("bob") { _, terms in terms.expires = KillRig.start } }),
    Lack(
      name: "valid for too long", refusal: .expiresTooLate(at: KillRig.start + 901_000),
      approval: {
        try $0.approval("bob") { _, terms in terms.expires = KillRig.start + 901_000 }
      }),
    Lack(
      name: "nobody's name", refusal: .unknownApprover("erin"),
      approval: { try $0.approval("erin", key: "bob") }),
    Lack(
      name: "another's key", refusal: .foreignSignature("carol"),
      approval: { try $0.approval("carol", key: "bob") }),
    Lack(
      name: "who tripped, by name", refusal: .initiator("bob"),
      rig: { $0.contained(by: "Bob") }),
    Lack(
      name: "who tripped, by e-mail address", refusal: .initiator("bob"),
      rig: { $0.contained(by: "bob@desk.example") }),
    Lack(
      name: "who tripped first of several", refusal: .initiator("bob"),
      rig: {
        _ = $0.handle(.trip(.global, .manual, by: "bob", reason: "first"))
        $0.contained(by: "bot")
      }),
    Lack(
      name: "another scope", refusal: .nothingTripped(.wallet("0x01")),
      approval: {
        try $0.approval("bob") { _, terms in terms.scope = .wallet("0x01") }
      }),
  ]

  @Test("what lacks is named, and nothing moves", arguments: lacks)
  func lack(_ lack: Lack) throws {
    var rig = try KillRig()
    try lack.rig(&rig)
    let before = rig.killSwitch.kills
    let approval = try lack.approval(rig)
    let actions = rig.handle(.approve(approval))
    switch lack.name {
    case "nothing lacks": #expect(actions.states == [.resetRequested])
    case "an older epoch":
      #expect(
        actions.refusal
          == .otherKill(signed: approval.terms.kill, standing: before[0].step.record.id))
      #expect(rig.killSwitch.kills == before)
    default:
      #expect(actions.refusal == lack.refusal)
      #expect(rig.killSwitch.kills == before)
    }
  }

  @Test("the second person is another one, and signs the same")
  func second() throws {
    var rig = try KillRig()
    rig.contained()
    let first = try rig.approval("bob")
    _ = rig.handle(.approve(first))
    #expect(rig.handle(.approve(first)).refusal == .samePerson("bob"))
    let other = try rig.approval("carol") { _, terms in terms.expires -= 1_000 }
    #expect(rig.handle(.approve(other)).refusal == .otherTerms)
    #expect(rig.state == .resetRequested)
  }

  @Test("two names of one key are one person")
  func oneKey() throws {
    var rig = try KillRig()
    let key = try #require(rig.keys["bob"])
    rig.killSwitch.approvers.append(KillApprover(name: "robert", address: key.address))
    rig.contained()
    _ = rig.handle(.approve(try rig.approval("bob")))
    #expect(
      rig.handle(.approve(try rig.approval("robert", key: "bob"))).refusal == .samePerson("robert"))
  }

  @Test("two names and two keys of one person are one person, and so is whoever tripped")
  func onePerson() throws {
    var rig = try KillRig()
    let (carol, dave) = (try #require(rig.keys["carol"]), try #require(rig.keys["dave"]))
    // New entries in place of those whose keys they have.
    rig.killSwitch.approvers.removeAll { ["carol", "dave"].contains($0.name) }
    rig.killSwitch.approvers += [
      KillApprover(name: "bob-hw", address: carol.address, aliases: ["Bob@desk.example"]),
      KillApprover(name: "alice-hw", address: dave.address, aliases: ["alice@desk.example"]),
    ]
    rig.contained(by: "alice")
    _ = rig.handle(.approve(try rig.approval("bob")))
    #expect(
      rig.handle(.approve(try rig.approval("bob-hw", key: "carol"))).refusal
        == .samePerson("bob-hw"))
    #expect(
      rig.handle(.approve(try rig.approval("alice-hw", key: "dave"))).refusal
        == .initiator("alice-hw"))
    #expect(rig.state == .resetRequested)
  }

  /// One rule about people, and who arms under it.
  struct Rule: Sendable, CustomTestStringConvertible {
    var name: String
    var quorum: KillQuorum
    /// Of bob and of carol.
    var roles: (Set<String>, Set<String>)
    /// The refusal of the first signature, of the second; both nil where it arms.
    var first: KillResetRefusal?
    var second: KillResetRefusal?
    var testDescription: String { name }
  }

  private static let house = KillQuorum(
    each: ["risk", "head_of_risk", "operations"], among: ["risk"])

  static let rules: [Rule] = [
    Rule(name: "risk and operations", quorum: house, roles: (["risk"], ["operations"])),
    Rule(name: "operations and risk", quorum: house, roles: (["operations"], ["risk", "owner"])),
    Rule(name: "two of risk", quorum: house, roles: (["risk"], ["risk"])),
    Rule(
      name: "none of risk", quorum: house, roles: (["head_of_risk"], ["operations"]),
      second: .roleMissing("risk")),
    Rule(
      name: "a first one of no control function", quorum: house, roles: (["owner"], ["risk"]),
      first: .withoutRole("bob", wanted: ["head_of_risk", "operations", "risk"])),
    Rule(
      name: "a second one of no control function", quorum: house, roles: (["risk"], []),
      second: .withoutRole("carol", wanted: ["head_of_risk", "operations", "risk"])),
    Rule(
      name: "a machine, whatever the rules say", quorum: KillQuorum(),
      roles: (["service", "risk"], ["risk"]), first: .serviceAccount("bob")),
    Rule(
      name: "a machine as the second", quorum: house, roles: (["risk"], ["service", "risk"]),
      second: .serviceAccount("carol")),
  ]

  @Test("what the two people have to be", arguments: rules)
  func quorum(_ rule: Rule) throws {
    var rig = try KillRig()
    for (name, roles) in [("bob", rule.roles.0), ("carol", rule.roles.1)] {
      let place = try #require(rig.killSwitch.approvers.firstIndex { $0.name == name })
      rig.killSwitch.approvers[place].roles = roles
    }
    rig.killSwitch.quorum = rule.quorum
    rig.contained()
    let first = rig.handle(.approve(try rig.approval("bob")))
    #expect(first.refusal == rule.first)
    guard rule.first == nil else {
      #expect(rig.state == .contained)
      return
    }
    let second = rig.handle(.approve(try rig.approval("carol")))
    #expect(second.refusal == rule.second)
    #expect(rig.killSwitch.isArmed == (rule.second == nil))
  }

  @Test("where proofs are asked for, a tick alone is none")
  func unproved() throws {
    var rig = try KillRig()
    rig.killSwitch.quorum.needsProofs = true
    rig.contained()
    #expect(
      rig.handle(.approve(try rig.approval("bob"))).refusal == .itemUnproved("no_orders_in_flight"))
    let proved = try rig.approval("bob") { evidence, terms in
      for place in evidence.items.indices { evidence.items[place].proof = "seen" }
      terms.evidence = evidence.hash
    }
    #expect(rig.handle(.approve(proved)).states == [.resetRequested])
    let read = try #require(KillApproval(json: proved.json))
    #expect(read == proved && read.evidence.hash == proved.terms.evidence)
  }

  @Test("a new trigger voids what was signed")
  func replayed() throws {
    var rig = try KillRig()
    rig.contained()
    let (bob, carol) = (try rig.approval("bob"), try rig.approval("carol"))
    _ = rig.handle(.approve(bob))
    #expect(
      rig.handle(.trip(.global, .drawdown, by: "bot", reason: "again")).states.first == .tripped)
    _ = rig.handle(.snapshot(open: [], begun: rig.now))
    _ = rig.handle(.cleared(KillTrigger.automatic))
    for approval in [carol, bob] {
      guard case .otherKill = rig.handle(.approve(approval)).refusal else {
        Issue.record("what was signed for an older epoch is void")
        return
      }
    }
    #expect(rig.state == .contained)
  }

  @Test("an order that appears voids the request")
  func appears() throws {
    var rig = try KillRig()
    rig.contained()
    _ = rig.handle(.approve(try rig.approval("bob")))
    let carol = try rig.approval("carol")
    _ = rig.handle(.snapshot(open: [KillRig.order(1)], begun: rig.now))
    #expect(rig.handle(.approve(carol)).refusal == .notContained(.cancelling))
  }

  /// Every event but good signatures, in any order: what was stopped stays stopped, and restarts change nothing.
  @Test("monotone: nothing but two good signatures arms", arguments: 0..<40)
  func monotone(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var rig = try KillRig()
    var steps: [KillStep] = []
    var stopped: Set<KillScope> = []
    var old: [KillApproval] = []
    let scopes: [KillScope] = [
      .bot("exec.queuewarden"), .strategy("maker"), .market("0xaa"), .global,
    ]
    for _ in 0..<120 {
      let scope = scopes.randomElement(using: &random) ?? .global
      let event: KillEvent
      switch Int.random(in: 0..<9, using: &random) {
      case 0:
        let trigger = KillTrigger.allCases.randomElement(using: &random) ?? .manual
        event = .trip(scope, trigger, by: "bot", reason: "random")
        stopped.insert(scope)
      case 1: event = .cleared(KillTrigger.allCases)
      case 2, 3: event = .snapshot(open: [], begun: rig.now)
      case 4: event = .tick(open: [KillRig.order(1)])
      case 5: event = .acknowledged(KillRig.order(2))
      case 6:
        // Only bob ever signs, and what carol signed was for an epoch that is over.
        guard rig.killSwitch.kill(of: scope) != nil else { continue }
        if Bool.random(using: &random) { old.append(try rig.approval("carol", scope: scope)) }
        event = .approve(try rig.approval("bob", scope: scope))
      case 7:
        // A latch that lost everything, or was told to arm without signatures.
        let kills = rig.killSwitch.kills.map { kill -> LatchedKill in
          var kill = kill
          kill.step.record.state = .armed
          kill.step.approvals = []
          return kill
        }
        event = .latch(.kills(Bool.random(using: &random) ? kills : [], epoch: 0))
      default: event = .attemptedAll
      }
      for action in rig.handle(event, after: .random(in: 0..<20_000, using: &random)) {
        if case .latch(let step) = action { steps.append(step) }
      }
      #expect(Set(rig.killSwitch.kills.map(\.step.record.scope)) == stopped)
      #expect(rig.killSwitch.kills.allSatisfy { $0.step.record.state != .armed })
    }
    // A restart folds the steps and is where it was.
    var restarted = try KillRig().killSwitch
    for step in steps { restarted.apply(step) }
    #expect(restarted.kills == rig.killSwitch.kills && restarted.epoch == rig.killSwitch.epoch)
  }
}
