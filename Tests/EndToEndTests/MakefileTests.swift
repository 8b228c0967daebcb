import TestSupport
import Testing

/// The command lines that a target of the Makefile would run.
private func plan(_ words: String...) throws -> [String] {
  let outcome = try Executable(path: "/usr/bin/env")
    .run(["make", "--dry-run", "--no-print-directory"] + words, folder: Places.checkout)
  #expect(outcome.exitCode == 0, "\(outcome.errors)")
  return outcome.output.split(separator: "\n").map(String.init)
}

@Test("make run sets up, builds and trades for a minute at a simulated venue")
func makeRun() throws {
  let lines = try plan("run", "SEED=9")
  let steps = [".ci/setup", "--product polytraders", ".ci/trade "]
  let places = steps.map { step in lines.firstIndex { $0.contains(step) } ?? -1 }
  #expect(!places.contains(-1) && places == places.sorted(), "\(lines)")
  #expect(lines.contains { $0.hasSuffix("/polytraders .build/run/live 60 9") }, "\(lines)")
}

@Test("make replay sets up, builds, generates, replays and verifies, in this order")
func makeReplay() throws {
  let lines = try plan("replay", "SEED=9")
  let steps = [
    ".ci/setup", "--product polytraders", "generate --seed 9 --out ", "replay --market ",
    "audit verify --journal ",
  ]
  let places = steps.map { step in lines.firstIndex { $0.contains(step) } ?? -1 }
  #expect(!places.contains(-1), "\(lines)")
  #expect(places == places.sorted(), "\(lines)")
}

@Test("make run with a recording replays it and generates nothing")
func makeRunRecording() throws {
  let lines = try plan("run", "RECORDING=some/file.ndjson.gz")
  #expect(lines.contains { $0.contains("replay --market some/file.ndjson.gz --journal ") })
  #expect(!lines.contains { $0.contains("generate") })
}

@Test("make test sets up, builds once, lints and tests what was built")
func makeTest() throws {
  let lines = try plan("test")
  let places = [".ci/setup", "swift build --build-tests", ".ci/suite"]
    .map { step in lines.firstIndex { $0.contains(step) } ?? -1 }
  #expect(!places.contains(-1) && places == places.sorted(), "\(lines)")
  let suite = try Executable(path: "/bin/cat").run([".ci/suite"], folder: Places.checkout)
  #expect(suite.output.contains("swift test --skip-build"))
  #expect(lines.contains { $0.contains("lint") })
}

@Test("make fuzz writes good inputs, builds with libFuzzer and runs for as long as asked")
func makeFuzz() throws {
  let lines = try plan("fuzz", "FUZZ_SECONDS=7")
  let places = ["fuzz seeds .build/corpus", "--sanitize fuzzer", "-max_total_time=7"]
    .map { step in lines.firstIndex { $0.contains(step) } ?? -1 }
  #expect(!places.contains(-1) && places == places.sorted(), "\(lines)")
}

@Test(
  "make approve-demo signs with the published keys, one after another, and asks first whether it has to"
)
func makeApproveDemo() throws {
  let lines = try plan("approve-demo")
  let text = lines.joined(separator: "\n")
  #expect(text.contains("swift build"))
  let places = ["approve status", "env:BOB", "env:CAROL"].map { step in
    text.firstRange(of: step).map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? -1
  }
  #expect(!places.contains(-1) && places == places.sorted(), "\(lines)")
  #expect(!text.contains("rm -rf specs/approved"))
  #expect(try plan("approve-demo", "FRESH=1").contains { $0.contains("rm -rf specs/approved") })
}
