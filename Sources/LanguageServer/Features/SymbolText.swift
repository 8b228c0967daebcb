import CEL
import Graph
import Policy
import YAML

/// What there is to tell of a symbol, as Markdown: type, unit, bounds, direction, meaning, the values in force.
struct SymbolText {
  let view: DocumentView

  private var index: SymbolIndex { view.index }

  /// Nil where nothing is known of it.
  func markdown(_ symbol: Symbol) -> String? {
    switch symbol {
    case .parameter(let bot, let name): parameter(bot, name)
    case .field(let bot, let fact, let name): field(bot, fact, name)
    case .fact(let bot, let name): fact(bot, name)
    case .named(let bot, let name): named(bot, name)
    case .export(let bot, let name): export(bot, name)
    case .bot(let name): bot(name)
    case .code(let name): code(name)
    case .family(let name): family(name)
    case .staleness(let name): staleness(name)
    case .strategy(let name): strategy(name)
    case .approver(let name): approver(name)
    case .constant(let enumeration, let name): "**\(name)**: \(enumeration)"
    case .function(let name): function(name)
    case .builtIn("now"): "**now**: timestamp\n\nthe time of the event"
    case .builtIn(let name): "**\(name)**: the reason code that the bot decides"
    }
  }

  // MARK: Values with bounds

  private func parameter(_ bot: String, _ name: String) -> String? {
    guard let entry = index.bots[bot]?.parameter(name) else { return nil }
    return declared(
      "param \(name)", of: bot, entry.value, type: entry.value["type"]?.text,
      values: .parameter(bot: bot, name: name))
  }

  private func staleness(_ name: String) -> String? {
    guard let known = StalenessName(rawValue: name),
      let node = index.declaration(ofEntry: ["spec", name], kind: .staleness)
    else { return nil }
    return declared(
      "staleness.\(name)", of: nil, node, type: known.type.name, values: .staleness(name))
  }

  private func declared(
    _ title: String, of bot: String?, _ node: YAMLNode, type: String?, values symbol: Symbol
  ) -> String {
    var lines = ["**\(title)**" + (type.map { ": \($0)" } ?? "")]
    if let meaning = node["meaning"]?.text { lines.append(meaning) }
    var facts: [String] = []
    if let low = node["min"]?.text, let high = node["max"]?.text {
      facts.append("\(low) to \(high)")
    }
    switch node["loosens"]?.text {
    case "up": facts.append("a larger value lets more through")
    case "down": facts.append("a smaller value lets more through")
    case "neither": facts.append("neither direction lets more through")
    default: break
    }
    if let control = node["control"]?.text { facts.append("implements \(control)") }
    if let bot { facts.append("of `\(bot)`") }
    if !facts.isEmpty { lines.append(facts.joined(separator: "; ")) }
    lines += table(of: symbol)
    return lines.joined(separator: "\n\n")
  }

  /// The values in force, one line for each scope, with the places that give them.
  private func table(of symbol: Symbol) -> [String] {
    let values = index.values(of: symbol)
    guard !values.isEmpty else { return ["no policy gives it a value"] }
    let rows = values.map { file, value in
      "| \(value.scope) | **\(value.text)** | \(value.reason ?? "") | "
        + "\(view.placeText(file, value.range.lowerBound)) |"
    }
    let approved = view.approved.values(of: symbol).map { value in
      "| \(value.scope) | \(value.text) | approved | release \(view.approved.release ?? "") |"
    }
    let head = "| scope | value | why | where |\n|---|---|---|---|\n"
    return [head + (rows + approved).joined(separator: "\n")]
  }

  // MARK: Facts and lets

  private func field(_ bot: String, _ fact: String, _ name: String) -> String? {
    guard let outline = index.bots[bot]?.fact(fact),
      let entry = outline.fields.first(where: { $0.name == name })
    else { return nil }
    let node = entry.value
    var facts: [String] = []
    switch (node["min"]?.text, node["max"]?.text) {
    case (let low?, let high?): facts.append("\(low) to \(high)")
    case (let low?, nil): facts.append("at least \(low)")
    case (nil, let high?): facts.append("at most \(high)")
    case (nil, nil): break
    }
    facts.append("read from `\(node["path"]?.text ?? "\(fact).\(name)")` of the event")
    if node["optional"]?.text == "true" { facts.append("may be absent alone") }
    if let absent = node["absent"]?.text { facts.append("`\(absent)` where the event has none") }
    return [
      "**\(fact).\(name)**: \(node["type"]?.text ?? "?")", facts.joined(separator: "; "),
      missing(outline.entry.value),
    ].joined(separator: "\n\n")
  }

