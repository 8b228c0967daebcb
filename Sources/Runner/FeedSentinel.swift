import Graph
import Journal

struct FeedSentinel {
  enum UpdateKind { case delta, snapshot }
  struct Verdict { var isTradable: Bool; var isNew: Bool }
  init?(graph: CompiledGraph) { return nil }
  mutating func addMarket(_ position: Int, startedAt: Int64) {}
  mutating func refresh(market: Int, kind: UpdateKind, now: Int64) {}
  mutating func judge(market: Int, now: Int64) -> Verdict { Verdict(isTradable: true, isNew: false) }
  mutating func record(_ verdict: Verdict, scope: String, time: Int64, in recorder: inout DecisionRecorder) throws(JournalError) {}
}
