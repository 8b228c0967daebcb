import CEL
import JSON
package import Policy

/// Documents derived from a form: whole ones, and for each place of them one that is spoiled there.
package enum FormSamples {
  /// Documents with every key there can be, which every reader must take.
  package static func whole(_ kind: DocumentKind) -> [FormSample] {
    rounds.map { FormSample(kind: kind, document: tree(kind, $0).value, fault: nil) }
  }

  /// The same with one fault each, which every reader must find.
  package static func spoiled(_ kind: DocumentKind) -> [FormSample] {
    var seen: Set<Fault> = []
    return rounds.flatMap { round in
      let tree = tree(kind, round)
      var samples: [FormSample] = []
      spoil(tree, at: []) { fault, path, value in
        guard seen.insert(fault).inserted else { return }
        samples.append(
          FormSample(
            kind: kind, document: tree.value.replacing(at: path[...], by: value), fault: fault))
      }
      return samples
    }
  }

  /// As many as the most alternatives of a value that is not in a list.
  private static let rounds = 0..<3

  private static func tree(_ kind: DocumentKind, _ round: Int) -> FormTree {
    FormTree(DocumentForm.form(for: kind).root, round: round)
  }

  private typealias Fault = FormSample.Fault
  /// What is wrong, where to change the document, and what to put there; nil takes it out.
  private typealias Report = (Fault, [String], JSONValue?) -> Void

  private static let nonsense = "qqqqqqqqqqqq"

  private static func spoil(_ tree: FormTree, at path: [String], _ report: Report) {
    func value(_ kind: Fault.Kind, _ value: JSONValue) {
      report(Fault(kind, at: path), path, value)
    }
    switch tree.form.shape {
    case .text(let text):
      value(.wrongKind, tree.otherKind)
      if text.pattern != nil { value(.badText, "?? ??") }
    case .words:
      value(.wrongKind, tree.otherKind)
      value(.wrongWord, .string(nonsense))
    case .quantity(let type, let low, let high):
      value(.wrongKind, tree.otherKind)
      value(.badQuantity, .string("3 \(nonsense)"))
      let isNumber = type == .int || type == .quantity(.price)
      for beyond in [low.map { $0 - 1 }, high.map { $0 + 1 }].compactMap({ $0 }) {
        let text = QuantityText.format(beyond, as: type)
        value(.outOfBounds(isNumber: isNumber), isNumber ? .number(text) : .string(text))
      }
    case .quantityOfType: value(.badQuantity, .string("3 \(nonsense)"))
    case .expression: value(.wrongKind, tree.otherKind)
    case .mapping(let fields): spoilMapping(tree, fields, at: path, report)
    case .open(let fields, _):
      value(.wrongKind, .string(nonsense))
      spoilRequired(tree, fields, at: path, report)
    case .entries(let name, let form):
      value(.wrongKind, .string(nonsense))
      if name.pattern != nil {
        let sample = FormTree(form, round: 0).value
        report(Fault(.badName, at: path, key: "?? ??"), path + ["?? ??"], sample)
      }
    case .list(_, let least, _):
      value(.wrongKind, tree.otherKind)
      if least > 0 { value(.empty, []) }
    case .either, .anything: break
    }
    for child in tree.children { spoil(child.tree, at: path + [child.step], report) }
  }

  private static func spoilMapping(
    _ tree: FormTree, _ fields: [FieldForm], at path: [String], _ report: Report
  ) {
    if tree.form.choice != .isMapping, !path.isEmpty {
      report(Fault(.wrongKind, at: path), path, .string(nonsense))
    }
    report(
      Fault(.unknown(known: fields.map(\.key).sorted()), at: path, key: nonsense),
      path + [nonsense], "1")
    spoilRequired(tree, fields, at: path, report)
    for rule in tree.form.rules {
      switch rule {
      case .together(let keys):
        for key in keys where tree.children.contains(where: { $0.step == key }) {
          report(Fault(.rule, at: path), path + [key], nil)
        }
      case .exactlyOne(let keys):
        guard let there = tree.children.first(where: { keys.contains($0.step) }) else { break }
        report(Fault(.rule, at: path), path + [there.step], nil)
        for key in keys where key != there.step {
          report(Fault(.rule, at: path), path + [key], there.tree.value)
        }
      case .notBoth(let one, let other):
        guard tree.children.contains(where: { $0.step == one }) else { break }
        report(Fault(.rule, at: path + [other], schemaPath: path), path + [other], "hold")
      case .needed(let key, _, _): report(Fault(.rule, at: path), path + [key], nil)
      case .only(let key, _, _):
        // Where it is, it is needed; where it is not, it is too much.
        if tree.children.contains(where: { $0.step == key }) {
          report(Fault(.rule, at: path), path + [key], nil)
        } else {
          report(
            Fault(.rule, at: path, key: key, schemaPath: path + [key]), path + [key], "20")
        }
      }
    }
  }

  private static func spoilRequired(
    _ tree: FormTree, _ fields: [FieldForm], at path: [String], _ report: Report
  ) {
    for field in fields where field.isRequired && tree.form.choice != .has(field.key) {
      report(Fault(.missing(field.key), at: path), path + [field.key], nil)
    }
  }
}
