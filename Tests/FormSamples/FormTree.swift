import CEL
import JSON
import Policy

/// A value that fits a form, with the form of each of its parts: alternatives are chosen.
struct FormTree {
  var form: ValueForm
  var value: JSONValue
  var children: [Child] = []
  /// What is neither the value nor one of its alternatives.
  var otherKind: JSONValue = ["qqqqqqqqqqqq": "qqqqqqqqqqqq"]

  /// A part, and the key or index by which it stands there.
  struct Child {
    var step: String
    var tree: FormTree
  }

  /// The value with every key that can stand there. `round` chooses among alternatives: over some rounds each of
  /// them is met.
  init(_ form: ValueForm, round: Int) {
    switch form.shape {
    case .either(let forms):
      self = FormTree(forms[round % forms.count], round: round)
      if forms.contains(where: { $0.choice == .isMapping }) { otherKind = ["sample"] }
    case .list(let item, _, true) where round % 2 == 1: self = FormTree(item, round: round)
    case .list(let item, _, _): self = FormTree(form, items: item, round: round)
    case .mapping(let fields), .open(let fields, _):
      self = FormTree(form, fields, type: nil, round: round)
    case .entries(let name, let value): self = FormTree(form, named: name, value, round: round)
    default:
      self.form = form
      value = Self.scalar(form)
    }
  }

  private init(form: ValueForm, children: [Child]) {
    self.form = form
    self.children = children
    value = .object(children.map { .init($0.step, $0.tree.value) })
  }

  /// One item for each alternative.
  private init(_ form: ValueForm, items item: ValueForm, round: Int) {
    let forms: [ValueForm] = if case .either(let forms) = item.shape { forms } else { [item] }
    self.form = form
    children = forms.enumerated().map { Child(step: "\($0)", tree: FormTree($1, round: round)) }
    value = .array(children.map(\.tree.value))
  }

  /// One entry; and one for each type that has keys of its own.
  private init(_ form: ValueForm, named name: TextForm, _ value: ValueForm, round: Int) {
    var children = [Child(step: Self.text(name), tree: FormTree(value, round: round))]
    if case .mapping(let fields) = value.shape {
      for (index, rule) in value.rules.enumerated() {
        guard case .only(_, _, let words) = rule, let word = words.first else { continue }
        let tree = FormTree(value, fields, type: word, round: round)
        children.append(Child(step: "\(Self.text(name))\(index)", tree: tree))
      }
    }
    self.init(form: form, children: children)
  }

  /// Every key that the rules allow together; of a given type, without the values that are of another one.
  private init(_ form: ValueForm, _ fields: [FieldForm], type: String?, round: Int) {
    var kept = fields
    for rule in form.rules {
      switch rule {
      case .exactlyOne(let keys):
        let chosen = keys[round % keys.count]
        kept.removeAll { keys.contains($0.key) && $0.key != chosen }
      case .notBoth(let one, let other): kept.removeAll { $0.key == (round % 2 == 0 ? one : other) }
      case .only(let key, let typeKey, let words):
        let own = type ?? fields.first { $0.key == typeKey }?.examples.first?.string
        if !words.contains(own ?? "") { kept.removeAll { $0.key == key } }
      case .together, .needed: break
      }
    }
    let children = kept.compactMap { field -> Child? in
      if case .quantityOfType(let key) = field.value.shape {
        guard type == nil, let example = field.examples.first else { return nil }
        let word = fields.first { $0.key == key }?.examples.first?.string ?? ""
        return Child(step: field.key, tree: FormTree(field.value, value: example, type: word))
      }
      guard field.key == "type", let type else {
        return Child(step: field.key, tree: FormTree(field.value, round: round))
      }
      return Child(step: field.key, tree: FormTree(field.value, value: .string(type), type: type))
    }
    self.init(form: form, children: children)
  }

  private init(_ form: ValueForm, value: JSONValue, type: String) {
    self.form = form
    self.value = value
  }

  // MARK: Values

  private static func scalar(_ form: ValueForm) -> JSONValue {
    if let example = form.examples.first { return example }
    switch form.shape {
    case .text(let text): return .string(Self.text(text))
    case .words(let words): return .string(words.first?.text ?? "")
    case .quantity(let type, let low, _):
      return .string(low.map { QuantityText.format($0, as: type) } ?? QuantityText.sample(of: type))
    case .expression: return "true"
    default: return "anything"
    }
  }

  private static func text(_ form: TextForm) -> String { form.example ?? "sample" }
}
