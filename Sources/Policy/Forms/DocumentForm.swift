/// What documents of one kind may hold: every key with its type, whether it has to be there, what it means and how it
/// is written. JSON Schema, completion and hover come from it; `FormTests` holds the readers to it.
package struct DocumentForm: Sendable {
  package let kind: DocumentKind
  /// What such a document is, a sentence.
  package let meaning: String
  /// The document itself: always `mapping`.
  package let root: ValueForm

  init(_ kind: DocumentKind, _ meaning: String, _ fields: [FieldForm]) {
    self.kind = kind
    self.meaning = meaning
    root = ValueForm(.mapping(DocumentForm.head(kind) + fields))
  }

  /// The form of a kind, with the names that `vocabulary` knows: bots, params with their units, codes.
  package static func form(
    for kind: DocumentKind, in vocabulary: DocumentVocabulary = DocumentVocabulary()
  ) -> DocumentForm {
    switch kind {
    case .bot: bot(vocabulary)
    case .policy: policy(vocabulary)
    case .reasonCodes: reasonCodes(vocabulary)
    case .staleness: staleness
    case .tests: tests(vocabulary)
    case .approvers: approvers(vocabulary)
    case .approvals: approvals
    case .strategies: strategies(vocabulary)
    case .playbook: playbook(vocabulary)
    case .override: override(vocabulary)
    case .revocation: revocation
    case .approvedPolicy: approvedPolicy
    case .proposal: proposal
    case .typedData: typedData
    }
  }

  /// The version of the forms, which every document names first.
  package static let version = "polytraders/v1"

  private static func head(_ kind: DocumentKind) -> [FieldForm] {
    [
      .required(
        "apiVersion", .words([FormWord(version, "the forms of this program")]),
        "the version of the form that the document is written in"),
      .required(
        "kind", .words([FormWord(kind.rawValue, kind.places)]), "what the document is"),
    ]
  }
}

// MARK: - Looking things up

extension DocumentForm {
  /// What may stand at a path of keys: `["spec", "params", "ttl_s", "min"]`; the step into a list is any text.
  /// Several where the form has alternatives; none where it has nothing there.
  package func values(at path: [String]) -> [ValueForm] {
    path.reduce([root]) { forms, step in forms.flatMap { $0.values(below: step) } }
      .flatMap(\.alternatives)
  }

  /// The keys that the mapping at a path may have, in the order of the form; free names are not among them.
  package func fields(at path: [String]) -> [FieldForm] {
    var seen: Set<String> = []
    return values(at: path).flatMap(\.fields).filter { seen.insert($0.key).inserted }
  }

  /// The key that a path ends with; nil where it is a free name, or the form has nothing there.
  package func field(at path: [String]) -> FieldForm? {
    guard let key = path.last else { return nil }
    return fields(at: Array(path.dropLast())).first { $0.key == key }
  }
}
