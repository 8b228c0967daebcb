import CommandLine
import Diagnostics
import Governance
import Hashing
import JSON
import Journal
import Orders
import Runner
import Stores

/// `polytraders replay last-hour`: whether the kill switch fired correctly, from the journal alone.
struct LastHour {
  static let word = "last-hour"
  static let kill: Parameter<String?> = .option(
    "kill", "ID", "with last-hour: which trip (default: the last)")

  let values: ParsedValues

  init(_ values: ParsedValues) { self.values = values }

  func run() throws -> ExitCode {
    let reader = try JournalOption.open(values[ReplayCommand.journal])
    do {
      guard var review = try find(in: reader) else {
        throw DiagnosticError(
          Diagnostic(
            "PT2520", .error,
            values[Self.kill].map { "the journal has no trip '\($0)'" }
              ?? "the journal has no trip of the kill switch", at: nil,
            help: ["'polytraders kill status' names what stands; --journal names the run's journal"]
          ))
      }
      try walk(reader, "looking at the hour before \(review.tripped.id)") { review.take($0) }
      let isReproduced = try reexecution(review, reader)
      let faults = review.faults(isReproduced: isReproduced)
      let report = text(review, isReproduced, faults)
      guard StandardStream.output.write(report) else { return .inputOutput }
      try leave(
        KillReviewNote(
          kill: review.tripped.id, isCorrect: faults.isEmpty,
          report: SHA256.hash(Array(report.utf8))))
      return faults.isEmpty ? .clean : .findings
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  /// In the run's folder, where there is one, so that a reset can name it.
  private func leave(_ note: KillReviewNote) throws {
    let folder = values[KillOptions.store]
    guard let steps = try? KillLatchFile(folder: folder).steps(), !steps.isEmpty else { return }
    do throws(KillLatchFailure) {
      try KillRunFiles(folder: folder).write(note)
    } catch {
      throw KillOptions.refusal(.latch(error.message))
    }
  }

  private func find(in reader: JournalReader) throws(JournalError) -> KillReview? {
    var found: KillReview?
    try walk(reader, "looking for the trip") { envelope in
      guard let record = KillReview.record(of: envelope), record.state == .tripped,
        values[Self.kill] == nil || record.id == values[Self.kill],
        let sequence = envelope["seq"]?.int64
      else { return }
      found = KillReview(record, sequence: sequence)
    }
    return found
  }

  private func walk(
    _ reader: JournalReader, _ what: String, _ body: (JSONValue) -> Void
  ) throws(JournalError) {
    var progress = ProgressLine()
    defer { progress.finish() }
    var count = 0
    try unsafe reader.forEach { _, text in
      count += 1
      if count % 4_096 == 0 { progress.update("\(what): \(count) envelopes") }
      if let envelope = unsafe try? JSONValue(parsing: Array(text)) { body(envelope) }
      return true
    }
  }

  /// Whether the decision behind the trip is what its policy decides; nil where there is no decision.
  private func reexecution(_ review: KillReview, _ reader: JournalReader) throws -> Bool? {
    guard let evidence = review.evidence,
      KillTrigger(code: evidence.code) == review.tripped.trigger
    else { return nil }
    guard let config = try ConfigEnvelope.ofDecision(evidence.envelope, in: reader) else {
      return false
    }
    let graph = try Reexecution.graph(ofConfig: config)
    return try Reexecution(envelope: evidence.envelope, config: config, graph: graph).isReproduced
  }

  private func text(_ review: KillReview, _ isReproduced: Bool?, _ faults: [String]) -> String {
    let record = review.tripped
    var lines = [
      "kill       \(record.id)  envelope \(review.sequence)",
      "tripped    \(UTCTime.text(record.time)) on \(record.scope.text): \(record.trigger.rawValue) by \(record.by)",
      "reason     \(record.reason)",
      "checks     \(review.checks) of the conditions in the hour before",
    ]
    if let evidence = review.evidence {
      let again =
        switch isReproduced {
        case true?: ", executed again to the byte"
        case false?: ", EXECUTED AGAIN DECIDES OTHERWISE"
        case nil: ""
        }
      lines.append(
        "condition  \(evidence.code) in envelope \(evidence.sequence), \(record.time - evidence.time) ms before\(again)"
      )
      lines.append("facts      \(evidence.facts)")
    } else if let mismatch = review.mismatch {
      lines.append("condition  GOV_RECONCILE_MISMATCH in envelope \(mismatch)")
    } else if record.trigger == .manual {
      lines.append("condition  none: a person tripped it")
    }
    lines += [
      "afterwards \(review.blocked) orders refused, \(review.cancels) cancels asked for, \(review.signed.count) orders signed",
      "contained  "
        + (review.contained.map { "after \($0 - record.time) ms" } ?? "not yet: orders may be open"),
    ]
    if let armed = review.armed { lines.append("armed      \(UTCTime.text(armed))") }
    lines += faults.map { "FAULT      \($0)" }
    lines.append(
      faults.isEmpty ? "verdict    it fired correctly" : "verdict    it did not fire correctly")
    return lines.map { $0.printable(limit: 2_000) }.joined(separator: "\n") + "\n"
  }
}
