import Diagnostics
import Policy
import TestSupport
import Testing

/// A playbook with a change at one place.
private struct Sample {
  static let codes = ["GOV_CONFIG_DRIFT", "GOV_API_DEGRADED"]

  static let prelude = """
    apiVersion: polytraders/v1
    kind: Playbook
    metadata: { name: first, owner: risk, version: 1 }
    spec:
      title: First steps
      prelude: true
      steps:
        - { id: u0, kind: contain, say: Contain, do: contain }

    """

  static let playbook = """
    apiVersion: polytraders/v1
    kind: Playbook
    metadata: { name: drift, owner: risk, version: 1 }
    spec:
      title: Drift
      trigger: { codes: [GOV_CONFIG_DRIFT], when: bot.is_live }
      containment: { freeze: halt, scope: bot, unfreeze: dual }
      steps:
        - { id: a, kind: contain, say: Stop, do: stop_signing }
        - id: b
          kind: human
          say: Was it meant?
          answers: { meant: "goto:d", slip: proceed }
          safest: slip
          timeout: 5m
          on_timeout: answer:slip
        - { id: c, kind: auto, say: Put it back, do: apply_approved, then: "goto:e" }
        - { id: d, kind: capture, say: Keep it, evidence: [running_digest], timeout: 10s }
        - { id: e, kind: wait_until, say: Clean, check: config.is_approved, for: 1m, timeout: none }
        - { id: f, kind: approve, say: Go on, approvers: 2, binds: [freeze], expires: 15m, on_timeout: stop }
        - { id: g, kind: auto, say: Release, do: release_freeze, requires: [e, f] }

    """

  static func book(_ texts: [String]) -> PlaybookBook {
    PlaybookBook.read(
      texts.enumerated().map { index, text in
        PolicyLoader.Input(
          file: "\(index).yaml", path: "\(index).yaml", bytes: Array(text.utf8))
      }, codes: codes)
  }
}

