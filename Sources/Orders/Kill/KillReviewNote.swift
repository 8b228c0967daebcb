package import Hashing
package import JSON

/// What `replay last-hour` found of a kill, as it leaves it in the run's folder: what ticks the item of the playbook.
package struct KillReviewNote: Hashable, Sendable {
  /// The id of the kill.
  package var kill: String
  /// Whether it fired correctly. A kill that did not may be reset as well; the signers are told.
  package var isCorrect: Bool
  /// SHA-256 of the report: whoever replays the same journal gets the same.
  package var report: Digest32

  /// A note of these parts.
  package init(kill: String, isCorrect: Bool, report: Digest32) {
    self.kill = kill
    self.isCorrect = isCorrect
    self.report = report
  }

  /// What the evidence of a reset says of it.
  package var proof: String {
    (isCorrect ? "it fired correctly" : "IT DID NOT FIRE CORRECTLY")
      + ", report sha256:\(report.hex)"
  }

  /// For the file beside the latch.
  package var json: JSONValue {
    .object([
      .init("correct", .bool(isCorrect)), .init("kill_id", .string(kill)),
      .init("report", .string(report.hex)),
    ])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let kill = json["kill_id"]?.string, let isCorrect = json["correct"]?.bool,
      let report = json["report"]?.string.flatMap({ Digest32(hex: $0) })
    else { return nil }
    self.init(kill: kill, isCorrect: isCorrect, report: report)
  }
}
