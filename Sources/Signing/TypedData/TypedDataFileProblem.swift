/// What can be wrong with a file of `specs/eip712`.
enum TypedDataFileProblem {
  case wrongKind(String, wanted: String, found: String)
  case missingKey(String, in: String)
  case unknownKey(String, in: String, known: [String])
  case wrongWord(String, key: String, wanted: String)
  case declaration(DeclarationFault, structure: String)
  case unknownPrimaryType(String, known: [String])
  case notAChain(String)
  case badAddress(String, AddressError)
  case chainsBesideContracts(String)
  /// A warning: the program was built with another file of this name.
  case differs(String)
  /// A warning: the program was built without a file of this name.
  case notBuiltIn(String, known: [String])
}
