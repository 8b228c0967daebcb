import KnownAnswers
import TestSupport
import Testing

@Suite("Recordings against their known answers")
struct RecordingChecksTests {
  @Test("every figure of expected.json is met", .enabled(if: Places.shared != nil))
  func expected() throws {
    let tally = checkRecordings(directory: try #require(Places.shared) + "/data/polymarket/market")
    #expect(tally.failed == [])
    #expect(tally.passed > 500)
  }
}
