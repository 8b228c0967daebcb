import FoundationEssentials
import Git
import TestSupport
import Testing

/// A repository is written by others: nothing in it may start a program or change what is read.
@Suite("hostile repositories") struct HostileRepositoryTests {
  /// Reads everything that can be read.
  private static func readAll(_ path: String) throws {
    let repository = try GitRepository.find(at: path)
    let head = try repository.resolve("HEAD")
    _ = try repository.files(at: head, under: ["bots"])
    _ = try repository.commits(touching: ["bots"], to: head)
    _ = try repository.lastChange(of: "bots/a.yaml", lines: 1...1, at: head)
    _ = try repository.changedPaths(repository.resolve("HEAD~1"), head, under: ["bots"])
    _ = try repository.differences(
      from: head, of: [GitFile(path: "bots/a.yaml", bytes: [])], under: ["bots"])
    _ = try repository.mergeBase(head, head)
    _ = try repository.userEmail
  }

  private static func settings(_ program: String) -> [(String, String)] {
    [
      ("core.fsmonitor", program), ("core.pager", program), ("core.hooksPath", "hooks"),
      ("diff.external", program), ("diff.evil.textconv", program), ("diff.evil.command", program),
      ("filter.evil.clean", program), ("filter.evil.smudge", program), ("pager.log", program),
      ("log.showSignature", "true"), ("gpg.program", program), ("core.sshCommand", program),
      ("alias.log", "!\(program)"), ("alias.rev-parse", "!\(program)"),
      ("credential.helper", program), ("core.editor", program), ("core.askPass", program),
    ]
  }

  @Test("no setting of a repository starts a program")
  func settings() throws {
    try GitFolder.with { folder in
      try folder.write("bots/a.yaml", "a")
      try folder.write(".gitattributes", "*.yaml diff=evil filter=evil\n")
      try folder.commit("one")
      try folder.write("bots/a.yaml", "b")
      try folder.commit("two")
      let canary = folder.path + "/canary"
      let program = folder.path + "/evil"
      try folder.write("evil", "#!/bin/sh\ntouch '\(canary)'\ncat \"$@\" 2>/dev/null\n")
      for hook in ["post-checkout", "post-index-change", "reference-transaction"] {
        try folder.write("hooks/\(hook)", "#!/bin/sh\ntouch '\(canary)'\n")
      }
      _ = try Executable(path: "/bin/chmod").run(["-R", "+x", program, folder.path + "/hooks"])
      for (name, value) in Self.settings(program) { try folder.git("config", name, value) }
      try Self.readAll(folder.path)
      #expect(!FileManager.default.fileExists(atPath: canary))
    }
  }

  @Test("a replaced commit and a mailmap change neither contents nor authors")
  func replaced() throws {
    try GitFolder.with { folder in
      try folder.write("bots/a.yaml", "good")
      let good = try folder.commit("good", by: "carol@desk.example")
      try folder.write("bots/a.yaml", "evil")
      let evil = try folder.commit("evil", by: "mallory@desk.example")
      try folder.git("replace", good, evil)
      try folder.write(".mailmap", "Alice <alice@desk.example> <carol@desk.example>\n")
      let repository = try GitRepository.find(at: folder.path)
      let id = try repository.resolve(good)
      #expect(id.hex == good)
      #expect(try repository.file("bots/a.yaml", at: id)?.bytes == Array("good".utf8))
      #expect(try repository.commit(id).authorEmail == "carol@desk.example")
    }
  }
}
