import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Runtime
import Trading
import Venue

/// `polytraders account post-batch --orders FILE`: signs up to 15 orders and sends them in one request, once.
struct AccountPostBatchCommand: Command {
  static let orders: Parameter<String> = .requiredOption(
    "orders", "FILE", "an order a line, as an object; - for standard input")

  static let description = CommandDescription(
    "post-batch", "sign up to 15 orders and send them in one request, once",
    discussion: """
      A line is an object with token, side, price and size, and where wanted type, expires_in (seconds), \
      post_only and defer; in place of size a FOK or FAK buy may have an amount. Prints the ids of all orders \
      before they are sent, then what became of each; ends with 1 where one was not accepted.
      """,
    parameters: [orders] + OrderWallet.options + AccountOptions.common,
    example: "account post-batch --orders orders.ndjson --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let drafts = try drafts()
    guard (1...VenueClient.batchLimit).contains(drafts.count) else {
      let refusal = LocalRefusal.batchSize(drafts.count, limit: VenueClient.batchLimit)
      throw DiagnosticError(VenueFailure.refusedHere(refusal).diagnostic)
    }
    let client = try await AccountOptions.client(values)
    let wallet = try OrderWallet(
      values, client, path: "polytraders account post-batch")
    var postings: [OrderPosting] = []
    var problems: [Diagnostic] = []
    let start = await client.venueTime()
    for (draft, line) in drafts {
      let rules = try await VenueOptions.asking { () async throws(VenueFailure) in
        try await client.rules(of: draft.token)
      }
      // Times of one signer's orders rise strictly.
      let now = start + Int64(postings.count)
      do throws(DiagnosticError) {
        postings.append(
          try draft.posting(by: wallet, rules, on: client.configuration.chain, now: now))
      } catch {
        problems += error.diagnostics.map { located($0, line: line) }
      }
    }
    guard problems.isEmpty else { throw DiagnosticError(problems) }
    // Ids that nobody can see would be of no use afterwards.
    for posting in postings where !show(PostText.sending(posting)) { return .inputOutput }
    var findings: [Diagnostic] = []
    var isShown = true
    for (posting, outcome) in zip(postings, await client.post(postings)) {
      isShown = show(PostText.figures(posting.id, outcome)) && isShown
      if let failure = outcome.failure {
        findings.append(PostText.diagnostic(posting.id, failure, values))
      }
    }
    guard findings.isEmpty else { throw DiagnosticError(findings) }
    return isShown ? .clean : .inputOutput
  }

  private func show(_ figures: [(String, String)]) -> Bool {
    StandardStream.output.write(VenueText.figures(figures, as: values[VenueOptions.format]))
  }

  private func located(_ diagnostic: Diagnostic, line: Int) -> Diagnostic {
    var located = diagnostic
    located.location = Location(file: values[Self.orders], line: line, column: 1)
    return located
  }

  /// The orders, each with the number of its line.
  private func drafts() throws -> [(OrderDraft, Int)] {
    let path = values[Self.orders]
    var drafts: [(OrderDraft, Int)] = []
    let reader = JSONReader(maximumDepth: 4, maximumBytes: 1 << 16)
    do {
      let lines = try LineReader(path: path, maximumLineLength: 1 << 16)
      while let line = try unsafe lines.next() {
        let draft: Result<OrderDraft, VenueRecordError>
        do throws(JSONError) {
          draft = Self.draft(try unsafe reader.parse(line.bytes))
        } catch {
          draft = .failure(.notJSON(error))
        }
        switch draft {
        case .success(let draft): unsafe drafts.append((draft, line.number))
        case .failure(let error):
          throw DiagnosticError(
            Diagnostic(
              "PT1517", .error, error.message,
              at: unsafe Location(file: path, line: line.number, column: error.byteOffset + 1),
              help: ["an order is an object with token, side, price and size, all texts"]))
        }
      }
    } catch let error as FileError {
      throw FileProblem.reading(error)
    }
    return drafts
  }

  private static func draft(_ node: JSONNode) -> Result<OrderDraft, VenueRecordError> {
    do throws(VenueRecordError) {
      let fields = try RecordFields(node)
      var draft = OrderDraft(
        token: try fields.tokenID("token"), side: try fields.side("side"),
        price: try fields.price("price"), size: try fields.optionalDecimal("size"),
        amount: try fields.optionalDecimal("amount"))
      if let text = try fields.nonEmptyText("type") {
        guard let type = OrderType(rawValue: text.uppercased()) else {
          throw .unknownWord("type", text: text, offset: node.byteOffset)
        }
        draft.type = type
      }
      draft.lifetime = try fields.optionalWhole("expires_in") ?? 0
      guard OrderDraft.lifetimes.contains(draft.lifetime) else {
        throw .contradiction("expires_in", offset: node.byteOffset)
      }
      draft.isPostOnly = try fields.optionalBool("post_only") ?? false
      draft.isDeferred = try fields.optionalBool("defer") ?? false
      guard draft.contradiction == nil else {
        throw .contradiction("size", offset: node.byteOffset)
      }
      return .success(draft)
    } catch {
      return .failure(error)
    }
  }
}
