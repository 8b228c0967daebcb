import CEL
import Diagnostics
import Graph
import Policy
import YAML

extension EvalSession {
  /// The value of an expression over the event, with its type: `drift` is `4 ticks`. The bot is compiled once more
  /// with the expression as one of its lets, so that it means here what it would mean there.
  func value(of expression: String) -> String {
    let name = "value_of_this_line"
    guard let source = source(), let text = Self.adding(name, expression, to: source.text) else {
      return "the document of \(bot.name) cannot be extended"
    }
    var sources = graph.policies.sources
    sources.removeAll { $0.path == source.path }
    sources.append(PolicySet.Source(path: source.path, text: text))
    let loader = PolicyLoader.load(sources: sources, settings: settings)
    guard let set = loader.set else { return Self.text(loader.diagnostics) }
    switch GraphCompiler.compile(set) {
    case .failure(let error): return Self.text(error.diagnostics)
    case .success(let graph):
      guard let bot = graph.bot(named: bot.name),
        let named = bot.lets.first(where: { $0.name == name })
      else { return "the expression was lost" }
      var session = self
      session.replace(graph)
      return session.decided { frame in
        let lets = Explanation(frame).stages.last?.lets ?? []
        let value = lets.first { $0.name == name }?.text ?? "nothing"
        return "\(value)  (\(named.expression.type.name))"
      }
    }
  }

  /// The document of the bot.
  private func source() -> PolicySet.Source? {
    graph.policies.sources.first { source in
      let root = YAMLDocument.parse(Array(source.text.utf8), file: source.path).root
      return root?["kind"]?.text == DocumentKind.bot.rawValue
        && root?["metadata"]?["name"]?.text == bot.name
    }
  }

  /// The text of a bot with one more let.
  private static func adding(_ name: String, _ expression: String, to text: String) -> String? {
    guard let root = YAMLDocument.parse(Array(text.utf8), file: "").root,
      let specification = root["spec"], let first = specification.pairs?.first
    else { return nil }
    let entry = "\(name): \(ScalarText.quoted(expression))"
    let place: Location
    let insertion: String
    if let lets = specification["let"], let inner = lets.pairs?.first {
      place = inner.key.location
      insertion = lets.isFlow ? "\(entry), " : "\(entry)\n" + pad(place)
    } else if specification.isFlow {
      place = first.key.location
      insertion = "let: { \(entry) }, "
    } else {
      place = first.key.location
      insertion = "let: { \(entry) }\n" + pad(place)
    }
    let position = TextEdit.Position(line: place.line, column: place.column)
    return TextEdit.apply(
      [TextEdit(file: "", from: position, to: position, replacement: insertion)], to: text)
  }

  private static func pad(_ place: Location) -> String {
    String(repeating: " ", count: place.column - 1)
  }

  /// What is wrong, without places: nobody sees the document that an expression was put into.
  static func text(_ diagnostics: [Diagnostic]) -> String {
    var seen: Set<String> = []
    return diagnostics.map { diagnostic in
      ([diagnostic.code + ": " + diagnostic.message] + diagnostic.help.map { "  help: \($0)" })
        .joined(separator: "\n")
    }.filter { seen.insert($0).inserted }.joined(separator: "\n")
  }
}
