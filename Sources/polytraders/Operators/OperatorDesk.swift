import CommandLine
import Diagnostics
import JSON
import Orders
import Runtime
import Stores

/// What the commands that ask something of a run have in common: the request goes into the store's folder, whether or
/// not a run is alive, and the answer is waited for as long as one is.
struct OperatorDesk {
  static let store: Parameter<String> = .option(
    "store", "DIR", "the folder of the run, as its --store", default: ".polytraders")
  static let by: Parameter<String> = .requiredOption(
    "by", "NAME", "who you are, as in specs/approvers.yaml; kept in the journal")
  static let reason: Parameter<String> = .requiredOption(
    "reason", "TEXT", "why; kept in the journal")
  static let key: Parameter<String?> = .option(
    "api-key", "UUID", "whose run, where the folder serves several API keys")
  static let wait: Parameter<Int> = .option(
    "wait", "SECONDS", "how long a run that is alive may take to answer", default: 10)
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  static let common: [any ParameterDeclaration] = [by, reason, store, key, wait, format]

  static let discussion = """
    The request is kept in the store: a run that is alive takes it within a second, one that is not at its next start; \
    it is done once, and the journal has it with its answer and your name. Ends with 0 where it is done or was so \
    already, 1 where the run refuses, 2 where no run has answered yet.
    """

  private let values: ParsedValues
  private let folder: String
  private let lease: DeskStoreReport.Lease
  private let clock = SystemWallClock()

  /// The desk whose run the options name.
  init(_ values: ParsedValues) throws {
    self.values = values
    folder = values[Self.store]
    let report: DeskStoreReport
    do throws(DeskStoreFailure) {
      report = try DeskStoreReport(path: "\(folder)/desk.sqlite")
    } catch {
      throw OperatorProblem.noRun(folder: folder).error
    }
    let leases = report.leases.filter { lease in
      lease.isOfRun && values[Self.key].map { $0 == lease.apiKey } ?? true
    }
    guard let first = leases.first else { throw OperatorProblem.noRun(folder: folder).error }
    guard leases.count == 1 else {
      throw OperatorProblem.severalKeys(leases.map(\.apiKey).sorted()).error
    }
    lease = first
  }

  /// Asks, waits where somebody is there to answer, and says what came of it.
  func ask(_ wish: OperatorRequest.Wish) async throws -> ExitCode {
    let request = OperatorRequest(
      id: Self.newID(), wish, by: values[Self.by], reason: values[Self.reason],
      time: clock.milliseconds)
    let answer: OperatorAnswer?
    do throws(DeskStoreFailure) {
      let queue = try OperatorQueue(path: "\(folder)/desk.sqlite")
      try queue.ask(request, of: lease.apiKey)
      answer = try await wait(for: request, queue)
    } catch {
      throw TradingProblem.store(error).error
    }
    let isShown = StandardStream.output.write(
      values[Self.format] == .json
        ? json(request, answer).compactText + "\n" : text(request, answer))
    guard isShown else { return .inputOutput }
    switch answer?.outcome {
    case .done, .unchanged: return .clean
    case .refused: return .findings
    case nil: return .changes
    }
  }

  /// Whether a run holds the lease now.
  private var isAlive: Bool { lease.isHeld }

  private func wait(
    for request: OperatorRequest, _ queue: OperatorQueue
  ) async throws(DeskStoreFailure) -> OperatorAnswer? {
    guard isAlive else { return nil }
    let end = clock.milliseconds + Int64(max(0, values[Self.wait])) * 1_000
    repeat {
      if let answer = try queue.answer(to: request.id) { return answer }
      try? await Task.sleep(for: .milliseconds(100))
    } while clock.milliseconds < end
    return try queue.answer(to: request.id)
  }

  private func text(_ request: OperatorRequest, _ answer: OperatorAnswer?) -> String {
    let text =
      switch answer?.outcome {
      case .done: "done       \(answer?.text ?? "")"
      case .unchanged: "unchanged  \(answer?.text ?? "")"
      case .refused: "refused    \(answer?.text ?? "")"
      case nil:
        isAlive
          ? "waiting    the run has not answered yet; it is kept in \(folder)"
          : "kept       no run is alive on \(folder): its next start takes it"
      }
    return text.printable(limit: 2_000) + "\n"
  }

  private func json(_ request: OperatorRequest, _ answer: OperatorAnswer?) -> JSONValue {
    .object([
      .init("answer", answer?.json ?? .null), .init("request", request.json),
      .init("run_is_alive", .bool(isAlive)),
    ])
  }

  private static func newID() -> String {
    var random = SystemRandomNumberGenerator()
    let text = String(random.next(), radix: 16)
    return "request-" + String(repeating: "0", count: 16 - text.count) + text
  }
}

/// Why nothing can be asked of a run.
enum OperatorProblem {
  case noRun(folder: String)
  case severalKeys([String])
  case badMove(String)
  case badTransaction(String)

  /// The finding for people: PT2720 to PT2723.
  var error: DiagnosticError {
    switch self {
    case .noRun(let folder):
      problem(
        "PT2720", "no run ever used the store '\(folder)'",
        "--store names the folder of the run; 'run' prints it as it starts")
    case .severalKeys(let keys):
      problem(
        "PT2721", "the store serves \(keys.count) API keys",
        "say whose run with --api-key: \(keys.joined(separator: ", "))")
    case .badMove(let text):
      problem(
        "PT2722", "'\(text)' moves nothing",
        "write ASSET=AMOUNT with pUSD or a token id, negative where it left: --move pUSD=40, --move pUSD=-12.5"
      )
    case .badTransaction(let text):
      problem(
        "PT2723", "'\(text)' is no transaction", "its hash is 0x and 64 hexadecimal digits")
    }
  }

  private func problem(_ code: String, _ message: String, _ help: String) -> DiagnosticError {
    DiagnosticError(Diagnostic(code, .error, message, at: nil, help: [help]))
  }
}
