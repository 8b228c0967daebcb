import FoundationEssentials
import TestSupport
import Testing

/// `polytraders test` as a risk team runs it, on a copy of the project's documents.
@Suite struct PolicyTestCommandTests {
  private static func withPolicies(_ body: (Desk) throws -> Void) throws {
    try Desk.with { desk in
      for part in ["bots", "policies", "specs", "tests"] {
        try FileManager.default.copyItem(atPath: "\(Places.checkout)/\(part)", toPath: desk[part])
      }
      try body(desk)
    }
  }

  private static func edit(
    _ desk: Desk, _ file: String, _ old: String, _ new: String
  ) throws {
    let text = String(decoding: try desk.read(file), as: UTF8.self)
    #expect(text.contains(old))
    _ = try desk.write(file, Array(text.replacing(old, with: new).utf8))
  }

  @Test("all tests of the project pass, with every figure at 100 per cent")
  func passes() throws {
    try Self.withPolicies { desk in
      let outcome = try desk.run(["test", desk.folder, "--coverage", "--threshold", "100"])
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output.contains(" passed, 0 failed\n"))
    }
  }

  @Test("a changed limit fails a test that says so, and a line that repeats it")
  func fails() throws {
    try Self.withPolicies { desk in
      try Self.edit(desk, "policies/execution.yaml", "value: 3 ticks", "value: 4 ticks")
      let outcome = try desk.run(["test", desk.folder])
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains("tests/execution.yaml:14:"))
      #expect(
        outcome.output.contains("expected QUEUE_WARDEN_DRIFT_EXCEEDED, got QUEUE_WARDEN_HOLD"))
      // The line does what it says, under the changed values.
      let line = try #require(
        outcome.output.split(separator: "\n").first { $0.contains("echo '") })
      let event = try #require(line.split(separator: "'").dropFirst().first)
      let again = try desk.run(
        ["eval", "queuewarden", "--events", "-", "--policies", desk.folder], input: "\(event)\n")
      #expect(again.output.contains("QUEUE_WARDEN_HOLD"))
    }
  }

  @Test("documents are checked first, tests with them", arguments: ["test", "check"])
  func checks(_ command: String) throws {
    try Self.withPolicies { desk in
      try Self.edit(
        desk, "tests/execution.yaml", "book.best_bid: missing", "book.best_bit: missing")
      let outcome = try desk.run([command, desk.folder])
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains("error[PT1203]"))
      #expect(outcome.output.contains("did you mean 'book.best_bid'?"))
      // A test that cannot be read keeps nobody from judging.
      let eval = try desk.run(["eval", "queuewarden", "--events", "-", "--policies", desk.folder])
      #expect(eval.exitCode == 0, "\(eval.errors)")
    }
  }

  @Test("files that are named, and a filter, choose tests")
  func chooses() throws {
    try Self.withPolicies { desk in
      let one = try desk.run(["test", desk["tests/execution.yaml"]])
      #expect(one.output.hasSuffix("13 tests: 13 passed, 0 failed\n"))
      let folder = try desk.run(["test", desk["bots"], "--filter", "the cap never delays"])
      #expect(folder.output.hasSuffix("1 tests: 1 passed, 0 failed\n"))
      let none = try desk.run(["test", desk["bots"], "--filter", "no such thing"])
      #expect(none.exitCode == 1)
      #expect(none.errors.contains("error[PT1224]"))
    }
  }

  @Test("boundaries are written as tests that pass, results as JUnit and LCOV")
  func writes() throws {
    try Self.withPolicies { desk in
      let outcome = try desk.run([
        "test", desk.folder, "--write-boundaries", desk["tests/boundaries.yaml"], "--junit",
        desk["out/junit.xml"], "--lcov", desk["out/lcov.info"],
      ])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let again = try desk.run(["test", desk["tests/boundaries.yaml"]])
      #expect(again.exitCode == 0, "\(again.output)")
      #expect(again.output.hasSuffix("69 tests: 69 passed, 0 failed\n"))
      #expect(!again.output.contains("warning"), "\(again.output)")
      let (junit, lcov) = (try desk.read("out/junit.xml"), try desk.read("out/lcov.info"))
      #expect(junit.count > 1_000)
      #expect(String(decoding: lcov, as: UTF8.self).hasSuffix("end_of_record\n"))
    }
  }

  @Test("mutants that live are shown with the test that would notice them")
  func mutation() throws {
    try Self.withPolicies { desk in
      let outcome = try desk.run([
        "test", desk.folder, "--filter", "fresh", "--mutation", "--threshold", "90",
      ])
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains("warning[PT1222]"))
      #expect(outcome.output.contains("this test would notice it: { name: "))
      #expect(outcome.output.contains("error[PT1223]: the mutation score of exec.queuewarden"))
    }
  }

  @Test(
    "what the command line cannot mean ends with 64",
    arguments: [["--threshold", "101"], ["--format", "xml"], [".", ".", "--junit", "j.xml"]])
  func usage(_ words: [String]) throws {
    try Desk.with { desk in
      let outcome = try desk.run(["test"] + words)
      #expect(outcome.exitCode == 64)
    }
  }
}
