import Orders
import Testing

/// Who says when a difference pauses its scope: whoever decides about it lately, and the reconciler's own clock where
/// nobody does.
@Suite("Decisions about differences")
struct ReconcilerJudgementTests {
  /// A difference that does not close: the venue counts what no trade explains. Gives when it was flagged.
  private func open(_ bench: inout ReconcilerBench) throws -> (
    order: Orders.Difference, since: Int64
  ) {
    bench.list(ReconcilerBench.id(1), matched: 100)
    bench.now += 10_000
    bench.round()
    let found = try #require(bench.reconciler.differences.first)
    return (found, found.since)
  }

  @Test("a stricter decision pauses earlier, and the close of the difference ends the pause")
  func stricter() throws {
    var (bench, order) = ReconcilerBench.settled()
    _ = try open(&bench)
    bench.handle(.judged(order: order, pauses: false))
    #expect(bench.pause() == nil)
    let actions = bench.handle(.judged(order: order, pauses: true))
    #expect(actions.pauses == [.market(ReconcilerBench.market)])
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
    #expect(bench.handle(.judged(order: order, pauses: true)).pauses.isEmpty, "said once")
    bench.handle(.judged(order: order, pauses: false))
    #expect(bench.pause() == "EXEC_RECONCILE_SLO", "it opens when the difference closes")
    bench.trade("T1", order, size: 100)
    for _ in 0..<3 { bench.round() }
    #expect(bench.pause() == nil)
  }

  @Test("a looser decision holds as long as it is given, and not longer")
  func looser() throws {
    var (bench, order) = ReconcilerBench.settled()
    let since = try open(&bench).since
    while bench.now < since + 90_000 {
      bench.round(after: 1_000)
      bench.handle(.judged(order: order, pauses: false))
      #expect(bench.pause() == nil)
      if let wake = bench.reconciler.wake { #expect(wake > bench.now, "no busy waiting") }
    }
    let last = bench.now
    while bench.pause() == nil, bench.now < last + 60_000 { bench.round(after: 1_000) }
    #expect(bench.now == last + 5_000, "nobody decides any more: the reconciler's own clock")
  }

  @Test("what is not open cannot be decided about")
  func closed() {
    var (bench, order) = ReconcilerBench.settled()
    #expect(bench.handle(.judged(order: order, pauses: true)).pauses.isEmpty)
    #expect(bench.handle(.judged(order: nil, pauses: true)).pauses.isEmpty)
    #expect(bench.pause() == nil)
  }

  @Test("other thresholds hold from the next event on")
  func adopted() throws {
    var (bench, _) = ReconcilerBench.settled()
    let since = try open(&bench).since
    while bench.now < since + 30_000 { bench.round(after: 1_000) }
    #expect(bench.pause() == nil)
    bench.reconciler.policy.pauseAfter = 20_000
    bench.handle(.tick)
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
  }
}
