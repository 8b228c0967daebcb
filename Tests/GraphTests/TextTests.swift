import CEL
import Diagnostics
import Graph
import JSON
import Policy
import Testing

@Suite("conditions over texts and lists")
struct TextTests {
  @Test(
    "decide events",
    arguments: [
      (#"x.title.startsWith("0x")"#, [:], "A"),
      (#"x.title.startsWith("0x")"#, ["title": #""ab""#], "REST"),
      (#"x.title == "0xab" && x.a > 0"#, [:], "A"),
      (#"x.title == "0xab" && x.a > 1"#, [:], "REST"),
      (#"x.spare in ["r", "s"]"#, [:], "A"),
      (#"x.title.matches("^(0x|1y)[a-f]+$")"#, [:], "A"),
      (#"x.tags.exists(t, t == "hot")"#, [:], "A"),
      (#"x.tags.exists(t, t == "hot")"#, ["tags": "[]"], "REST"),
      ("size(x.prices) > x.a", [:], "A"),
      (#"x.prices.all(p, p > price("0.5"))"#, [:], "REST"),
      (#"x.prices.all(p, p >= price("0.5"))"#, [:], "A"),
      (#"x.prices[1] - x.prices[0] > price("0.1")"#, [:], "A"),
      (#"x.spans.exists(s, s > duration("1s"))"#, [:], "A"),
      ("BUY in x.sides && !(SELL in x.sides)", [:], "A"),
      ("x.tags.map(t, size(t)) == [3, 3]", [:], "A"),
      (#"x.title.substring(2).upperAscii() == "AB""#, [:], "A"),
      (#"(x.a == 1 ? x.title : y.note) == "0xab""#, [:], "A"),
      // The scalar let and `now` inside a macro.
      ("x.tags.exists(t, size(t) == x.a + x.b)", [:], "A"),
      // An error of CEL is the bot's, unless the other side decides.
      ("x.prices[7] > x.prices[0]", [:], "BROKEN"),
      (#"x.prices[7] > x.prices[0] || x.a == 1"#, [:], "A"),
      (#"x.title.substring(9) == """#, [:], "BROKEN"),
      // What is missing is unknown, unless the other side decides.
      (#"x.title == "0xab""#, ["title": "null"], "GONE"),
      (#"x.spare == "s""#, ["spare": "null"], "GONE"),
      (#"x.tags.exists(t, t == x.spare || t == "hot")"#, ["spare": "null"], "A"),
      (#"x.tags.exists(t, t == x.spare || t == "cold")"#, ["spare": "null"], "GONE"),
    ] as [(String, [String: String], String)])
  func decisions(condition: String, changes: [String: String], code: String) throws {
    let judge = try Judge(TextGraphs.compile(TextGraphs.rule(condition)), bot: "small")
    #expect(try judge.code(TextGraphs.event(changes)) == code)
  }

  @Test("lets can be texts and lists, and scalars of them are compared like all others")
  func lets() throws {
    let graph = try TextGraphs.compile(
      """
        let:
          hot: x.tags.filter(t, t.startsWith("h"))
          limit: x.a + 1
          long: hot.filter(t, size(t) > limit)
          count: size(long)
        rules:
          - { code: A, when: count >= 1, do: cancel_replace }
        gates:
          - { of: [cancel_replace], when: '"new" in x.tags', code: CAPPED, do: hold }
      """)
    let judge = try Judge(graph, bot: "small")
    let (decision, frame) = try judge.decide(TextGraphs.event())
    #expect(frame.plan.outcome(of: decision).code == "CAPPED")
    let (plain, _) = try judge.decide(TextGraphs.event(["tags": #"["hot","h"]"#]))
    #expect(frame.plan.outcome(of: plain).code == "A")
    #expect(frame.comparison(of: plain) == "1 against 1")
    let explanation = Explanation(frame)
    #expect(
      explanation.stages[0].lets.map(\.text)
        == [#"["hot", "h"]"#, "2", #"["hot"]"#, "1"])
    #expect(explanation.stages[0].facts.contains { $0.text == #"["hot", "h"]"# })
  }

  @Test("an event comes out of its frame as it went in, and a batch decides it alike")
  func roundTrip() throws {
    let condition = #"x.title.contains("\u00e4\\n") || x.tags.exists(t, t == "\"")"#
    let graph = try TextGraphs.compile(TextGraphs.rule(condition))
    let judge = try Judge(graph, bot: "small")
    let events = [
      TextGraphs.event(["title": #""\u00e4\\n""#, "tags": #"["\"","\u0001"]"#]),
      TextGraphs.event(["title": "null"]), TextGraphs.event(["spare": "null", "tags": "[]"]),
      TextGraphs.event(["prices": "[]", "spans": "[-1]", "sides": #"["SELL","BUY"]"#]),
    ]
    let plan = try judge.decide(events[0]).frame.plan
    let writer = EventWriter(plan: plan)
    let columns = EventColumns(plan: plan, capacity: events.count)
    var codes: [String] = []
    for event in events {
      let (decision, frame) = try judge.decide(event)
      codes.append(plan.outcome(of: decision).code)
      columns.append(frame)
      var bytes: [UInt8] = []
      writer.write(frame, to: &bytes)
      let again = try judge.decide(String(decoding: bytes, as: UTF8.self))
      #expect(again.decision == decision)
      var second: [UInt8] = []
      writer.write(again.frame, to: &second)
      #expect(second == bytes)
      let value = try JSONValue(parsing: bytes)
      #expect(try CanonicalJSON.bytes(of: value) == bytes)
    }
    #expect(codes == ["A", "GONE", "REST", "REST"])
    let answers = BatchAnswers(capacity: events.count)
    BatchEvaluator(plan: plan).decide(columns, into: answers)
    #expect(
      events.indices.map { plan.outcomes[answers.outcome(at: $0)].code } == codes)
  }

  @Test(
    "what is longer than declared, or of another kind, is no event",
    arguments: [
      (
        "title", #""0123456789abc""#, "PT0507",
        "a text of 13 characters, and its 'max_length' is 12"
      ),
      ("tags", #"["a","b","c","d","e"]"#, "PT0507", "has 5 items, and its 'max_items' is 4"),
      ("tags", #"["123456789"]"#, "PT0507", "a text of 9 characters"),
      ("tags", #""hot""#, "PT0504", "must be a list of texts"),
      ("tags", "[1]", "PT0504", "must be a text"),
      ("prices", "0.5", "PT0504", "must be a list"),
      ("prices", #"["0.1234567"]"#, "PT0505", "at most six places"),
      ("title", "7", "PT0504", "must be a text"),
    ])
  func refused(field: String, value: String, code: String, message: String) throws {
    let judge = try Judge(
      TextGraphs.compile(TextGraphs.rule(#"x.title == """#)), bot: "small")
    let event = TextGraphs.event([field: value])
    do throws(EventError) {
      _ = try judge.decide(event)
      Issue.record("accepted: \(event)")
    } catch {
      let diagnostic = error.diagnostic(file: "e", line: 1)
      #expect(diagnostic.code == code)
      #expect(diagnostic.message.contains(message), "\(diagnostic)")
      let place = Array(event.utf8).dropFirst(error.byteOffset).prefix(1)
      #expect(place.first.map { "\"[0123456789".utf8.contains($0) } == true)
    }
  }

  @Test(
    "the fence holds inside them, at the place of what is outside",
    arguments: [
      (#"x.title == 5"#, "PT0312", #"x.title == 5"#),
      (#"x.tags.exists(t, t == y.not)"#, "PT0310", "y.not"),
      (#"x.prices.exists(p, p > 0.5)"#, "PT0316", "0.5"),
      (#"x.prices.exists(p, p > duration("1s"))"#, "PT0313", #"p > duration("1s")"#),
      (#"x.title.matches(x.spare)"#, "PT0320", "x.spare"),
      (#"x.title.matches("(")"#, "PT0320", #""(""#),
      (#"dyn(x.title) == "a""#, "PT0316", "dyn(x.title)"),
      (#"[1, "a"].size() > 1"#, "PT0316", #"[1, "a"]"#),
      (#"x.tags.exists(t, timestamp(t) < now)"#, "PT0316", "timestamp(t)"),
      (#"x.title == b"a""#, "PT0316", #"b"a""#),
      (#"x.tags.exists(t, size(t) > 1u)"#, "PT0316", "1u"),
      (#"x.tags.exists(t, x.a > price("x"))"#, "PT0317", #""x""#),
      (#"has(x.spare)"#, "PT0316", "has(x.spare)"),
      (#"x.title.size() > price("0.5")"#, "PT0313", #"x.title.size() > price("0.5")"#),
      (#"x.title"#, "PT0403", "x.title"),
      (#"x.tags && true"#, "PT0314", "x.tags"),
      (#"x.title.frob("a") == "a""#, "PT0311", #"x.title.frob("a")"#),
      (#"x.tags.all(2, true)"#, "PT0320", "2"),
    ])
  func fence(condition: String, code: String, place: String) throws {
    let finding = try #require(TextGraphs.findings(TextGraphs.rule(condition)).first)
    #expect(finding.code == code, "\(finding)")
    let range = try #require(condition.firstRange(of: place))
    // Behind `  rules: [{ code: A, when: '`.
    let column = 29 + condition[..<range.lowerBound].unicodeScalars.count
    // What is wrong with the condition as a whole stands at its quote.
    if code != "PT0403" {
      #expect(finding.location?.column == column, "\(finding)")
      #expect(finding.location?.endColumn == column + place.unicodeScalars.count, "\(finding)")
    }
    #expect(!finding.help.isEmpty)
  }

  @Test("the bill names the bound behind what is expensive, and the budget counts it")
  func cost() throws {
    let graph = try TextGraphs.compile(
      TextGraphs.rule(#"x.tags.exists(t, t == "a") || x.title == "b""#))
    let bot = try #require(graph.bot(named: "small"))
    let part = try #require(EventCost(of: bot, in: graph).parts.first { $0.name == "A" })
    #expect(part.cost.driver?.name == "x.tags")
    #expect(part.cost.driver?.limit == 4)
    let twice = try TextGraphs.compile(
      TextGraphs.rule(
        #"x.tags.exists(t, t == "a") || x.title == "b" || x.tags.exists(t, t == "a")"#))
    let again = try #require(twice.bot(named: "small"))
    let other = try #require(EventCost(of: again, in: twice).parts.first { $0.name == "A" })
    #expect(other.units - part.units < 20, "the same part is computed once")
  }
}
