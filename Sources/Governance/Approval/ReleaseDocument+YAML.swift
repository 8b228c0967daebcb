import Hashing
import Policy
import Signing

extension ReleaseDocument {
  /// The text of the file: the same document always gives the same bytes.
  package var text: String {
    var text = Self.heading(kind)
    text += "apiVersion: polytraders/v1\nkind: \(kind.rawValue)\nspec:\n"
    func line(_ key: String, _ value: String) { text += "  \(key): \(value)\n" }
    line("sequence", Self.quoted("\(change.sequence)"))
    line("statement", Self.quoted(change.statement))
    line("verdict", change.verdict.rawValue)
    line("class", change.changeClass.rawValue)
    line("policy", Self.quoted(change.policy.prefixedHex))
    line("governance", Self.quoted(change.governance.prefixedHex))
    line("previous", Self.quoted(change.previous.prefixedHex))
    line("previous_governance", Self.quoted(change.previousGovernance.prefixedHex))
    line("proposer", Self.quoted(change.proposer))
    line("authors", "[\(change.authors.map(Self.quoted).joined(separator: ", "))]")
    line("proposed_at", Self.quoted(UTCTime.text(proposedAt)))
    if approvals.isEmpty {
      line("approvals", "[]")
    } else {
      text += "  approvals:\n"
      for approval in approvals {
        text += """
              - approver: \(Self.quoted(approval.approver))
                approved_at: \(Self.quoted(UTCTime.text(approval.approvedAt)))
                expires_at: \(Self.quoted(UTCTime.text(approval.expiresAt)))
                signature: \(Self.quoted(approval.signature.hex))

          """
      }
    }
    if kind == .release {
      text += "  documents:\n"
      for document in documents.sorted(by: { $0.path < $1.path }) {
        text += "    \(Self.quoted(document.path)): \(Self.block(document.text, indent: 6))"
      }
    }
    return text
  }

  private static func heading(_ kind: Kind) -> String {
    switch kind {
    case .release:
      """
      # An approved release, written by 'polytraders approve'. Never edited: 'polytraders approve verify' proves it, and
      # the runner loads its policies from here.

      """
    case .proposal:
      """
      # A change that is collecting signatures, written by 'polytraders approve'. It is of the working files as long as
      # they mean what stands here. 'polytraders approve status' says whose signatures are missing.

      """
    }
  }

  /// A text in double quotes on one line, with everything escaped that is not plainly printed.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default:
        if isPlain(scalar) {
          quoted.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
      }
    }
    return quoted + "\""
  }

  /// A text as a literal block, line by line as it was; one that a block cannot hold is quoted. With its line end.
  static func block(_ text: String, indent: Int) -> String {
    let scalars = text.unicodeScalars
    let first = scalars.first
    guard let first, first != " ", first != "\n", first != "\t",
      scalars.allSatisfy(isPlain), !hasBlankLineOfSpaces(text)
    else { return quoted(text) + "\n" }
    let pad = String(repeating: " ", count: indent)
    var lines = scalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let ends = lines.reversed().prefix { $0.isEmpty }.count
    lines.removeLast(ends)
    let mark = ends == 0 ? "|-" : ends == 1 ? "|" : "|+"
    let body = lines.map { $0.isEmpty ? "" : pad + $0 }.joined(separator: "\n")
    return "\(mark)\n\(body)\n" + String(repeating: "\n", count: max(0, ends - 1))
  }

  /// What YAML keeps as it is inside a block: no other line break than LF, nothing that is not printed.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }

  /// Whether a line holds nothing but blanks: readers differ about those.
  private static func hasBlankLineOfSpaces(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "\n")).contains { line in
      line.allSatisfy { $0 == UInt8(ascii: " ") }
    }
  }
}
