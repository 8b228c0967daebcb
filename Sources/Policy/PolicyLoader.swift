package import Diagnostics
import YAML

/// Turns documents into a `PolicySet`, or into every finding about why there is none.
package struct PolicyLoader {
  /// The set, where no document has an error.
  package private(set) var set: PolicySet?
  /// In the order of file and line; warnings may come with a set.
  package private(set) var diagnostics: [Diagnostic] = []
  /// Quotes the lines that the findings are about.
  package private(set) var renderer = DiagnosticRenderer()

  /// A document to read, its place for messages and its name inside the set.
  package struct Input: Sendable {
    /// As the user would open it.
    package var file: String
    /// Relative to the root of the policies.
    package var path: String
    package var bytes: [UInt8]

    package init(file: String, path: String, bytes: [UInt8]) {
      self.file = file
      self.path = path
      self.bytes = bytes
    }
  }

  static let kinds = ["Bot", "Policy", "ReasonCodes"]

  /// Reads and links documents. `replacing` are read in place of those of `inputs` that say the same thing:
  /// the same bot, the same policy name, the registry.
  package static func load(_ inputs: [Input], replacing: [Input] = []) -> PolicyLoader {
    var loader = PolicyLoader()
    loader.load(inputs, replacing)
    return loader
  }

  /// The set whose documents a journal holds.
  package static func load(sources: [PolicySet.Source], settings: [String]) -> PolicyLoader {
    let inputs = sources.map { Input(file: $0.path, path: $0.path, bytes: Array($0.text.utf8)) }
    var loader = load(inputs)
    loader.apply(settings: settings, to: nil)
    return loader
  }

  /// Applies `--set` values; a finding leaves no set.
  package mutating func apply(settings: [String], to bot: String?) {
    for setting in settings {
      guard let current = set else { return }
      switch current.applying(setting: setting, to: bot.flatMap { current.bot(named: $0) }) {
      case .success(let changed): set = changed
      case .failure(let error):
        diagnostics += error.diagnostics
        set = nil
      }
    }
  }

  // MARK: Reading

  private enum Document {
    case bot(BotSpecification)
    case policy(PolicyDocument)
    case registry(ReasonCodeDocument)

    /// What makes two documents say the same thing.
    var subject: String {
      switch self {
      case .bot(let bot): "bot \(bot.name.value)"
      case .policy(let policy): "policy \(policy.name.value)"
      case .registry: "registry"
      }
    }
  }

  private mutating func load(_ inputs: [Input], _ replacing: [Input]) {
    var bag = DiagnosticBag()
    let replacements = replacing.compactMap { document($0, &bag) }
    let subjects = Set(replacements.map(\.subject))
    var documents = replacements
    for input in inputs {
      var own = DiagnosticBag()
      let read = document(input, &own)
      if let read, subjects.contains(read.subject) { continue }
      bag.add(contentsOf: own.diagnostics)
      if let read { documents.append(read) }
    }
    var bots: [BotSpecification] = []
    var policies: [PolicyDocument] = []
    var registries: [ReasonCodeDocument] = []
    for document in documents {
      switch document {
      case .bot(let bot): bots.append(bot)
      case .policy(let policy): policies.append(policy)
      case .registry(let registry): registries.append(registry)
      }
    }
    let sources = (inputs + replacing).map {
      PolicySet.Source(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self))
    }.sorted { $0.path < $1.path }
    var linker = PolicyLinker(
      bots: bots, policies: policies, registries: registries, sources: sources)
    let linked = linker.link()
    bag.add(contentsOf: linker.bag.diagnostics)
    diagnostics = bag.sorted
    set = bag.hasErrors ? nil : linked
  }

  private mutating func document(_ input: Input, _ bag: inout DiagnosticBag) -> Document? {
    renderer.addSource(String(decoding: input.bytes, as: UTF8.self), file: input.file)
    let parsed = YAMLDocument.parse(input.bytes, file: input.file)
    bag.add(contentsOf: parsed.diagnostics)
    guard let root = parsed.root, var reader = MappingReader(root, "a document", &bag) else {
      return nil
    }
    let version = reader.text("apiVersion", &bag)
    if let version, version.value != "polytraders/v1" {
      bag.add(PolicyProblem.wrongVersion(version.value).diagnostic(at: version.location))
      return nil
    }
    guard let kind = reader.text("kind", &bag) else { return nil }
    switch kind.value {
    case "Bot": return BotReader.read(root, &bag).map { .bot($0) }
    case "Policy": return PolicyDocument.read(root, &bag).map { .policy($0) }
    case "ReasonCodes": return ReasonCodeDocument.read(root, &bag).map { .registry($0) }
    default:
      bag.add(
        PolicyProblem.unknownDocument(kind.value, known: Self.kinds).diagnostic(at: kind.location))
      return nil
    }
  }
}
