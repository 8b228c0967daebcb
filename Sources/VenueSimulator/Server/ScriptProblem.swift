/// What is wrong with a script, or with the body of an admin request.
enum ScriptProblem: Equatable, Sendable {
  /// A list where a mapping was meant, and the like.
  case wrongKind(String, wanted: String, found: String)
  /// A key that must be there is not, or has no value.
  case missingKey(String, in: String)
  /// A key that means nothing here.
  case unknownKey(String, in: String, known: [String])
  /// A word of none of the meanings.
  case unknownWord(String, key: String, known: [String])
  /// A text that is no value of its kind.
  case badValue(String, key: String, expected: String)
  /// An entry does nothing, or several things at once.
  case notOneAction(found: [String], known: [String])
  /// The entry is not allowed as it stands, in the words of who carries it out.
  case refused(String)
}
