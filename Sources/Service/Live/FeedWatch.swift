import Graph
import JSON
package import Journal
import Monitoring
import Policy
import Trading

/// Watches the book feed of every market of a live desk: the freshness core keeps age and recoveries, the approved
/// policies decide what follows (bots/freshness-sentinel.yaml). A market whose feed nobody judges is not traded.
package final class FeedWatch {
  private struct Feed {
    var freshness: Freshness
    /// The codes of the last verdict, so that the journal holds changes and not ticks.
    var codes: [String]?
    var isTradable = false
  }

  private let service: DecisionService
  private var markets: [String] = []
  private var feeds: [String: Feed] = [:]

  /// A watch by the policies of `service`.
  package init(_ service: DecisionService) {
    self.service = service
  }

  /// Watches a market from now on.
  package func watch(_ market: String, now: Int64) {
    guard feeds[market] == nil, let policies = service.policy?.graph.policies else { return }
    markets.append(market)
    feeds[market] = Feed(
      freshness: Freshness(
        started: now,
        policy: Freshness.Policy(
          threshold: policies.staleness[FeedKind.book.rawValue],
          recoverMilliseconds: policies.recovery.time,
          recoverUpdates: Int(policies.recovery.updates),
          skewTolerance: policies.clockSkewTolerance)))
  }

  /// The feed of a market told something.
  package func heard(_ market: String, isSnapshot: Bool, now: Int64) {
    _ = feeds[market]?.freshness.take(isSnapshot ? .snapshot : .delta, at: now)
  }

  /// The venue was asked at `now` and showed the book that the feed had told.
  package func confirmed(_ market: String, now: Int64) {
    guard let feed = feeds[market], feed.freshness.accepted.map({ $0 < now }) ?? false else {
      return
    }
    _ = feeds[market]?.freshness.take(.restConfirm, at: now)
  }

  /// Has every feed judged as it stands now.
  ///
  /// - Returns: the markets whose verdict changed.
  package func judge(now: Int64) throws(JournalError) -> [String] {
    var changed: [String] = []
    for market in markets where try judge(market, now: now) { changed.append(market) }
    return changed
  }

  /// Whether the last verdict on a market lets trading go on.
  package func isTradable(_ market: String) -> Bool { feeds[market]?.isTradable ?? false }

  /// How many markets may be traded, of how many.
  package var tradableCount: (tradable: Int, all: Int) {
    (feeds.values.count { $0.isTradable }, feeds.count)
  }

  private func judge(_ market: String, now: Int64) throws(JournalError) -> Bool {
    guard let feed = feeds[market] else { return false }
    let verdicts = try service.judge(
      Self.event(market, feed.freshness, now), as: .feedCheck
    ) { $0.codes == feed.codes }
    guard let first = verdicts.first else {
      feeds[market]?.isTradable = false
      return feed.isTradable
    }
    let isTradable = !verdicts.contains { $0.outcome.action != .allow && $0.outcome.isLive }
    feeds[market]?.codes = first.outcome.codes
    feeds[market]?.isTradable = isTradable
    return first.outcome.codes != feed.codes || isTradable != feed.isTradable
  }

  private static func event(_ market: String, _ freshness: Freshness, _ now: Int64) -> [UInt8] {
    let verdict = freshness.verdict(at: now)
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("now_ms")
    writer.integer(now)
    writer.key("market")
    writer.string(market)
    writer.key("feed")
    writer.beginObject()
    writer.key("kind")
    writer.string(FeedKind.book.rawValue)
    writer.key("seen")
    writer.bool(freshness.accepted != nil)
    writer.key("recovering")
    writer.bool(verdict.state == .recovering)
    writer.key("age_ms")
    writer.integer(now - (freshness.accepted ?? freshness.started))
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }
}
