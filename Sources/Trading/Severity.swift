/// How grave a reason code is (seeds/001 and 003, "Severity"). Ordered: INFO < WARN < RESHAPE < HARD_REJECT.
package enum Severity: String, CaseIterable, Sendable, Comparable {
  case info = "INFO"
  case warn = "WARN"
  case reshape = "RESHAPE"
  case hardReject = "HARD_REJECT"

  private var rank: Int {
    switch self {
    case .info: 0
    case .warn: 1
    case .reshape: 2
    case .hardReject: 3
    }
  }

  package static func < (left: Severity, right: Severity) -> Bool {
    left.rank < right.rank
  }
}
