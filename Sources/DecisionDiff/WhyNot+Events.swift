import Diagnostics
package import Graph
import Runtime

extension WhyNot {
  /// About a line of a file of events.
  package static func ask(
    _ code: String, file path: String, line number: Int, of bot: CompiledBot,
    in graph: CompiledGraph
  ) throws -> WhyNot {
    let missing = DiffProblem.noSuchEvent(path: path, place: "line \(number)")
    guard let evaluator = EventEvaluator(graph: graph, bot: bot) else { throw missing }
    let lines: LineReader
    do {
      lines = try LineReader(path: path)
      while let line = try unsafe lines.next() {
        guard unsafe line.number == number else { continue }
        var answer: Result<WhyNot, DiffProblem>?
        do {
          try unsafe evaluator.decide(line: line.bytes, padding: LineReader.padding) {
            _, frame, _ in
            answer = Result { () throws(DiffProblem) in try WhyNot(code, for: frame) }
          }
        } catch {
          throw unsafe DiagnosticError(error.diagnostic(file: path, line: line.number))
        }
        guard let answer else { throw missing }
        return try answer.get()
      }
    } catch let error as FileError {
      throw error.finding
    }
    throw missing
  }

  /// About the event of a journalled decision.
  package static func ask(
    _ code: String, journal path: String, sequence: Int64, of bot: CompiledBot,
    in graph: CompiledGraph
  ) throws -> WhyNot {
    var answer: Result<WhyNot, DiffProblem>?
    try JournalEvents.read(path, of: bot, in: graph, only: sequence) { frame in
      answer = Result { () throws(DiffProblem) in try WhyNot(code, for: frame) }
      return false
    }
    guard let answer else {
      throw DiffProblem.noSuchEvent(path: path, place: "sequence number \(sequence)")
    }
    return try answer.get()
  }
}
