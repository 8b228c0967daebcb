package import Diagnostics

extension TransactionError {
  /// What is wrong, for people, with what to do about it.
  package var diagnostic: Diagnostic {
    switch self {
    case .tooLarge(let count, let limit):
      Diagnostic(
        "PT1390", .error, "the transaction has \(count) bytes, and nodes take at most \(limit)",
        at: nil,
        help: ["Split what it calls into several transactions."])
    case .encoding(let error):
      Diagnostic(
        "PT1391", .error, "the bytes are no transaction: \(error.message)", at: nil,
        help: ["Give the bytes that the signer made, whole and unchanged."])
    case .unknownType(let type):
      Diagnostic(
        "PT1392", .error, "transactions of type \(type) are not known here", at: nil,
        help: ["Sign a legacy transaction, or one of type 1 or 2."])
    case .fieldCount(let expected, let found):
      Diagnostic(
        "PT1393", .error, "the transaction has \(found) fields where its type has \(expected)",
        at: nil,
        help: ["Sign before sending: an unsigned transaction lacks v, r and s."])
    case .badField(let field):
      Diagnostic(
        "PT1394", .error, "the field \(field.rawValue) of the transaction is not of its form",
        at: nil,
        help: ["Numbers have no leading zeros, addresses 20 bytes, storage keys 32."])
    case .badSignature:
      Diagnostic(
        "PT1395", .error, "the signature of the transaction belongs to no key", at: nil,
        help: ["v is 0 or 1, or of EIP-155; r and s are in range, and s is the low one."])
    }
  }
}

extension RLPError {
  /// What is wrong, for people. No final full stop.
  package var message: String {
    switch self {
    case .empty: "there are none"
    case .unexpectedEnd(let offset): "the value at byte \(offset) is cut off, or is no list"
    case .needlessHeader(let offset): "byte \(offset) needs no header and has one"
    case .needlessLength(let offset): "the length at byte \(offset) is not in its shortest form"
    case .tooDeep(let offset, let limit):
      "the list at byte \(offset) is nested deeper than \(limit)"
    case .tooManyItems(let offset, let limit):
      "the value at byte \(offset) is beyond the limit of \(limit)"
    case .trailingBytes(let offset): "there is more behind its end at byte \(offset)"
    }
  }
}
