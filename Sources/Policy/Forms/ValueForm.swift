package import CEL
package import JSON

/// What may stand behind a key or in a list.
package struct ValueForm: Sendable {
  package let shape: Shape
  /// What the value means, where its place alone does not say; empty where it does.
  package var meaning: String
  /// Values that its reader accepts, as YAML would hold them.
  package var examples: [JSONValue]
  /// What holds between the keys of a mapping.
  package var rules: [FormRule] = []
  /// Among alternatives: how a document says that it means this one; nil for the one that is left.
  package var choice: FormChoice?

  package indirect enum Shape: Sendable {
    case text(TextForm)
    /// One of a closed set.
    case words([FormWord])
    /// `45s`, `3 ticks`: a value of a type, inside bounds in slot units.
    case quantity(Type, minimum: Int64?, maximum: Int64?)
    /// A value of the type that the key `type` beside it names.
    case quantityOfType(beside: String)
    /// A condition or a computation in CEL.
    case expression
    /// A mapping with the keys given here and no others.
    case mapping([FieldForm])
    /// A mapping with these keys and any others, whose values are all of one form.
    case open([FieldForm], ValueForm)
    /// A mapping of free names, such as those of params.
    case entries(name: TextForm, ValueForm)
    /// A list; where `allowsOne`, an item may stand there without a list.
    case list(ValueForm, atLeast: Int, allowsOne: Bool)
    /// One of these: the first whose `choice` fits what stands there.
    case either([ValueForm])
    /// Whatever stands there; somebody else reads it.
    case anything
  }

  package init(
    _ shape: Shape, _ meaning: String = "", examples: [JSONValue] = [], rules: [FormRule] = [],
    when choice: FormChoice? = nil
  ) {
    self.shape = shape
    self.meaning = meaning
    self.examples = examples
    self.rules = rules
    self.choice = choice
  }
}

/// How a document says which of several forms it means.
package enum FormChoice: Hashable, Sendable {
  /// A mapping, and no text.
  case isMapping
  /// A mapping that has the key.
  case has(String)
  /// A mapping whose key has this word.
  case says(String, String)
}

/// What holds between the keys of one mapping.
package enum FormRule: Hashable, Sendable {
  /// Each of them needs the others.
  case together([String])
  case exactlyOne([String])
  case notBoth(String, String)
  /// The key is needed where `type` is none of `words`.
  case needed(String, unless: String, isOneOf: [String])
  /// The key is needed where `type` is one of `words`, and refused elsewhere.
  case only(String, where: String, isOneOf: [String])
}

/// A text of free choice.
package struct TextForm: Sendable {
  /// What it is, for people: `a day as YYYY-MM-DD`.
  package var name: String
  /// A regular expression of ECMA 262 that it matches as a whole; nil for any text.
  package var pattern: String?
  /// What it probably is: names that are known. Others may be right too.
  package var known: [FormWord] = []
  /// Whether it is a number that YAML readers of others may take for one.
  package var isNumber = false
  /// A text that fits; nil where every one does.
  package var example: String?

  init(
    _ name: String, pattern: String? = nil, example: String? = nil, known: [FormWord] = [],
    isNumber: Bool = false
  ) {
    self.name = name
    self.pattern = pattern
    self.example = example
    self.known = known
    self.isNumber = isNumber
  }
}

/// A word with its meaning.
package struct FormWord: Hashable, Sendable {
  package var text: String
  package var meaning: String

  package init(_ text: String, _ meaning: String) {
    self.text = text
    self.meaning = meaning
  }
}

/// A key of a mapping.
package struct FieldForm: Sendable {
  package var key: String
  package var isRequired: Bool
  package var meaning: String
  package var value: ValueForm
  /// What holds where the key is absent, in words or as a value; nil where nothing does.
  package var standard: String?

  /// Values to show: those of the value itself.
  package var examples: [JSONValue] { value.examples }
}

extension FieldForm {
  static func required(
    _ key: String, _ shape: ValueForm.Shape, _ meaning: String, examples: [JSONValue] = [],
    rules: [FormRule] = []
  ) -> FieldForm {
    FieldForm(
      key: key, isRequired: true, meaning: meaning,
      value: ValueForm(shape, examples: examples, rules: rules), standard: nil)
  }

  static func optional(
    _ key: String, _ shape: ValueForm.Shape, _ meaning: String, standard: String? = nil,
    examples: [JSONValue] = [], rules: [FormRule] = []
  ) -> FieldForm {
    FieldForm(
      key: key, isRequired: false, meaning: meaning,
      value: ValueForm(shape, examples: examples, rules: rules), standard: standard)
  }
}

extension ValueForm {
  /// The forms among which a document chooses; this one alone where there is no choice.
  package var alternatives: [ValueForm] {
    switch shape {
    case .either(let forms): forms.flatMap(\.alternatives)
    case .list(let item, _, true): [self] + item.alternatives
    default: [self]
    }
  }

  /// The keys of a mapping, or of the mappings among the alternatives.
  package var fields: [FieldForm] {
    alternatives.flatMap { form -> [FieldForm] in
      switch form.shape {
      case .mapping(let fields), .open(let fields, _): fields
      default: []
      }
    }
  }

  /// The words that may stand here, of all alternatives.
  package var words: [FormWord] {
    alternatives.flatMap { form -> [FormWord] in
      switch form.shape {
      case .words(let words): words
      case .text(let text): text.known
      case .quantity(.enumeration(let enumeration), _, _):
        enumeration.cases.map { FormWord($0, "") }
      case .quantity(.bool, _, _): [FormWord("true", ""), FormWord("false", "")]
      default: []
      }
    }
  }

  /// What stands one step below: behind a key of a mapping, in a list.
  func values(below step: String) -> [ValueForm] {
    alternatives.flatMap { form -> [ValueForm] in
      switch form.shape {
      case .mapping(let fields): fields.filter { $0.key == step }.map(\.value)
      case .open(let fields, let other):
        fields.first { $0.key == step }.map { [$0.value] } ?? [other]
      case .entries(_, let value): [value]
      case .list(let item, _, _): [item]
      default: []
      }
    }
  }

  /// The value as a person would describe it: `a duration with its unit such as 45s`.
  package var typeName: String {
    switch shape {
    case .text(let text): text.name
    case .words(let words):
      words.count == 1
        ? "'\(words[0].text)'" : "one of \(words.map(\.text).joined(separator: ", "))"
    case .quantity(let type, _, _): QuantityText.example(of: type)
    case .quantityOfType(let key): "a value of the type that '\(key)' names"
    case .expression: "a CEL expression"
    case .mapping, .open: "a mapping"
    case .entries(let name, _): "a mapping by \(name.name)"
    case .list(let item, _, _): "a list: each \(item.typeName)"
    case .either(let forms): forms.map(\.typeName).joined(separator: ", or ")
    case .anything: "anything"
    }
  }
}
