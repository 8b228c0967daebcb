import Diagnostics
package import JSON

extension FindingsReport {
  /// The report as one object: `command`, `summary`, `findings`.
  package var json: JSONValue {
    .object([
      .init("command", .string(command)), .init("summary", summary.json),
      .init("findings", .array(findings)),
    ])
  }

  /// The findings alone, for reports that hold more.
  package var findings: [JSONValue] {
    var paths = DocumentPaths(renderer.sources)
    return diagnostics.map { diagnostic in
      var members = diagnostic.location.map(Self.place) ?? []
      if let path = diagnostic.location.flatMap({ paths[$0] }) {
        members.append(.init("path", .string(path)))
      }
      members += [
        .init("code", .string(diagnostic.code)),
        .init("severity", .string(diagnostic.severity.rawValue)),
        .init("message", .string(diagnostic.message)),
        .init("help", .array(diagnostic.help.map { .string($0) })),
      ]
      if !diagnostic.related.isEmpty {
        members.append(.init("related", .array(diagnostic.related.map(Self.related))))
      }
      if let fix = diagnostic.fix { members.append(.init("fix", Self.fix(fix))) }
      return .object(members)
    }
  }

  private static func place(_ location: Location) -> [JSONValue.Member] {
    [
      .init("file", .string(location.file)), .init("line", .number("\(location.line)")),
      .init("column", .number("\(location.column)")),
      .init("end_column", .number("\(location.endColumn)")),
    ]
  }

  private static func related(_ related: RelatedLocation) -> JSONValue {
    .object(place(related.location) + [.init("message", .string(related.message))])
  }

  private static func fix(_ fix: Fix) -> JSONValue {
    .object([
      .init("description", .string(fix.description)), .init("safe", .bool(fix.isSafe)),
      .init(
        "edits",
        .array(
          fix.edits.map { edit in
            .object([
              .init("file", .string(edit.file)), .init("line", .number("\(edit.start.line)")),
              .init("column", .number("\(edit.start.column)")),
              .init("end_line", .number("\(edit.end.line)")),
              .init("end_column", .number("\(edit.end.column)")),
              .init("replacement", .string(edit.replacement)),
            ])
          })),
    ])
  }
}
