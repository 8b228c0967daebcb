import CommandLine
import Graph

/// `polytraders graph`: the evaluation graph for people and for drawing tools.
struct GraphCommand: Command {
  static let bot: Parameter<String?> = .optionalArgument(
    "BOT", "draw this bot and those it reads; without it all bots")
  static let format: Parameter<GraphDrawing.Format> = .option(
    "format", "FORMAT", "text, dot or mermaid", default: .text)

  static let description = CommandDescription(
    "graph", "print the evaluation graph", parameters: [bot, format, PolicyRoot.option],
    example: "graph queuewarden --format dot")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    do {
      let graph = try PolicyRoot.compile(values[PolicyRoot.option])
      let bot = try values[Self.bot].map { try PolicyRoot.bot($0, in: graph) }
      let drawing = GraphDrawing(graph, bot: bot)
      let digest = values[Self.format] == .text ? "policy digest \(graph.digest)\n" : ""
      let text = drawing.render(values[Self.format]) + digest
      return StandardStream.output.write(text) ? .clean : .inputOutput
    } catch let findings as RenderedFindings {
      return findings.complain()
    }
  }
}

extension GraphDrawing.Format: ArgumentChoice {}
