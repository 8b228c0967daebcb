import CEL
import Graph
import Policy
import YAML

/// What a condition may go on with: names of the bot, of the desk and of the language.
struct ExpressionCompletion {
  let view: DocumentView
  let context: CursorContext
  /// The names before the last point, and what is typed of the next one.
  private let path: [String]
  private let start: String

  init(view: DocumentView, context: CursorContext) {
    self.view = view
    self.context = context
    let scalars = Array(context.prefix.unicodeScalars)
    var first = scalars.count
    while first > 0, scalars[first - 1].isNamePart || scalars[first - 1] == "." { first -= 1 }
    var word = String.UnicodeScalarView()
    word.append(contentsOf: scalars[first...])
    let parts = String(word).split(separator: ".", omittingEmptySubsequences: false)
    path = parts.dropLast().map(String.init)
    start = parts.last.map(String.init) ?? ""
  }

  /// How many scalars of the next name stand before the cursor.
  var typed: Int { start.unicodeScalars.count }

  /// Behind the rest of the name that the cursor stands in.
  func end(of offset: Int, in context: CursorContext) -> Int {
    var end = offset
    let scalars = view.document.text.scalars
    while end < min(context.range.upperBound, scalars.count), scalars[end].isNamePart { end += 1 }
    return end
  }

  var items: [CompletionItem] {
    guard let bot = view.bot(around: context) else { return [] }
    if context.path.starts(with: ["spec", "exports"]) { return path.isEmpty ? outcomes(bot) : [] }
    switch path.first {
    case nil: return names(of: bot)
    case "params": return path.count == 1 ? parameters(of: bot) : []
    case "staleness": return path.count == 1 ? thresholds : []
    case let first?:
      if path.count == 1 {
        if let fact = bot.fact(first) { return fields(of: fact, bot) }
        if let other = view.index.bots.bot(alias: first), other.name != bot.name {
          return exports(of: other)
        }
        let functions = FunctionTable.standard.entries.filter { $0.name.hasPrefix("\(first).") }
        if !functions.isEmpty { return functions.map { function($0, without: "\(first).") } }
      }
      return methods(of: type(of: path, in: bot))
    }
  }

  private func item(
    _ label: String, _ kind: CompletionItem.Kind, _ detail: String, _ symbol: Symbol,
    rank: Int = 3
  ) -> CompletionItem {
    CompletionItem(
      label: label, kind: kind, detail: detail,
      documentation: SymbolText(view: view).markdown(symbol) ?? "", rank: rank)
  }

  // MARK: Names

  private func names(of bot: BotOutline) -> [CompletionItem] {
    var items = bot.lets.filter { !isOwn($0.name) }.map {
      item($0.name, .variable, "let", .named(bot: bot.name, name: $0.name), rank: 1)
    }
    items += bot.facts.map {
      item($0.entry.name, .module, "fact", .fact(bot: bot.name, name: $0.entry.name), rank: 2)
    }
    items += view.index.bots.bots.filter { $0.name != bot.name && !$0.exports.isEmpty }.map {
      item($0.alias, .module, "bot", .bot($0.name), rank: 4)
    }
    items.append(
      CompletionItem(label: "params", kind: .module, detail: "the values of policies", rank: 2))
    items.append(
      CompletionItem(label: "staleness", kind: .module, detail: "how old data may be", rank: 4))
    items.append(item("now", .variable, "timestamp", .builtIn("now")))
    for enumeration in EventVocabulary.enumerations {
      items += enumeration.cases.map {
        CompletionItem(label: $0, kind: .constant, detail: enumeration.name, rank: 5)
      }
    }
    items += ["true", "false"].map {
      CompletionItem(label: $0, kind: .constant, detail: "bool", rank: 6)
    }
    for space in ["math", "ticks", "bps"] {
      items.append(CompletionItem(label: space, kind: .module, detail: "functions", rank: 6))
    }
    let functions = FunctionTable.standard.entries.filter {
      $0.receiver == nil && !$0.name.contains(".")
    }
    var seen: Set<String> = []
    items += functions.filter { seen.insert($0.name).inserted }.map { function($0, without: "") }
    // A word with two meanings, such as a fact that is also a kind of feed, is proposed once.
    var labels: Set<String> = []
    return items.filter { labels.insert($0.label).inserted }
  }

  /// A `let` that is being written does not name itself.
  private func isOwn(_ name: String) -> Bool { context.path == ["spec", "let", name] }

  private func parameters(of bot: BotOutline) -> [CompletionItem] {
    bot.parameters.map {
      item(
        $0.name, .property, $0.value["type"]?.text ?? "", .parameter(bot: bot.name, name: $0.name))
    }
  }

  private var thresholds: [CompletionItem] {
    StalenessName.allCases.map {
      item($0.rawValue, .property, $0.type.name, .staleness($0.rawValue))
    }
  }

  private func fields(of fact: BotOutline.Fact, _ bot: BotOutline) -> [CompletionItem] {
    fact.fields.map {
      item(
        $0.name, .field, $0.value["type"]?.text ?? "",
        .field(bot: bot.name, fact: fact.entry.name, name: $0.name))
    }
  }

  private func exports(of bot: BotOutline) -> [CompletionItem] {
    bot.exports.map { item($0.name, .property, "export", .export(bot: bot.name, name: $0.name)) }
  }

  /// What an export may name: the outcome and the codes that the bot can give.
  private func outcomes(_ bot: BotOutline) -> [CompletionItem] {
    var names: Set<String> = []
    for occurrence in view.index.occurrences[bot.file] ?? [] {
      if case .code(let name) = occurrence.symbol { names.insert(name) }
    }
    return [CompletionItem(label: "outcome", kind: .variable, detail: "what it decides", rank: 1)]
      + names.sorted().map { item($0, .constant, "reason code", .code($0)) }
  }

  // MARK: Functions

  private func function(_ entry: FunctionTable.Entry, without prefix: String) -> CompletionItem {
    let name = String(entry.name.dropFirst(prefix.count))
    return CompletionItem(
      label: name, kind: entry.receiver == nil ? .function : .method, detail: entry.signature,
      documentation: entry.meaning, insertion: "\(name)(", rank: 7)
  }

  /// The type of a field or `let`, where its declaration says it.
  private func type(of path: [String], in bot: BotOutline) -> String? {
    if path.count == 2, let fact = bot.fact(path[0]) {
      return fact.fields.first { $0.name == path[1] }?.value["type"]?.text
    }
    guard path.count == 1 else { return nil }
    return view.graph?.bots.first { $0.name == bot.name }?.lets.first { $0.name == path[0] }?
      .expression.type.name
  }

  private func methods(of type: String?) -> [CompletionItem] {
    guard let type else { return [] }
    let receiver = type.hasPrefix("list") ? "list" : type
    var seen: Set<String> = []
    return FunctionTable.standard.entries.filter {
      $0.receiver == receiver && seen.insert($0.name).inserted
    }.map { function($0, without: "") }
  }
}
