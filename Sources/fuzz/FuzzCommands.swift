#if !FUZZING
  import CommandLine
  import Diagnostics
  import FoundationEssentials
  import Fuzzing
  import Policy

  /// `fuzz run`: inputs from a seed, in this process.
  struct RunCommand: Command {
    static let runs: Parameter<Int> = .option("runs", "N", "how many inputs", default: 1_000_000)
    static let seed: Parameter<Int> = .option("seed", "S", "where the inputs begin", default: 1)
    static let description = CommandDescription(
      "run", "give inputs made from a seed to every way in, and measure time and memory",
      parameters: [runs, seed], example: "run --runs 100000 --seed 7")

    let values: ParsedValues

    func run() async throws -> ExitCode {
      let documents = try Checkout.documents()
      var run = FuzzRun(
        FuzzSubject(documents: documents), Corpus(documents: documents),
        seed: UInt64(bitPattern: Int64(values[Self.seed])))
      run.run(max(1, values[Self.runs])) { index in
        _ = StandardStream.error.write("\(grouped(index)) inputs\n")
      }
      _ = StandardStream.output.write(Self.report(run))
      return run.finding == nil ? .clean : .findings
    }

    private static func report(_ run: FuzzRun) -> String {
      var text = ""
      for door in FuzzSubject.Door.allCases {
        text += "\(door): \(grouped(run.counts[door] ?? 0)) inputs\n"
      }
      if let longest = run.longest {
        text +=
          "longest: \(grouped(longest.time / 1_000)) us, \(longest.door), "
          + "\(grouped(longest.input.count)) bytes\n"
      }
      let memory = run.memory.map { "\($0 >> 20)" }.joined(separator: " ")
      text += "peak memory after each tenth, MiB: \(memory)\n"
      guard let (finding, input) = run.finding else { return text + "nothing broken\n" }
      return text + "\(finding.door): \(finding.broken)\n" + String(decoding: input, as: UTF8.self)
    }
  }

  /// `fuzz seeds DIR`: good inputs and a dictionary for libFuzzer.
  struct SeedsCommand: Command {
    static let directory: Parameter<String> = .argument("DIR", "where to put them")
    static let description = CommandDescription(
      "seeds", "write the inputs and the words that libFuzzer begins with",
      parameters: [directory], example: "seeds .build/corpus")

    let values: ParsedValues

    func run() async throws -> ExitCode {
      let folder = values[Self.directory]
      let corpus = Corpus(documents: try Checkout.documents())
      let inputs = "\(folder)/inputs"
      try FileManager.default.createDirectory(
        atPath: inputs, withIntermediateDirectories: true)
      for (door, seeds) in corpus.seeds {
        for (index, seed) in seeds.enumerated() {
          try Data([door.rawValue] + seed).write(to: URL(filePath: "\(inputs)/\(door)-\(index)"))
        }
      }
      let words = corpus.tokens.map { token in
        "\"" + token.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\"\n"
      }
      try Data(words.joined().utf8).write(to: URL(filePath: "\(folder)/words.dict"))
      return .clean
    }
  }

  /// The documents that inputs are made from and join.
  enum Checkout {
    static func documents() throws(DiagnosticError) -> [PolicyLoader.Input] {
      guard let root = PolicyFiles.root(above: ".") else {
        throw DiagnosticError(
          Diagnostic(
            "PT0901", .error, "no folder with bots/ and policies/ here or above", at: nil,
            help: ["run it inside the checkout"]))
      }
      return try PolicyFiles.inputs(ofRoot: root)
    }
  }
#endif
