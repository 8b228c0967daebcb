import FoundationEssentials
import TestSupport
import Testing

/// What `make run` prints stands in the README; a change of policies or of the journal's form changes it there.
@Test("the README shows what make run shows, but for the times")
func readmeOutput() throws {
  try Desk.with { desk in
    let text = try String(contentsOfFile: Places.checkout + "/README.md", encoding: .utf8)
    let shown = try #require(
      text.split(separator: "<!-- OUTPUT OF MAKE RUN: begin -->\n").dropFirst().first?
        .split(separator: "<!-- OUTPUT OF MAKE RUN: end -->").first)
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
    #expect(missing.isEmpty, "the README needs the output of 'make run' as it is now")
  }
}
