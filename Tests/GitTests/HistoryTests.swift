import Git
import TestSupport
import Testing

@Suite("the history of a repository") struct HistoryTests {
  /// `main` with a branch that was merged: one, two (side), three (main), the merge, four (no policies).
  private static func withHistory(_ body: (GitFolder, GitRepository) throws -> Void) throws {
    try GitFolder.with { folder in
      try folder.write("bots/a.yaml", "one\ntwo\nthree\n")
      try folder.commit("one", by: "alice@desk.example")
      try folder.git("checkout", "--quiet", "-b", "side")
      try folder.write("policies/p.yaml", "p")
      try folder.commit("two", by: "Bob@Desk.Example")
      try folder.git("checkout", "--quiet", "main")
      try folder.write("bots/a.yaml", "one\nTWO\nthree\n")
      try folder.commit("three: \u{1F}odd", by: "carol@desk.example")
      try folder.git("merge", "--quiet", "--no-ff", "--message", "merge", "side")
      try folder.write("README", "r")
      try folder.commit("four", by: "dave@desk.example")
      try body(folder, try GitRepository.find(at: folder.path))
    }
  }

  @Test("commits that touch paths come parents first, with the nearest such parents")
  func commits() throws {
    try Self.withHistory { _, repository in
      let head = try repository.resolve("main")
      let commits = try repository.commits(touching: ["bots", "policies"], to: head)
      #expect(Set(commits.map(\.subject)) == ["one", "two", "three: \u{1F}odd", "merge"])
      for (index, commit) in commits.enumerated() {
        let before = Set(commits[..<index].map(\.id))
        #expect(commit.parents.allSatisfy(before.contains))
      }
      let merge = try #require(commits.last)
      #expect(merge.subject == "merge" && merge.parents.count == 2)
      let bots = try repository.commits(touching: ["bots"], to: head)
      #expect(bots.map(\.subject) == ["one", "three: \u{1F}odd"])
      #expect(bots[1].parents == [bots[0].id])
      #expect(bots[0].authorEmail == "alice@desk.example" && bots[0].authorTime == 1_795_262_400)
      let later = try repository.commits(touching: ["bots"], from: bots[0].id, to: head)
      #expect(later.map(\.subject) == ["three: \u{1F}odd"])
    }
  }

  @Test("authors are those of the commits in between, in lower case")
  func authors() throws {
    try Self.withHistory { _, repository in
      let head = try repository.resolve("main")
      let first = try repository.commits(touching: ["bots"], to: head)[0].id
      let authors = try repository.authors(touching: ["bots", "policies"], from: first, to: head)
      #expect(authors == ["bob@desk.example", "carol@desk.example", "test@desk.example"])
      #expect(try repository.userEmail == "test@desk.example")
    }
  }

  @Test("a line is traced to the commit that wrote it, a file to the last that changed it")
  func lastChange() throws {
    try Self.withHistory { _, repository in
      let head = try repository.resolve("main")
      #expect(try repository.lastChange(of: "bots/a.yaml", at: head).subject.hasPrefix("three"))
      let first = try repository.lastChange(of: "bots/a.yaml", lines: 1...1, at: head)
      #expect(first.subject == "one" && first.authorEmail == "alice@desk.example")
      let second = try repository.lastChange(of: "bots/a.yaml", lines: 2...2, at: head)
      #expect(second.subject.hasPrefix("three"))
      for (path, lines) in [("bots/none.yaml", 1...1), ("bots/a.yaml", 9...9)] {
        #expect(throws: GitError.unknownPath(path)) {
          try repository.lastChange(of: path, lines: lines, at: head)
        }
      }
      #expect(throws: GitError.unknownPath("bots/none.yaml")) {
        try repository.lastChange(of: "bots/none.yaml", at: head)
      }
    }
  }

  @Test("the merge base is where two branches part, and it is said where there is none")
  func mergeBase() throws {
    try Self.withHistory { folder, repository in
      let (main, side) = (try repository.resolve("main"), try repository.resolve("side"))
      #expect(try repository.mergeBase(main, side) == side)
      try folder.git("checkout", "--quiet", "--orphan", "lone")
      try folder.commit("lone")
      let lone = try repository.resolve("lone")
      #expect(throws: GitError.noCommonAncestor(main, lone, isShallow: false)) {
        try repository.mergeBase(main, lone)
      }
    }
  }
}
