import FoundationEssentials
import Graph
import TestSupport
import Testing

@Suite("drawings of the graph")
struct DrawingTests {
  private func drawing() throws -> GraphDrawing {
    GraphDrawing(try TestGraphs.house("queuewarden"))
  }

  @Test("every arrow has both its ends, every node its own name, every rule leads to an outcome")
  func arrows() throws {
    let drawing = try drawing()
    let ids = drawing.nodes.map(\.id)
    #expect(Set(ids).count == ids.count)
    for arrow in drawing.arrows {
      #expect(ids.contains(arrow.from), "\(arrow)")
      #expect(ids.contains(arrow.to), "\(arrow)")
    }
    #expect(Set(drawing.arrows).count == drawing.arrows.count)
    let kinds = Dictionary(uniqueKeysWithValues: drawing.nodes.map { ($0.id, $0.kind) })
    for rule in drawing.nodes where rule.kind == .rule || rule.kind == .gate {
      #expect(drawing.arrows.contains { $0.from == rule.id && kinds[$0.to] == .outcome }, "\(rule)")
    }
    for kind in [GraphDrawing.Kind.fact, .parameter, .let, .rule, .gate, .outcome, .export] {
      #expect(drawing.nodes.contains { $0.kind == kind })
    }
  }

  @Test("a drawing of one bot has those it reads and no other")
  func oneBot() throws {
    let graph = try TestGraphs.house("queuewarden")
    let drawing = GraphDrawing(graph, bot: graph.bot(named: "queuewarden"))
    #expect(Set(drawing.nodes.map(\.bot)) == ["exec.queuewarden", "risk.kill_switch"])
    #expect(drawing.nodes.contains { $0.title == "params.stale_ttl_s" && $0.detail == "45s" })
  }

  @Test("the text names what each node reads")
  func text() throws {
    let text = try drawing().render(.text)
    #expect(text.contains("bot exec.queuewarden\n"))
    #expect(
      text.contains(
        "let       age : now - order.placed_at  <- order.placed_at, now\n")
        || text.contains("let       age : now - order.placed_at  <- now, order.placed_at\n"))
  }

  private func special() throws -> GraphDrawing {
    let odd = "'(x.a < 1 && x.b > 2) || x.a > 3'"
    return GraphDrawing(
      try TestGraphs.small("  let: { odd: \(odd) }\n  rules: [{ code: A, when: odd, do: cancel }]"))
  }

  @Test("Mermaid gets no character that it would read as its own")
  func mermaid() throws {
    let text = try special().render(.mermaid)
    #expect(text.hasPrefix("flowchart LR\n"))
    #expect(text.contains("(\"odd: x.a #lt; 1 #amp;#amp; x.b #gt; 2 || x.a #gt; 3\")"))
    for line in text.split(separator: "\n") where line.contains("\"") {
      let quotes = line.filter { $0 == "\"" }.count
      #expect(quotes == 2, "\(line)")
    }
  }

  @Test("DOT is what dot reads", .enabled(if: dot != nil))
  func dotAccepts() throws {
    try Places.withTemporaryFolder { folder in
      for (name, drawing) in [("house", try drawing()), ("special", try special())] {
        let file = folder + "/\(name).dot"
        try Data(drawing.render(.dot).utf8).write(to: URL(filePath: file))
        let dot = Executable(path: Self.dot ?? "")
        let outcome = try dot.run(["-Tsvg", "-o", folder + "/out.svg", file])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
      }
    }
  }

  @Test("DOT quotes quotes, backslashes and lines")
  func dotQuotes() throws {
    let text = try special().render(.dot)
    #expect(text.contains("label=\"odd\\nx.a < 1 && x.b > 2 || x.a > 3\""))
    #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
  }

  private static let dot = ["/usr/bin/dot", "/usr/local/bin/dot"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
}
