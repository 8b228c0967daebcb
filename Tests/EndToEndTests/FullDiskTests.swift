import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite struct FullDiskTests {
  /// What the replay says of the envelopes that are safe.
  private func safe(_ outcome: Outcome) -> Int? {
    outcome.errors.split(separator: "envelopes up to ").dropFirst().first
      .flatMap { Int($0.prefix { $0.isNumber }) }
  }

  private func expectResumes(_ desk: Desk, _ journal: String, _ session: String) throws {
    let whole = try desk.head(session, journal: "whole.sqlite")
    let resumed = try desk.replay(session, journal: journal)
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    #expect(resumed.figure("journal head") == whole)
  }

  @Test(
    "a quota stops the replay with what is safe; with room it goes on", arguments: [150, 400, 900])
  func quota(blocks: Int) throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.long)
      let script =
        "ulimit -f $((\(blocks) / 2)); exec \"$0\" replay --market \"$1\" --journal \"$2\""
      let outcome = try Executable(path: "/bin/bash").run(
        ["-c", script, try Executable.built("polytraders").path, session, desk["journal.sqlite"]],
        folder: Places.checkout)
      #expect(outcome.exitCode == 74, "\(outcome.ending) \(outcome.errors)")
      #expect(outcome.errors.contains("help: "))
      let count = try #require(try desk.verify().envelopes, "\(outcome.errors)")
      #expect(safe(outcome).map { $0 <= count } == true, "\(outcome.errors)")
      try expectResumes(desk, "journal.sqlite", session)
    }
  }

  /// Only root may mount, and not in every container.
  static let canMount: Bool = {
    guard getuid() == 0 else { return false }
    let script =
      "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d; r=$?; umount $d; rmdir $d; exit $r"
    return (try? Executable(path: "/bin/sh").run(["-c", script]).exitCode) == 0
  }()

  @Test(
    "a full disk stops the replay with what is safe; with room it goes on", .enabled(if: canMount))
  func fullDisk() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.long)
      let shell = Executable(path: "/bin/sh")
      let mounted = try shell.run(
        ["-c", "mkdir \"$0\" && mount -t tmpfs -o size=1m none \"$0\"", desk["disk"]])
      #expect(mounted.exitCode == 0, "\(mounted.errors)")
      defer { _ = try? shell.run(["-c", "umount \"$0\"", desk["disk"]]) }
      let outcome = try desk.replay(session, journal: "disk/journal.sqlite")
      #expect(outcome.exitCode == 74)
      #expect(outcome.errors.contains("the disk is full; envelopes up to "), "\(outcome.errors)")
      #expect(outcome.errors.contains("help: make room and start again"))
      let count = try #require(try desk.verify("disk/journal.sqlite").envelopes)
      #expect(safe(outcome).map { $0 <= count } == true, "\(outcome.errors)")

      let grown = try shell.run(["-c", "mount -o remount,size=64m \"$0\"", desk["disk"]])
      #expect(grown.exitCode == 0)
      try expectResumes(desk, "disk/journal.sqlite", session)
    }
  }

  @Test("results that cannot be written end with 74, whichever command gave them")
  func fullOutput() throws {
    let program = try Executable.built("polytraders").path
    let commands = [
      "graph", "generate --seconds 2 --out -", "status", "check", "check --cost", "test",
      "test --format json", "compare . .",
    ]
    for command in commands {
      let outcome = try Executable(path: "/bin/bash")
        .run(["-c", "\"$0\" \(command) > /dev/full", program], folder: Places.checkout)
      #expect(outcome.exitCode == 74, "\(command): \(outcome.ending) \(outcome.errors)")
    }
  }

  @Test("devices and folders are not taken for files")
  func devices() throws {
    try Desk.with { desk in
      try FileManager.default.createSymbolicLink(
        atPath: desk["device"], withDestinationPath: "/dev/null")
      let session = try desk.write("session.ndjson", Desk.short)
      for path in [desk["device"], desk.folder] {
        let commands: [(words: [String], code: Int32)] = [
          (["generate", "--seconds", "2", "--out", path], 74),
          (["replay", "--market", session, "--journal", path], 74),
          (["replay", "--market", session, "--fresh", "--journal", path], 74),
          (["audit", "verify", "--journal", path], 66), (["explain", "1", "--journal", path], 66),
        ]
        for command in commands {
          let outcome = try desk.run(command.words)
          #expect(outcome.exitCode == command.code && outcome.output == "", "\(command.words)")
          #expect(outcome.errors.contains("'\(path)' is no regular file; it was not touched"))
        }
      }
      #expect(!desk.has("device-lock"))
    }
  }
}
