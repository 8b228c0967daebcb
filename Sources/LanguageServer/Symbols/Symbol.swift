/// A name that documents give to something and use for it elsewhere.
package enum Symbol: Hashable, Sendable {
  /// By full name, `exec.queuewarden`; expressions name it by the last part.
  case bot(String)
  case parameter(bot: String, name: String)
  case fact(bot: String, name: String)
  case field(bot: String, fact: String, name: String)
  /// A `let` of a bot.
  case named(bot: String, name: String)
  case export(bot: String, name: String)
  case code(String)
  case family(String)
  /// `book` of `staleness.book`.
  case staleness(String)
  case strategy(String)
  case approver(String)
  /// A case of an enumeration that every expression may name: `BUY`.
  case constant(enumeration: String, name: String)
  /// A function of the language, with its namespace: `ticks.covering`.
  case function(String)
  /// What every expression sees: `now`, `outcome`.
  case builtIn(String)

  /// The name alone, as it stands where it is declared.
  package var name: String {
    switch self {
    case .bot(let name), .code(let name), .family(let name), .staleness(let name),
      .strategy(let name), .approver(let name), .function(let name), .builtIn(let name):
      name
    case .parameter(_, let name), .fact(_, let name), .field(_, _, let name),
      .named(_, let name), .export(_, let name), .constant(_, let name):
      name
    }
  }

  /// What it is, for people.
  package var kindName: String {
    switch self {
    case .bot: "bot"
    case .parameter: "param"
    case .fact: "fact"
    case .field: "field"
    case .named: "let"
    case .export: "export"
    case .code: "reason code"
    case .family: "family of reason codes"
    case .staleness: "staleness value"
    case .strategy: "strategy"
    case .approver: "approver"
    case .constant(let enumeration, _): "value of \(enumeration)"
    case .function: "function"
    case .builtIn: "name of the language"
    }
  }

  /// The bot whose document declares it; nil for what is no part of a bot.
  package var bot: String? {
    switch self {
    case .bot(let bot), .parameter(let bot, _), .fact(let bot, _), .field(let bot, _, _),
      .named(let bot, _), .export(let bot, _):
      bot
    default: nil
    }
  }
}

/// One place at which a symbol is named.
package struct Occurrence: Hashable, Sendable {
  package var symbol: Symbol
  /// Offsets of scalars in the text that was indexed.
  package var range: Range<Int>
  /// Whether this is where it is declared.
  package var isDeclaration: Bool

  package init(_ symbol: Symbol, at range: Range<Int>, isDeclaration: Bool = false) {
    self.symbol = symbol
    self.range = range
    self.isDeclaration = isDeclaration
  }
}
