package import Diagnostics
import YAML

/// Turns documents into a `PolicySet`, or into every finding about why there is none.
package struct PolicyLoader {
  /// The set, where no document has an error.
  package private(set) var set: PolicySet?
  /// In the order of file and line; warnings may come with a set.
  package private(set) var diagnostics: [Diagnostic] = []
  /// The documents of tests among those read; no part of the set.
  package private(set) var tests: [TestDocument] = []
  /// The names in what could be read, also where there is no set: for completion while somebody writes.
  package private(set) var vocabulary = DocumentVocabulary()
  /// What the documents say about how they may change.
  package private(set) var governance = GovernanceDocuments()
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

  /// The kinds of documents.
  enum Kind: String, CaseIterable {
    case bot = "Bot"
    case policy = "Policy"
    case reasonCodes = "ReasonCodes"
    case staleness = "Staleness"
    case tests = "Tests"
    case approvers = "Approvers"
    case approvals = "Approvals"
    case strategies = "Strategies"

    /// Whether it says how policies may change, and nothing about events.
    var isGovernance: Bool {
      switch self {
      case .approvers, .approvals, .strategies: true
      case .bot, .policy, .reasonCodes, .staleness, .tests: false
      }
    }
  }

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
    case staleness(StalenessDocument)
    case tests(TestDocument)
    case approvers(ApproverList)
    case approvals(ApprovalRules)
    case strategies(StrategyIndex)

    /// What makes two documents say the same thing.
    var subject: String {
      switch self {
      case .bot(let bot): "bot \(bot.name.value)"
      case .policy(let policy): "policy \(policy.name.value)"
      case .registry: "registry"
      case .staleness: "staleness"
      case .tests(let document): "tests \(document.name.value)"
      case .approvers: "approvers"
      case .approvals: "approvals"
      case .strategies: "strategies"
      }
    }
  }

  /// A document, or the kinds it may be of where it could not be read.
  private enum Reading {
    case document(Document)
    case unread(Set<Kind>)

    var document: Document? {
      if case .document(let document) = self { document } else { nil }
    }
  }

  private var sources: [PolicySet.Source] = []

  private mutating func load(_ inputs: [Input], _ replacing: [Input]) {
    var bag = DiagnosticBag()
    var unread: Set<Kind> = []
    let replacements = replacing.map { reading($0, &bag) }
    let subjects = Set(replacements.compactMap { $0.document?.subject })
    var readings = replacements
    var paths = replacing.map(\.path)
    for input in inputs {
      var own = DiagnosticBag()
      let reading = reading(input, &own)
      if let subject = reading.document?.subject, subjects.contains(subject) { continue }
      bag.add(contentsOf: own.diagnostics)
      readings.append(reading)
      paths.append(input.path)
    }
    var bots: [BotSpecification] = []
    var policies: [PolicyDocument] = []
    var registries: [ReasonCodeDocument] = []
    var staleness: [StalenessDocument] = []
    var approvers: [ApproverList] = []
    var rules: [ApprovalRules] = []
    var strategies: [StrategyIndex] = []
    for reading in readings {
      switch reading {
      case .document(.bot(let bot)): bots.append(bot)
      case .document(.policy(let policy)): policies.append(policy)
      case .document(.registry(let registry)): registries.append(registry)
      case .document(.staleness(let document)): staleness.append(document)
      case .document(.tests(let document)): tests.append(document)
      case .document(.approvers(let document)): approvers.append(document)
      case .document(.approvals(let document)): rules.append(document)
      case .document(.strategies(let document)): strategies.append(document)
      case .unread(let kinds): unread.formUnion(kinds)
      }
    }
    var linker = PolicyLinker(
      bots: bots, policies: policies, registries: registries, staleness: staleness,
      unread: unread, sources: sources.sorted { $0.path < $1.path })
    let linked = linker.link()
    bag.add(contentsOf: linker.bag.diagnostics)
    var governanceLinker = GovernanceLinker(
      bots: bots, policies: policies, tests: tests, approvers: approvers, rules: rules,
      strategies: strategies, unread: unread)
    let sources = governance.sources
    governance = governanceLinker.link()
    governance.sources = sources
    governance.owners = zip(readings, paths).compactMap { owner($0.document, at: $1) }
      .sorted { $0.subject < $1.subject }
    bag.add(contentsOf: governanceLinker.bag.diagnostics)
    vocabulary = DocumentVocabulary(
      bots: bots, policies: policies, registries: registries, staleness: staleness,
      strategies: strategies.flatMap(\.strategies))
    diagnostics = bag.sorted
    // Documents that only say how policies may change are no set: it would lack what every event needs.
    set = bag.hasErrors || (bots.isEmpty && policies.isEmpty) ? nil : linked
    if let set { governance.takeBesides(set) }
  }

  private func owner(_ document: Document?, at path: String) -> DocumentOwner? {
    var (bots, isShared): (Set<String>, Bool) = ([], false)
    let owner: String
    switch document {
    case .bot(let bot):
      owner = bot.details.owner
      bots = [bot.name.value]
    case .policy(let policy):
      owner = policy.owner?.value ?? ""
      bots = Set(policy.bots.map(\.name.value))
      isShared =
        !policy.staleness.isEmpty || !policy.severities.isEmpty || policy.budget != nil
    case .approvals(let rules): owner = rules.owner?.value ?? ""
    case .registry, .staleness, .tests, .approvers, .strategies, nil: return nil
    }
    return DocumentOwner(
      subject: document?.subject ?? "", path: path, owner: owner, bots: bots,
      givesSharedValues: isShared)
  }

  private mutating func reading(_ input: Input, _ bag: inout DiagnosticBag) -> Reading {
    let text = String(decoding: input.bytes, as: UTF8.self)
    renderer.addSource(text, file: input.file)
    let parsed = YAMLDocument.parse(input.bytes, file: input.file)
    bag.add(contentsOf: parsed.diagnostics)
    let said = parsed.root?["kind"]?.text.flatMap(Kind.init(rawValue:))
    if said?.isGovernance == true {
      governance.sources.append(PolicySet.Source(path: input.path, text: text))
    } else if said != .tests {
      sources.append(PolicySet.Source(path: input.path, text: text, root: parsed.root))
    }
    guard let root = parsed.root, var reader = MappingReader(root, "a document", &bag) else {
      return .unread(Self.kindsSaid(in: text))
    }
    let version = reader.text("apiVersion", &bag)
    guard let word = reader.text("kind", &bag) else { return .unread(Set(Kind.allCases)) }
    guard let kind = Kind(rawValue: word.value) else {
      bag.add(
        PolicyProblem.unknownDocument(word.value, known: Kind.allCases.map(\.rawValue)).diagnostic(
          at: word.location))
      return .unread(Set(Kind.allCases))
    }
    if let version, version.value != "polytraders/v1" {
      bag.add(PolicyProblem.wrongVersion(version.value).diagnostic(at: version.location))
      return .unread([kind])
    }
    let document: Document? =
      switch kind {
      case .bot: BotReader.read(root, &bag).map { .bot($0) }
      case .policy: PolicyDocument.read(root, &bag).map { .policy($0) }
      case .reasonCodes: ReasonCodeDocument.read(root, &bag).map { .registry($0) }
      case .staleness: StalenessDocument.read(root, &bag).map { .staleness($0) }
      case .tests: TestDocument.read(root, &bag).map { .tests($0) }
      case .approvers: ApproverList.read(root, &bag).map { .approvers($0) }
      case .approvals: ApprovalRules.read(root, &bag).map { .approvals($0) }
      case .strategies: StrategyIndex.read(root, &bag).map { .strategies($0) }
      }
    return document.map { .document($0) } ?? .unread([kind])
  }

  /// The kind that a text which is no YAML says it is of; every kind where it says none.
  private static func kindsSaid(in text: String) -> Set<Kind> {
    for line in text.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
      let words = line.split(separator: " ")
      guard words.count >= 2, String(words[0]) == "kind:" else { continue }
      if let kind = Kind(rawValue: String(words[1])) { return [kind] }
    }
    return Set(Kind.allCases)
  }
}
