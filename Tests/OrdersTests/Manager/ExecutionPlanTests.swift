import FixedPoint
import JSON
import Orders
import Testing
import Trading
import Venue

@Suite("execution plans as people and strategies write them")
struct ExecutionPlanTests {
  private static func text(_ change: (String) -> String = { $0 }) -> String {
    change(
      """
      {"schema": "polytraders/execution-plan/1", "intent": "i1", "strategy": "maker",
       "time_ms": 1800000000000, "valid_until_ms": 1800000030000,
       "legs": [{"market": "0xab", "token": "77", "side": "BUY", "price": "0.50", "size": "10",
                 "tick": "0.01"}]}
      """)
  }

  private static func read(_ text: String) throws(FieldProblem) -> ExecutionPlan {
    try ExecutionPlan(json: Array(text.utf8), reader: JSONReader())
  }

  @Test("what is left out has its usual meaning")
  func defaults() throws {
    let plan = try Self.read(Self.text())
    #expect(plan.legs.count == 1)
    #expect(plan.legs[0].type == .goodTillCancelled)
    #expect(plan.legs[0].isPostOnly == false)
    #expect(plan.legs[0].limit == nil)
    #expect(plan.cancels.isEmpty)
  }

  @Test("written and read back it is the same plan")
  func roundTrip() throws {
    let plan = ManagerEntryTests.plan
    var writer = JSONWriter()
    plan.write(to: &writer)
    #expect(try ExecutionPlan(json: writer.bytes, reader: JSONReader()) == plan)
  }

  /// A change to a good plan, and where the finding points.
  struct Spoil: Sendable, CustomTestStringConvertible {
    var from: String
    var to: String
    var path: String
    var part: String
    var testDescription: String { "\(from) -> \(to)" }
  }

  static let spoils: [Spoil] = [
    Spoil(from: "execution-plan/1", to: "execution-plan/9", path: "schema", part: "is not"),
    Spoil(from: "\"intent\": \"i1\", ", to: "", path: "intent", part: "missing"),
    Spoil(from: "\"i1\"", to: "\"\"", path: "", part: "no intent id"),
    Spoil(from: "\"0.50\"", to: "0.50", path: "legs[0].price", part: "text"),
    Spoil(from: "\"0.50\"", to: "\"0.505\"", path: "", part: "tick"),
    Spoil(from: "\"0.50\"", to: "\"1.00\"", path: "", part: "outside"),
    Spoil(from: "\"10\"", to: "\"10.001\"", path: "", part: "lots"),
    Spoil(from: "\"10\"", to: "\"-1\"", path: "", part: "below zero"),
    Spoil(from: "\"0.01\"", to: "\"0.02\"", path: "", part: "tick"),
    Spoil(from: "\"BUY\"", to: "\"buy\"", path: "legs[0].side", part: "none of"),
    Spoil(from: "\"77\"", to: "\"0x4d\"", path: "legs[0].token", part: "token id"),
    Spoil(from: "\"tick\"", to: "\"ticks\"", path: "legs[0].ticks", part: "unknown"),
    Spoil(from: "1800000000000", to: "\"now\"", path: "time_ms", part: "whole number"),
    Spoil(
      from: "\"tick\": \"0.01\"", to: "\"tick\": \"0.01\", \"type\": \"GTD\"", path: "",
      part: "expiration"),
    Spoil(
      from: "\"tick\": \"0.01\"",
      to: "\"tick\": \"0.01\", \"type\": \"FOK\", \"post_only\": true", path: "", part: "post-only"),
    Spoil(
      from: "\"tick\": \"0.01\"", to: "\"tick\": \"0.01\", \"limit\": \"0.49\"", path: "",
      part: "better"),
    Spoil(from: "\"legs\"", to: "\"leg\"", path: "leg", part: "unknown"),
    Spoil(from: "{\"schema\"", to: "{schema", path: "", part: "JSON"),
  ]

  @Test("what is wrong is said with its place", arguments: spoils)
  func refused(spoil: Spoil) throws {
    let text = Self.text { $0.replacing(spoil.from, with: spoil.to, maxReplacements: 1) }
    #expect(text != Self.text())
    do {
      _ = try Self.read(text)
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.path == spoil.path)
      #expect(error.message.contains(spoil.part), "\(error.message)")
      #expect(error.offset <= text.utf8.count)
    }
  }

  @Test("names of orders are what they say, and nothing else")
  func names() {
    #expect(ClientOrderID("a/b/0/1") == ClientOrderID(intent: "a/b", leg: 0, attempt: 1))
    #expect(ClientOrderID(intent: "a", leg: 2, attempt: 3).next.text == "a/2/4")
    for text in ["a", "a/0", "a/x/1", "a/0/0", "a/-1/1", "/0/1", "a/00/1", "a/0/01"] {
      #expect(ClientOrderID(text) == nil)
    }
  }
}
