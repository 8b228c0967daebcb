import CEL
package import JSON

/// A form as JSON Schema 2020-12, for editors and for checkers of others. It never refuses what the readers accept,
/// but for two things: a key without a value, and a text in no quotes that YAML readers of others take for a number
/// where none can be meant (an address). It uses no keyword that draft 7 has not, `$defs` and its like apart, since
/// editors are behind.
package struct FormSchema {
  private let form: DocumentForm

  package init(_ form: DocumentForm) {
    self.form = form
  }

  /// The schema of whole documents.
  package var document: JSONValue {
    var members: [JSONValue.Member] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("$id", .string("urn:polytraders:v1:\(form.kind.name)")),
      .init("title", .string(form.kind.rawValue)),
      .init("description", .string(form.meaning)),
    ]
    members += Self.schema(of: form.root)
    return .object(members)
  }

  /// The text of the file: two spaces, one key a line.
  package var text: String { Self.pretty(document, indent: "") + "\n" }

  private typealias Members = [JSONValue.Member]

  // MARK: Keys

  private static func property(_ field: FieldForm) -> JSONValue {
    var members: Members = [.init("description", .string(description(of: field)))]
    let value = schema(of: field.value)
    members += value.filter { $0.key != "description" }
    let examples = field.examples + knownExamples(of: field.value)
    if !examples.isEmpty, !value.contains(where: { $0.key == "examples" }) {
      members.append(.init("examples", .array(examples)))
    }
    if let standard = field.standard, let value = defaultValue(standard, of: field.value) {
      members.append(.init("default", value))
    }
    return .object(members)
  }

  /// The sentence that editors show.
  private static func description(of field: FieldForm) -> String {
    var text = sentence(field.meaning)
    switch field.value.shape {
    case .mapping, .open, .entries, .list, .either, .anything: break
    case .words(let words) where words.count > 8: break
    default: text += " " + sentence(field.value.typeName)
    }
    if let standard = field.standard { text += " " + sentence("without it: \(standard)") }
    return text
  }

  private static func sentence(_ text: String) -> String {
    guard let first = text.first else { return "" }
    let whole = first.uppercased() + text.dropFirst()
    return whole.hasSuffix(".") || whole.hasSuffix("?") ? whole : whole + "."
  }

  private static func defaultValue(_ standard: String, of form: ValueForm) -> JSONValue? {
    switch form.shape {
    case .quantity(.bool, _, _): standard == "true" ? true : standard == "false" ? false : nil
    case .words(let words) where words.contains { $0.text == standard }: .string(standard)
    default: nil
    }
  }

  private static func knownExamples(of form: ValueForm) -> [JSONValue] {
    guard case .text(let text) = form.shape, form.examples.isEmpty else { return [] }
    let known = text.known.map { JSONValue.string($0.text) }
    return known.isEmpty ? text.example.map { [.string($0)] } ?? [] : known
  }

  // MARK: Values

  private static func schema(of form: ValueForm) -> Members {
    var members: Members = []
    if !form.meaning.isEmpty {
      members.append(.init("description", .string(sentence(form.meaning))))
    }
    switch form.shape {
    case .text(let text): members += self.text(text)
    case .words(let words): members += self.words(words)
    case .quantity(let type, let low, let high): members += quantity(type, low, high)
    case .quantityOfType: members.append(.init("type", ["string", "number", "boolean"]))
    case .expression: members.append(.init("type", ["string", "number", "boolean"]))
    case .mapping(let fields): members += mapping(fields, rules: form.rules, others: false)
    case .open(let fields, let other):
      members += mapping(fields, rules: form.rules, others: .object(schema(of: other)))
    case .entries(let name, let value): members += entries(name, value)
    case .list(let item, let least, let allowsOne):
      members += list(item, least, allowsOne: allowsOne)
    case .either(let forms): members += choice(among: forms)
    case .anything: break
    }
    return members
  }

  private static func text(_ text: TextForm) -> Members {
    guard let pattern = text.pattern else {
      return [.init("type", ["string", "number", "boolean"])]
    }
    guard !text.isNumber else {
      return [
        .init("type", ["integer", "string"]), .init("pattern", .string(pattern)),
        .init("minimum", 1),
      ]
    }
    return [.init("type", "string"), .init("pattern", .string(pattern))]
  }

  private static func words(_ words: [FormWord]) -> Members {
    guard words.count > 1 || words.isEmpty else {
      return [.init("const", .string(words[0].text))]
    }
    var members: Members = [.init("enum", .array(words.map { .string($0.text) }))]
    if words.contains(where: { !$0.meaning.isEmpty }) {
      // Not of the standard; editors show it beside each word.
      members.append(
        .init("enumDescriptions", .array(words.map { .string(sentence($0.meaning)) })))
    }
    return members
  }

  private static func quantity(_ type: Type, _ low: Int64?, _ high: Int64?) -> Members {
    guard let pattern = QuantityText.pattern(of: type) else { return [.init("not", [:])] }
    switch type {
    case .enumeration(let enumeration):
      return [.init("enum", .array(enumeration.cases.map { .string($0) }))]
    case .bool:
      return [.init("type", ["boolean", "string"]), .init("pattern", .string(pattern))]
    case .int, .quantity(.price):
      // YAML readers of others take it for a number where it stands without quotes.
      var members: Members = [
        .init("type", [type == .int ? "integer" : "number", "string"]),
        .init("pattern", .string(pattern)),
      ]
      if let low { members.append(.init("minimum", .number(QuantityText.format(low, as: type)))) }
      if let high { members.append(.init("maximum", .number(QuantityText.format(high, as: type)))) }
      return members
    default: return [.init("type", "string"), .init("pattern", .string(pattern))]
    }
  }

  private static func list(_ item: ValueForm, _ least: Int, allowsOne: Bool) -> Members {
    var items: Members = [
      .init("type", "array"), .init("items", .object(schema(of: item))),
    ]
    if least > 0 { items.append(.init("minItems", .number("\(least)"))) }
    guard allowsOne else { return items }
    return branch(
      [.init("type", "array")], then: Array(items.dropFirst()), otherwise: schema(of: item))
  }

  private static func branch(
    _ condition: Members, then: Members, otherwise: Members
  ) -> Members {
    [
      .init("if", .object(condition)), .init("then", .object(then)),
      .init("else", .object(otherwise)),
    ]
  }

  // MARK: Mappings

  private static func entries(_ name: TextForm, _ value: ValueForm) -> Members {
    var members: Members = [.init("type", "object")]
    if let pattern = name.pattern {
      members.append(.init("propertyNames", ["pattern": .string(pattern)]))
    }
    return members + [.init("additionalProperties", .object(schema(of: value)))]
  }

  private static func mapping(
    _ fields: [FieldForm], rules: [FormRule], others: JSONValue
  ) -> Members {
    var members: Members = [
      .init("type", "object"),
      .init("properties", .object(fields.map { .init($0.key, property($0)) })),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.key) }
    if !required.isEmpty { members.append(.init("required", .array(required))) }
    members.append(.init("additionalProperties", others))
    let conditions = rules.flatMap(conditions(of:)) + typeConditions(fields)
    if !conditions.isEmpty { members.append(.init("allOf", .array(conditions))) }
    return members
  }

  /// `min` and `max` in the unit of the type beside them.
  private static func typeConditions(_ fields: [FieldForm]) -> [JSONValue] {
    var dependents: [String: [FieldForm]] = [:]
    for field in fields {
      if case .quantityOfType(let key) = field.value.shape {
        dependents[key, default: []].append(field)
      }
    }
    return dependents.sorted { $0.key < $1.key }.flatMap { key, dependents in
      let words = fields.first { $0.key == key }?.value.words ?? []
      return words.compactMap { word -> JSONValue? in
        guard let type = TypeName.type(named: word.text) else { return nil }
        let value = JSONValue.object(quantity(type, nil, nil))
        return .object([
          .init("if", says(key, [word.text])),
          .init(
            "then",
            ["properties": .object(dependents.map { .init($0.key, value) })]),
        ])
      }
    }
  }

  private static func says(_ key: String, _ words: [String]) -> JSONValue {
    let value: JSONValue =
      words.count == 1
      ? ["const": .string(words[0])] : ["enum": .array(words.map { .string($0) })]
    return ["properties": .object([.init(key, value)]), "required": [.string(key)]]
  }

  private static func has(_ key: String) -> JSONValue { ["required": [.string(key)]] }

  private static func conditions(of rule: FormRule) -> [JSONValue] {
    switch rule {
    case .together(let keys):
      keys.map { key in
        [
          "if": has(key),
          "then": ["required": .array(keys.filter { $0 != key }.map { .string($0) })],
        ]
      }
    case .exactlyOne(let keys): [["oneOf": .array(keys.map(has))]]
    case .notBoth(let one, let other): [["not": ["required": [.string(one), .string(other)]]]]
    case .needed(let key, let type, let words):
      [["if": ["not": says(type, words), "required": [.string(type)]], "then": has(key)]]
    case .only(let key, let type, let words):
      [
        [
          "if": says(type, words), "then": has(key),
          "else": ["properties": .object([.init(key, ["not": [:]])])],
        ]
      ]
    }
  }

  // MARK: Choices

  /// By what the document says, so that a finding is about the form that was meant.
  private static func choice(among forms: [ValueForm]) -> Members {
    if let kinds = kinds(forms) { return choice(of: kinds.words, by: kinds.key, among: forms) }
    guard let last = forms.last else { return [] }
    return forms.dropLast().reversed().reduce(schema(of: last)) { rest, form in
      branch(condition(of: form), then: schema(of: form), otherwise: rest)
    }
  }

  private static func condition(of form: ValueForm) -> Members {
    switch form.choice {
    case .isMapping: [.init("type", "object")]
    case .has(let key): [.init("type", "object"), .init("required", [.string(key)])]
    case .says(let key, let word): [.init("type", "object")] + (says(key, [word]).members ?? [])
    case nil: schema(of: form)
    }
  }

  /// Where all alternatives are told apart by the word of one key.
  private static func kinds(_ forms: [ValueForm]) -> (key: String, words: [String])? {
    var key: String?
    var words: [String] = []
    for form in forms {
      guard case .says(let own, let word) = form.choice, key == nil || key == own else {
        return nil
      }
      key = own
      words.append(word)
    }
    return key.map { ($0, words) }
  }

  private static func choice(
    of words: [String], by key: String, among forms: [ValueForm]
  ) -> Members {
    let field = JSONValue.object(
      [.init("description", "What it is.")]
        + Self.words(zip(words, forms).map { FormWord($0, $1.meaning) }))
    return [
      .init("type", "object"), .init("required", [.string(key)]),
      .init("properties", .object([.init(key, field)])),
      .init(
        "allOf",
        .array(
          zip(words, forms).map { word, form in
            .object([
              .init("if", says(key, [word])), .init("then", .object(schema(of: form))),
            ])
          })),
    ]
  }

  // MARK: Text

  private static func pretty(_ value: JSONValue, indent: String) -> String {
    let inner = indent + "  "
    switch value {
    case .array(let elements) where elements.contains { $0.members != nil || $0.array != nil }:
      let lines = elements.map { inner + pretty($0, indent: inner) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
    case .array(let elements):
      return "[\(elements.map(\.compactText).joined(separator: ", "))]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { member in
        "\(inner)\(JSONValue.string(member.key).compactText): \(pretty(member.value, indent: inner))"
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    default: return value.compactText
    }
  }
}
