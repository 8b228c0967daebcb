import Git
package import JSON

extension DecisionBisection {
  /// Lines of a plan that one commit takes in a terminal.
  private static let mostLines = 20

  /// For a terminal; `end` is the revision as a person named it.
  package func text(upTo end: String) -> String {
    var lines = [
      "\(bot): \(Self.count(commits, "commit")) of policies up to \(end), \(asked) asked"
    ]
    switch turns.count {
    case 0:
      lines.append(
        isComplete
          ? "no commit changes the decision"
          : "both ends decide the same; what lies between was not asked"
      )
    case 1 where isComplete: lines.append("one commit changes the decision")
    case 1:
      lines.append(
        "this commit changes the decision; there may be others, since not all were asked")
    default: lines.append("\(turns.count) commits change the decision")
    }
    for turn in turns {
      lines += ["", Self.line(of: turn.commit), "  \(turn.commit.subject)"]
      lines += ["  old  \(turn.old.text)", "  new  \(turn.new.text)"]
      lines += turn.changes.prefix(Self.mostLines).map { "  \($0.line)" }
      if turn.changes.count > Self.mostLines {
        lines.append("  … and \(turn.changes.count - Self.mostLines) more changes")
      }
    }
    if let last { lines += ["", "decided at \(end): \(last.text)"] }
    if !skipped.isEmpty {
      lines += ["", "skipped, since nothing can be asked of them:"]
      lines += skipped.map { "  \(Self.line(of: $0.commit)): \($0.answer.text)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func count(_ number: Int, _ word: String) -> String {
    number == 1 ? "1 \(word)" : "\(number) \(word)s"
  }

  private static func line(of commit: GitCommit) -> String {
    "\(commit.id.short)  \(UTCTime.text(commit.authorTime * 1_000))  "
      + "\(commit.authorName) <\(commit.authorEmail)>"
  }

  /// For machines.
  package var json: JSONValue {
    .object([
      .init("bot", .string(bot)), .init("commits", .number("\(commits)")),
      .init("asked", .number("\(asked)")), .init("complete", .bool(isComplete)),
      .init(
        "turns",
        .array(
          turns.map { turn in
            .object(
              Self.members(of: turn.commit) + [
                .init("old", .string(turn.old.text)), .init("new", .string(turn.new.text)),
                .init("changes", .array(turn.changes.map { .string($0.line) })),
              ])
          })),
      .init("last", last.map { .string($0.text) } ?? .null),
      .init(
        "skipped",
        .array(
          skipped.map { skipped in
            .object(
              Self.members(of: skipped.commit) + [.init("why", .string(skipped.answer.text))])
          })),
    ])
  }

  private static func members(of commit: GitCommit) -> [JSONValue.Member] {
    [
      .init("commit", .string(commit.id.hex)), .init("author", .string(commit.authorName)),
      .init("email", .string(commit.authorEmail)),
      .init("time", .string(UTCTime.text(commit.authorTime * 1_000))),
      .init("subject", .string(commit.subject)),
    ]
  }
}
