import FoundationEssentials

/// A real git repository in a folder that is gone afterwards. Nothing in it depends on the user's configuration or
/// on the clock.
package struct GitFolder: Sendable {
  package let path: String

  /// Why git did not do what a test wanted.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Runs `body` with an empty repository whose branch is `main`.
  package static func with<R>(_ body: (GitFolder) throws -> R) throws -> R {
    try Places.withTemporaryFolder { folder in
      let repository = try GitFolder(path: folder)
      return try body(repository)
    }
  }

  /// Makes a repository of a folder that is there.
  package init(path: String) throws {
    self.path = path
    try git("init", "--quiet", "--initial-branch=main")
    try git("config", "user.name", "Test")
    try git("config", "user.email", "test@desk.example")
  }

  /// Runs git and gives what it wrote.
  @discardableResult
  package func git(_ words: String..., by email: String = "test@desk.example") throws -> String {
    var environment = Executable.environment
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    for role in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(role)_NAME"] = String(email.prefix { $0 != "@" })
      environment["GIT_\(role)_EMAIL"] = email
      environment["GIT_\(role)_DATE"] = "2026-11-21T12:00:00Z"
    }
    let outcome = try Executable(path: "/usr/bin/env").run(
      ["git"] + words, environment: environment, folder: path)
    guard outcome.exitCode == 0 else {
      throw Failure(description: "git \(words): \(outcome.errors)")
    }
    return outcome.output.split(separator: "\n").joined(separator: "\n")
  }

  /// Writes a file, with the folders around it.
  package func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  package func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = "\(path)/\(name)"
    if let slash = file.lastIndex(of: "/") {
      try FileManager.default.createDirectory(
        atPath: String(file[..<slash]), withIntermediateDirectories: true)
    }
    try Places.write(bytes, to: file)
  }

  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
  }

  /// Replaces text in a file; it must be there.
  package func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try read(name)
    guard text.contains(old) else { throw Failure(description: "'\(old)' is not in \(name)") }
    try write(name, text.replacing(old, with: new))
  }

  /// Commits everything and gives the id.
  @discardableResult
  package func commit(_ subject: String, by email: String = "test@desk.example") throws -> String {
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", subject, by: email)
    return try git("rev-parse", "HEAD")
  }

  /// Copies folders of this checkout into the repository.
  package func copyHouse(_ folders: [String] = ["bots", "policies", "specs", "tests"]) throws {
    for folder in folders {
      try FileManager.default.copyItem(
        atPath: "\(Places.checkout)/\(folder)", toPath: "\(path)/\(folder)")
    }
  }
}
