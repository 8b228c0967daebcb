import Analysis
import CommandLine
import Diagnostics
import Graph
import JSON
import Policy

/// `polytraders compare OLD NEW`: what a change of policy does to decisions, proved or shown by events.
struct CompareCommand: Command {
  static let old: Parameter<String> = .argument(
    "OLD", "the policies before: a folder with bots/ and policies/, or documents that replace some")
  static let new: Parameter<String> = .argument("NEW", "the policies after, in the same form")
  static let bot: Parameter<String?> = .option("bot", "BOT", "compare this bot alone")
  static let market: Parameter<String?> = .option("market", "NAME", "only for this market")
  static let strategy: Parameter<String?> = .option("strategy", "NAME", "only for this strategy")
  static let tags: Parameter<[String]> = .options("tag", "NAME", "only with this tag")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  static let description = CommandDescription(
    "compare", "say whether a change of policy is tighter or looser, and prove it",
    discussion: """
      Looks at every event that can be, not at samples: a verdict is proved over all of them or shown by an \
      event that 'eval' decides again; where neither can be had it is 'unknown', as it is where there are more \
      scopes (markets, strategies, combinations of tags) than are looked at: name one. An event that only one \
      version accepts makes a change incomparable, and so may a changed declaration ('loosens', mode, source) \
      make the whole differ from the decisions. A document or a folder of \
      documents takes the place of those in --policies that say the same thing. Ends with 0 where nothing \
      changed, with 2 where something did, with 1 where a verdict is unknown or a document has an error.
      """,
    parameters: [old, new, bot, market, strategy, tags, format, PolicyRoot.option],
    example: "compare policies/execution.yaml drafts/execution.yaml")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    do {
      let before = try PolicyVersion.load(values[Self.old], root: values[PolicyRoot.option])
      let after = try PolicyVersion.load(values[Self.new], root: values[PolicyRoot.option])
      return try compare(before, after)
    } catch let failure as PolicyVersion.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    }
  }

  private func compare(_ before: PolicyVersion, _ after: PolicyVersion) throws -> ExitCode {
    let bot = try values[Self.bot].map { name in
      try after.graph.bot(named: name)?.name ?? PolicyRoot.bot(name, in: before.graph).name
    }
    let comparison = PolicyComparison(before.graph, after.graph, bot: bot, scope: scope)
    let text =
      switch values[Self.format] {
      case .json: comparison.json.compactText + "\n"
      case .text:
        comparison.text { bot, isNew in
          (isNew ? after : before).folder.map {
            "polytraders eval \(bot) --policies \($0) --events -"
          }
        }
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    guard comparison.relation != nil else { return .findings }
    return comparison.hasChanges ? .changes : .clean
  }

  private var scope: Scope? {
    let tags = Set(values[Self.tags])
    guard values[Self.market] != nil || values[Self.strategy] != nil || !tags.isEmpty else {
      return nil
    }
    return Scope(market: values[Self.market], strategy: values[Self.strategy], tags: tags)
  }
}

/// How a command prints.
enum OutputFormat: String, CaseIterable, ArgumentChoice {
  case text, json
}

/// Policies that a person named by a path.
struct PolicyVersion {
  let graph: CompiledGraph
  /// What `--policies` takes; nil where documents stand in for some of another folder.
  let folder: String?

  /// Why there is no graph, with the source lines.
  struct Failure: Error {
    var text: String
  }

  /// A root, or the root named (or around the path, or around the current folder) with the documents of the
  /// path in place of those that say the same thing.
  static func load(_ path: String, root named: String?) throws -> PolicyVersion {
    let isRoot = PolicyFiles.isRoot(path)
    let root = isRoot ? path : try GraphLoader.root(named)
    let inputs = try PolicyFiles.inputs(ofRoot: root)
    var replacing: [PolicyLoader.Input] = []
    if !isRoot {
      replacing =
        try PolicyFiles.isFolder(path)
        ? PolicyFiles.inputs(inFolder: path) : [PolicyFiles.input(file: path, path: path)]
    }
    // A document of the root itself is there already.
    replacing.removeAll { document in
      inputs.contains { PolicyFiles.isSame($0.file, document.file) }
    }
    let loader = PolicyLoader.load(inputs, replacing: replacing)
    guard let set = loader.set else {
      throw Failure(text: loader.renderer.render(loader.diagnostics))
    }
    switch GraphCompiler.compile(set) {
    case .success(let graph):
      return PolicyVersion(graph: graph, folder: replacing.isEmpty ? root : nil)
    case .failure(let error):
      throw Failure(text: loader.renderer.render(error.diagnostics))
    }
  }
}
