import FoundationEssentials
import TestSupport
import Testing

@Suite struct GraphTests {
  /// The reason codes of the rules, gates and `otherwise` in a bot's document, by reading its lines.
  private static func codes(of file: String) throws -> [String] {
    let path = Places.checkout + "/bots/" + file
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard !line.drop(while: { $0 == " " }).hasPrefix("#") else { return nil }
      return line.split(separator: "code: ").dropFirst().first.map { rest in
        String(rest.prefix { $0.isUppercase || $0 == "_" || $0.isNumber })
      }
    }
  }

  private static let bots = [
    ("queuewarden", "queue-warden.yaml"), ("nonceshepherd", "nonce-shepherd.yaml"),
    ("freshness_sentinel", "freshness-sentinel.yaml"), ("kill_switch", "kill-switch.yaml"),
  ]

  private func graph(_ words: String...) throws -> String {
    let outcome = try Executable.built("polytraders").run(
      ["graph"] + words, folder: Places.checkout)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test("every rule of every bot is drawn, in every form", arguments: bots)
  func everyRule(bot: String, file: String) throws {
    let codes = try Self.codes(of: file)
    #expect(codes.count >= 2)
    let heads = ["text": "bot ", "dot": "digraph ", "mermaid": "flowchart "]
    for (format, head) in heads {
      let drawing = try graph(bot, "--format", format)
      #expect(drawing.hasPrefix(head), "\(format)")
      for code in codes { #expect(drawing.contains(code), "\(format) lacks \(code)") }
    }
  }

  @Test("without a bot all are drawn, with the digest that check and replay tell")
  func whole() throws {
    let text = try graph()
    for name in ["risk.kill_switch", "exec.queuewarden", "exec.nonceshepherd"] {
      #expect(text.contains("bot \(name)\n"))
    }
    let check = try Executable.built("polytraders").run(["check"], folder: Places.checkout)
    let digest = check.output.split(separator: "\n").last { $0.hasPrefix("policy digest ") }
    #expect(digest != nil && text.split(separator: "\n").last == digest)
  }

  @Test("an unknown bot and an unknown format are named with what there is")
  func refused() throws {
    let program = try Executable.built("polytraders")
    let bot = try program.run(["graph", "queuewarder"], folder: Places.checkout)
    #expect(bot.exitCode == 1 && bot.errors.contains("did you mean 'queuewarden'?"))
    let format = try program.run(["graph", "--format", "pdf"], folder: Places.checkout)
    #expect(format.exitCode == 64 && format.errors.contains("one of text, dot, mermaid"))
  }

  private static let dot = ["/usr/bin/dot", "/usr/local/bin/dot"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test("Graphviz draws what the graph command writes", .enabled(if: dot != nil))
  func graphviz() throws {
    let outcome = try Executable(path: try #require(Self.dot))
      .run(["-Tsvg"], input: try graph("--format", "dot"))
    #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output.contains("</svg>"))
  }
}
