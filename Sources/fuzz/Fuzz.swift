#if !FUZZING
  import CommandLine
  import Glibc

  /// Hostile input for everything that reads what people write; see `make fuzz`.
  @main
  struct Fuzz {
    static let program = Program(
      CommandGroup(
        "fuzz", "give made-up expressions and documents to the program and see that it stands",
        [.command(RunCommand.self), .command(SeedsCommand.self)], example: "run --runs 100000"),
      version: "0.1.0")

    static func main() async {
      let code = await program.run()
      exit(code.rawValue)
    }
  }
#endif
