import CEL
import Trading

/// A closed set of words with what each of them means, for people who choose one.
protocol FormWordSource: RawRepresentable, CaseIterable where RawValue == String {
  var formMeaning: String { get }
}

extension FormWordSource {
  /// All of them, in the order of their declaration.
  static var words: ValueForm.Shape {
    .words(allCases.map { FormWord($0.rawValue, $0.formMeaning) })
  }
}

extension Action: FormWordSource {
  var formMeaning: String {
    switch self {
    case .hold: "Leave the order as it is."
    case .allow: "Nothing stands in the way."
    case .defer: "Put the chosen operation off until the window has room."
    case .pauseEvaluation: "Judge nothing more until the state store is back."
    case .cancel: "Take the order out of the book, without replacement."
    case .cancelReplace: "Take the order out and quote what is left anew."
    case .assignNonce: "Give the order its number, so that it can be signed."
    case .holdSigning: "Sign nothing for now; the state is expected to clear by itself."
    case .blockSigning: "Sign nothing until the cause is gone."
    case .renewCredential: "Renew the credential in the background and go on."
    case .pauseTrading: "Place nothing new in the scope."
    case .halt: "Stop every bot that trades."
    }
  }
}

extension EventKind: FormWordSource {
  var formMeaning: String {
    switch self {
    case .restingOrder: "A resting order was touched by its book or by the clock."
    case .signingRequest: "An order waits for its number and its signature."
    case .feedCheck: "The clock looks at the age of a feed."
    case .riskCheck: "The clock looks at what trips the kill switch."
    case .reconcileCheck: "The clock looks at a difference between our books and the venue's."
    }
  }
}

extension Severity: FormWordSource {
  var formMeaning: String {
    switch self {
    case .info: "The weakest: for the record."
    case .warn: "Somebody should look."
    case .reshape: "The order is changed."
    case .hardReject: "The strongest: nothing passes."
    }
  }
}

extension BotClass: FormWordSource {
  var formMeaning: String {
    switch self {
    case .executionUtility: "Carries out what strategies want."
    case .riskGuardrail: "Stops others: where it says stop, every bot obeys first."
    case .governance: "Watches over data, models and the system itself."
    }
  }
}

extension CapitalImpact: FormWordSource {
  var formMeaning: String {
    switch self {
    case .direct: "Its decisions change orders."
    case .protective: "Its decisions can only lessen what is at risk."
    case .none: "Its decisions are for people."
    }
  }
}

extension BotMode: FormWordSource {
  var formMeaning: String {
    switch self {
    case .generalLive: "Decisions are carried out."
    case .paper: "Decisions are carried out on simulated orders only."
    case .shadow: "Decisions are journalled beside those of the live version."
    case .advisory: "Decisions are shown to people, who may act on them."
    }
  }
}

extension Loosening: FormWordSource {
  var formMeaning: String {
    switch self {
    case .up: "A larger value lets more through."
    case .down: "A smaller value lets more through."
    case .neither: "Neither direction is looser."
    }
  }
}

extension ApproverRole: FormWordSource {
  var formMeaning: String {
    switch self {
    case .risk: "Of the risk team."
    case .headOfRisk: "The head of risk, without whom nothing is loosened."
    case .owner: "Answers for the bots and policies of the owners in 'owns'."
    case .operations: "Of trading operations."
    case .security: "Of security."
    case .service: "A machine's key: it never counts where people are asked for."
    }
  }
}

extension ApprovalRules.ChangeClass: FormWordSource {
  var formMeaning: String {
    switch self {
    case .tightening: "No event is decided less strictly, proved."
    case .loosening: "Some event is decided less strictly."
    case .incomparable:
      "Some events are decided more strictly and others less, or nothing can be proved."
    case .governance: "Of the list of approvers, of the strategies or of these rules."
    }
  }
}

extension StalenessName: FormWordSource {
  var formMeaning: String {
    switch self {
    case .book: "How old a book may be."
    case .registry: "How old what is known of a market may be."
    case .model: "How old the answer of a model may be."
    case .skewTolerance: "How far a time may lie in the future and count as now."
    case .recoverTime: "How long a stale feed must have had updates without a gap."
    case .recoverUpdates: "How many updates a stale feed must have had."
    }
  }
}

extension TypeName {
  /// The words for what a param can be.
  static var scalarWords: ValueForm.Shape { .words(scalars.map { FormWord($0, meaning(of: $0)) }) }

  /// The names of all types that a field of a fact can have.
  static var allNames: [String] {
    if case .words(let words) = allWords { words.map(\.text) } else { [] }
  }

  /// The words for what a field of a fact can be.
  static var allWords: ValueForm.Shape {
    let texts = [FormWord("string", "a text; declares max_length")]
    let lists = (scalars + ["string"]).map {
      FormWord("list(\($0))", "a list; declares max_items")
    }
    return .words(scalars.map { FormWord($0, meaning(of: $0)) } + texts + lists)
  }

  private static func meaning(of name: String) -> String {
    switch scalar(named: name) {
    case .timestamp: "a time of an event, in milliseconds since 1970"
    case let type?: QuantityText.example(of: type)
    case nil: ""
    }
  }
}

extension TextForm {
  /// Lower-case words joined by points: `exec.queuewarden`.
  static let botName = TextForm(
    "the full name of a bot", pattern: "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$",
    example: "exec.sample")
  /// The name of a fact, field, param, let or export.
  static let name = TextForm(
    "a name of lower-case letters, digits and '_'", pattern: "^[a-z][a-z0-9_]*$", example: "sample")
  /// `order.price`
  static let fieldPath = TextForm(
    "a field as fact.field", pattern: "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$", example: "order.sample"
  )
  static let dottedName = TextForm(
    "a dotted name", pattern: "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$",
    example: "clob.book")
  static let text = TextForm("a text")
  static let date = TextForm(
    "a day as YYYY-MM-DD", pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    example: "2027-01-15")
  /// Counts the approved texts of a document.
  static let version = TextForm(
    "a whole number from 1", pattern: "^[1-9][0-9]{0,18}$", example: "1", isNumber: true)
  static let address = TextForm(
    "an address of 0x and 40 hexadecimal digits", pattern: "^0[xX][0-9a-fA-F]{40}$",
    example: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")
  /// A digest.
  static let hash = TextForm(
    "a SHA-256 of 64 hexadecimal digits", pattern: "^(0x)?[0-9a-f]{64}$",
    example: "0x" + String(repeating: "1f", count: 32))
  static let time = TextForm(
    "a time as 2026-11-21T20:00:00Z",
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    example: "2026-11-21T20:00:00Z")
  /// Of a secp256k1 key, with its recovery bit.
  static let signature = TextForm(
    "65 bytes in hexadecimal", pattern: "^0x[0-9a-fA-F]{130}$",
    example: "0x" + String(repeating: "1f", count: 64) + "1b")
}
