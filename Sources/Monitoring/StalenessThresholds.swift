/// How old the data of a scope may get, by path: the longest prefix of whole segments decides, so
/// `book/polymarket` sharpens `book` for one venue. This is the rule of the point cases of staleness.json
/// (vectors/monitoring/README.md) and what `vectors monitoring` looks scopes up in; a bot of a replay has the one
/// threshold of its policy.
package struct StalenessThresholds: Hashable, Sendable {
  private let milliseconds: [String: Int64]

  /// Thresholds in milliseconds by path, such as `["book": 2000, "registry": 10000]`.
  package init(_ milliseconds: [String: Int64]) {
    self.milliseconds = milliseconds
  }

  /// The threshold of `scope` in milliseconds; nil where no prefix of it has one, which is not tradable.
  package func threshold(of scope: String) -> Int64? {
    var prefix = scope[...]
    while true {
      if let found = milliseconds[String(prefix)] { return found }
      guard let slash = prefix.lastIndex(of: "/") else { return nil }
      prefix = prefix[..<slash]
    }
  }
}
