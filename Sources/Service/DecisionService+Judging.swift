import Graph
import JSON
package import Journal
package import Trading

/// Deciding events that the desk itself raises, by the policies in force, journalled like all others.
extension DecisionService {
  /// What one bot decided about an event.
  package struct Verdict {
    /// Action and codes as they are carried out: a decision that is held back is held back here too.
    package let outcome: ServiceOutcome
    /// The number of its envelope; nil where it was not journalled.
    package let sequence: Int64?
  }

  /// Has an event decided by every bot of its kind, in the order of evaluation.
  ///
  /// - Parameter event: the event as JSON, in the form that `run --events` reads.
  /// - Parameter isKnown: whether a decision is the same as before and needs no envelope of its own.
  /// - Returns: nothing where no bot decides such events, or where nothing is approved.
  package func judge(
    _ event: [UInt8], as kind: EventKind, unless isKnown: (ServiceOutcome) -> Bool = { _ in false }
  ) throws(JournalError) -> [Verdict] {
    guard let policy else { return [] }
    let node: JSONNode
    do throws(JSONError) {
      node = try unsafe reader.parse(copying: event)
    } catch {
      preconditionFailure("the desk writes JSON: \(error)")
    }
    report.events += 1
    let subject = ServiceRecorder.Subject(node, line: report.events)
    var verdicts: [Verdict] = []
    var failure: JournalError?
    for decider in policy.deciders where decider.kind == kind && failure == nil {
      let refusal = unsafe event.withUnsafeBytes { bytes -> EventError? in
        do throws(EventError) {
          try unsafe decider.decide(bytes, padding: 0) { decision, name, lane in
            do throws(JournalError) {
              verdicts.append(try take(decision, name, lane, subject, unless: isKnown))
            } catch {
              failure = error
            }
          }
          return nil
        } catch {
          return error
        }
      }
      if let refusal {
        // A fact out of its bounds: nobody can decide, and what nobody decides is not done.
        report.refused += 1
        say(refusal.diagnostic(file: "the desk's own event", line: subject.line))
      }
    }
    if let failure { throw failure }
    return verdicts
  }

  private func take(
    _ decision: Decision, _ name: EventName, _ lane: Decider.Lane,
    _ subject: ServiceRecorder.Subject, unless isKnown: (ServiceOutcome) -> Bool
  ) throws(JournalError) -> Verdict {
    var outcome = lane.outcomes[decision.outcome]
    if keeper.holdsBack, let held = lane.held[decision.outcome] {
      outcome = held
      report.held += 1
    }
    report.decisions += 1
    guard !isKnown(outcome) else { return Verdict(outcome: outcome, sequence: nil) }
    return Verdict(
      outcome: outcome,
      sequence: try recorder.decision(
        decision, outcome, lane: lane, name: name, subject: subject, recorded: time))
  }
}
