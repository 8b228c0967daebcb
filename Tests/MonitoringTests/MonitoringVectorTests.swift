import KnownAnswers
import TestSupport
import Testing

@Suite(.enabled(if: Places.shared != nil)) struct MonitoringVectorTests {
  @Test(arguments: [("envelope_chain", 11), ("staleness", 12)])
  func allCasesHold(name: String, atLeast: Int) throws {
    let folder = try #require(Places.shared)
    let tally = checkMonitoring(file: "\(folder)/vectors/monitoring/\(name).json")
    #expect(tally.failed == [])
    #expect(tally.passed >= atLeast)
  }

  @Test func aFormWithoutChecksFails() throws {
    let folder = try #require(Places.shared)
    let tally = checkMonitoring(file: "\(folder)/vectors/monitoring/README.md")
    #expect(tally.passed == 0)
    #expect(tally.failed.count == 1)
  }
}
