import FoundationEssentials
import TestSupport
import Testing

/// A machine made of stubs: only the tools named here exist, and apt-get writes down what it is asked for.
private struct StubMachine {
  var swift: String? = "Swift version 6.3.1 (swift-6.3.1-RELEASE)"
  /// Packages that dpkg-query does not know; nil for a machine without dpkg.
  var missing: [String]? = []
  /// What apt-get does: "install" makes the packages present, "stale" does so only after an update.
  var apt = "install"
  var isRoot = true
  var hasSudo = true
  var libraries = true

  func setUp() throws -> (outcome: Outcome, calls: String) {
    try Places.withTemporaryFolder { folder in
      for tool in ["bash", "sh", "env", "sed", "head", "sort", "grep", "cat", "touch"] {
        let path =
          FileManager.default.fileExists(atPath: "/usr/bin/" + tool) ? "/usr/bin/" : "/bin/"
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(tool)", withDestinationPath: path + tool)
      }
      if let swift { try stub("swift", "echo '\(swift)'", in: folder) }
      if let missing { try stub("dpkg-query", query(missing, folder), in: folder) }
      try stub("apt-get", aptGet(folder), in: folder)
      try stub("id", "echo \(isRoot ? 0 : 1000)", in: folder)
      if hasSudo {
        try stub("sudo", "echo sudo $1 >> \(folder)/calls; shift; exec \"$@\"", in: folder)
      }
      try stub("pkg-config", libraries ? "exit 0" : "[ \"$2\" != zlib ]", in: folder)
      let outcome = try Executable(path: Places.checkout + "/.ci/setup")
        .run(environment: ["PATH": folder])
      let calls = try? String(contentsOfFile: folder + "/calls", encoding: .utf8)
      return (outcome, calls ?? "")
    }
  }

  private func query(_ missing: [String], _ folder: String) -> String {
    """
    shift 2
    for name in "$@"; do
      case " \(missing.joined(separator: " ")) " in
      *" $name "*) [ -e \(folder)/installed ] && echo "$name installed" ;;
      *) echo "$name:amd64 installed" ;;
      esac
    done
    """
  }

  private func aptGet(_ folder: String) -> String {
    """
    echo apt-get "$@" >> \(folder)/calls
    case "\(apt) $*" in
    *update) touch \(folder)/updated ;;
    "install "*) touch \(folder)/installed ;;
    "stale "*) [ -e \(folder)/updated ] && touch \(folder)/installed ;;
    *) exit 100 ;;
    esac
    """
  }

  /// Written by another process: were the file open for writing in this one, a child that starts at that
  /// moment in another test would inherit it, and running the stub would fail with "text file busy".
  private func stub(_ name: String, _ body: String, in folder: String) throws {
    let script = "cat > \"$0\" && chmod 755 \"$0\""
    let written = try Executable(path: "/bin/sh")
      .run(["-c", script, folder + "/" + name], input: "#!/bin/sh\n\(body)\n")
    #expect(written.exitCode == 0)
  }
}

@Test("with all present the set-up says nothing, asks nothing and calls nothing")
func setUpIsQuiet() throws {
  let (outcome, calls) = try StubMachine().setUp()
  #expect(outcome.ending == .exited(0))
  #expect(outcome.output + outcome.errors + calls == "")
}

@Test("missing packages are named and installed, lists fetched only if that fails")
func setUpInstalls() throws {
  let (outcome, calls) = try StubMachine(missing: ["libyaml-dev", "g++"]).setUp()
  #expect(outcome.ending == .exited(0))
  #expect(outcome.output == "setup: installing missing Debian packages: g++ libyaml-dev\n")
  #expect(calls.hasSuffix("install g++ libyaml-dev\n"))
  #expect(!calls.contains("update") && !calls.contains("sudo"))

  let late = try StubMachine(missing: ["libyaml-dev"], apt: "stale", isRoot: false).setUp()
  #expect(late.outcome.ending == .exited(0))
  #expect(late.calls.split(separator: "\n").filter { $0.hasPrefix("sudo -n") }.count == 3)
  #expect(late.calls.contains("apt-get --quiet update"))
}

@Test(
  "what the set-up cannot mend it says in one line",
  arguments: [
    (StubMachine(swift: nil), "there is no Swift toolchain in PATH: install Swift 6.2"),
    (StubMachine(swift: "Swift version 5.10.1 (x)"), "Swift 5.10.1 is too old: install Swift 6.2"),
    (StubMachine(swift: "nonsense"), "does not answer with a version"),
    (
      StubMachine(missing: ["make"], isRoot: false, hasSudo: false),
      "there is no sudo to install them: make; run as root: apt-get install make"
    ),
    (StubMachine(missing: ["make"], apt: "broken"), "apt-get could not install: make"),
    (
      StubMachine(missing: nil, libraries: false),
      "install these libraries with their headers, and pkg-config: zlib"
    ),
  ] as [(StubMachine, String)])
private func setUpFails(machine: StubMachine, reason: String) throws {
  let (outcome, _) = try machine.setUp()
  #expect(outcome.ending == .exited(1), "\(outcome.errors)")
  let line = outcome.errors.split(separator: "\n").last { $0.hasPrefix("setup: ") } ?? ""
  #expect(line.contains(reason), "\(outcome.errors)")
}

@Test("a machine without dpkg and with all libraries is fine")
func otherSystems() throws {
  let (outcome, calls) = try StubMachine(missing: nil).setUp()
  #expect(outcome.ending == .exited(0), "\(outcome.errors)")
  #expect(calls == "")
}
