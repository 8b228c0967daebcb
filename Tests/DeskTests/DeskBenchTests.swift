import Desk
import Graph
import Orders
import Policy
import Runtime
import Signing
import TestSupport
import Testing
import Trading

@Suite("the bench of a desk")
struct DeskBenchTests {
  @Test("every order goes through the real graph, is signed, sent and filled", arguments: [1, 8])
  func orders(batch: Int) throws {
    let graph = try GraphLoader.load(root: Places.checkout)
    try Places.withTemporaryFolder { folder in
      let bench = DeskBench(graph, key: try SigningKey(hex: DeskRig.keyText))
      let figures = try bench.orders(20, batch: batch, folder: folder)
      #expect(figures.orders == 20)
      #expect(figures.signed.count == 20)
      #expect(figures.decided.count == 20)
      // A plan, an answer, a message and a trade for each, and what the venue is asked beside.
      #expect(figures.events >= 80)
    }
  }

  @Test("the registry has every code that the order manager gives")
  func codes() throws {
    let graph = try GraphLoader.load(root: Places.checkout)
    for code in ExecutionCode.allCases {
      #expect(graph.policies.reasonCodes[code.rawValue] != nil, "\(code.rawValue)")
    }
  }
}
