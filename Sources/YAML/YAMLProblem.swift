import Diagnostics

/// Everything the reader of YAML can find wrong. The code of each case is in `YAMLProblem+Diagnostic.swift`.
enum YAMLProblem: Error {
  case tooManyBytes(Int, limit: Int)
  case tooDeep(limit: Int)
  case tooManyNodes(limit: Int)
  case scalarTooLong(limit: Int)
  case notUTF8(byteOffset: Int, byte: UInt8)
  case hiddenCharacter(Unicode.Scalar)
  /// No document, or a document with nothing in it.
  case empty
  case secondDocument
  case tagDirective
  case duplicateKey(String, first: Location)
  /// `quoted` is its entry with the whole value in quotes, here and below.
  case alias(String, quoted: String?)
  case anchor(String, quoted: String?)
  /// The tag as written.
  case tag(String, quoted: String?)
  case mergeKey
  case complexKey
  case emptyKey
  case entryWithoutValue(String, quoted: String?)
  /// `others` are the further lines that are indented with tabs.
  case tabIndentation(others: [Int])
  /// `quoted` is the entry with its value in quotes, where that mends it.
  case syntax(SyntaxFault, quoted: String?)
  /// A warning: the text before a comment looks unfinished, or the comment goes on with it. `quoted` is the entry
  /// with both in quotes.
  case cutByComment(String, quoted: String?)
  /// A comment inside braces took the rest of their line.
  case cutInFlow(quoted: String?)

  /// A problem and where it is.
  struct Placed {
    var problem: YAMLProblem
    var location: Location

    init(_ problem: YAMLProblem, _ location: Location) {
      self.problem = problem
      self.location = location
    }
  }
}
