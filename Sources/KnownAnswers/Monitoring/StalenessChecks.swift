internal import JSON
internal import Monitoring

/// The cases of staleness.json, through the machine that the runner uses.
enum StalenessChecks {
  static func pointDifference(_ vector: JSONValue) -> String? {
    guard let members = vector["thresholds_ms"]?.members, let scope = vector["scope"]?.string,
      let now = vector["now_ms"]?.int64, let started = vector["scope_started_ms"]?.int64,
      let skewTolerance = vector["skew_tolerance_ms"]?.int64
    else { return "the case lacks an input" }
    let pairs = members.compactMap { member in member.value.int64.map { (member.key, $0) } }
    let thresholds = StalenessThresholds(Dictionary(pairs) { _, last in last })
    let verdict = FreshnessVerdict.judge(
      now: now, started: started, accepted: vector["last_accepted_ms"]?.int64,
      threshold: thresholds.threshold(of: scope), skewTolerance: skewTolerance)
    return difference(expected: vector["expected"], found: answers(of: verdict))
  }

  static func sequenceDifference(_ vector: JSONValue) -> String? {
    guard let started = vector["started_ms"]?.int64, let threshold = vector["threshold_ms"]?.int64,
      let recover = vector["recover_ms"]?.int64, let updates = vector["recover_updates"]?.int64,
      let events = vector["events"]?.array, let expected = vector["expected"]?.array
    else { return "the case lacks an input" }
    var scope = Freshness(
      started: started,
      policy: Freshness.Policy(
        threshold: threshold, recoverMilliseconds: recover, recoverUpdates: Int(updates),
        // The rules of the sequences know no limit.
        skewTolerance: nil))
    var answered = 0
    for event in events {
      guard let time = event["t_ms"]?.int64, let kind = event["kind"]?.string else {
        return "an event lacks its time or kind"
      }
      if kind == "query" {
        guard answered < expected.count else { return "there are more queries than answers" }
        var found = answers(of: scope.verdict(at: time))
        found["t_ms"] = .number(String(time))
        if let wrong = difference(expected: expected[answered], found: found) {
          return "query \(answered + 1) at \(time): \(wrong)"
        }
        answered += 1
      } else if let event = Freshness.Event(rawValue: kind) {
        scope.take(event, at: time)
      } else {
        return "the event \"\(kind)\" is not known"
      }
    }
    return answered == expected.count ? nil : "\(expected.count - answered) answers have no query"
  }

  private static func answers(of verdict: FreshnessVerdict) -> [String: JSONValue] {
    func number(_ value: Int64?) -> JSONValue { value.map { .number(String($0)) } ?? .null }
    return [
      "state": .string(verdict.state.rawValue), "threshold_ms": number(verdict.threshold),
      "stale_ms": number(verdict.age), "alert": .bool(verdict.state.isAlert),
      "tradable": .bool(verdict.state.isTradable),
    ]
  }
}
