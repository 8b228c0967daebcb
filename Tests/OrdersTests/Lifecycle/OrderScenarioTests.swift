import FoundationEssentials
import JSON
import KnownAnswers
import Orders
import TestSupport
import Testing

/// The order scenarios that tests replay: our own, and the sample of vectors/oms where it is there.
enum OrderScenarios {
  static let own = read(Places.checkout + "/Tests/OrdersTests/Lifecycle/scenarios.json")
  static let sample = Places.shared.map { read($0 + "/vectors/oms/scenarios.json") } ?? []
  static let all = own + sample

  private static func read(_ path: String) -> [JSONValue] {
    guard let bytes = FileManager.default.contents(atPath: path),
      let document = try? JSONValue(parsing: Array(bytes))
    else { return [] }
    return document["order_scenarios"]?.array ?? []
  }

  static func name(_ scenario: JSONValue) -> String { scenario["id"]?.string ?? "?" }
}

@Suite("order scenarios")
struct OrderScenarioTests {
  @Test("every race of facts/oms.md 1.4 ends as it says")
  func own() {
    #expect(OrderScenarios.own.count >= 100)
    for scenario in OrderScenarios.own {
      #expect(
        OrderScenarioChecks.differences(scenario) == [], "\(OrderScenarios.name(scenario))")
    }
  }

  @Test("each row of the table of races has a scenario")
  func coverage() {
    let families = Set(OrderScenarios.own.compactMap { $0["family"]?.string })
    for row in 1...21 { #expect(families.contains("race_\(row)")) }
  }

  @Test("the sample of vectors/oms", .enabled(if: !OrderScenarios.sample.isEmpty))
  func sample() {
    for scenario in OrderScenarios.sample {
      #expect(
        OrderScenarioChecks.differences(scenario) == [], "\(OrderScenarios.name(scenario))")
    }
  }

  @Test("a scenario that cannot be read says so")
  func unreadable() throws {
    let texts = [
      "{}", #"{"id":"x","orders":[],"events":[{"i":1}],"expected":{}}"#,
      #"{"id":"x","orders":[{"ref":"A"}],"events":[],"expected":{}}"#,
      #"{"id":"x","orders":[],"events":[{"i":1,"t_ms":1,"type":"dance"}],"expected":{}}"#,
    ]
    for text in texts {
      #expect(!OrderScenarioChecks.differences(try JSONValue(parsing: text)).isEmpty, "\(text)")
    }
  }

  @Test("expectations that do not hold are told, each of them")
  func wrong() throws {
    let expected = try JSONValue(
      parsing: """
        {"orders":{"A":{"state_any_of":["CANCELLED"],"open":"1","never_sent":true}},
        "anomalies_include":["OVERFILL"],"recon_includes":["DIVERGED"],"scope_halted":true,
        "commands_after_kill":["cancel A"],"max_live_orders":0}
        """)
    let scenario = try #require(OrderScenarios.own.first?.members)
    let spoiled = scenario.map { $0.key == "expected" ? .init("expected", expected) : $0 }
    #expect(OrderScenarioChecks.differences(.object(spoiled)).count == 8)
  }
}
