import Dispatch
import Glibc
import Graph
import Runtime
import Service
import Synchronization

/// Policies that change with every look: the same ones by turns, each as another release.
final class TurningSource: PolicySource {
  private let graphs: [CompiledGraph]
  private var sequence: Int64 = 0

  init(_ graphs: [CompiledGraph]) {
    self.graphs = graphs
  }

  func look(now: Int64, isForced: Bool) -> PolicyLook? {
    sequence += 1
    let graph = graphs[Int(sequence) % graphs.count]
    let version = Service.PolicyVersion(
      sequence: sequence, approved: graph.digest, governance: graph.digest, approvedAt: now,
      maximumAge: 86_400_000)
    return PolicyLook(offer: PolicyOffer(version: version), graphs: [(version, graph)])
  }

  func drift(now: Int64, running: CompiledGraph?) -> Service.DriftLook? { nil }

  var nextMoment: Int64? { nil }
}

/// A thread that has a watcher look again and again, until it is told to end.
final class Turning: Sendable {
  private let queue = DispatchQueue(label: "polytraders.bench.turning")
  private let isOver = Atomic<Bool>(false)

  /// With an interval of 0 nothing turns.
  init(_ watcher: PolicyWatcher, _ source: TurningSource, every microseconds: UInt32) {
    guard microseconds > 0 else { return }
    let shared = Handover(giving: watcher)
    queue.async { [self] in
      while !isOver.load(ordering: .acquiring) {
        usleep(microseconds)
        shared.take().look()
      }
    }
  }

  /// Returns when the last look is over.
  func end() {
    isOver.store(true, ordering: .releasing)
    queue.sync {}
  }
}