  private func fact(_ bot: String, _ name: String) -> String? {
    guard let fact = index.bots[bot]?.fact(name) else { return nil }
    let fields = fact.fields.map { "`\($0.name)` \($0.value["type"]?.text ?? "")" }
    return [
      "**fact \(name)** from `\(fact.entry.value["from"]?.text ?? "?")`",
      fields.joined(separator: ", "), missing(fact.entry.value),
    ].joined(separator: "\n\n")
  }

  private func missing(_ fact: YAMLNode) -> String {
    var text = "where it is missing: "
    text += fact["on_missing"]?["code"]?.text.map { "`\($0)`" } ?? "?"
    if let action = fact["on_missing"]?["do"]?.text { text += ", \(action)" }
    if let limit = fact["max_age"]?.text { text += "; missing too when older than `\(limit)`" }
    return text
  }

  private func named(_ bot: String, _ name: String) -> String? {
    guard let entry = index.bots[bot]?.named(name) else { return nil }
    let type = view.graph?.bots.first { $0.name == bot }?.lets.first { $0.name == name }?.expression
      .type.name
    return
      "**let \(name)**\(type.map { ": \($0)" } ?? "")\n\n```cel\n\(entry.value.text ?? "")\n```"
  }

  private func export(_ bot: String, _ name: String) -> String? {
    guard let outline = index.bots[bot], let entry = outline.export(name) else { return nil }
    let type = view.graph?.bots.first { $0.name == bot }?.exports.first { $0.name == name }?
      .expression.type.name
    return "**\(outline.alias).\(name)**\(type.map { ": \($0)" } ?? ""), given by `\(bot)`\n\n"
      + "```cel\n\(entry.value.text ?? "")\n```"
  }

  private func function(_ name: String) -> String? {
    let method = name.split(separator: ".").last.map(String.init) ?? name
    let entries = FunctionTable.standard.entries(named: name)
    let found = entries.isEmpty ? FunctionTable.standard.entries(named: method) : entries
    guard !found.isEmpty else { return nil }
    let signatures = found.map(\.signature).joined(separator: "\n")
    let meaning = found.first.map(\.meaning) ?? ""
    return "```cel\n\(signatures)\n```" + (meaning.isEmpty ? "" : "\n\n\(meaning)")
  }
}

/// Codes, bots and people.
extension SymbolText {
  private func code(_ name: String) -> String? {
    guard let node = index.declaration(ofEntry: ["codes", name], kind: .reasonCodes) else {
      return nil
    }
    var severity = node["severity"]?.text ?? "?"
    if let raised = index.values(of: .code(name)).first {
      severity = "\(raised.value.text) on this desk (\(severity) in the registry)"
    }
    let emitters = node["emitted_by"]
    let bots = emitters?.items?.compactMap(\.text) ?? emitters?.text.map { [$0] } ?? []
    return [
      "**\(name)**: \(severity)", node["meaning"]?.text ?? "",
      node["action"]?.text.map { "What to do: \($0)" } ?? "",
      "given by \(bots.map { "`\($0)`" }.joined(separator: ", "))"
        + (node["source"]?.text.map { "; \($0)" } ?? ""),
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func family(_ name: String) -> String? {
    index.declaration(ofEntry: ["families", name], kind: .reasonCodes).map {
      "**\(name)**: \($0["meaning"]?.text ?? "")"
    }
  }

  private func bot(_ name: String) -> String? {
    guard let outline = index.bots[name], let tree = index.documents[outline.file]?.tree else {
      return nil
    }
    let metadata = tree.root["metadata"]
    func word(_ key: String) -> String { metadata?[key]?.text ?? "?" }
    return [
      "**\(name)**: \(word("class")) of \(word("owner"))",
      "decides \(outline.events.joined(separator: ", ")); capital impact \(word("capital_impact")); "
        + "mode \(word("mode"))",
      "authority: \(outline.authority.isEmpty ? "nothing" : outline.authority.joined(separator: ", "))",
    ].joined(separator: "\n\n")
  }

  private func strategy(_ name: String) -> String? {
    index.declaration(ofEntry: ["spec", "strategies", name], kind: .strategies).map { node in
      let bots = node["uses"]?.items?.compactMap(\.text) ?? []
      return "**\(node["title"]?.text ?? name)**: \(node["state"]?.text ?? "?")\n\n"
        + "uses \(bots.map { "`\($0)`" }.joined(separator: ", "))"
    }
  }

  private func approver(_ name: String) -> String? {
    index.declaration(ofEntry: ["spec", "approvers", name], kind: .approvers).map { node in
      let roles = node["roles"]?.items?.compactMap(\.text) ?? []
      return "**\(name)**: \(roles.joined(separator: ", "))\n\n`\(node["address"]?.text ?? "?")`"
    }
  }
}
