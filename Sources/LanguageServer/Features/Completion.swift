import CEL
import JSON
import Policy
import Trading
import YAML

/// What may stand at the cursor: keys of the form, closed words, names that the root declares, values with their
/// units, and inside conditions whatever the condition may name. Works on the text alone.
struct Completion {
  let view: DocumentView

  func json(at offset: Int) -> JSONValue {
    guard let context = TextScanner.context(at: offset, in: view.document.text) else {
      return Self.list([])
    }
    var items: [CompletionItem] = []
    var replaced = context.range
    if context.slot == .value, isExpression(context) {
      let completion = ExpressionCompletion(view: view, context: context)
      items = completion.items
      replaced = offset - completion.typed..<max(offset, completion.end(of: offset, in: context))
    } else {
      if context.slot != .value { items += keys(context) }
      if context.slot != .key { items += values(context) }
    }
    let range = view.range(replaced)
    let blank = context.needsBlank ? " " : ""
    let ordered = items.enumerated().map { order, item in
      var item = item
      if !blank.isEmpty { item.insertion = blank + (item.insertion ?? item.label) }
      return item.json(replacing: range, order: order, isMarkdown: view.client.hasMarkdown)
    }
    return Self.list(ordered)
  }

  private static func list(_ items: [JSONValue]) -> JSONValue {
    ["isIncomplete": false, "items": .array(items)]
  }

  private func isExpression(_ context: CursorContext) -> Bool {
    view.form?.values(at: context.path).contains {
      if case .expression = $0.shape { true } else { false }
    } ?? false
  }

  // MARK: Keys

  private func keys(_ context: CursorContext) -> [CompletionItem] {
    guard let form = view.form else {
      // Nothing is known of the document: it begins with these two.
      return context.path.isEmpty
        ? [
          CompletionItem(
            label: "apiVersion", kind: .property, insertion: "apiVersion: \(DocumentForm.version)"),
          CompletionItem(label: "kind", kind: .property, insertion: "kind: "),
        ] : []
    }
    let taken = context.siblings
    let colon = context.hasColon ? "" : ": "
    let fields = form.fields(at: context.path).filter { !taken.contains($0.key) }
    var items = fields.map { field in
      CompletionItem(
        label: field.key, kind: .property, detail: field.isRequired ? "required" : "",
        documentation: Hover.text(of: field),
        insertion: context.hasColon ? field.key : field.key + (isBlock(field) ? ":" : colon),
        rank: field.isRequired ? 2 : 4)
    }
    for form in form.values(at: context.path) {
      guard case .entries(let name, _) = form.shape else { continue }
      items += name.known.filter { !taken.contains($0.text) }.map {
        CompletionItem(
          label: $0.text, kind: .property, documentation: $0.meaning, insertion: $0.text + colon,
          rank: 2)
      }
    }
    return items + names(context, taken, colon)
  }

  /// Whether what stands behind a key goes on in the next line.
  private func isBlock(_ field: FieldForm) -> Bool {
    switch field.value.shape {
    case .mapping(let inner): inner.count > 3
    case .entries: true
    case .list(let item, _, _): if case .text = item.shape { false } else { !item.fields.isEmpty }
    default: false
    }
  }

  /// Free names that only the root's own documents know: what a test may give, what is counted.
  private func names(
    _ context: CursorContext, _ taken: Set<String>, _ colon: String
  ) -> [CompletionItem] {
    guard let bot = view.bot(around: context) else { return [] }
    let isTest = view.document.kind == .tests || context.path.starts(with: ["spec", "tests"])
    if isTest, context.path.starts(with: ["spec", "tests"]) {
      return givenNames(context, bot).filter { !taken.contains($0.label) }.map { item in
        var item = item
        item.insertion = item.label + colon
        return item
      }
    }
    guard view.document.kind == .bot, context.path == ["spec", "counters"] else { return [] }
    return bot.facts.flatMap { fact in
      fact.fields.map { field in
        let name = "\(fact.entry.name).\(field.name)"
        return CompletionItem(
          label: name, kind: .field, detail: field.value["type"]?.text ?? "",
          insertion: name + colon)
      }
    }.filter { !taken.contains($0.label) }
  }

