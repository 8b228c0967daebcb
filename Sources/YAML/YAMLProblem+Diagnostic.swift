import Diagnostics

extension YAMLProblem.Placed {
  /// The finding in the words of the command line.
  var diagnostic: Diagnostic {
    var related: [RelatedLocation] = []
    if case .duplicateKey(_, let first) = problem {
      related = [RelatedLocation("first written here", at: first)]
    }
    return Diagnostic(
      problem.code, problem.severity, problem.message, at: location, help: problem.help,
      related: related)
  }
}

extension YAMLProblem {
  /// The table of codes.
  var code: String {
    switch self {
    case .syntax: "PT0101"
    case .empty: "PT0102"
    case .duplicateKey: "PT0103"
    case .tag: "PT0104"
    case .alias: "PT0105"
    case .anchor: "PT0106"
    case .mergeKey: "PT0107"
    case .complexKey: "PT0108"
    case .emptyKey: "PT0109"
    case .entryWithoutValue: "PT0110"
    case .secondDocument: "PT0111"
    case .tagDirective: "PT0112"
    case .tabIndentation: "PT0113"
    case .hiddenCharacter: "PT0114"
    case .notUTF8: "PT0115"
    case .tooManyBytes: "PT0116"
    case .tooDeep: "PT0117"
    case .tooManyNodes: "PT0118"
    case .scalarTooLong: "PT0119"
    case .cutByComment: "PT0120"
    case .cutInFlow: "PT0121"
    }
  }

  var severity: DiagnosticSeverity {
    if case .cutByComment = self { .warning } else { .error }
  }

  var message: String {
    switch self {
    case .syntax(let fault, _): fault.message
    case .empty: "the document is empty"
    case .duplicateKey(let name, _): "the key '\(name)' is written twice"
    case .tag(let tag, _): "'\(tag)' is a YAML tag; tags are not used here"
    case .alias(let name, _): "'*\(name)' is a YAML alias; aliases are not used here"
    case .anchor(let name, _): "'&\(name)' is a YAML anchor; anchors are not used here"
    case .mergeKey: "'<<' merges mappings; merge keys are not used here"
    case .complexKey: "a key must be plain text, written 'key: value'"
    case .emptyKey: "there is no key before the ':'"
    case .entryWithoutValue(let key, _): "'\(key)' has no ': value' inside { }"
    case .secondDocument: "a second document begins here; a file holds one"
    case .tagDirective: "%TAG directives are not used here"
    case .tabIndentation: "a tab in the indentation"
    case .hiddenCharacter(let scalar): "\(Self.hexadecimal(scalar)) (\(Self.kind(of: scalar)))"
    case .notUTF8(let offset, let byte):
      "not UTF-8: byte 0x\(String(byte, radix: 16, uppercase: true)) at byte offset \(offset)"
    case .tooManyBytes(let count, let limit):
      "the file has \(count) bytes; at most \(limit) are read"
    case .tooDeep(let limit): "nested more than \(limit) levels deep"
    case .tooManyNodes(let limit): "more than \(limit) values in one document"
    case .scalarTooLong(let limit): "a text of more than \(limit) characters"
    case .cutByComment(let text, _):
      "' #' ends the value '\(text)' here, and what follows looks like more of it"
    case .cutInFlow: "' #' begins a comment here, which hides the rest of the line and its bracket"
    }
  }

