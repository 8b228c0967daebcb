import CommandLine
import Diagnostics
import JSON
import Journal
import Orders
import Service

/// What lies in the journal of transactions.
private enum TransactionRecords {
  static func read(_ values: ParsedValues) throws -> TransactionBook {
    let path = TransactionOptions.journal(values)
    guard Folders.exists(path) else { return TransactionBook() }
    let reader: JournalReader
    do throws(JournalError) {
      reader = try JournalReader(path: path)
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    do {
      return try TransactionTraces.book(reader)
    } catch {
      throw TransactionProblem.journal("\(error)").error
    }
  }
}

/// `polytraders tx list`: every act that was asked for.
struct TransactionListCommand: Command {
  static let open: Parameter<Bool> = .flag("open", "only what is not over yet")

  static let description = CommandDescription(
    "list", "list what was asked of the chain and what became of it",
    discussion: "Reads the journal only, whether or not something is being sent.",
    parameters: [open, TransactionOptions.store, TransactionOptions.format],
    example: "tx list --open")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let records = try TransactionRecords.read(values).records.filter {
      !values[Self.open] || !$0.isOver
    }
    let text =
      values[TransactionOptions.format] == .json
      ? records.map { TransactionText.json($0).compactText + "\n" }.joined()
      : TransactionText.table(records)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders tx show`: one act with all that was signed for it.
struct TransactionShowCommand: Command {
  static let id: Parameter<String> = .argument("ID", "the id of the act")

  static let description = CommandDescription(
    "show", "show one act with its numbers, hashes and outcome",
    parameters: [id, TransactionOptions.store, TransactionOptions.format],
    example: "tx show approve-1764000000000")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    guard let record = try TransactionRecords.read(values)[id: values[Self.id]] else {
      throw TransactionProblem.unknown(values[Self.id]).error
    }
    let text =
      values[TransactionOptions.format] == .json
      ? TransactionText.json(record).compactText + "\n" : TransactionText.detail(record)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders tx resequence`: goes on with what is under way, and closes holes.
struct TransactionResequenceCommand: Command {
  static let description = CommandDescription(
    "resequence", "go on with what is under way, and close the holes of the wallet's numbers",
    discussion: """
      After a crash, or where a transaction is stuck or gone. Holes are closed from the lowest on: by something that \
      was signed and never sent, else by a transfer of nothing to oneself with higher fees than what was sent there \
      before. What may be out is never given another number. A lane that is latched needs 'nonce release' first. \
      Ends with 0 where nothing is missing and everything is mined.
      """,
    parameters: TransactionOptions.sending,
    example: "tx resequence --key keystore:desk.json --rpc https://node.example")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try await TransactionSession(values).resequence()
  }
}
