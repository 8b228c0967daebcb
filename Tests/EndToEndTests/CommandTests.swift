import TestSupport
import Testing

private func run(_ arguments: String...) throws -> Outcome {
  try Executable.built("polytraders").run(arguments, folder: Places.checkout)
}

@Test("every command explains itself with an example of its own, on every level")
func helpEverywhere() throws {
  var paths: [[String]] = [[]]
  var seen = 0
  while let path = paths.popLast() {
    seen += 1
    let outcome = try Executable.built("polytraders").run(path + ["--help"])
    #expect(outcome.exitCode == 0 && outcome.errors == "", "\(path)")
    #expect(outcome.output.hasPrefix("OVERVIEW: "), "\(path)")
    let call = (["polytraders"] + path).joined(separator: " ")
    #expect(outcome.output.contains("\nUSAGE: \(call)"), "\(path)")
    #expect(outcome.output.contains("\nEXAMPLE:\n  \(call)"), "\(path)")
    paths += subcommands(in: outcome.output).map { path + [$0] }
  }
  #expect(seen > 3)
}

/// The names under SUBCOMMANDS of a help text.
private func subcommands(in help: String) -> [String] {
  guard let list = help.split(separator: "SUBCOMMANDS:\n").dropFirst().first else { return [] }
  return list.split(separator: "\n").prefix { !$0.hasPrefix("  See ") }
    .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
    .compactMap { $0.split(separator: " ").first.map(String.init) }
}

@Test(
  "a command line that cannot be followed ends with 64, one reason and nothing on standard output",
  arguments: [
    (["chek"], "did you mean 'check'?"), ([], "needs a subcommand"),
    (["check", "--polices", "x"], "did you mean '--policies'?"),
    (["eval", "queuewarden"], "missing option --events FILE"),
    (["graph", "--format", "svg"], "expected one of "),
  ])
func usageErrors(arguments: [String], reason: String) throws {
  let outcome = try Executable.built("polytraders").run(arguments)
  #expect(outcome.exitCode == 64)
  #expect(outcome.output == "")
  #expect(outcome.errors.hasPrefix("error[PT09"))
  #expect(outcome.errors.contains(reason), "\(outcome.errors)")
}

@Test("the policies of this checkout are clean")
func checkIsClean() throws {
  let outcome = try run("check")
  #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
}

/// One change to a document of a copy of the checkout, and what `check` must say.
struct Spoiling: CustomTestStringConvertible, Sendable {
  var name: String
  var file: String
  /// A `sed` command.
  var edit: String
  /// nil where the document stays good.
  var finding: String?

  var testDescription: String { name }
}

private let spoilings: [Spoiling] = [
  Spoiling(name: "CRLF", file: "bots/queue-warden.yaml", edit: "s/$/\\r/"),
  Spoiling(name: "BOM", file: "policies/execution.yaml", edit: "1s/^/\\xEF\\xBB\\xBF/"),
  Spoiling(name: "comment", file: "policies/execution.yaml", edit: "1i # a word more"),
  Spoiling(
    name: "tag", file: "bots/queue-warden.yaml", edit: "s/when: kill_switch.active/when: !kill/",
    finding: "error[PT0104]"),
  Spoiling(
    name: "duplicate key", file: "policies/execution.yaml",
    edit: "s/^\\( *\\)stale_ttl_s: .*/&\\n\\1stale_ttl_s: { value: 45s }/", finding: "error[PT0103]"
  ),
  Spoiling(
    name: "tab", file: "policies/execution.yaml", edit: "s/^  bots:/\\tbots:/",
    finding: "error[PT0113]"),
  Spoiling(
    name: "not UTF-8", file: "policies/execution.yaml", edit: "1s/$/\\xFF/",
    finding: "error[PT0115]"),
  Spoiling(name: "empty", file: "policies/execution.yaml", edit: "d", finding: "error[PT0102]"),
  Spoiling(
    name: "wrong unit", file: "policies/execution.yaml", edit: "s/value: 45s/value: 45 ticks/",
    finding: "error[PT02"),
  Spoiling(
    name: "out of bounds", file: "policies/execution.yaml", edit: "s/value: 45s/value: 45h/",
    finding: "error[PT02"),
  Spoiling(
    name: "unknown param", file: "policies/execution.yaml", edit: "s/stale_ttl_s:/stale_ttl:/",
    finding: "stale_ttl_s"),
]

@Test("what is wrong in a document is named with its file and place", arguments: spoilings)
func spoiled(_ spoiling: Spoiling) throws {
  try Places.withTemporaryFolder { folder in
    let script = "cp -r bots policies specs \"$0\" && sed -i \"$1\" \"$0/$2\""
    let copied = try Executable(path: "/bin/sh")
      .run(["-c", script, folder, spoiling.edit, spoiling.file], folder: Places.checkout)
    #expect(copied.exitCode == 0, "\(copied.errors)")
    let outcome = try Executable.built("polytraders").run(["check", folder])
    let text = outcome.output + outcome.errors
    #expect(outcome.exitCode == (spoiling.finding == nil ? 0 : 1), "\(text)")
    if let finding = spoiling.finding {
      let isPlaced = text.split(separator: "\n").contains { line in
        line.contains("/\(spoiling.file):") && line.contains(": error[PT")
      }
      #expect(isPlaced, "\(text)")
      #expect(text.contains(finding), "\(text)")
    }
  }
}

@Test(
  "all known order events get their codes from the command", .enabled(if: Places.shared != nil),
  arguments: [
    (
      "queuewarden",
      [
        "drift_ticks_threshold=3 ticks", "stale_ttl_s=45s", "min_queue_position=50 shares",
        "cancel_replace_per_min_cap=30 ops", "staleness.book=5000ms",
      ]
    ),
    (
      "nonceshepherd",
      ["max_pending_unposted=16 ops", "refuse_during_gap_s=20s", "l2_credential_ttl_h=6h"]
    ),
  ])
func knownCodes(bot: String, settings: [String]) throws {
  let events = try #require(Places.shared) + "/vectors/events/" + bot
  let arguments = ["eval", bot, "--events", events + ".ndjson", "--codes"]
  let outcome = try Executable.built("polytraders")
    .run(arguments + settings.flatMap { ["--set", $0] }, folder: Places.checkout)
  #expect(outcome.exitCode == 0, "\(outcome.errors)")
  let expected = try Executable(path: "/bin/cat").run([events + ".codes"]).output
  let found = outcome.output.split(separator: "\n")
  let wanted = expected.split(separator: "\n")
  #expect(found.count == wanted.count && wanted.count == 2_000)
  #expect(zip(found, wanted).count { $0 == $1 } == wanted.count)
}
