import CEL
import Graph
import JSON
import Policy
import YAML

/// What is shown for the place under the pointer: the symbol there, or the type of the expression, or what the key
/// means.
struct Hover {
  let view: DocumentView

  func json(at offset: Int) -> JSONValue {
    guard let (text, range) = content(at: offset) else { return .null }
    let kind = view.client.hasMarkdown ? "markdown" : "plaintext"
    return [
      "contents": ["kind": .string(kind), "value": .string(text)],
      "range": view.range(range).json,
    ]
  }

  private func content(at offset: Int) -> (text: String, range: Range<Int>)? {
    if let occurrence = view.occurrence(at: offset),
      let text = SymbolText(view: view).markdown(occurrence.symbol)
    {
      return (text, occurrence.range)
    }
    if let found = expression(at: offset) { return found }
    return word(at: offset)
  }

  // MARK: Expressions

  /// The type of the innermost part of a condition around an offset, where the document is as it was when the graph
  /// was compiled.
  private func expression(at offset: Int) -> (text: String, range: Range<Int>)? {
    guard view.document.isReadable, let tree = view.document.tree, tree.kind == .bot,
      let name = tree.root["metadata"]?["name"]?.text,
      let bot = view.graph?.bots.first(where: { $0.name == name })
    else { return nil }
    for (node, text, checked) in Self.expressions(of: bot, tree.root)
    where node.text == text && tree.extent(of: node).contains(offset) {
      guard let part = innermost(checked, node, tree, offset) else { continue }
      let range = tree.range(ofPart: part.range, of: node)
      return ("\(Self.source(part, text)): **\(part.type.name)**", range)
    }
    return nil
  }

  private static func source(_ part: CheckedExpression, _ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let range = part.range.clamped(to: 0..<scalars.count)
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return "`\(String(view))`"
  }

  private func innermost(
    _ expression: CheckedExpression, _ node: YAMLNode, _ tree: SourceDocument.Tree, _ offset: Int
  ) -> CheckedExpression? {
    guard tree.range(ofPart: expression.range, of: node).contains(offset) else { return nil }
    if case .operation(_, let operands) = expression.kind {
      for operand in operands where !operand.range.isEmpty {
        if let found = innermost(operand, node, tree, offset) { return found }
      }
    }
    return expression
  }

  /// The expressions of a compiled bot with the nodes that they stand in and the texts that they were read from.
  private static func expressions(
    of bot: CompiledBot, _ root: YAMLNode
  ) -> [(YAMLNode, String, CheckedExpression)] {
    var found: [(YAMLNode, String, CheckedExpression)] = []
    let specification = bot.specification
    let spec = root["spec"]
    for declaration in specification.lets {
      guard let node = spec?["let"]?[declaration.name.value],
        let compiled = bot.lets.first(where: { $0.name == declaration.name.value })
      else { continue }
      found.append((node, declaration.expression.text, compiled.expression))
    }
    let rules = zip(spec?["rules"]?.items ?? [], zip(specification.rules, bot.steps))
    for (node, (declaration, step)) in rules {
      guard let node = node["when"], case .decide(let rule) = declaration,
        case .decide(let compiled) = step
      else { continue }
      found.append((node, rule.condition.text, compiled.condition))
    }
    let gates = zip(spec?["gates"]?.items ?? [], zip(specification.gates, bot.gates))
    for (node, (declaration, compiled)) in gates {
      guard let node = node["when"] else { continue }
      found.append((node, declaration.condition.text, compiled.condition))
    }
    return found
  }

  // MARK: Keys and words

  /// What the form of the document says about a key or a word.
  private func word(at offset: Int) -> (text: String, range: Range<Int>)? {
    guard let context = TextScanner.context(at: offset, in: view.document.text),
      let form = view.form, !context.range.isEmpty
    else { return nil }
    let token = view.document.text.text(context.range)
    if context.slot != .value {
      if let field = form.fields(at: context.path).first(where: { $0.key == token }) {
        return (Self.text(of: field), context.range)
      }
    }
    let words = form.values(at: context.path).flatMap(\.words)
    guard let word = words.first(where: { $0.text == token }), !word.meaning.isEmpty else {
      return nil
    }
    return ("**\(token)**: \(word.meaning)", context.range)
  }

  static func text(of field: FieldForm) -> String {
    var lines = ["**\(field.key)**: \(field.meaning)", field.value.typeName]
    if field.isRequired {
      lines.append("required")
    } else if let standard = field.standard {
      lines.append("where it is absent: \(standard)")
    }
    if let example = field.examples.first {
      lines.append("for example `\(example.string ?? example.compactText)`")
    }
    return lines.joined(separator: "\n\n")
  }
}
