import CommandLine
import Diagnostics
import FoundationEssentials
import Policy

/// `polytraders schema [KIND] [--out DIR]`: the form of documents as JSON Schema, for editors and checkers.
struct SchemaCommand: Command {
  static let kind: Parameter<DocumentKind?> = .optionalArgument(
    "KIND", "bot, policy, reason-codes …; without it all kinds, which are then listed")
  static let out: Parameter<String?> = .option(
    "out", "DIR", "write KIND.json files into this folder, and say which have changed")
  static let check: Parameter<Bool> = .flag(
    "check", "with --out: write nothing; exit code 2 where a file is not of today")
  static let isGeneral: Parameter<Bool> = .flag(
    "general", "leave out the names of a root: bots, params, codes, owners")

  static let description = CommandDescription(
    "schema", "print the form of documents as JSON Schema 2020-12",
    discussion: """
      Every key has its meaning, an example and what its value looks like. Inside a root the schemas know its bots, \
      their params with units and bounds, its reason codes and owners, so that an editor completes them: make them \
      anew when these change. A document names its schema in its first line:

        # yaml-language-server: $schema=../specs/schema/policy.json
      """,
    parameters: [kind, out, check, isGeneral, PolicyRoot.option],
    example: "schema --out specs/schema")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let kinds = values[Self.kind].map { [$0] } ?? DocumentKind.allCases
    if let folder = values[Self.out] {
      return try write(kinds, into: folder, words: try vocabulary())
    }
    guard !values[Self.check] else {
      throw UsageError(
        .contradiction("--check needs --out DIR, the folder with the schemas"),
        path: "polytraders schema")
    }
    guard let kind = values[Self.kind] else {
      return StandardStream.output.write(Self.list) ? .clean : .inputOutput
    }
    let schema = FormSchema(DocumentForm.form(for: kind, in: try vocabulary()))
    return StandardStream.output.write(schema.text) ? .clean : .inputOutput
  }

  /// The names of the root around, or of the one that is named; none where there is no root.
  private func vocabulary() throws(DiagnosticError) -> DocumentVocabulary {
    guard !values[Self.isGeneral] else { return DocumentVocabulary() }
    let named = values[PolicyRoot.option]
    guard let root = named ?? PolicyFiles.root(above: ".") else { return DocumentVocabulary() }
    let loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: root))
    if loader.set == nil {
      // What could be read still helps whoever is about to mend the rest.
      _ = StandardStream.error.write(
        "warning: the documents of '\(root)' have errors; names that could not be read are missing\n"
      )
    }
    return loader.vocabulary
  }

  private static var list: String {
    var table = TextTable([.left("kind"), .left("documents"), .left("what they are")])
    for kind in DocumentKind.allCases {
      table.add([kind.name, kind.places, DocumentForm.form(for: kind).meaning])
    }
    return table.rendered()
  }

  private func write(
    _ kinds: [DocumentKind], into folder: String, words: DocumentVocabulary
  ) throws(DiagnosticError) -> ExitCode {
    var report = ""
    for kind in kinds {
      let path = "\(folder)/\(kind.name).json"
      let text = FormSchema(DocumentForm.form(for: kind, in: words)).text
      let old = FileManager.default.contents(atPath: path)
      guard old != Data(text.utf8) else { continue }
      report += "\(old == nil ? "new" : "changed")  \(path)\n"
      guard !values[Self.check] else { continue }
      try Folders.prepare(forFile: path)
      try Folders.refuseSpecialFile(path)
      guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
        throw DiagnosticError(
          Diagnostic(
            FileProblem.cannotWrite, .error, "'\(path)' cannot be written", at: nil,
            help: ["check the folder and its permissions"]))
      }
    }
    let isOld = !report.isEmpty
    if !isOld { report = "\(kinds.count) schemas in \(folder) are of today\n" }
    guard StandardStream.output.write(report) else { return .inputOutput }
    return isOld && values[Self.check] ? .changes : .clean
  }
}

extension DocumentKind: ArgumentValue {
  package init?(argument: String) {
    guard let kind = Self.allCases.first(where: { $0.name == argument }) else { return nil }
    self = kind
  }

  package static var expectation: String { "a kind of document" }
  package static var choices: [String]? { allCases.map(\.name) }
}
