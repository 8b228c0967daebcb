import Authoring
import CommandLine
import Diagnostics
import Glibc
import Graph
import JSON
import Journal
import Runtime

/// `eval BOT --repl`: questions from standard input, answers on standard output; the prompt appears on a terminal only,
/// so that a script of questions gives nothing but answers.
enum EvalRepl {
  /// Events that are kept in memory.
  private static let most = 200_000

  static func run(
    _ graph: CompiledGraph, _ bot: CompiledBot, events: String?, journal: String?
  ) throws -> ExitCode {
    guard (events == nil) != (journal == nil), events != "-" else {
      throw UsageError(
        .contradiction(
          "'--repl' needs the events of a file (--events FILE) or of a journal (--journal FILE)"),
        path: "polytraders eval")
    }
    let loaded = try events.map(read) ?? read(journal: journal ?? "", bot)
    guard var session = EvalSession(graph, bot: bot.name, events: loaded) else {
      throw DiagnosticError(
        Diagnostic(
          "PT0504", .error, "there is no event of \(bot.name) in '\(events ?? journal ?? "")'",
          at: nil,
          help: ["'replay' writes journals; an event is one JSON object a line"]))
    }
    let isTerminal = isatty(STDIN_FILENO) == 1
    guard StandardStream.output.write(session.greeting) else { return .inputOutput }
    while !session.isOver {
      if isTerminal { _ = StandardStream.output.write("> ") }
      guard let line = readLine() else { break }
      guard StandardStream.output.write(session.answer(line)) else { return .inputOutput }
    }
    return .clean
  }

  private static func read(_ path: String) throws(DiagnosticError) -> [JSONValue] {
    var events: [JSONValue] = []
    do throws(FileError) {
      let lines = try LineReader(path: path)
      while events.count < most, let line = try unsafe lines.next() {
        // A line that is no event is one that can be asked about: its answer says what is wrong.
        let text = unsafe Array(line.bytes)
        if let event = try? JSONValue(parsing: text) { events.append(event) }
      }
    } catch {
      throw FileProblem.reading(error)
    }
    return events
  }

  private static func read(journal path: String, _ bot: CompiledBot) throws -> [JSONValue] {
    var events: [JSONValue] = []
    let journal = try JournalOption.open(path)
    do {
      try unsafe journal.forEach { _, text in
        guard let envelope = unsafe try? JSONValue(parsing: Array(text)),
          envelope["kind"]?.string == "decision", envelope["unit"]?.string == bot.name,
          let event = envelope["payload"]?["event"]
        else { return true }
        events.append(event)
        return events.count < most
      }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    return events
  }
}
