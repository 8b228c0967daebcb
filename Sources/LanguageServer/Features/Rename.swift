import CEL
import Diagnostics
import JSON
import Policy
import YAML

/// Gives a symbol another name everywhere in its root: where it is declared, in conditions, tests, policies, scopes
/// and overrides. What comes out is checked before it is proposed: a rename never makes an error.
struct Rename {
  let view: DocumentView
  /// The documents of the root as the editor has them; nil outside roots.
  let files: RootFiles?

  /// What can be renamed at an offset, and as what it stands there.
  func prepare(at offset: Int) throws(ResponseError) -> JSONValue {
    let occurrence = try renamable(at: offset)
    return [
      "range": view.range(occurrence.range).json, "placeholder": .string(occurrence.symbol.name),
    ]
  }

  /// The edits; `warnings` are for the user.
  func edit(
    at offset: Int, to name: String
  ) throws(ResponseError) -> (edit: JSONValue, warnings: [String]) {
    let symbol = try renamable(at: offset).symbol
    guard let files else {
      throw ResponseError(.requestFailed, "the document lies in no root with bots/ and policies/")
    }
    guard symbol.name != name else { return (["changes": .object([])], []) }
    if let unreadable = view.index.documents.values.filter({ !$0.isReadable }).map(\.path).min() {
      throw ResponseError(
        .requestFailed,
        "\(unreadable) cannot be read as it stands, and may use the name: mend it first")
    }
    try check(name, for: symbol)
    let changes = changes(symbol, to: name)
    try prove(changes, over: files, symbol, name)
    let signed = changes.keys.compactMap { view.index.documents[$0] }.filter {
      $0.kind == .override
    }.map(\.path).sorted()
    return (
      workspaceEdit(changes),
      signed.map { "\($0) is signed over the old name: it holds again once it is signed anew" }
    )
  }

  // MARK: What may be renamed

  private func renamable(at offset: Int) throws(ResponseError) -> Occurrence {
    guard let occurrence = view.occurrence(at: offset) else {
      throw ResponseError(.requestFailed, "there is no name here that could be changed")
    }
    switch occurrence.symbol {
    case .parameter, .named, .field, .fact, .export: break
    case .bot, .code, .family, .staleness, .strategy, .approver, .constant, .function, .builtIn:
      throw ResponseError(
        .requestFailed,
        "a \(occurrence.symbol.kindName) is known outside these documents: in journals, in approvals, "
          + "to the venue. It keeps its name")
    }
    guard !view.index.declarations(of: occurrence.symbol).isEmpty else {
      throw ResponseError(
        .requestFailed,
        "nothing declares the \(occurrence.symbol.kindName) '\(occurrence.symbol.name)'")
    }
    return occurrence
  }

