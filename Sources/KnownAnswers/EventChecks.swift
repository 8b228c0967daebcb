import Diagnostics
package import Graph
import JSON
import Policy
import Runtime

/// Holds the decisions about a file of events against the codes beside it (vectors/events/README.md).
package enum EventChecks {
  /// The bot that decides events of the file's form, and the parameters of the README for it.
  package static func subject(of file: String) -> (bot: String, settings: [String])? {
    guard let lines = try? LineReader(path: file), let line = try? unsafe lines.next(),
      let event = unsafe try? JSONValue(parsing: Array(line.bytes))
    else { return nil }
    if event["order"] != nil {
      return (
        "exec.queuewarden",
        [
          "drift_ticks_threshold=3 ticks", "stale_ttl_s=45s", "min_queue_position=50 shares",
          "cancel_replace_per_min_cap=30 ops", "staleness.book=5000ms",
        ]
      )
    }
    guard event["sequence"] != nil else { return nil }
    return (
      "exec.nonceshepherd",
      ["max_pending_unposted=16 ops", "refuse_during_gap_s=20s", "l2_credential_ttl_h=6h"]
    )
  }

  /// One check a line: the decision of `bot` is the code on the same line of `codes`.
  package static func check(
    events: String, codes: String, graph: CompiledGraph, bot: CompiledBot
  ) -> Tally {
    var tally = Tally()
    guard let evaluator = EventEvaluator(graph: graph, bot: bot) else {
      tally.check(false, "bot '\(bot.name)' runs on no event")
      return tally
    }
    do {
      let expected = try lines(of: codes)
      var number = 0
      func wanted() -> String {
        number <= expected.count ? expected[number - 1] : "nothing"
      }
      _ = try EventFile.read(events, with: evaluator) { decision, frame, name in
        number += 1
        let code = frame.plan.outcome(of: decision).code
        tally.check(
          code == wanted(),
          "\(events):\(number): \(name.string ?? "") expected \(wanted()), decided \(code)")
      } refused: { error, line in
        number += 1
        let diagnostic = error.diagnostic(file: events, line: line)
        tally.check(false, DiagnosticRenderer().render(diagnostic))
      }
      for missing in number..<max(number, expected.count) {
        tally.check(false, "\(codes):\(missing + 1): no event for \(expected[missing])")
      }
    } catch {
      tally.check(false, error.message)
    }
    return tally
  }

  private static func lines(of path: String) throws(FileError) -> [String] {
    let reader = try LineReader(path: path)
    var lines: [String] = []
    while let line = try unsafe reader.next() {
      lines.append(unsafe String(decoding: line.bytes, as: UTF8.self))
    }
    return lines
  }
}
