import Testing

/// The venue's own client, `websockets` and plain HTTP against the built `polytraders venue`, each unmodified.
///
/// One after the other: each runs a venue of its own, and the clients give up after five seconds.
@Suite(.serialized, .enabled(if: Strangers.areHere, "\(Strangers.comment)"))
struct VenueTests {
  struct Subject: CustomTestStringConvertible {
    var script: String
    /// How many things the script looks at.
    var checks: Int
    var testDescription: String { script }
  }

  static let subjects = [
    Subject(script: "keys", checks: 25), Subject(script: "market_data", checks: 61),
    Subject(script: "orders", checks: 47), Subject(script: "trades", checks: 31),
    Subject(script: "heartbeats", checks: 19), Subject(script: "pages", checks: 12),
    Subject(script: "channels", checks: 28), Subject(script: "chain", checks: 51),
    Subject(script: "keystores", checks: 12), Subject(script: "faults", checks: 39),
    Subject(script: "limits", checks: 13), Subject(script: "approvals", checks: 12),
  ]

  @Test("a stranger finds what it finds at the venue", arguments: subjects)
  func subject(_ subject: Subject) throws {
    try StrangerScript(subject.script).expect(subject.checks)
  }
}