  var help: [String] {
    switch self {
    case .syntax(let fault, let quoted): fault.help + Self.written(quoted)
    case .empty: ["the file needs at least apiVersion and kind"]
    case .duplicateKey: ["remove one of the two; YAML readers disagree about which one counts"]
    case .tag(_, let quoted):
      ["a value that begins with '!' needs quotes"] + Self.written(quoted)
    case .alias(_, let quoted):
      ["write the value out, or put it in quotes if the '*' belongs to it"] + Self.written(quoted)
    case .anchor(_, let quoted):
      ["remove the anchor, or put the value in quotes if the '&' belongs to it"]
        + Self.written(quoted)
    case .mergeKey: ["write the entries out, so that a reviewer sees what holds"]
    case .complexKey: ["keys are single words on the line of their value"]
    case .emptyKey: ["write a name before the ':', or put the value in quotes"]
    case .entryWithoutValue(_, let quoted):
      ["a comma inside { } ends a value: put a value that contains one in quotes"]
        + Self.written(quoted)
    case .secondDocument: ["put it into a file of its own"]
    case .tagDirective: ["remove the line"]
    case .tabIndentation(let others):
      ["indent with spaces"] + (others.isEmpty ? [] : ["also \(Self.lines(others))"])
    case .hiddenCharacter(let scalar):
      scalar == "\r"
        ? ["end lines with LF or CR LF"]
        : ["remove it; in double quotes it can be written \\u\(Self.digits(scalar))"]
    case .notUTF8: ["save the file as UTF-8"]
    case .tooManyBytes, .tooManyNodes: ["split the document"]
    case .tooDeep: ["no document of ours needs half of that; look for unclosed brackets"]
    case .scalarTooLong: ["look for a quote that is closed too late"]
    case .cutByComment(_, let quoted):
      ["put the value in quotes if the '#' belongs to it, or write the comment as words"]
        + Self.written(quoted)
    case .cutInFlow(let quoted):
      ["put the value in quotes if the '#' belongs to it, or the comment on a line of its own"]
        + Self.written(quoted)
    }
  }

  private static func written(_ quoted: String?) -> [String] {
    quoted.map { ["write: \($0)"] } ?? []
  }

  private static func lines(_ numbers: [Int]) -> String {
    let shown = numbers.prefix(8).map { String($0) }.joined(separator: ", ")
    let rest = numbers.count > 8 ? " and \(numbers.count - 8) more" : ""
    return numbers.count == 1 ? "line \(shown)" : "lines \(shown)\(rest)"
  }

  private static func digits(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String { "U+" + digits(scalar) }

  private static func kind(of scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0: "NUL, a control character"
    case 0x0D: "a carriage return that is not part of CR LF"
    case 0x85, 0x2028, 0x2029: "a line separator that editors do not show"
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "it changes the direction of the text"
    case 0xFEFF: "a byte order mark inside the text"
    case 0x200B, 0x2060...0x2065: "it is invisible"
    default: "a control character"
    }
  }
}

extension SyntaxFault {
  var message: String {
    switch self {
    case .colonInValue: "': ' inside a value without quotes"
    case .wrongIndentation: "this line is not indented like its neighbours"
    case .cannotBegin("-"): "'- ' begins an item of a list, which starts on a line of its own"
    case .cannotBegin("\t"): "a tab stands where a value should begin"
    case .cannotBegin("?"): "'? ' begins a key of YAML"
    case .cannotBegin(let scalar): "a value without quotes cannot begin with '\(scalar)'"
    case .missingColon: "expected 'key: value', found no ':'"
    case .unclosedQuote: "the quote that opens here is never closed"
    case .brokenFlow(let closing): "expected ',' or '\(closing)'"
    case .unclosedFlow(let opening): "the '\(opening)' that opens here is never closed"
    case .missingValue: "expected a value"
    case .closesNothing(let bracket): "the '\(bracket)' closes nothing that is open"
    case .afterEnd: "something follows the end of the document"
    case .textAfterValue: "something follows a value that is already complete"
    case .badEscape: "not an escape sequence that YAML knows"
    case .badAnchorName: "'&' and '*' begin anchors and aliases in YAML"
    case .other(let words): words
    }
  }

  var help: [String] {
    switch self {
    case .cannotBegin("\t"): ["use spaces"]
    case .colonInValue, .cannotBegin, .textAfterValue, .badAnchorName, .closesNothing:
      ["put the whole value in quotes"]
    case .wrongIndentation: ["entries of one mapping begin in the same column"]
    case .missingColon: ["write ': ' with a space after the key"]
    case .unclosedQuote: ["a quote ends where the same mark comes again"]
    case .unclosedFlow(let opening): ["close it with '\(opening == "{" ? "}" : "]")'"]
    case .missingValue: ["remove the comma, or write a value before it"]
    case .afterEnd: ["a file holds one document"]
    case .brokenFlow:
      ["inside { } and [ ] a value that contains , : # [ ] { or } needs quotes"]
    case .badEscape:
      ["write '\\\\' for a backslash, or use single quotes, where a backslash is only a backslash"]
    case .other: ["compare with the lines around it; a value with signs of YAML in it needs quotes"]
    }
  }
}
