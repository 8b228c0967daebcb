import Hashing
import JSON
package import Orders

/// What a run and those who reset tell each other beside the latch, in the run's folder: `kill-conditions.json`, what
/// the run found of its kills' conditions; `kill-baselines.json`, what the conditions are held against, so that a
/// restart cannot move it; `kill-review.json`, what the replay of the hour before a kill
/// found; `kill-request.json`, what a wallet elsewhere has been given to sign.
package struct KillRunFiles: Sendable {
  private let folder: String

  /// The files of a run's folder.
  package init(folder: String) { self.folder = folder }

  // MARK: Conditions

  /// What the run said last; nil where it said nothing.
  package func conditions() throws(KillLatchFailure) -> KillConditions? {
    try read("kill-conditions.json") { KillConditions(json: $0) }
  }

  /// For a run, with every evaluation while a kill stands.
  package func write(_ conditions: KillConditions) throws(KillLatchFailure) {
    try write("kill-conditions.json", conditions.json)
  }

  // MARK: Baselines
  /// Where they lie.
  package var baselinesPath: String { "\(folder)/kill-baselines.json" }

  /// What earlier runs measured; nil before the first.
  package func baselines() throws(KillLatchFailure) -> RiskBaselines? {
    try read("kill-baselines.json") { RiskBaselines(json: $0) }
  }

  /// For a run, before it decides by them.
  package func write(_ baselines: RiskBaselines) throws(KillLatchFailure) {
    try write("kill-baselines.json", baselines.json)
  }

  // MARK: Review

  /// What `replay last-hour` last found; nil where it was never run here.
  package func review() throws(KillLatchFailure) -> KillReviewNote? {
    try read("kill-review.json") { KillReviewNote(json: $0) }
  }

  /// For whoever replays the hour before a kill.
  package func write(_ review: KillReviewNote) throws(KillLatchFailure) {
    try write("kill-review.json", review.json)
  }

  // MARK: Requests

  /// What was given out to be signed elsewhere; nil where nothing was.
  package func request() throws(KillLatchFailure) -> KillResetRequest? {
    try read("kill-request.json") { KillResetRequest(json: $0) }
  }

  /// Keeps what is given out.
  package func write(_ request: KillResetRequest) throws(KillLatchFailure) {
    try write("kill-request.json", request.json)
  }

  private func read<R>(
    _ name: String, _ read: (JSONValue) -> R?
  ) throws(KillLatchFailure) -> R? {
    guard let bytes = try KillFolder.bytes("\(folder)/\(name)") else { return nil }
    guard let value = try? JSONValue(parsing: bytes), let result = read(value) else {
      throw KillLatchFailure("\(folder)/\(name) is not what was written")
    }
    return result
  }

  private func write(_ name: String, _ value: JSONValue) throws(KillLatchFailure) {
    try KillFolder.prepare(folder)
    try KillFolder.replace(
      "\(folder)/\(name)", in: folder, KillLatchText.canonical(value) + [0x0A])
  }
}
