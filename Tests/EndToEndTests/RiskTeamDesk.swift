import FoundationEssentials
import Glibc
import Hashing
import JSON
import Signing
import TestSupport
import Testing

/// A desk with the house's policies in a real repository, the people who may approve them, and a clock that can be
/// moved. Everything is done by the built program and by git.
struct RiskTeamDesk {
  let repository: GitFolder
  /// Beside the repository, so that nothing of it is ever committed.
  let desk: Desk
  let clock: ShiftedClock

  /// The keys of specs/approvers.yaml, which every Ethereum test node publishes.
  private static let keys = [
    "ALICE": "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "BOB": "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "CAROL": "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  ]

  /// Runs `body` with the house committed by quinn, who approves nothing.
  static func with(_ body: (RiskTeamDesk) throws -> Void) throws {
    try Desk.with { desk in
      try FileManager.default.createDirectory(
        atPath: desk["house"], withIntermediateDirectories: true)
      let repository = try GitFolder(path: desk["house"])
      try repository.git("config", "user.email", "quinn@desk.example")
      try repository.copyHouse()
      try? FileManager.default.removeItem(atPath: desk["house/specs/approved"])
      try? FileManager.default.removeItem(atPath: desk["house/overrides"])
      try repository.commit("the policies of the desk", by: "quinn@desk.example")
      try body(
        RiskTeamDesk(
          repository: repository, desk: desk, clock: try ShiftedClock(in: desk.folder)))
    }
  }

  var environment: [String: String] {
    Executable.environment.merging(Self.keys) { $1 }.merging(clock.environment) { $1 }
  }

  /// Runs the program in the repository.
  func run(_ words: String..., input: String = "") throws -> Outcome {
    try Executable.built("polytraders").run(
      words, input: input, environment: environment, folder: repository.path)
  }

  /// Signs an export as a wallet would: by what the file says, and nothing else.
  func wallet(_ name: String, signs path: String) throws -> String {
    let document = try TypedDataDocument(JSONValue(parsing: try desk.read(path)))
    let key = try SigningKey(hex: try #require(Self.keys[name]))
    return key.sign(document.digest).hex
  }

  // MARK: The runner

  /// A runner that reads events from a pipe until it is told to stop.
  final class Runner {
    private let desk: RiskTeamDesk
    private let name: String
    private var lines = 0

    fileprivate init(_ desk: RiskTeamDesk, _ name: String) {
      self.desk = desk
      self.name = name
    }

    private func path(_ end: String) -> String { desk.desk["\(name).\(end)"] }

    fileprivate func start(journal: String) throws {
      let program = try Executable.built("polytraders").path
      let script = """
        mkfifo '\(path("fifo"))'
        ( '\(program)' run --events '\(path("fifo"))' --journal '\(journal)' --decisions '\(path("out"))' \
        > '\(path("text"))' 2> '\(path("errors"))' & echo $! > '\(path("pid"))'; wait $!; \
        echo $? > '\(path("code"))' ) > /dev/null 2>&1 < /dev/null &
        """
      let outcome = try Executable(path: "/bin/sh").run(
        ["-c", script], environment: desk.environment, folder: desk.repository.path)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    /// Sends an event and waits for its decision.
    func decide(_ event: String) throws -> JSONValue {
      _ = try desk.desk.write("\(name).event", Array((event + "\n").utf8))
      let sent = try Executable(path: "/bin/sh").run(
        ["-c", "cat '\(path("event"))' > '\(path("fifo"))'"], timeout: .seconds(60))
      #expect(sent.exitCode == 0, "\(said)")
      lines += 1
      for _ in 0..<4_000 {
        let all = (try? desk.desk.read("\(name).out")) ?? []
        let decided = all.split(separator: 0x0A)
        if all.last == 0x0A, decided.count >= lines {
          return try JSONValue(parsing: Array(decided[lines - 1]))
        }
        try #require(!desk.desk.has("\(name).code"), "it ended: \(said)")
        usleep(50_000)
      }
      Issue.record("no decision came: \(said)")
      return .null
    }

    /// Decides the event until the code is the one that is awaited, since a runner looks for changes by itself.
    func decide(_ event: String, until code: String) throws -> JSONValue {
      var decision = JSONValue.null
      for _ in 0..<1_200 {
        decision = try decide(event)
        if decision.codes.contains(code) { return decision }
        usleep(100_000)
      }
      Issue.record("\(code) was awaited, \(decision.compactText) came; \(said)")
      return decision
    }

    /// What it said on standard error.
    var said: String {
      String(decoding: (try? desk.desk.read("\(name).errors")) ?? [], as: UTF8.self)
    }

    /// Ends it as an operator does, and gives its exit code.
    func stop() throws -> String {
      _ = try Executable(path: "/bin/sh").run(["-c", "kill -TERM $(cat '\(path("pid"))')"])
      for _ in 0..<4_000 {
        if desk.desk.has("\(name).code"), let code = try? desk.desk.read("\(name).code"),
          !code.isEmpty
        {
          return String(decoding: code, as: UTF8.self).replacing("\n", with: "")
        }
        usleep(50_000)
      }
      Issue.record("it does not end: \(said)")
      return ""
    }
  }

  /// Starts a runner; each name once.
  func startRunner(_ name: String, journal: String) throws -> Runner {
    let runner = Runner(self, name)
    try runner.start(journal: journal)
    return runner
  }
}

extension JSONValue {
  /// The reason codes of a decision line.
  var codes: [String] {
    (self["codes"]?.array ?? []).compactMap(\.string)
  }
}
