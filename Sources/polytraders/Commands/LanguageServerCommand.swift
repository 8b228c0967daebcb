import CommandLine
import Glibc
import LanguageServer
import Runtime

/// `polytraders lsp`: the language server of an editor, over standard input and output.
struct LanguageServerCommand: Command {
  static let description = CommandDescription(
    "lsp", "serve an editor: findings, hover, completion, definitions, renames (LSP 3.17)",
    discussion: """
      Editors start it; it speaks the Language Server Protocol over standard input and output until the editor \
      says 'exit' or goes away. README.md, "In an editor", has the lines for VS Code, Neovim and Helix.

      Findings are those of 'check', over the texts as they stand in the editor.
      """,
    parameters: [stdio], example: "lsp")

  /// What clients add by habit.
  static let stdio: Parameter<Bool> = .flag("stdio", "as without it; some editors add it")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var session = ServerSession(files: DiskFiles(), version: Polytraders.version)
    var decoder = FrameDecoder()
    let start = ContinuousClock.now
    func now() -> Int64 {
      let passed = ContinuousClock.now - start
      return passed.components.seconds * 1_000
        + passed.components.attoseconds / 1_000_000_000_000_000
    }
    while true {
      let wait = session.nextWake.map { max(0, $0 - now()) } ?? -1
      guard let bytes = Self.read(waiting: wait) else {
        // The editor is gone without a word.
        return session.exitCode == 0 ? .clean : .findings
      }
      var messages = session.receive(decoder.receive(bytes), now: now())
      messages += session.wake(now: now())
      guard StandardStream.output.write(messages.flatMap(\.frame)) else { return .inputOutput }
      if let code = session.exitCode { return code == 0 ? .clean : .findings }
    }
  }

  /// All that stands ready on standard input, as soon as there is something; nothing when `milliseconds` have passed
  /// (-1: no limit); nil at its end.
  private static func read(waiting milliseconds: Int64) -> [UInt8]? {
    var bytes: [UInt8] = []
    var wait = Int32(clamping: milliseconds)
    while bytes.count < 1 << 20 {
      var waits = [pollfd(fd: 0, events: Int16(POLLIN), revents: 0)]
      let ready = unsafe poll(&waits, 1, wait)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return bytes }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = unsafe Glibc.read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes.isEmpty ? nil : bytes }
      bytes += buffer[..<count]
      // What else is there already belongs to the same batch.
      wait = 0
    }
    return bytes
  }
}
