import Diagnostics
import Hashing
package import JSON

extension FindingsReport {
  /// The report in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS). A finding has a
  /// fingerprint of its code and of its path in the document, so it stays the same when lines move.
  package var sarif: JSONValue {
    let codes = Set(diagnostics.map(\.code)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
    var paths = DocumentPaths(renderer.sources)
    var seen: [String: Int] = [:]
    let results = diagnostics.map { result($0, positions, &paths, &seen) }
    return .object([
      .init("$schema", "https://json.schemastore.org/sarif-2.1.0.json"),
      .init("version", "2.1.0"),
      .init(
        "runs",
        .array([
          .object([
            .init("tool", .object([.init("driver", driver(codes))])),
            .init(
              "originalUriBaseIds",
              .object([
                .init(
                  Self.baseID,
                  .object([
                    .init(
                      "description", .object([.init("text", "the folder that holds the policies")]))
                  ]))
              ])),
            .init("columnKind", "unicodeCodePoints"),
            .init(
              "invocations",
              .array([.object([.init("executionSuccessful", .bool(true))])])),
            .init("results", .array(results)),
            .init(
              "properties",
              .object([.init("command", .string(command)), .init("summary", summary.json)])),
          ])
        ])),
    ])
  }

  private static let baseID = "%SRCROOT%"

  private func driver(_ codes: [String]) -> JSONValue {
    var members: [JSONValue.Member] = [.init("name", "polytraders")]
    if !version.isEmpty { members.append(.init("version", .string(version))) }
    members.append(.init("rules", .array(codes.map(rule))))
    return .object(members)
  }

  private func rule(_ code: String) -> JSONValue {
    let severity = diagnostics.filter { $0.code == code }.map(\.severity).max() ?? .error
    let rule =
      rules[code] ?? RuleDescription(title: "finding \(code)", text: "", severity: severity)
    let help = "\(rule.text)\n\n'polytraders explain-code \(code)' shows this page."
    return .object([
      .init("id", .string(code)),
      .init("shortDescription", .object([.init("text", .string(rule.title))])),
      .init(
        "fullDescription",
        .object([.init("text", .string(rule.text.isEmpty ? rule.title : rule.text))])),
      .init("help", .object([.init("text", .string(help))])),
      .init(
        "defaultConfiguration", .object([.init("level", .string(rule.severity.rawValue))])),
    ])
  }

  private func result(
    _ diagnostic: Diagnostic, _ positions: [String: Int], _ paths: inout DocumentPaths,
    _ seen: inout [String: Int]
  ) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("ruleId", .string(diagnostic.code)),
      .init("ruleIndex", .number("\(positions[diagnostic.code] ?? -1)")),
      .init("level", .string(diagnostic.severity.rawValue)),
      .init(
        "message",
        .object([
          .init(
            "text", .string(([diagnostic.message] + diagnostic.help).joined(separator: "\n")))
        ])),
    ]
    let path = diagnostic.location.flatMap { paths[$0] }
    if let place = diagnostic.location {
      var location: [JSONValue.Member] = [physicalLocation(place)]
      if let path, !path.isEmpty {
        location.append(
          .init(
            "logicalLocations",
            .array([.object([.init("fullyQualifiedName", .string(path))])])))
      }
      members.append(.init("locations", .array([.object(location)])))
    }
    if !diagnostic.related.isEmpty {
      let related = diagnostic.related.enumerated().map { index, related in
        JSONValue.object([
          .init("id", .number("\(index)")), physicalLocation(related.location),
          .init("message", .object([.init("text", .string(related.message))])),
        ])
      }
      members.append(.init("relatedLocations", .array(related)))
    }
    let fingerprint = fingerprint(of: diagnostic, path, &seen)
    members.append(
      .init(
        "partialFingerprints",
        .object([
          .init("polytraders/v1", .string(fingerprint)),
          // The one that GitHub's code scanning follows.
          .init("primaryLocationLineHash", .string(fingerprint)),
        ])))
    if let fix = diagnostic.fix, fix.isSafe {
      members.append(.init("fixes", .array([self.fix(fix)])))
    }
    return .object(members)
  }

  /// Of the code, the file and the path in it, never of the line; of two that are alike, their order.
  private func fingerprint(
    of diagnostic: Diagnostic, _ path: String?, _ seen: inout [String: Int]
  ) -> String {
    let place = diagnostic.location.map { relative($0.file) } ?? ""
    let text = "\(diagnostic.code)\n\(place)\n\(path ?? diagnostic.message)"
    let count = (seen[text] ?? 0) + 1
    seen[text] = count
    return SHA256.hash(Array(text.utf8)).hex.prefix(32) + ":\(count)"
  }

  private func physicalLocation(_ place: Location) -> JSONValue.Member {
    let region = TextEdit(
      file: place.file, from: .init(line: place.line, column: place.column),
      to: .init(line: place.line, column: max(place.endColumn, place.column + 1)), replacement: "")
    return .init(
      "physicalLocation",
      .object([artifact(place.file), .init("region", Self.region(region))]))
  }

  private func artifact(_ file: String) -> JSONValue.Member {
    var members: [JSONValue.Member] = [.init("uri", .string(uri(file)))]
    if !file.hasPrefix("/") || relative(file) != file {
      members.append(.init("uriBaseId", .string(Self.baseID)))
    }
    return .init("artifactLocation", .object(members))
  }

  private static func region(_ edit: TextEdit) -> JSONValue {
    .object([
      .init("startLine", .number("\(edit.start.line)")),
      .init("startColumn", .number("\(edit.start.column)")),
      .init("endLine", .number("\(edit.end.line)")),
      .init("endColumn", .number("\(edit.end.column)")),
    ])
  }

  private func fix(_ fix: Fix) -> JSONValue {
    var files: [String] = []
    for edit in fix.edits where !files.contains(edit.file) { files.append(edit.file) }
    let changes = files.map { file in
      JSONValue.object([
        artifact(file),
        .init(
          "replacements",
          .array(
            fix.edits.filter { $0.file == file }.map { edit in
              .object([
                .init("deletedRegion", Self.region(edit)),
                .init(
                  "insertedContent", .object([.init("text", .string(edit.replacement))])),
              ])
            })),
      ])
    }
    return .object([
      .init("description", .object([.init("text", .string(fix.description))])),
      .init("artifactChanges", .array(changes)),
    ])
  }
}
