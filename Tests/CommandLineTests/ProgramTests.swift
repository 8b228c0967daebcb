import CommandLine
import Testing

private func shown(_ words: String...) throws -> String {
  if case .show(let text) = try program.request(words) { return text }
  return ""
}

@Test("help of a command, to the letter")
func commandHelp() throws {
  let expected = """
    OVERVIEW: judge order events

    Reads order events and prints what the bot decides for each of them, in the
    order of the file.

    USAGE: tool eval <BOT> [<FILE> ...] --events <FILE> [--set <NAME=VALUE> ...] [--seed <N>] [--offset <N>] [--wait <TIME>] [--format <FORM>] [--codes]

    ARGUMENTS:
      <BOT>                   the bot to run
      <FILE>                  further files

    OPTIONS:
      --events <FILE>         order events
      --set <NAME=VALUE>      a live value (repeatable)
      --seed <N>              where chance begins (default: 7)
      --offset <N>            added to every price
      --wait <TIME>           how long to wait
      --format <FORM>         text, json or sarif (default: text)
      --codes                 print one code a line
      -h, --help              Show help information.

    EXAMPLE:
      tool eval exec.queuewarden --events events.ndjson --codes

    """
  #expect(try shown("eval", "--help") == expected)
  #expect(try shown("help", "eval") == expected)
  #expect(try shown("eval", "x", "-h") == expected)
}

@Test("help of a group, to the letter")
func groupHelp() throws {
  let expected = """
    OVERVIEW: look at the journal

    USAGE: tool audit <subcommand>

    OPTIONS:
      -h, --help              Show help information.

    SUBCOMMANDS:
      verify                  check the chain

      See 'tool audit <subcommand> --help' for more.

    EXAMPLE:
      tool audit verify

    """
  #expect(try shown("audit", "--help") == expected)
  #expect(try shown("help", "audit") == expected)
  #expect(
    try shown("help").contains("SUBCOMMANDS:\n  eval                    judge order events\n"))
  #expect(try shown("--version") == "tool 1.2.3\n")
}

@Test(
  "exit codes",
  arguments: [
    (["eval", "q", "--events", "e"], ExitCode.clean),
    (["eval", "q", "--events", "e", "--codes"], .findings), (["audit", "verify"], .changes),
    (["nothing"], .usage), (["fail", "usage"], .usage), (["fail", "otherwise"], .software),
    (["fail", "PT0601"], .findings), (["fail", "PT0802"], .noInput),
  ])
func exitCodes(words: [String], expected: ExitCode) async {
  #expect(await program.run(words) == expected)
}

@Test("options behind the name of a group go to its standard command")
func standardCommand() async throws {
  let group = CommandGroup(
    "tool", "a tool for tests",
    [
      .group(
        CommandGroup(
          "eval", "judge", [.command(Sample.self), .command(Verify.self)],
          standard: Sample.self, example: "eval q --events e"))
    ], example: "eval q --events e")
  let program = Program(group, version: "1")
  guard case .run(let command, _) = try program.request(["eval", "--events", "e", "q"]) else {
    Issue.record("nothing is run")
    return
  }
  #expect(command is Sample.Type)
  guard case .run(let other, _) = try program.request(["eval", "verify"]) else {
    Issue.record("nothing is run")
    return
  }
  #expect(other is Verify.Type)
  guard case .show(let help) = try program.request(["eval", "--help"]) else {
    Issue.record("no help is shown")
    return
  }
  #expect(help.contains(" (default)\n"))
  // A word that is no option still has to be a subcommand, so that a mistyped one signs nothing.
  #expect(throws: UsageError.self) { try program.request(["eval", "verfy"]) }
  #expect(throws: UsageError.self) { try program.request(["eval"]) }
}