@Suite("playbooks")
struct PlaybookTests {
  @Test(
    "the playbooks of this checkout are the seeds' four with their first steps, without a finding")
  func house() throws {
    let inputs = try PolicyFiles.playbookInputs(ofRoot: Places.checkout)
    let set = try #require(
      PolicyLoader.load(try PolicyFiles.inputs(ofRoot: Places.checkout)).set)
    let book = PlaybookBook.read(inputs, codes: Array(set.reasonCodes.keys))
    #expect(book.diagnostics.isEmpty, "\(book.renderer.render(book.diagnostics))")
    #expect(
      book.playbooks.map(\.name.value) == [
        "api-degraded", "config-drift", "kill-switch-fired", "reconcile-mismatch", "universal",
      ])
    #expect(book.prelude?.steps.map(\.id.value) == ["u0", "u1", "u2", "u3", "u4"])
    let drift = try #require(book.playbook(for: "GOV_CONFIG_DRIFT"))
    #expect(drift.containment?.level == .reduceOnly)
    #expect(
      drift.steps.map {
        "\($0.id.value) \($0.kind.value.rawValue) \($0.action?.value.rawValue ?? "-")"
      }
        == [
          "c1 capture -", "c2 human -", "c3 auto apply_approved", "c4 approve open_override",
          "c5 schedule draft_approval", "c6 schedule apply_approved", "c7 wait_until -",
          "c8 approve release_freeze",
        ])
    #expect(drift.steps[1].timeout == 300_000)
    #expect(drift.steps[1].onTimeout?.value == .answer("unauthorised"))
    #expect(drift.steps[2].next?.value == .goTo("c7"))
    #expect(book.playbook(for: "QUEUE_WARDEN_HOLD") == nil)
    for code in ["KILL_SWITCH_ACTIVE", "GOV_API_DEGRADED", "GOV_RECONCILE_MISMATCH"] {
      #expect(book.playbook(for: code) != nil)
    }
  }

  @Test("a sound playbook has no finding")
  func sound() {
    let book = Sample.book([Sample.prelude, Sample.playbook])
    #expect(book.isSound)
    #expect(book.diagnostics.isEmpty, "\(book.renderer.render(book.diagnostics))")
  }

  /// What stands there once, what takes its place, and the finding: `line:column code`.
  struct Spoiled: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var finding: String
    var message: String
    init(_ old: String, _ new: String, _ finding: String, _ message: String) {
      self.old = old
      self.new = new
      self.finding = finding
      self.message = message
    }
    var testDescription: String { "\(finding): \(new)" }
  }

  private static let spoiled: [Spoiled] = [
    // Containment only lowers risk.
    Spoiled(
      "do: stop_signing", "do: apply_approved", "9:46 PT0273",
      "'apply_approved' does not lower risk, and 'contain' may do nothing else"),
    Spoiled(
      "do: stop_signing", "do: release_freeze", "9:46 PT0273",
      "'release_freeze' does not lower risk, and 'contain' may do nothing else"),
    // Nothing raises risk without an approval above it.
    Spoiled(
      "do: release_freeze, requires: [e, f]", "do: release_freeze", "21:46 PT0273",
      "'release_freeze' raises risk without an approval, and 'unfreeze: dual' needs one"),
    Spoiled(
      "requires: [e, f]", "requires: [e]", "21:46 PT0273",
      "'release_freeze' raises risk without an approval, and 'unfreeze: dual' needs one"),
    Spoiled(
      "do: apply_approved", "do: open_override", "17:50 PT0273",
      "'open_override' raises risk without an approval"),
    Spoiled(
      "kind: auto, say: Release, do: release_freeze, requires: [e, f]",
      "kind: schedule, say: Release, do: release_freeze, at: override_expires", "21:50 PT0273",
      "'release_freeze' raises risk, and a 'schedule' step may not"),
    Spoiled("requires: [e, f]", "requires: [e, h]", "21:76 PT0271", "there is no step 'h'"),
    Spoiled(
      "requires: [e, f]", "requires: [f, g]", "21:76 PT0271",
      "step 'g' comes only after this one"),
    // Silence takes the safer side.
    Spoiled(
      "on_timeout: answer:slip", "on_timeout: answer:meant", "16:19 PT0274",
      "silence takes 'answer:meant' in a 'human' step, which is not the safer side"),
    Spoiled(
      "on_timeout: answer:slip", "on_timeout: proceed", "16:19 PT0274",
      "silence takes 'proceed' in a 'human' step"),
    Spoiled(
      "on_timeout: stop", "on_timeout: proceed", "20:100 PT0274",
      "silence takes 'proceed' in a 'approve' step"),
    Spoiled(
      "timeout: none }", "timeout: 30s, on_timeout: proceed }", "19:108 PT0274",
      "'g' requires step 'e', which goes on when its time is over as if it had passed"),
    Spoiled("      safest: slip\n", "", "10:11 PT0272", "has no 'safest' answer"),
    Spoiled("safest: slip", "safest: slop", "14:15 PT0272", "'slop' is no answer of this step"),
    Spoiled(
      "{ meant: \"goto:d\", slip: proceed }", "{ slip: \"goto:d\" }", "13:18 PT0272",
      "a question with one answer decides nothing"),
    // Directions lead forward to a step that exists.
    Spoiled("meant: \"goto:d\"", "meant: \"goto:x\"", "13:25 PT0271", "there is no step 'x'"),
    Spoiled(
      "then: \"goto:e\"", "then: \"goto:a\"", "17:72 PT0271", "step 'a' comes before this one"),
    Spoiled("slip: proceed", "slip: continue", "13:41 PT0271", "'continue' is no direction"),
    Spoiled("id: d,", "id: a,", "18:13 PT0216", "step 'a' is given twice"),
    // Conditions are typed.
    Spoiled(
      "check: config.is_approved", "check: config.is_aproved", "19:53 PT0310",
      "config.is_aproved"),
    Spoiled(
      "check: config.is_approved", "check: oms.in_flight", "19:53 PT0270",
      "a condition is true or false, and this one is int"),
    // What starts it.
    Spoiled("[GOV_CONFIG_DRIFT]", "[GOV_DRIFT]", "6:22 PT0220", "reason code 'GOV_DRIFT'"),
    Spoiled("[GOV_CONFIG_DRIFT]", "[]", "6:21 PT0202", "'trigger' has no 'codes'"),
    Spoiled(
      "  trigger: { codes: [GOV_CONFIG_DRIFT], when: bot.is_live }\n", "", "3:19 PT0275",
      "nothing starts this playbook"),
    // Keys belong to their kind.
    Spoiled(
      "evidence: [running_digest], timeout: 10s", "timeout: 10s", "18:7 PT0202",
      "step 'd' has no 'evidence'"),
    Spoiled(
      "approvers: 2, binds: [freeze]", "approvers: 2", "20:7 PT0202", "step 'f' has no 'binds'"),
    Spoiled(
      "say: Keep it,", "say: Keep it, approvers: 2,", "18:45 PT0203",
      "step 'd' has no key 'approvers'"),
  ]

  @Test("what is wrong with a playbook is found at its place", arguments: spoiled)
  func isFound(_ spoiled: Spoiled) throws {
    let parts = try #require(Sample.playbook.splitOnce(spoiled.old), "it does not stand there")
    let book = Sample.book([Sample.prelude, parts.before + spoiled.new + parts.after])
    let found = book.diagnostics.first { diagnostic in
      let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "-"
      return "\(place) \(diagnostic.code)" == spoiled.finding
    }
    #expect(
      found?.message.contains(spoiled.message) == true,
      "\(book.renderer.render(book.diagnostics))")
    #expect(!book.isSound)
  }

  @Test("a condition may end a freeze only where the freeze says so")
  func timedFreeze() throws {
    let waiting = Sample.playbook.replacing("requires: [e, f]", with: "requires: [e]")
    #expect(!Sample.book([Sample.prelude, waiting]).isSound)
    let timed = waiting.replacing("unfreeze: dual", with: "unfreeze: timed")
    #expect(Sample.book([Sample.prelude, timed]).isSound)
    // An override is no freeze: no wait lets one in.
    let override = timed.replacing("do: release_freeze", with: "do: open_override")
    #expect(!Sample.book([Sample.prelude, override]).isSound)
  }

  @Test("a step that nothing leads to is a warning")
  func unreachable() {
    let text = Sample.playbook.replacing("meant: \"goto:d\"", with: "meant: proceed")
    let book = Sample.book([Sample.prelude, text])
    #expect(book.isSound)
    #expect(book.diagnostics.map(\.code) == ["PT0276"])
    #expect(book.diagnostics.first?.message == "nothing leads to step 'd'")
  }

  @Test("one prelude, one playbook for a code, one playbook of a name")
  func together() {
    func codes(_ texts: [String]) -> [String] { Sample.book(texts).diagnostics.map(\.code) }
    #expect(codes([Sample.playbook]) == ["PT0275"])
    let second = Sample.prelude.replacing("name: first", with: "name: second")
    #expect(codes([Sample.prelude, second, Sample.playbook]) == ["PT0275"])
    let other = Sample.playbook.replacing("name: drift", with: "name: other")
    #expect(codes([Sample.prelude, Sample.playbook, other]) == ["PT0275"])
    let free = other.replacing("GOV_CONFIG_DRIFT", with: "GOV_API_DEGRADED")
    #expect(codes([Sample.prelude, Sample.playbook, free]) == [])
    let twin = Sample.playbook.replacing("GOV_CONFIG_DRIFT", with: "GOV_API_DEGRADED")
    #expect(codes([Sample.prelude, Sample.playbook, twin]) == ["PT0216"])
    let started = Sample.prelude.replacing(
      "  prelude: true", with: "  prelude: true\n  trigger: { codes: [GOV_API_DEGRADED] }")
    #expect(codes([started, Sample.playbook]) == ["PT0275"])
  }

  @Test("directions are written as they are read")
  func directions() {
    let all: [Playbook.Direction] = [
      .proceed, .stop, .escalate, .goTo("c7"), .page("risk-lead"), .answer("real"),
    ]
    #expect(
      all.map(\.text) == [
        "proceed", "stop", "escalate", "goto:c7", "page:risk-lead", "answer:real",
      ])
  }
}
