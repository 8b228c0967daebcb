import Diagnostics
import Git
import TestSupport
import Testing

@Suite("revisions and files of a repository") struct RepositoryTests {
  private static func failure<R>(_ body: () throws(GitError) -> R) -> GitError? {
    do throws(GitError) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("a repository is found from a folder inside, and paths are relative to it")
  func find() throws {
    try GitFolder.with { folder in
      try folder.write("desk/bots/a.yaml", "a")
      let commit = try folder.commit("one")
      let top = try GitRepository.find(at: folder.path)
      #expect(top.prefix == "" && !top.isShallow)
      let inside = try GitRepository.find(at: folder.path + "/desk")
      #expect(inside.prefix == "desk/")
      #expect(inside.root == top.root)
      let id = try inside.resolve("HEAD")
      #expect(id.hex == commit)
      #expect(try inside.files(at: id, under: ["bots"]).map(\.path) == ["bots/a.yaml"])
      #expect(try inside.file("bots/a.yaml", at: id)?.bytes == Array("a".utf8))
      #expect(try inside.file("bots/b.yaml", at: id) == nil)
    }
  }

  @Test("no repository, no folder, no commits: each is said")
  func absent() throws {
    try Places.withTemporaryFolder { folder in
      #expect(
        Self.failure { () throws(GitError) in try GitRepository.find(at: folder) }
          == .notARepository(folder))
      let nowhere = folder + "/nowhere"
      #expect(
        Self.failure { () throws(GitError) in try GitRepository.find(at: nowhere) }
          == .notARepository(nowhere))
    }
    try GitFolder.with { folder in
      let repository = try GitRepository.find(at: folder.path)
      #expect(
        Self.failure { () throws(GitError) in try repository.resolve("HEAD") }
          == .noCommits(repository.root))
    }
  }

  @Test("branches, tags, ancestors and beginnings of ids are revisions")
  func revisions() throws {
    try GitFolder.with { folder in
      let first = try folder.commit("one")
      let second = try folder.commit("two")
      try folder.git("tag", "--annotate", "v1", "--message", "one", first)
      try folder.git("branch", "side", first)
      let repository = try GitRepository.find(at: folder.path)
      for (name, id) in [
        ("HEAD", second), ("main", second), ("HEAD~1", first), ("v1", first), ("side", first),
        (String(first.prefix(9)), first), (second, second), ("main^{/one}", first),
      ] where !name.contains(":") {
        #expect(try repository.resolve(name).hex == id, "\(name)")
      }
      #expect(try repository.mainBranch == "main")
    }
  }

  @Test(
    "what could be an option or leads elsewhere is no revision",
    arguments: [
      "", "-x", "--output=/tmp/x", "--exec=touch", "a b", "main:bots/a.yaml", "a\nb", "a\u{0}b",
      ":/one", String(repeating: "a", count: 600),
    ])
  func refused(_ text: String) throws {
    try GitFolder.with { folder in
      try folder.commit("one")
      let repository = try GitRepository.find(at: folder.path)
      #expect(
        Self.failure { () throws(GitError) in try repository.resolve(text) } == .badRevision(text))
    }
  }

  @Test("an unknown revision is told with those there are, and in a shallow clone with what to do")
  func unknown() throws {
    try GitFolder.with { folder in
      for number in 1...3 { try folder.commit("\(number)") }
      let repository = try GitRepository.find(at: folder.path)
      let error = Self.failure { () throws(GitError) in try repository.resolve("mian") }
      #expect(error?.diagnostic.help == ["did you mean 'main'?"])
      #expect(error?.diagnostic.code == "PT1805")
      try Places.withTemporaryFolder { other in
        try folder.git("clone", "--quiet", "--depth=1", "file://\(folder.path)", other + "/c")
        let clone = try GitRepository.find(at: other + "/c")
        #expect(clone.isShallow)
        let missing = Self.failure { () throws(GitError) in try clone.resolve("HEAD~2") }
        #expect(missing?.diagnostic.help.contains { $0.contains("--unshallow") } == true)
      }
    }
  }

  /// Names and bytes that a careless reader of git's answers would break.
  private static let strange: [(path: String, bytes: [UInt8])] = [
    ("bots/umlaut ä.yaml", Array("ä\n".utf8)), ("bots/new\nline.yaml", [0x0A, 0x0A]),
    ("bots/quote\"s.yaml", []), ("bots/tab\there.yaml", [0, 1, 2, 0xFF]),
    ("bots/crlf.yaml", Array("a\r\nb\r\n".utf8)), ("bots/-dash.yaml", [0x0A]),
    ("bots/deep/er/x.yaml", Array("blob 3\nabc\n".utf8)),
    ("bots/large.yaml", [UInt8](repeating: 0x61, count: 300_000)),
  ]

  @Test("files come byte for byte, whatever their names and contents are")
  func files() throws {
    try GitFolder.with { folder in
      for file in Self.strange { try folder.write(file.path, file.bytes) }
      try folder.write("elsewhere/x.yaml", "x")
      try folder.write("botsx/x.yaml", "x")
      try folder.commit("files")
      let repository = try GitRepository.find(at: folder.path)
      let id = try repository.resolve("HEAD")
      let files = try repository.files(at: id, under: ["bots", "nothing"])
      let expected = Self.strange.map { GitFile(path: $0.path, bytes: $0.bytes) }
      #expect(files == expected.sorted { $0.path < $1.path })
      let some = try repository.files(at: id, under: ["bots"]) { $0.hasSuffix("crlf.yaml") }
      #expect(some.map(\.path) == ["bots/crlf.yaml"])
      #expect(try repository.files(at: id, under: ["nothing"]).isEmpty)
    }
  }

  @Test("a link in the place of a document is refused, not followed")
  func link() throws {
    try GitFolder.with { folder in
      try folder.write("bots/a.yaml", "a")
      try folder.git("config", "core.symlinks", "true")
      _ = try Executable(path: "/usr/bin/env").run(
        ["ln", "-s", "/etc/passwd", "b.yaml"], folder: folder.path + "/bots")
      try folder.commit("link")
      let repository = try GitRepository.find(at: folder.path)
      let id = try repository.resolve("HEAD")
      let error = Self.failure { () throws(GitError) in
        try repository.files(at: id, under: ["bots"])
      }
      #expect(error == .symbolicLink(path: "bots/b.yaml", revision: id))
      #expect(try repository.files(at: id, under: ["bots"]) { $0 == "bots/a.yaml" }.count == 1)
    }
  }

  @Test("what differs between commits and in the working tree is named; a renamed file is two")
  func differences() throws {
    try GitFolder.with { folder in
      try folder.write("bots/a.yaml", "one\ntwo\nthree\n")
      try folder.write("bots/b.yaml", "b")
      try folder.commit("one")
      try folder.git("mv", "bots/a.yaml", "bots/c.yaml")
      try folder.write("other.txt", "x")
      try folder.commit("two")
      let repository = try GitRepository.find(at: folder.path)
      let (old, new) = (try repository.resolve("HEAD~1"), try repository.resolve("HEAD"))
      #expect(
        try repository.changedPaths(old, new, under: ["bots"]) == ["bots/a.yaml", "bots/c.yaml"])
      let files = [
        GitFile(path: "bots/b.yaml", bytes: Array("b\r".utf8)),
        GitFile(path: "bots/d.yaml", bytes: []),
      ]
      let found = try repository.differences(from: new, of: files, under: ["bots"])
      #expect(found.map(\.path) == ["bots/b.yaml", "bots/c.yaml", "bots/d.yaml"])
      #expect(found.map(\.difference) == [.changed, .removed, .added])
    }
  }
}
