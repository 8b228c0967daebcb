import FoundationEssentials
import TestSupport
import Testing

/// What `make replay` prints stands in the README; a change of policies or of the journal's form changes it there.
@Test("the README shows what make replay shows, but for the times")
func readmeOutput() throws {
  try Desk.with { desk in
    let text = try String(contentsOfFile: Places.checkout + "/README.md", encoding: .utf8)
    let shown = try #require(
      text.split(separator: "<!-- OUTPUT OF MAKE REPLAY: begin -->\n").dropFirst().first?
        .split(separator: "<!-- OUTPUT OF MAKE REPLAY: end -->").first)
    // The name of the recording is part of what is journalled.
    let session = desk["session.ndjson.gz"]
    let generated = try desk.run(["generate", "--seed", "7", "--out", session])
    let replayed = try desk.replay(session)
    let verified = try desk.verify()
    let printed = (generated.output + replayed.output + verified.output)
      .replacing(desk.folder + "/", with: ".build/run/").split(separator: "\n")
    #expect(printed.count > 25)
    let missing = printed.filter { line in
      // The times differ, and the width of the second table with them.
      let isTimed = ["latency", "speed", "-----------------  ---"].contains { line.hasPrefix($0) }
      return !isTimed && !shown.contains(line)
    }
    #expect(missing.isEmpty, "the README needs the output of 'make replay' as it is now")
  }
}

/// What a trading run prints depends on the market that it met; its form does not.
@Test("the README shows what make run shows, figure by figure")
func readmeTrading() throws {
  let text = try String(contentsOfFile: Places.checkout + "/README.md", encoding: .utf8)
  let shown = try #require(
    text.split(separator: "<!-- OUTPUT OF MAKE RUN: begin -->\n").dropFirst().first?
      .split(separator: "<!-- OUTPUT OF MAKE RUN: end -->").first)
  let result = try LiveRunDesk.run(
    "start --strategy reference-maker --seed 7 --seconds 3; wait $run; cat run.out\n")
  /// The names of the figures, in their order.
  func names(_ text: Substring) -> [String] {
    let lines = text.split(separator: "\n")
    guard let head = lines.firstIndex(where: { $0.hasPrefix("figure          value") }) else {
      return []
    }
    // Behind the rule, up to the first line that has no name in the first column.
    return lines[(head + 2)...].prefix { $0.count > 16 && $0.dropFirst(14).hasPrefix("  ") }
      .map { String($0.prefix(14)) }
  }
  let printed = names(result.output[...])
  #expect(printed.count > 10, "\(result.story)")
  #expect(names(shown) == printed, "the README needs the output of 'make run' as it is now")
}