  /// The names under `given`, `base` and `params` of a test, and beside `expect` in a row.
  private func givenNames(_ context: CursorContext, _ bot: BotOutline) -> [CompletionItem] {
    let inner = Array(context.path.dropFirst(2))
    let text = SymbolText(view: view)
    func item(_ name: String, _ symbol: Symbol, _ type: String?) -> CompletionItem {
      CompletionItem(
        label: name, kind: .field, detail: type ?? "", documentation: text.markdown(symbol) ?? "",
        rank: 3)
    }
    if inner.last == "params" {
      return bot.parameters.map {
        item($0.name, .parameter(bot: bot.name, name: $0.name), $0.value["type"]?.text)
      }
        + StalenessName.allCases.map { item($0.text, .staleness($0.rawValue), $0.type.name) }
    }
    let bots = [bot] + view.index.bots.providers(of: bot)
    // Below a fact: its fields alone.
    if inner.count >= 2, let fact = bots.lazy.compactMap({ $0.fact(inner[inner.count - 1]) }).first,
      inner.contains("given") || inner.contains("base") || inner.contains("cases")
    {
      return fact.fields.map {
        CompletionItem(label: $0.name, kind: .field, detail: $0.value["type"]?.text ?? "", rank: 3)
      }
    }
    guard inner.last == "given" || inner.last == "base" || inner == ["-", "cases", "-"] else {
      return []
    }
    var items: [CompletionItem] = []
    for owner in bots {
      for fact in owner.facts {
        items.append(item(fact.entry.name, .fact(bot: owner.name, name: fact.entry.name), "fact"))
        items += fact.fields.map { field in
          item(
            "\(fact.entry.name).\(field.name)",
            .field(bot: owner.name, fact: fact.entry.name, name: field.name),
            field.value["type"]?.text)
        }
      }
    }
    items += bot.lets.map { item($0.name, .named(bot: bot.name, name: $0.name), "let") }
    for other in bots.dropFirst() {
      items += other.exports.map {
        item("\(other.alias).\($0.name)", .export(bot: other.name, name: $0.name), "export")
      }
    }
    return items
  }

  // MARK: Values

  private func values(_ context: CursorContext) -> [CompletionItem] {
    guard let form = view.form else {
      return context.path == ["kind"]
        ? DocumentKind.allCases.map {
          CompletionItem(label: $0.rawValue, kind: .enumerationMember, detail: $0.places)
        } : []
    }
    let forms = form.values(at: context.path)
    var items: [CompletionItem] = []
    for form in forms {
      switch form.shape {
      case .quantity(let type, let low, let high) where !isWord(type):
        items += quantities(type, from: low, to: high, context)
      case .quantityOfType(let key):
        let name = context.value(of: key, inMappingAt: Array(context.path.dropLast()))
        if let type = name.flatMap(FormTypes.type(named:)) {
          items += quantities(type, from: nil, to: nil, context)
        }
      default: break
      }
    }
    let words = forms.flatMap(\.words)
    let allowed = codes(context)
    for word in words where allowed?.contains(word.text) ?? true {
      items.append(
        CompletionItem(
          label: word.text, kind: .enumerationMember, documentation: word.meaning,
          rank: rank(of: word.text, context)))
    }
    return items + facts(context)
  }

  private func isWord(_ type: Type) -> Bool {
    switch type {
    case .bool, .enumeration: true
    default: false
    }
  }

  /// The codes that the bot may give; nil where the value is no code of a bot.
  private func codes(_ context: CursorContext) -> Set<String>? {
    guard context.path.last == "code" || context.path.last == "expect",
      view.document.kind == .bot || view.document.kind == .tests,
      let bot = view.bot(around: context)
    else { return nil }
    var allowed: Set<String> = []
    for symbol in view.index.declared {
      guard case .code(let name) = symbol,
        let node = view.index.declaration(ofEntry: ["codes", name], kind: .reasonCodes)
      else { continue }
      let emitters = node["emitted_by"]
      let bots = emitters?.items?.compactMap(\.text) ?? emitters?.text.map { [$0] } ?? []
      if bots.contains(bot.name) { allowed.insert(name) }
    }
    return allowed.isEmpty ? nil : allowed
  }

  /// Actions of the bot's authority come first.
  private func rank(of word: String, _ context: CursorContext) -> Int {
    guard context.path.last == "do", let action = Action(rawValue: word),
      let bot = view.bot(around: context)
    else { return 5 }
    if bot.authority.contains(word) { return 2 }
    return action.needsNoAuthority ? 3 : 7
  }

  /// Facts behind `require`.
  private func facts(_ context: CursorContext) -> [CompletionItem] {
    guard view.document.kind == .bot,
      context.path.last == "require" || context.path.dropLast().last == "require",
      let bot = view.bot(around: context)
    else { return [] }
    return bot.facts.map {
      CompletionItem(
        label: $0.entry.name, kind: .field,
        documentation: SymbolText(view: view).markdown(
          .fact(bot: bot.name, name: $0.entry.name)) ?? "")
    }
  }

  /// Values with their units: the bounds, and behind a number the units that it may have.
  private func quantities(
    _ type: Type, from low: Int64?, to high: Int64?, _ context: CursorContext
  ) -> [CompletionItem] {
    let number = context.prefix.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
    if !number.isEmpty {
      return FormTypes.units(of: type).map { unit in
        CompletionItem(label: "\(number)\(unit)", kind: .unit, detail: type.name, rank: 1)
      }
    }
    var items: [CompletionItem] = []
    for (bound, name) in [(low, "the least that is allowed"), (high, "the most that is allowed")] {
      guard let bound else { continue }
      items.append(
        CompletionItem(
          label: QuantityText.format(bound, as: type), kind: .value, detail: name,
          insertion: FormTypes.written(bound, type), rank: 3))
    }
    if items.isEmpty {
      items.append(
        CompletionItem(label: FormTypes.sample(of: type), kind: .value, detail: type.name, rank: 3))
    }
    return items
  }
}