  private func check(_ name: String, for symbol: Symbol) throws(ResponseError) {
    let letters = name.utf8
    guard let first = letters.first, (97...122).contains(first),
      letters.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }),
      letters.count <= 64, !Parser.isWord(name)
    else {
      throw ResponseError(
        .requestFailed,
        "'\(name)' cannot be a name: use lower-case letters, digits and '_', beginning with a letter"
      )
    }
    guard let owner = owner(of: name, besides: symbol) else { return }
    throw ResponseError(.requestFailed, "'\(name)' is taken: \(owner) has that name")
  }

  /// What has the name already, where the symbol would meet it.
  private func owner(of name: String, besides symbol: Symbol) -> String? {
    guard let bot = symbol.bot.flatMap({ view.index.bots[$0] }) else { return nil }
    switch symbol {
    case .parameter:
      return bot.parameter(name).map { _ in "a param of \(bot.name)" }
    case .field(_, let fact, _):
      return bot.fact(fact)?.fields.contains { $0.name == name } == true
        ? "a field of \(fact)" : nil
    case .export: return bot.export(name).map { _ in "an export of \(bot.name)" }
    case .named, .fact:
      if bot.named(name) != nil { return "a let of \(bot.name)" }
      if bot.fact(name) != nil { return "a fact of \(bot.name)" }
      if view.index.bots.bot(alias: name) != nil { return "a bot" }
      if NameResolver.constants[name] != nil, case .named = symbol {
        return "a value of the language"
      }
      if ["params", "staleness", "outcome", "now", "math", "ticks", "bps"].contains(name) {
        return "what every condition sees"
      }
      return binds(name, bot) ? "a variable inside a condition of \(bot.name)" : nil
    default: return nil
    }
  }

  /// Whether a macro of the bot binds the name: `sizes.exists(s, …)` would then take the place of what `s` was.
  private func binds(_ name: String, _ bot: BotOutline) -> Bool {
    (bot.conditions + bot.lets.compactMap(\.value.text)).contains { text in
      let words = ExpressionNames.words(in: text)
      let names = ExpressionNames.names(in: text)
      return words.contains { $0.parts.first?.text == name }
        && !names.contains { $0.parts.first?.text == name }
    }
  }

  // MARK: Edits

  private struct Change {
    var range: Range<Int>
    var text: String
  }

  /// By file, from the end of the text to its beginning.
  private func changes(_ symbol: Symbol, to name: String) -> [String: [Change]] {
    var changes: [String: [Change]] = [:]
    for place in view.index.places(of: symbol) {
      changes[place.file, default: []].append(Change(range: place.range, text: name))
    }
    for (file, change) in keptPaths(of: symbol) { changes[file, default: []].append(change) }
    return changes.mapValues { $0.sorted { $0.range.lowerBound > $1.range.lowerBound } }
  }

  /// A field without `path` is read from the event by its name. Only the document may change its mind, not the
  /// events: the old name becomes the path.
  private func keptPaths(of symbol: Symbol) -> [(String, Change)] {
    guard let bot = symbol.bot.flatMap({ view.index.bots[$0] }),
      let tree = view.index.documents[bot.file]?.tree
    else { return [] }
    let fields: [(String, BotOutline.Entry)]
    switch symbol {
    case .field(_, let fact, let name):
      fields = bot.fact(fact)?.fields.filter { $0.name == name }.map { (fact, $0) } ?? []
    case .fact(_, let fact): fields = bot.fact(fact)?.fields.map { (fact, $0) } ?? []
    default: return []
    }
    return fields.compactMap { fact, field in
      guard field.value["path"] == nil, let first = field.value.pairs?.first?.key else {
        return nil
      }
      let start = tree.extent(of: first).lowerBound
      let column = first.location.column - 1
      let separator =
        field.value.isWrittenInBrackets ? ", " : "\n" + String(repeating: " ", count: column)
      return (
        bot.file,
        Change(range: start..<start, text: "path: \(fact).\(field.name)\(separator)")
      )
    }
  }

  private func apply(_ changes: [Change], to text: TextBuffer) -> TextBuffer {
    changes.reduce(into: text) { $0.replace($1.range, with: $1.text) }
  }

  /// Checks the documents with the changes made: no error may come of them.
  private func prove(
    _ changes: [String: [Change]], over files: RootFiles, _ symbol: Symbol, _ name: String
  ) throws(ResponseError) {
    var renamed = files
    for index in renamed.documents.indices {
      let file = renamed.documents[index].input.file
      guard let own = changes[file], let text = view.text(of: file) else { continue }
      renamed.documents[index].input.bytes = apply(own, to: text).bytes
    }
    let after = Self.errors(in: renamed)
    guard !after.isEmpty else { return }
    let before = Self.errors(in: files)
    guard after.count > before.count else { return }
    let known = Set(before.map { "\($0.code) \($0.message)" })
    let error = after.first { !known.contains("\($0.code) \($0.message)") } ?? after[0]
    let help = error.help.first.map { ": \($0)" } ?? ""
    throw ResponseError(
      .requestFailed,
      "the \(symbol.kindName) '\(symbol.name)' cannot be '\(name)': \(error.message) (\(error.code))\(help)"
    )
  }

  private static func errors(in files: RootFiles) -> [Diagnostic] {
    RootCheck(files, analysing: false).diagnostics.filter { $0.severity == .error }
  }

  private func workspaceEdit(_ changes: [String: [Change]]) -> JSONValue {
    let files = changes.keys.sorted()
    func edits(_ file: String) -> JSONValue {
      let text = view.text(of: file)
      return .array(
        (changes[file] ?? []).reversed().compactMap { change in
          text.map { text in
            [
              "range": text.range(of: change.range, in: view.client.encoding).json,
              "newText": .string(change.text),
            ]
          }
        })
    }
    guard view.client.hasDocumentChanges else {
      return [
        "changes": .object(files.map { JSONValue.Member(view.uri(of: $0), edits($0)) })
      ]
    }
    return [
      "documentChanges": .array(
        files.map { file in
          [
            "textDocument": [
              "uri": .string(view.uri(of: file)),
              "version": view.versions[file].map { .number("\($0)") } ?? .null,
            ],
            "edits": edits(file),
          ]
        })
    ]
  }
}
