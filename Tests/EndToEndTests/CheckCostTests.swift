import FoundationEssentials
import TestSupport
import Testing

@Suite struct CheckCostTests {
  @Test("check --cost shows the bill of every kind of event, its sum and the budget")
  func bill() throws {
    try Desk.with { desk in
      let outcome = try desk.run(["check", "--cost", Places.checkout])
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
      let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
      for event in ["resting_order", "signing_request", "feed_check"] {
        let own = rows.filter { $0.first == event[...] }
        let total = own.last { $0.dropFirst().first == "all" }?.last.flatMap { Int($0) }
        let parts = own.filter { $0.last == "%" }.compactMap { Int($0[$0.count - 3]) }
        #expect(parts.count >= 5 && parts.reduce(0, +) == total, "\(event): \(outcome.output)")
      }
      #expect(outcome.output.contains("budget 500 an event"))
      #expect(!(try desk.run(["check", Places.checkout])).output.contains("budget"))
    }
  }

  @Test("a budget that is too small is a finding at its line, and nothing is loaded")
  func overBudget() throws {
    try Desk.with { desk in
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: desk[part])
      }
      let text = try String(contentsOfFile: desk["policies/execution.yaml"], encoding: .utf8)
      let small = text.replacing("per_event: 500", with: "per_event: 150")
      #expect(small != text)
      _ = try desk.write("policies/execution.yaml", Array(small.utf8))
      let outcome = try desk.run(["check", desk.folder])
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.output.contains("execution.yaml:9:24: error[PT1001]: an event 'resting_order'"))
      #expect(outcome.output.contains("QUEUE_WARDEN_DRIFT_EXCEEDED of exec.queuewarden"))
    }
  }
}
