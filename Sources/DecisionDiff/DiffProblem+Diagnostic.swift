package import Diagnostics

extension DiffProblem {
  /// The finding for people; the table of the codes PT19xx.
  package var diagnostic: Diagnostic {
    Diagnostic(code, .error, message, at: nil, help: help)
  }

  private var code: String {
    switch self {
    case .badEnvelope: "PT1901"
    case .noBot: "PT1902"
    case .notClosable: "PT1903"
    case .emptyFile: "PT1904"
    case .unknownParameter: "PT1905"
    case .badSweep: "PT1906"
    case .inComputation: "PT1907"
    case .tooManyPieces: "PT1908"
    case .unknownCode: "PT1909"
    case .noSuchEvent: "PT1910"
    }
  }

  private var message: String {
    switch self {
    case .badEnvelope(let path, let row, let fault): "envelope \(row) of '\(path)': \(fault)"
    case .noBot(let name?, _): "not both sides have a bot '\(name)'"
    case .noBot(nil, _): "not both sides have a bot that decides about resting orders"
    case .notClosable(let path): "'\(path)' holds decisions, not market messages: no closed loop"
    case .emptyFile(let path): "'\(path)' holds no events"
    case .unknownParameter(let name, _): "there is no param or staleness value '\(name)'"
    case .badSweep(let text, let fault): "'\(text)': \(fault)"
    case .inComputation(let name, let bot):
      "'\(name)' is part of what bot '\(bot)' computes from texts or lists: it has no exact curve"
    case .tooManyPieces(let name):
      "a decision changes with '\(name)' more than \(DecisionLine.mostPieces) times: no exact curve"
    case .unknownCode(let code, let bot, _): "bot '\(bot)' never gives the code '\(code)'"
    case .noSuchEvent(let path, let place): "'\(path)' has no event at \(place)"
    }
  }

  private var help: [String] {
    switch self {
    case .badEnvelope: ["run 'polytraders audit verify' to see whether the journal is whole"]
    case .noBot(let name, let known):
      suggestions(for: name ?? "", among: known) + [
        "name one with --bot: \(known.joined(separator: ", "))"
      ]
    case .notClosable:
      ["give the recordings that the journal was made of, or --open"]
    case .emptyFile: ["check that the file is the one you mean and that it is complete"]
    case .unknownParameter(let name, let known):
      suggestions(for: name, among: known) + ["there are: \(known.joined(separator: ", "))"]
    case .badSweep: ["write values as in a policy, inside the bounds that the bot declares: 10s"]
    case .inComputation: ["compare two versions with --base and --head instead"]
    case .tooManyPieces: ["narrow the range with --from and --to"]
    case .unknownCode(let code, _, let known):
      suggestions(for: code, among: known) + ["it can give: \(known.joined(separator: ", "))"]
    case .noSuchEvent: ["lines and sequence numbers count from 1"]
    }
  }
}
