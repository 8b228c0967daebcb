import TestSupport
import Testing

private let shell = Executable(path: "/bin/sh")

@Test("a program gets arguments, input and environment, and its streams and exit code come back")
func runsPrograms() throws {
  let outcome = try shell.run(
    ["-c", "cat; echo \"$0 $NAME\"; echo no >&2; exit 7", "word"], input: "in\n",
    environment: ["NAME": "value", "PATH": "/usr/bin:/bin"])
  #expect(outcome.output == "in\nword value\n")
  #expect(outcome.errors == "no\n")
  #expect(outcome.exitCode == 7)
}

@Test("what the environment does not name is not there")
func environmentIsClosed() throws {
  let outcome = try shell.run(["-c", "echo ${NAME-unset}"], environment: [:])
  #expect(outcome.output == "unset\n")
}

@Test("a program runs in the folder given")
func folder() throws {
  try Places.withTemporaryFolder { folder in
    let outcome = try shell.run(["-c", "pwd"], folder: folder)
    #expect(outcome.output.hasSuffix(folder.split(separator: "/").last.map { "\($0)\n" } ?? "?"))
  }
}

@Test("megabytes go through both ways without a jam")
func largeStreams() throws {
  let input = String(repeating: "0123456789abcde\n", count: 200_000)
  let outcome = try shell.run(["-c", "tee /dev/stderr"], input: input)
  #expect(outcome.outputBytes.count == input.utf8.count)
  #expect(outcome.errorBytes.count == input.utf8.count)
  #expect(outcome.ending == .exited(0))
}

@Test("a program that does not read its input is no trouble")
func unreadInput() throws {
  let outcome = try shell.run(["-c", "exit 3"], input: String(repeating: "x", count: 1_000_000))
  #expect(outcome.exitCode == 3)
}

@Test("a program that does not end is ended")
func timeout() throws {
  let outcome = try shell.run(["-c", "echo a; exec sleep 600"], timeout: .milliseconds(300))
  #expect(outcome.ending == .timedOut)
  #expect(outcome.output == "a\n")
  #expect(outcome.exitCode == nil)
}

@Test("a kill comes after its time or on its line")
func kills() throws {
  let late = try shell.run(["-c", "exec sleep 600"], kill: .after(.milliseconds(100)))
  #expect(late.ending == .signalled(9))
  let script = "echo one; echo two; exec sleep 600"
  #expect(
    try shell.run(["-c", script], kill: .onOutputLine(containing: "two")).ending == .signalled(9))
  let twice = "echo go; sleep 0.1; echo go on; echo end; exec sleep 600"
  let second = try shell.run(["-c", twice], kill: .onOutputLine(containing: "go", count: 2))
  #expect(second.ending == .signalled(9) && second.output.contains("go on"))
  let errors = "echo half >&2; exec sleep 600"
  #expect(
    try shell.run(["-c", errors], kill: .onErrorLine(containing: "half")).ending == .signalled(9))
  #expect(
    try shell.run(["-c", "echo x"], kill: .onOutputLine(containing: "y")).ending == .exited(0))
}

@Test("what cannot be started says why")
func startErrors() {
  #expect(throws: ExecutableError.spawn(path: "/nowhere/program", errno: 2)) {
    try Executable(path: "/nowhere/program").run()
  }
  #expect(throws: ExecutableError.notFound("no-such-program")) {
    try Executable.built("no-such-program")
  }
}

@Test(
  "the programs of this package are found beside the tests", arguments: ["polytraders", "vectors"])
func builtPrograms(name: String) throws {
  #expect(try Executable.built(name).path.hasSuffix("/\(name)"))
}
