import Runtime
import Testing

@Suite struct SubprocessTests {
  private func shell(_ script: String) -> Subprocess {
    Subprocess("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
  }

  @Test("output, errors and the code of the end are told apart")
  func streams() throws {
    let end = try shell("printf out; printf err >&2; exit 3").run()
    #expect(String(decoding: end.output, as: UTF8.self) == "out")
    #expect(String(decoding: end.errors, as: UTF8.self) == "err")
    #expect(end.code == 3)
    #expect(try shell("kill -TERM $$").run().code == 128 + 15)
  }

  @Test("a megabyte goes in and comes out while both streams are full")
  func large() throws {
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let end = try shell("tee /dev/stderr").run(input: bytes)
    #expect(end.output == bytes)
    #expect(end.errors.count == 64 << 10)
    #expect(end.errors[...] == bytes.suffix(64 << 10))
  }

  @Test("who does not read its input ends nobody")
  func deaf() throws {
    #expect(try shell("exit 0").run(input: [UInt8](repeating: 1, count: 4 << 20)).code == 0)
  }

  @Test("arguments are words, never commands, and the environment is the one given")
  func words() throws {
    let end = try Subprocess("echo", ["$(id)", "; exit 7", "a  b", ""]).run()
    #expect(String(decoding: end.output, as: UTF8.self) == "$(id) ; exit 7 a  b \n")
    let seen = try Subprocess("/usr/bin/env", [], environment: ["ONE": "a=b", "TWO": ""]).run()
    #expect(String(decoding: seen.output, as: UTF8.self) == "ONE=a=b\nTWO=\n")
  }

  @Test("too much output, too much time and no program are errors")
  func limits() throws {
    var endless = shell("yes")
    endless.outputLimit = 1_000
    #expect(throws: SubprocessError.tooMuchOutput(program: "/bin/sh", limit: 1_000)) {
      try endless.run()
    }
    var slow = shell("exec sleep 60")
    slow.timeout = .milliseconds(50)
    #expect(throws: SubprocessError.timedOut(program: "/bin/sh", after: .milliseconds(50))) {
      try slow.run()
    }
    do throws(SubprocessError) {
      _ = try Subprocess("no-such-program-here", []).run()
      Issue.record("it was started")
    } catch {
      #expect(error.isMissing)
    }
  }
}
